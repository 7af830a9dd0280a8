#!/bin/sh
# The checks behind `make lint`, `make test` and their kin; needs the set-up.
set -eu

cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin
goal=${1:-lint}
[ $# -gt 0 ] && shift

# Without these a check would depend on who runs it.
unset COMPANION_DATA_DIR PYTHONPATH DISPLAY WAYLAND_DISPLAY
# Hundreds of processes are started, and each would compile all of it anew.
unset PYTHONDONTWRITEBYTECODE
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
    # Much of the time is waiting for processes and browsers: one worker more than there
    # are processors uses it; more of them disturb what is measured. A file stays on
    # one worker, which keeps its emulators; tests/conftest.py says which come first.
    cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
    step "$bin/pytest" -n $((cores + 1)) --maxprocesses=4 --dist=loadfile \
        --no-loadscope-reorder \
        --cov --cov-report=term:skip-covered --session-timeout=2400 "$@"
}

coverage() {
    # Processes that tests start are measured too, wherever they run.
    export COMPANION_TEST_COVERAGE=1
    export COVERAGE_PROCESS_START="$PWD/pyproject.toml" COVERAGE_FILE="$PWD/.coverage"
    tests "$@"
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
coverage) coverage "$@" ;;
long)
    export COMPANION_TEST_LONG=1
    set +e
    long "$@"
    ;;
*)
    echo "usage: sh packaging/check.sh lint|tests|coverage|long" >&2
    exit 2
    ;;
esac
