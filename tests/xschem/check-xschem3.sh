#!/bin/sh
# tests/xschem/round-trip.sh with Xschem 3.4, of Debian 13 in a folder made on the spot.
# usage: check-xschem3.sh   (as root: it needs chroot and mount, and the network the first time)
#   NGSPIKE NGSPIKE_CM XSCHEM_BUILD   as for round-trip.sh
#   SKY130_LIB      the PDK's library of transistors (default: that of ../shared, if it is there)
#   HOSTS_DIR       work folder, kept (default: ./hosts)
#   DEBIAN_MIRROR   where Debian's packages come from (default: as this system's own)
# Status: 0 all as it should be, 1 not, 77 something is missing that this test needs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
jobs_inside=/mnt/ngspike-xschem-$$
[ "$(id -u)" -eq 0 ] || { echo "check-xschem3: needs root, for chroot and mount" >&2; exit 77; }
mkdir -p "${HOSTS_DIR:-hosts}" && work=$(cd "${HOSTS_DIR:-hosts}" && pwd) || exit 1
. "$top/tests/hosts/mirror.sh"
. "$top/tests/hosts/chroots.sh"
# shellcheck disable=SC2034 # chroots.sh
mirror=$(debian_mirror) || exit
root=$work/trixie-xschem
jobs=$work/xschem-jobs
rm -rf "$jobs"
mkdir -p "$jobs"
make_chroot "$root" trixie xschem || exit
trap leave_chroots EXIT
trap 'exit 1' HUP INT TERM
enter_chroot "$root" "$jobs" || exit 1
# What the sheets name is at the same place inside.
for folder in "$top" "$XSCHEM_BUILD" "$jobs"; do
    mkdir -p "$root$folder"
    mount_in "$root$folder" --bind "$folder" || exit 1
done
cat >"$jobs/xschem" <<END
#!/bin/sh
exec chroot "$root" sh -c 'cd "\$1" && shift && HOME=/root exec xschem "\$@"' sh "\$PWD" "\$@"
END
chmod +x "$jobs/xschem"
"$jobs/xschem" --version | head -1
pdk=$top/../shared/sky130/sky130A/libs.tech/combined/continuous/sky130.lib.spice
[ -f "$pdk" ] && : "${SKY130_LIB:=$(cd "$(dirname "$pdk")" && pwd)/sky130.lib.spice}"
export SKY130_LIB="${SKY130_LIB:-}"
TMPDIR=$jobs XSCHEM=$jobs/xschem sh "$here/round-trip.sh"
