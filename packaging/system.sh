#!/usr/bin/env bash
# Brings the system libraries Inkling needs: system.sh run|test [python]
# As root on Debian or Ubuntu it installs what is missing; anywhere else it prints the one line to type.
set -euo pipefail

purpose=${1:-run}
python=${2:-python3}

# Where a package was renamed between releases, the names are joined by "|" and the first that exists is taken.
packages=(
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 fonts-dejavu-core "libasound2t64|libasound2"
)
if [ "$purpose" = test ]; then
    packages+=(xvfb xauth xdotool imagemagick procps jackd2 jack-capture "jack-example-tools|jack-tools")
fi

if [ "$(uname -s)" != Linux ]; then
    if [ "$purpose" = test ]; then
        echo "The desktop tests need Linux (Xvfb, xdotool, JACK); the program itself runs here as it is." >&2
    fi
    exit 0
fi

# Debian and Ubuntu ship Python without venv; python-rtmidi has no wheel for 3.13 and is built there.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])' 2>/dev/null || echo python3)
    packages+=("$version-venv")
fi
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then
    packages+=(build-essential pkg-config libasound2-dev libjack-jackd2-dev)
    case $(readlink -f "$(command -v "$python")") in
        /usr/bin/*) packages+=(python3-dev) ;;
    esac
fi

if ! command -v apt-get >/dev/null; then
    echo "Inkling needs Qt's X11 libraries (xcb-util-cursor, xcb-util-wm, xcb-util-keysyms, libxkbcommon-x11, EGL," \
        "fontconfig), a font and ALSA's library: if the window does not open, install them with your package manager." >&2
    exit 0
fi

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_candidate() {
    apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [0-9]'
}

# Fills `missing` with the packages that are not installed yet, alternatives resolved.
find_missing() {
    missing=()
    local entry name names chosen
    for entry in "${packages[@]}"; do
        IFS='|' read -r -a names <<<"$entry"
        chosen=${names[${#names[@]} - 1]}
        for name in "${names[@]}"; do
            if is_installed "$name"; then
                chosen=
                break
            fi
        done
        [ -n "$chosen" ] || continue
        for name in "${names[@]}"; do
            if has_candidate "$name"; then
                chosen=$name
                break
            fi
        done
        missing+=("$chosen")
    done
}

find_missing
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
    echo "Some system libraries may be missing. If something does not work, type this one line and start again:" >&2
    echo "  sudo apt-get install -y ${missing[*]}" >&2
    exit 0
fi

# jackd2 asks about realtime priority, and some packages about the time zone: nobody may be there to answer.
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true
apt() {
    apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" </dev/null
}
echo "Updating the list of system packages ..."
apt update -q >/dev/null || echo "The list of packages could not be updated; going on with what is known." >&2
find_missing
echo "Installing ${missing[*]} ..."
for attempt in 1 2 3; do
    if apt install -y -q --no-install-recommends "${missing[@]}" >/dev/null; then
        exit 0
    fi
    echo "Installing the system packages failed (try $attempt of 3)." >&2
    sleep $((attempt * 5))
done
echo "The system packages could not be installed. Type this line to see why: apt-get install ${missing[*]}" >&2
exit 1
