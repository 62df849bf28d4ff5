#!/bin/sh
# The same library files in every ngspice: the installed one, those of Debian's newer releases, in folders made on the spot, and
# any others that are given. The same decks must give the same results, and hosts that nobody knows a message.
# usage: check-hosts.sh   (as root: it needs chroot and mount, and the network the first time)
#   NGSPIKE_CM        ngspike.cm (default: ./ngspike.cm)
#   CMPP              ngspike-cmpp (default: the one on the PATH)      CC   compiler (default: cc)
#   HOSTS_DIR         work folder, kept (default: ./hosts)
#   HOSTS             Debian releases (default: "trixie sid")
#   DEBIAN_MIRROR     where Debian's packages come from (default: as this system's own)
#   NGSPICE_BINARIES  paths of more ngspice programs
# Status: 0 all as it should be, 1 not, 77 something is missing that this test needs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
cc=${CC:-cc}
jobs_inside=/mnt/ngspike-hosts-$$
failed=0
missing() {
    echo "check-hosts: $*" >&2
    exit 77
}
library=${NGSPIKE_CM:-./ngspike.cm}
[ -f "$library" ] || missing "no $library; give NGSPIKE_CM=FILE"
command -v ngspice >/dev/null || missing "no ngspice"
cmpp=$(command -v "${CMPP:-ngspike-cmpp}") || missing "no ngspike-cmpp; give CMPP=FILE"
case $cmpp in /*) ;; *) cmpp=$PWD/$cmpp ;; esac
mkdir -p "${HOSTS_DIR:-hosts}" && work=$(cd "${HOSTS_DIR:-hosts}" && pwd) || exit 1
jobs=$work/jobs
. "$here/mirror.sh"
. "$here/chroots.sh"
. "$here/jobs.sh"
. "$here/checks.sh"
. "$here/unknown.sh"

for program in alter_version:hosts rawdiff:icm; do
    name=${program%:*}
    $cc -std=c17 -D_GNU_SOURCE -O2 "$tests/${program#*:}/$name.c" -lm -o "$work/$name" || exit 1
done

hosts=
releases=${HOSTS-trixie sid}
[ -z "$releases" ] || [ "$(id -u)" -eq 0 ] || missing "needs root, for chroot and mount (HOSTS= leaves out other releases)"
rm -rf "$jobs"
mkdir -p "$jobs"
mirror=
[ -z "$releases" ] || mirror=$(debian_mirror) || exit
for release in $releases; do
    make_chroot "$work/$release" "$release" || exit
done
trap leave_chroots EXIT
trap 'exit 1' HUP INT TERM
add_host installed "" "$(command -v ngspice)"
for release in $releases; do
    enter_chroot "$work/$release" "$jobs" || exit 1
    add_host "$release" "$work/$release" /usr/bin/ngspice
done
number=0
for binary in ${NGSPICE_BINARIES:-}; do
    number=$((number + 1))
    add_host "given$number" "" "$binary"
done
build_libraries
describe_hosts
run_decks
compare_hosts
check_unknown
echo
[ "$failed" -eq 0 ] && echo "All hosts agree." || echo "Not all is as it should be: see FAIL above."
exit "$failed"
