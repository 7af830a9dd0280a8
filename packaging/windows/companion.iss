; The installer for Windows: for one user, no administrator, everything removable.
; Called by build.ps1 with /DVersion and /DFolder.

[Setup]
AppId={{6E0B7B0E-6C1B-4C64-9B57-3C6A5B0B8C11}
AppName=Companion
AppVersion={#Version}
AppPublisher=The Companion maintainers
DefaultDirName={localappdata}\Programs\Companion
PrivilegesRequired=lowest
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\resources\icons\logo.ico
UninstallDisplayIcon={app}\companion-window.exe
OutputDir=..\..\dist
OutputBaseFilename=Companion-{#Version}-windows-x64-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "fr"; MessagesFile: "compiler:Languages\French.isl"

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "login"; Description: "{cm:AutoStartProgram,Companion}"; Flags: unchecked

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; What an older version had and this one has not must not be found by it.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{userprograms}\Companion"; Filename: "{app}\companion-window.exe"
Name: "{userdesktop}\Companion"; Filename: "{app}\companion-window.exe"; Tasks: desktop
Name: "{userstartup}\Companion"; Filename: "{app}\companion-window.exe"; Tasks: login

[Run]
Filename: "{app}\companion-window.exe"; Description: "{cm:LaunchProgram,Companion}"; Flags: nowait postinstall skipifsilent
