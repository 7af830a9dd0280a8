# Builds Companion for Windows: a portable folder (zip), and an installer where Inno
# Setup 6 is installed. Run it on Windows 10 or 11, 64 bit, with Python 3.11:
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
#
# Without a certificate Windows says "unknown publisher" to whoever starts it first.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')

function Invoke-Checked {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

if (-not (Test-Path '.venv')) {
    Invoke-Checked 'py' @('-3.11', '-m', 'venv', '.venv')
}
$python = '.venv\Scripts\python.exe'
Invoke-Checked $python @('-m', 'pip', 'install', '-q', '-c', 'packaging\constraints.txt', '-e', '.[build]')
$version = & $python -c "from importlib.metadata import version as v; print(v('companion-live'))"
$name = "Companion-$version-windows-x64"

Remove-Item -Recurse -Force 'build\portable', 'dist\portable' -ErrorAction SilentlyContinue
Invoke-Checked $python @('-m', 'PyInstaller', '--noconfirm', '--log-level', 'ERROR',
    '--workpath', 'build\portable', '--distpath', 'dist\portable', 'packaging\companion.spec')
$folder = "dist\portable\$name"
Rename-Item 'dist\portable\companion' $name

# A build that does not start is no build.
$ready = & "$folder\companion.exe" serve --demo --seed 1 --port 0 --events 200
if ($LASTEXITCODE -ne 0 -or "$ready" -notmatch '"ready": *true') { throw 'The built program does not start.' }

Compress-Archive -Force -Path $folder -DestinationPath "dist\$name.zip"

$inno = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe"
if (Test-Path $inno) {
    Invoke-Checked $inno @("/DVersion=$version", "/DFolder=..\..\$folder", 'packaging\windows\companion.iss')
} else {
    Write-Host 'Inno Setup 6 is not installed: no installer was made, only the zip.'
}
Get-ChildItem dist -File | ForEach-Object {
    "$((Get-FileHash $_.FullName).Hash.ToLower())  $($_.Name)"
} | Set-Content -Encoding ascii 'dist\SHA256SUMS'
