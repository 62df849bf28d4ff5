# Sourced: Xschem 3.4 of Debian 13, in a folder made on the spot. (root; the network the first time)
#   HOSTS_DIR       work folder, kept (default: ./hosts)
#   DEBIAN_MIRROR   where Debian's packages come from (default: as this system's own)
# shellcheck disable=SC2034 # chroots.sh

# enter_xschem3 WHO TOP JOBS FOLDER...: makes $work/JOBS, empty, as $jobs; WHO is for messages. TOP, $jobs and the folders are at
# the same place inside. $jobs/xschem is the command.
enter_xschem3() {
    who=$1 top=$2
    [ "$(id -u)" -eq 0 ] || { echo "$who: needs root, for chroot and mount" >&2; exit 77; }
    mkdir -p "${HOSTS_DIR:-hosts}" && work=$(cd "${HOSTS_DIR:-hosts}" && pwd) || exit 1
    jobs_inside=/mnt/ngspike-xschem-$$
    . "$top/tests/hosts/mirror.sh"
    . "$top/tests/hosts/chroots.sh"
    mirror=$(debian_mirror) || exit
    root=$work/trixie-xschem
    jobs=$work/$3
    shift 3
    rm -rf "$jobs" && mkdir -p "$jobs" || exit 1
    make_chroot "$root" trixie xschem || exit
    trap leave_chroots EXIT
    trap 'exit 1' HUP INT TERM
    enter_chroot "$root" "$jobs" || exit 1
    for folder in "$top" "$jobs" "$@"; do
        mkdir -p "$root$folder" && mount_in "$root$folder" --bind "$folder" || exit 1
    done
    cat >"$jobs/xschem" <<END
#!/bin/sh
exec chroot "$root" sh -c 'cd "\$1" && shift && HOME=/root exec xschem "\$@"' sh "\$PWD" "\$@"
END
    chmod +x "$jobs/xschem"
}
