#!/bin/sh
# The main job on the simulator: the window where there is a display, else the engine
# alone, with the link to paste into OBS. Arguments go to Companion.
set -eu

cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin

if [ "$(uname -s)" = Darwin ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$bin/companion" --demo "$@"
fi

# Companion takes this shell's place, so that a signal reaches it and nothing is left
# behind; what it prints passes through a pipe to the one who reads it out.
folder=$(mktemp -d)
mkfifo "$folder/lines"
"$bin/python" packaging/announce.py "$folder/lines" &
exec "$bin/companion" serve --demo "$@" >"$folder/lines"
