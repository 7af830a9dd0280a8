#!/bin/sh
# Sets up everything that Companion needs to run (app) or to be tested (dev).
#
#   sh packaging/setup.sh app    system libraries, fonts, .venv, Companion
#   sh packaging/setup.sh dev    the same, Chromium and the tools of `make test`
#   sh packaging/setup.sh demo   app, then the demo (what `make demo` does)
#
# As root on Debian or Ubuntu it installs what is missing. Elsewhere it says what to
# install, and goes on when it is there. Nothing is done twice: see `stamp`.
set -eu

cd "$(dirname "$0")/.."
goal=${1:-app}
[ $# -gt 0 ] && shift
venv=${VENV:-.venv}
system=$(uname -s)

say() { printf '%s\n' "$*" >&2; }
stop() {
    say ""
    say "$*"
    exit 1
}

# --- Python -------------------------------------------------------------------------

suits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 14))' \
        2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && suits "$name"; then
            command -v "$name"
            return
        fi
    done
    stop "Companion needs Python 3.11, 3.12 or 3.13, and none was found.
  Debian, Ubuntu:  apt-get install -y python3 python3-pip
  macOS:           brew install python@3.12
  other:           https://www.python.org/downloads/
A Python that is not on the PATH can be named: make demo PYTHON=/path/to/python3.11"
}

# --- System libraries ---------------------------------------------------------------
# One line each: what must be there, and the Debian package that brings it.

libraries() {
    # Even Qt's offscreen plug-in loads EGL, GL and X11.
    cat <<'END'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11.so.6 libx11-6
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libxkbcommon.so.0 libxkbcommon0
libbrotlidec.so.1 libbrotli1
libgssapi_krb5.so.2 libgssapi-krb5-2
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
END
    # The browser driver of the tests is a Node.js that wants this.
    [ "$goal" != dev ] || echo 'libatomic.so.1 libatomic1'
}

fonts() {
    # Names come in every script: without these they are boxes.
    cat <<'END'
NotoSans-Regular.* fonts-noto-core
NotoColorEmoji.* fonts-noto-color-emoji
NotoSansCJK-Regular.* fonts-noto-cjk
END
}

has_library() {
    "$ldconfig" -p 2>/dev/null | grep -q "[[:space:]]$1 "
}

has_font() {
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" \
        "${HOME:-/root}/.local/share/fonts"; do
        if [ -d "$folder" ] && find -L "$folder" -name "$1" 2>/dev/null | grep -q .; then
            return 0
        fi
    done
    return 1
}

missing_libraries() {
    libraries | while read -r library package; do
        has_library "$library" || printf '%s %s\n' "$library" "$package"
    done
}

missing_fonts() {
    fonts | while read -r font package; do
        has_font "$font" || printf '%s %s\n' "$font" "$package"
    done
}

has_chromium() {
    for name in "${COMPANION_CHROMIUM:-chromium}" chromium chromium-browser \
        google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

# Tests of hotkeys press real keys on a display of their own; those of OBS run the real
# one there, which draws by Mesa's software driver.
missing_programs() {
    command -v Xvfb >/dev/null || echo 'Xvfb xvfb'
    command -v xdotool >/dev/null || echo 'xdotool xdotool'
    if ! command -v obs >/dev/null; then
        echo 'obs obs-studio'
        echo 'obs obs-plugins'
    fi
    has_mesa || echo 'mesa libgl1-mesa-dri'
}

has_mesa() {
    for folder in /usr/lib/*/dri /usr/lib64/dri /usr/lib/dri; do
        for driver in swrast libdril; do # the second from Mesa 24.2 on
            [ ! -e "$folder/${driver}_dri.so" ] || return 0
        done
    done
    return 1
}

second_column() { printf '%s\n' "$1" | awk 'NF { print $2 }' | tr '\n' ' '; }

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install_packages() {
    say "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

how_to_install() {
    # $1: libraries and packages that are missing, $2: the packages alone
    say "  Debian, Ubuntu:  sudo apt-get install -y $2"
    say "  Fedora:          sudo dnf install $(printf '%s\n' "$1" | awk '
        $1 ~ /\.so/ { printf "\047%s()(64bit)\047 ", $1 }
        $1 ~ /^NotoSans-/ { printf "google-noto-sans-fonts " }
        $1 ~ /^NotoColorEmoji/ { printf "google-noto-color-emoji-fonts " }
        $1 ~ /^NotoSansCJK/ { printf "google-noto-sans-cjk-fonts " }
        $1 == "Xvfb" { printf "xorg-x11-server-Xvfb " }
        $2 == "obs-studio" { printf "obs-studio " }
        $1 == "mesa" { printf "mesa-dri-drivers " }
        $1 == "chromium" || $1 == "xdotool" { printf "%s ", $1 }')"
    say "  other:           the packages that bring$(printf '%s\n' "$1" |
        awk 'NF { printf " %s", $1 }')"
}

system_packages() {
    [ "$system" = Linux ] || return 0 # Qt brings what it needs on macOS and Windows
    ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
    needed=$(missing_libraries)
    wanted=$(missing_fonts)
    packages=$(second_column "$needed")$(second_column "$wanted")
    if [ "$goal" = dev ] && ! has_chromium; then
        needed="$needed
chromium chromium"
        packages="$packages chromium"
    fi
    if [ "$goal" = dev ]; then
        programs=$(missing_programs)
        needed=$(printf '%s\n%s\n' "$needed" "$programs")
        packages="$packages $(second_column "$programs")"
    fi
    [ -n "$(printf %s "$packages" | tr -d ' ')" ] || return 0
    if can_apt; then
        # shellcheck disable=SC2086  # a list of names
        install_packages $packages
        return
    fi
    say ""
    say "Some system packages are missing. Install them:"
    how_to_install "$needed
$wanted" "$packages"
    [ -z "$needed" ] || stop "Then run this again."
    say "Only fonts are missing, so this goes on; some names will show as boxes."
}

# --- The virtual environment --------------------------------------------------------

stamp() {
    # What the environment was made from: another text means that it must be made again.
    printf '%s %s %s ' "$1" "$PWD" "$("$python" -V)"
    cat pyproject.toml packaging/constraints.txt packaging/setup.sh | cksum
}

make_venv() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null && return
    rm -rf "$venv"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        # Debian keeps ensurepip in python3-venv; the pip that is there serves as well.
        "$python" -m venv --without-pip "$venv"
    else
        stop "Python has neither pip nor ensurepip. Debian, Ubuntu:
  apt-get install -y python3-pip"
    fi
}

pip_install() {
    if [ -x "$venv/bin/pip" ]; then
        "$venv/bin/python" -m pip install "$@"
    else
        "$python" -m pip --python "$venv/bin/python" install "$@"
    fi
}

install_companion() {
    say "Installing Companion into $venv"
    make_venv
    package=.
    # Detoxify is tested against; it brings torch, of which constraints.txt pins the
    # version. The app and the demo do without.
    [ "$goal" != dev ] || package='.[test,lint,detoxify,build]'
    pip_install --quiet --disable-pip-version-check --no-input \
        --constraint packaging/constraints.txt --editable "$package" >&2
}

set_up() {
    # An environment for development runs the app as well.
    python=$(find_python)
    for done_goal in "$goal" dev; do
        if [ "$(cat "$venv/.made-$done_goal" 2>/dev/null)" = "$(stamp "$done_goal")" ]; then
            return 0
        fi
    done
    system_packages
    install_companion
    stamp "$goal" >"$venv/.made-$goal"
    say "Ready."
}

case $goal in
app | dev) set_up ;;
demo)
    goal=app
    set_up
    exec sh packaging/demo.sh "$@"
    ;;
*) stop "usage: sh packaging/setup.sh app|dev|demo" ;;
esac
