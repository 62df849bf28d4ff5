#!/bin/sh
# tests/xschem/round-trip.sh with Xschem 3.4, of Debian 13 in a folder made on the spot, and the tutorial of doc/xschem.md.
# usage: check-xschem3.sh   (as root: it needs chroot and mount, and the network the first time)
#   NGSPIKE NGSPIKE_CM XSCHEM_BUILD   as for round-trip.sh
#   SKY130_LIB      the PDK's library of transistors (default: that of ../shared, if it is there)
#   HOSTS_DIR, DEBIAN_MIRROR   see xschem3.sh
# Status: 0 all as it should be, 1 not, 77 something is missing that this test needs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/xschem3.sh"
enter_xschem3 check-xschem3 "$(cd "$here/../.." && pwd)" xschem-jobs "$XSCHEM_BUILD"
"$jobs/xschem" --version | head -1
pdk=$top/../shared/sky130/sky130A/libs.tech/combined/continuous/sky130.lib.spice
[ -f "$pdk" ] && : "${SKY130_LIB:=$(cd "$(dirname "$pdk")" && pwd)/sky130.lib.spice}"
export SKY130_LIB="${SKY130_LIB:-}"
status=0
TMPDIR=$jobs XSCHEM=$jobs/xschem XSCHEM_LONG=1 sh "$here/round-trip.sh" || status=1
XSCHEM=$jobs/xschem sh "$here/tutorial.sh" "$jobs/tutorial" || status=1
exit $status
