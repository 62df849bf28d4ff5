# Sourced: gets the source package of the installed ngspice, with lists and cache of its own, so that the system's apt is left
# as it is.

icm_apt() { # icm_apt FOLDER ARGUMENT...: apt-get that knows nothing but FOLDER/sources.list
    apt=$1
    shift
    apt-get -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$apt/state" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)" "$@"
}

icm_download() { # icm_download FOLDER VERSION
    # shellcheck disable=SC1091
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-sid}")
    mirror=$(debian_mirror) || return
    rm -rf "$1/apt"
    mkdir -p "$1/apt/state/lists/partial" "$1/apt/cache/archives/partial" || return 1
    echo "deb-src $mirror $suite main" >"$1/apt/sources.list"
    icm_apt "$1/apt" update &&
        (cd "$1" && icm_apt "$1/apt" source "ngspice=$2")
}

# icm_source WORK: sets icm_src to the unpacked source: ICM_SRC, or what was fetched to WORK/source before, or now.
icm_source() {
    icm_src=${ICM_SRC:-}
    if [ -n "$icm_src" ]; then
        [ -d "$icm_src/src/xspice/icm" ] && return 0
        echo "check-icm: ICM_SRC=$icm_src has no src/xspice/icm; give the folder of an ngspice source" >&2
        return 1
    fi
    for tool in dpkg-query apt-get dpkg-source; do
        command -v "$tool" >/dev/null && continue
        echo "check-icm: no $tool (Debian: dpkg-dev) to fetch ngspice's source with; unpack it yourself, give ICM_SRC=FOLDER" >&2
        return 77
    done
    # shellcheck disable=SC2016
    version=$(dpkg-query -W -f '${source:Version}' ngspice 2>/dev/null) ||
        { echo "check-icm: ngspice is not a Debian package here; give its source, ICM_SRC=FOLDER" >&2; return 77; }
    if [ "$(cat "$1/source/version" 2>/dev/null)" != "$version" ]; then
        rm -rf "$1/source"
        mkdir -p "$1/source" || return 1
        echo "Fetching the source of ngspice $version"
        icm_download "$1/source" "$version" >"$1/source/log" 2>&1 || {
            tail -20 "$1/source/log" >&2
            echo "check-icm: cannot fetch ngspice's source (log: $1/source/log; another mirror: DEBIAN_MIRROR=URL)" >&2
            return 1
        }
        echo "$version" >"$1/source/version"
    fi
    for d in "$1"/source/ngspice-*/src/xspice/icm; do icm_src=${d%/src/xspice/icm}; done
}
