#!/usr/bin/env bash
# Brings up everything Inkling needs in .venv: set_up.sh run|test [python]
# Costs milliseconds when nothing changed since last time.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
wanted=${2:-}
venv=.venv
bin=$venv/bin
[ "${OS:-}" != Windows_NT ] || bin=$venv/Scripts

describe='import sys; print("%d.%d" % sys.version_info[:2])'

is_supported() {
    case $("$1" -c "$describe" 2>/dev/null) in
        3.10 | 3.11 | 3.12 | 3.13) return 0 ;;
        *) return 1 ;;
    esac
}

# The Python that a name stands for; pyenv hides the versions that are not switched on, so they are looked up there.
find_python() {
    local candidate
    for candidate in "$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/"$1"; do
        if is_supported "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# The Python to use: the one asked for, else the first that fits. 3.13 stands last: there python-rtmidi has to be built.
choose_python() {
    local name
    for name in ${wanted:-python3 python3.12 python3.11 python3.10 python3.13 python}; do
        find_python "$name" && return
    done
    return 1
}

# What the environment was made for; another text means that something changed and it is brought up to date.
wish() {
    local version
    version=$("$bin/python" -c "$describe" 2>/dev/null || echo none)
    echo "$version $(cat pyproject.toml packaging/constraints.txt packaging/system.sh packaging/set_up.sh | cksum)"
}

stamp=$venv/.inkling-$purpose
if [ -z "$wanted" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wish)" ]; then
    exit 0
fi

if ! python=$(choose_python); then
    found=$("${wanted:-python3}" --version 2>/dev/null || echo "not to be found on this machine")
    echo "Inkling needs Python 3.10, 3.11, 3.12 or 3.13, but ${wanted:-python3} is $found." >&2
    echo "Install one of them and name it, for example: make run PYTHON=python3.12" >&2
    exit 1
fi
version=$("$python" -c "$describe")
if [ -f "$stamp" ] && [ "$("$bin/python" -c "$describe" 2>/dev/null)" = "$version" ] && [ "$(cat "$stamp")" = "$(wish)" ]; then
    exit 0
fi

bash packaging/system.sh "$purpose" "$python"

if [ "$("$bin/python" -c "$describe" 2>/dev/null)" != "$version" ] || ! "$bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Making an environment for Python $version in $venv ..."
    "$python" -m venv --clear "$venv"
fi

target=.
[ "$purpose" = run ] || target=".[$purpose]"
echo "Installing what Inkling needs. The first time this takes some minutes, torch being large ..."
quiet=--quiet
[ ! -t 1 ] || quiet=--progress-bar=on
"$bin/python" -m pip install "$quiet" --disable-pip-version-check --retries 5 \
    --constraint packaging/constraints.txt --editable "$target"
wish >"$stamp"
