#!/bin/sh
# Builds Companion as one folder for Linux that runs without an installation, packs it
# into dist/, and tries what it has packed.
#
#   sh packaging/portable.sh
#
# It runs on systems with the C library of this one or a newer one: build it on the
# oldest system that it is for. Needs the environment that `make` sets up.
set -eu

cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin
machine=$(uname -m)
version=$("$bin/python" -c 'from importlib.metadata import version as v; print(v("companion-live"))')
name=Companion-$version-linux-$machine

say() { printf '%s\n' "$*" >&2; }

for tool in objdump xz sha256sum; do
    command -v "$tool" >/dev/null || {
        say "$tool is missing. Debian, Ubuntu: apt-get install -y binutils xz-utils coreutils"
        exit 1
    }
done

say "Building $name"
rm -rf build/portable dist/portable "dist/$name.tar.xz"
"$bin/pyinstaller" --noconfirm --log-level ERROR \
    --workpath build/portable --distpath dist/portable packaging/companion.spec

folder=dist/portable/$name
mv dist/portable/companion "$folder"
cp packaging/linux/README.txt packaging/linux/add-to-menu.sh "$folder/"
cp resources/icons/logo.png "$folder/companion.png"
chmod 755 "$folder/add-to-menu.sh"

say "Trying it"
# What nobody has installed must not be needed: an empty home, no Python, no display.
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
env -i HOME="$empty" PATH=/usr/bin:/bin LANG=C.UTF-8 \
    "$folder/companion" serve --demo --seed 1 --port 0 --events 200 >"$empty/ready"
grep -q '"ready": *true' "$empty/ready"
env -i HOME="$empty" PATH=/usr/bin:/bin LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
    "$folder/companion" doctor --json >"$empty/doctor"

say "Packing it"
tar -C dist/portable --owner=0 --group=0 --sort=name -cf - "$name" |
    xz -T0 -6 >"dist/$name.tar.xz"
(cd dist && sha256sum "$name.tar.xz" >"$name.tar.xz.sha256")
say "dist/$name.tar.xz: $(du -m "dist/$name.tar.xz" | cut -f1) MB," \
    "$(du -sm "$folder" | cut -f1) MB unpacked"
