#!/bin/sh
# Puts Companion into the menu of whoever runs this; --remove takes it out.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
entry=${XDG_DATA_HOME:-$HOME/.local/share}/applications/companion.desktop

if [ "${1:-}" = --remove ]; then
    rm -f "$entry"
    echo "Removed from the menu."
    exit
fi
# In a desktop file these mean something else: \ " ` $ by the quotes, % by Exec.
program=$(printf '%s' "$here/companion" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g')
mkdir -p "$(dirname "$entry")"
cat >"$entry" <<END
[Desktop Entry]
Type=Application
Name=Companion
Comment=Chat, support and overlays of your live stream
Exec="$program"
Icon=$here/companion.png
Categories=AudioVideo;Network;
StartupWMClass=companion
Terminal=false
END
echo "Companion is in your menu now."
