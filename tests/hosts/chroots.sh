# Sourced: Debian releases in folders, and what is mounted in them while they are used.
# shellcheck disable=SC2154 # mirror, jobs_inside: check-hosts.sh

# make_chroot FOLDER SUITE [PACKAGE]: Debian's ngspice and what ngspike.cm is linked with, and one more package, unless the
# folder is there.
make_chroot() {
    [ -x "$1/usr/bin/ngspice" ] && return 0
    if ! command -v debootstrap >/dev/null; then
        echo "check-hosts: no debootstrap (a Debian package) to make $1 with" >&2
        return 77
    fi
    echo "Making $1: Debian $2"
    remove_chroot "$1.new" || return 1
    if ! debootstrap --variant=minbase --include="ngspice,zlib1g,libjansson4${3:+,$3}" "$2" "$1.new" "$mirror" >"$1.log" 2>&1; then
        tail -5 "$1.log" >&2
        echo "check-hosts: cannot make $1 (log: $1.log). It needs the network; another mirror: DEBIAN_MIRROR=URL" >&2
        remove_chroot "$1.new"
        return 77
    fi
    mv "$1.new" "$1"
}

# An unfinished folder, in which debootstrap may have mounted something.
remove_chroot() {
    [ -d "$1" ] || return 0
    awk -v d="$1/" 'index($2, d) == 1 { print $2 }' /proc/mounts | sort -r | while read -r m; do umount "$m"; done
    rm -rf --one-file-system "$1"
}

mounted=

mount_in() { # mount_in POINT MOUNT-ARGUMENTS...
    point=$1
    shift
    mount "$@" "$point" || return 1
    mounted="$point
$mounted"
}

# enter_chroot FOLDER JOBS: /proc, /dev, and JOBS as $jobs_inside, until leave_chroots.
enter_chroot() {
    mountpoint -q "$1/proc" || mount_in "$1/proc" -t proc proc || return 1
    mountpoint -q "$1/dev" || mount_in "$1/dev" --bind /dev || return 1
    mkdir -p "$1$jobs_inside" && mount_in "$1$jobs_inside" --bind "$2"
}

leave_chroots() {
    echo "$mounted" | while read -r m; do
        [ -n "$m" ] || continue
        umount "$m" || umount -l "$m"
        case $m in *"$jobs_inside") rmdir "$m" ;; esac
    done
    mounted=
}
