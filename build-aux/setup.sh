# Sourced by ./demo and ./test: installs what packages.txt lists and this machine lacks.
# setup_packages run | setup_packages run test

setup_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        echo "This machine does not use Debian packages. ngspike needs (see packages.txt):"
        sed -n 's/^\([a-z0-9.+-]*\) .*/  \1/p' packages.txt
        echo "If one is missing, ./configure will say which."
        return 0
    fi
    missing=
    for use in "$@"; do
        for p in $(awk -v u="$use" '!/^#/ && $2 == u { print $1 }' packages.txt); do
            dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' ||
                missing="$missing $p"
        done
    done
    [ -z "$missing" ] && return 0
    echo "Installing from Debian:"
    for p in $missing; do
        awk -v p="$p" '$1 == p { n = $1; $1 = $2 = ""; printf "  %-22s %s\n", n, $0 }' packages.txt
    done
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Not root, and there is no sudo. Ask for: apt-get install$missing" >&2
            return 1
        fi
        as_root=sudo
    fi
    log=$(mktemp)
    if ! { $as_root apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -20 "$log" >&2
        echo "apt-get failed; its output is in $log" >&2
        return 1
    fi
    rm -f "$log"
}

# watched LOG COMMAND...: runs it with its output in LOG; shows the last line of it on a terminal, the end of it on failure.
watched() {
    log=$1
    shift
    "$@" >"$log" 2>&1 &
    job=$!
    if [ -t 2 ]; then
        while kill -0 $job 2>/dev/null; do
            printf '\r\033[K%.70s' "$(tail -n 1 "$log")" >&2
            sleep 0.3
        done
        printf '\r\033[K' >&2
    fi
    wait $job && return 0
    tail -n 40 "$log" >&2
    return 1
}

configure_in() {
    dir=$1
    shift
    [ -x configure ] && [ configure -nt configure.ac ] || autoreconf -i || return 1
    [ $# -eq 0 ] && [ -f "$dir/Makefile" ] && return 0 # as it was configured before
    if [ ! -f "$dir/Makefile" ] || [ "$(cat "$dir/.options" 2>/dev/null)" != "$*" ]; then
        [ ! -f "$dir/Makefile" ] || make -s -C "$dir" clean
        (cd "$dir" && ../configure "$@") || return 1
        echo "$*" >"$dir/.options"
    fi
}

# build_in DIR [configure options]: configures DIR once per set of options and builds there.
build_in() {
    mkdir -p "$1"
    watched "$1/build.log" configure_in "$@" &&
        watched "$1/build.log" make -C "$1" -j"$(nproc)"
}
