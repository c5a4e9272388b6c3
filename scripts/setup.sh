#!/bin/sh
# Sets this clone up: a virtual environment with hash-locked packages, and Pango when it is missing and installable.
# usage: scripts/setup.sh [base|dev|lab]      (run by make; safe to run again: it stops early when nothing changed)
set -eu
level=${1:-base}
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$here"
venv=${STRATREPORT_VENV:-.venv}
stamp="$venv/.stratreport-$level"
lock="requirements/$level.txt"

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 4; }
privileged() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi; }
apt_quiet() { privileged env DEBIAN_FRONTEND=noninteractive apt-get -y -qq "$@" >/dev/null 2>&1; }
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    apt_quiet install --no-install-recommends "$@" || { apt_quiet update && apt_quiet install --no-install-recommends "$@"; }
}

pick_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return 0; }
    done
    return 1
}

system_libraries() {
    missing=""
    ldconfig -p 2>/dev/null | grep -q 'libpangoft2-1.0.so.0' || missing="libpango-1.0-0 libpangoft2-1.0-0"
    ldconfig -p 2>/dev/null | grep -q 'libharfbuzz-subset.so.0' || missing="$missing libharfbuzz-subset0"
    # WeasyPrint dies without any font on the system, even when the document brings its own
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' 2>/dev/null | head -n 1)" ] || missing="$missing fonts-dejavu-core"
    [ -z "$missing" ] && return 0
    say "installing $missing"
    # shellcheck disable=SC2086
    apt_install $missing || say "cannot install them here; as an administrator run: apt-get install $missing (PDF needs them)"
}

command -v ldconfig >/dev/null 2>&1 || PATH="$PATH:/sbin:/usr/sbin"
if [ "$level" = lab ] && [ ! -f "$venv/.stratreport-base" ]; then sh "$0" base; fi
checksum=$(cat "$lock" pyproject.toml | sha256sum | cut -d ' ' -f 1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ] && [ -x "$venv/bin/python" ]; then exit 0; fi

python=$(pick_python) || { apt_install python3 python3-venv >/dev/null && python=$(pick_python); } ||
    fail "Python 3.11 or newer is missing; install it (Debian: apt-get install python3 python3-venv)"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "making the virtual environment $venv with $python"
    "$python" -m venv "$venv" >/dev/null 2>&1 || { apt_install python3-venv && "$python" -m venv "$venv"; } ||
        fail "python3 cannot make virtual environments; install python3-venv"
fi
system_libraries
say "installing locked packages from $lock (a few minutes the first time)"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --require-hashes -r "$lock" >&2 ||
    fail "the packages of $lock could not be installed; is a package index reachable?"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --no-build-isolation --no-deps -e . >&2 ||
    fail "the package itself could not be installed"
printf '%s' "$checksum" >"$stamp"
