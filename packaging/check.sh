#!/bin/sh
# The checks behind `make lint`, `make test` and `make test-long`; needs the set-up.
set -eu

cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin
goal=${1:-lint}
[ $# -gt 0 ] && shift

# Without these a check would depend on who runs it.
unset COMPANION_DATA_DIR PYTHONPATH DISPLAY WAYLAND_DISPLAY
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

lint() {
    step "$bin/ruff" check .
    step "$bin/ruff" format --check .
    step "$bin/mypy"
    step "$bin/mypy" packaging/*.py
    step "$bin/lint-imports"
    step "$bin/python" packaging/translations.py check
}

tests() {
    rm -f .coverage .coverage.*
    # Half of the time is waiting for processes that start. A file stays on one worker,
    # which keeps its emulators; more workers than four disturb what is measured.
    step "$bin/pytest" -n auto --maxprocesses=4 --dist=loadfile \
        --cov --cov-report=term:skip-covered --session-timeout=2400 "$@"
}

long() {
    # The machine's own paths do not belong in the evidence.
    log=docs/evidence/test-long.txt
    {
        uname -sr
        "$bin/python" -V
        "$bin/pytest" -m long -v --durations=0 "$@"
        echo "exit code: $?"
    } 2>&1 | sed "s|$PWD/||g; s|$PWD|.|g" | tee "$log"
    grep -qx 'exit code: 0' "$log"
}

case $goal in
lint) lint ;;
tests) tests "$@" ;;
long)
    export COMPANION_TEST_LONG=1
    set +e
    long "$@"
    ;;
*)
    echo "usage: sh packaging/check.sh lint|tests|long" >&2
    exit 2
    ;;
esac
