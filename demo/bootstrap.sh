#!/bin/sh
# Installs what is missing on a Debian machine, and nothing that is there:
#   sh demo/bootstrap.sh demo    what the demo needs      sh demo/bootstrap.sh test    what the tests need as well
# System packages, the Python environment in .venv (hashed requirements), and the front end's build.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-demo}

say() { printf '\033[1m%s\033[0m\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# --- system packages -------------------------------------------------------------------------------------------------
packages=
need() { # command, packages that bring it
    command -v "$1" >/dev/null 2>&1 && return
    shift
    packages="$packages $*"
}

need dockerd docker.io
need docker docker.io
need mmdebstrap mmdebstrap
need python3 python3
[ -s /etc/ssl/certs/ca-certificates.crt ] || packages="$packages ca-certificates"
python3 -c 'import ensurepip' 2>/dev/null || [ -x .venv/bin/python ] || packages="$packages python3-venv"
[ -d /run/systemd/system ] || [ -d /sys/fs/cgroup/memory ] || [ -f /sys/fs/cgroup/cgroup.controllers ] ||
    packages="$packages cgroupfs-mount"
if [ "$purpose" = test ]; then
    need chromium chromium fonts-liberation fonts-noto-color-emoji
    need ip iproute2
fi

if [ -n "$packages" ]; then
    command -v apt-get >/dev/null || { echo "missing here, and no apt-get to install it:$packages" >&2; exit 1; }
    say "Installing$packages"
    case $packages in *docker.io*)
        # Before the engine first starts: containers must not gain privileges, and a stack file cannot ask for that.
        if [ ! -e /etc/docker/daemon.json ]; then
            as_root mkdir -p /etc/docker
            echo '{"no-new-privileges": true, "shutdown-timeout": 120}' | as_root tee /etc/docker/daemon.json >/dev/null
        fi ;;
    esac
    as_root apt-get update -q
    # shellcheck disable=SC2086 - a list of names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $packages
fi

# --- Python ----------------------------------------------------------------------------------------------------------
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
[ -x .venv/bin/python ] || { say "Making the Python environment"; python3 -m venv .venv; }
[ -x .venv/bin/guiche ] || { # the command of this checkout: nothing to build, nothing to install
    printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m control_plane.cli "$@"\n' "$PWD" "$PWD" \
        >.venv/bin/guiche
    chmod 755 .venv/bin/guiche
}

requirements() { # name: installs requirements/<name>.txt unless exactly that is installed already
    stamp=.venv/.requirements-$1
    wanted=$(sha256sum <"requirements/$1.txt")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    say "Installing Python packages ($1)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
    printf '%s\n' "$wanted" >"$stamp"
}

# What the tests need includes what the demo needs.
if [ "$purpose" = test ] || [ "$(cat .venv/.requirements-dev 2>/dev/null)" = "$(sha256sum <requirements/dev.txt)" ]; then
    requirements dev
else
    requirements platform
fi

# --- what the alert rules are tried with -----------------------------------------------------------------------------
if [ "$purpose" = test ] && [ ! -x .venv/bin/promtool ]; then
    # Out of Debian's package, which is not installed: it would start a server.
    say "Fetching promtool"
    package=$(mktemp -d)
    (cd "$package" && apt-get download -q prometheus 2>/dev/null) || {
        as_root apt-get update -q
        (cd "$package" && apt-get download -q prometheus)
    }
    dpkg-deb --fsys-tarfile "$package"/prometheus_*.deb | tar -xO ./usr/bin/promtool >.venv/bin/promtool.new
    chmod 755 .venv/bin/promtool.new
    mv .venv/bin/promtool.new .venv/bin/promtool
    rm -r "$package"
fi

# --- front end -------------------------------------------------------------------------------------------------------
frontend=appliance/frontend
[ -f "$frontend/package.json" ] || exit 0

digest() { find "$@" -type f | LC_ALL=C sort | xargs sha256sum | sha256sum; }

new_enough() { # vite asks for Node 20.19 or 22.12
    command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'
}

lock=$(sha256sum <"$frontend/package-lock.json")
source=$(cd "$frontend" && digest package-lock.json index.html vite.config.ts tsconfig.json src public)
fonts=control_plane/web/static/fonts # the panel's typeface is the inbox's
[ "$(cat "$frontend/node_modules/.built" 2>/dev/null)" = "$source" ] && [ -f "$frontend/dist/index.html" ] &&
    [ -f "$fonts/OFL.txt" ] && exit 0
if ! new_enough 2>/dev/null; then
    requirements node
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
fi
repository=$PWD
cd "$frontend"
if [ "$(cat node_modules/.installed 2>/dev/null)" != "$lock" ]; then
    say "Installing the front end's packages"
    npm ci --no-audit --no-fund --loglevel=error
    printf '%s\n' "$lock" >node_modules/.installed
fi
mkdir -p "$repository/$fonts"
typeface=node_modules/@fontsource-variable/source-sans-3
cp "$typeface/files/source-sans-3-latin-wght-normal.woff2" "$repository/$fonts/source-sans-3.woff2"
cp "$typeface/LICENSE" "$repository/$fonts/OFL.txt"
say "Building the front end"
npm run build --silent -- --logLevel warn
printf '%s\n' "$source" >node_modules/.built
