#!/bin/sh
# The libraries for KiCad in KiCad 9, of Debian 13 in a folder made on the spot (1.3 GB): KiCad reads them, and nets sheets
# of them as library.awk does; the netlists run, in KiCad's compatibility mode too, and the example gives the figures of the deck
# written by hand.
# usage: check-kicad.sh   (as root: it needs chroot and mount, and the network the first time)
#   NGSPIKE NGSPIKE_CM KICAD_BUILD   as for library.sh
#   HOSTS_DIR       work folder, kept (default: ./hosts): the pictures that KiCad draws are in kicad-jobs there
#   DEBIAN_MIRROR   where Debian's packages come from (default: as this system's own)
# Status: 0 all as it should be, 1 not, 77 something is missing that this test needs.
set -u
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${KICAD_BUILD:?}"
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
jobs_inside=/mnt/ngspike-kicad-$$
[ "$(id -u)" -eq 0 ] || { echo "check-kicad: needs root, for chroot and mount" >&2; exit 77; }
mkdir -p "${HOSTS_DIR:-hosts}" && work=$(cd "${HOSTS_DIR:-hosts}" && pwd) || exit 1
. "$top/tests/hosts/mirror.sh"
. "$top/tests/hosts/chroots.sh"
# shellcheck disable=SC2034 # chroots.sh
mirror=$(debian_mirror) || exit
root=$work/trixie-kicad
jobs=$work/kicad-jobs
rm -rf "$jobs" && mkdir -p "$jobs" || exit 1
# (dbus-x11: a package that debootstrap does not find for itself, as KiCad wants any of several)
make_chroot "$root" trixie kicad,dbus-x11 || exit
trap leave_chroots EXIT
trap 'exit 1' HUP INT TERM
enter_chroot "$root" "$jobs" || exit 1
kicad() { chroot "$root" sh -c 'cd "$1" && shift && HOME=/root exec kicad-cli "$@"' sh "$jobs_inside" "$@"; }
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}
cd "$jobs" || exit 1
cp "$KICAD_BUILD"/*.kicad_* . || exit 1
echo "KiCad $(kicad version)"

net() { # net NAME: NAME.kicad_sch to NAME.cir
    kicad sch export netlist --format spice -o "$1.cir" "$1.kicad_sch" >net.log 2>&1 && [ -s "$1.cir" ] || { cat net.log; fail "no netlist of $1"; }
}
# (joined to one line an instance, without the blanks that KiCad sets)
lines() { tr '\n' '~' | sed 's/~XA_/\nXA_/g; s/  */ /g' | sed 's/~$//; s/~\.end$//' | grep '^XA_' | sort; }
for library in ngspike ngspike_sky130; do
    # ---- it reads the library ----
    kicad sym upgrade --force -o upgraded-$library.kicad_sym $library.kicad_sym >sym.log 2>&1 || { cat sym.log; fail "$library is not read"; }
    symbols=$(grep -c '^  (symbol "' $library.kicad_sym)
    [ "$(grep -c '^	(symbol "' upgraded-$library.kicad_sym)" = "$symbols" ] || fail "$library: not all symbols are read"
    kicad sym export svg -o symbols-$library $library.kicad_sym >sym.log 2>&1 || { cat sym.log; fail "pictures of $library"; }
    [ "$(ls symbols-$library | wc -l)" = "$symbols" ] || fail "$library: not all symbols are drawn"

    # ---- one of each on a sheet: the netlist that library.awk says ----
    # (each pin at a label of its own; texts may lie over each other)
    awk -f "$here/all.awk" $library.kicad_sym >all.list
    awk -v library=$library -f "$top/kicad/sheet.awk" $library.kicad_sym all.list >all.kicad_sch || fail "sheet of all symbols of $library"
    net all
    awk -v expand=1 -f "$here/library.awk" $library.kicad_sym | { echo && cat; } | lines >all.expected
    lines <all.cir >all.got
    diff -u all.expected all.got || fail "KiCad's netlist of $library is another"
    cp all.cir all-$library.cir
done

# ---- the example ----
net hysteresis
kicad sch export svg -n -e -o . hysteresis.kicad_sch >svg.log 2>&1 || { cat svg.log; fail "picture of the example"; }
# (the electrical rules: errors, not that the library is not on KiCad's list)
kicad sch erc --severity-error --exit-code-violations -o erc.txt hysteresis.kicad_sch >erc.log 2>&1 || { cat erc.log erc.txt; fail "electrical rules"; }
sed -n '/^\.control/,/^\.endc/p' "$top/examples/hysteresis.cir" >control
for mode in none psa; do # (psa: what KiCad sets by default)
    mkdir -p $mode
    printf 'set ngbehavior=%s\n' $mode >$mode/.spiceinit
    [ $mode = none ] && : >$mode/.spiceinit
    { sed '/^\.end$/d' hysteresis.cir && cat control && echo .end; } >$mode/hysteresis.cir
    (cd $mode && SPICE_USERINIT_DIR=$PWD "$NGSPIKE" run hysteresis.cir) >$mode.log 2>&1 || { cat $mode.log; fail "the example does not run ($mode)"; }
done
mkdir -p hand && (cd hand && "$NGSPIKE" run "$top/examples/hysteresis.cir") >hand.log 2>&1 || { cat hand.log; fail "hysteresis.cir"; }
for mode in none psa; do
    awk 'NR == FNR { row[FNR] = $0; next } FNR == 1 { next }
        { n = split(row[FNR], want, " "); for (i = 1; i <= n; i++) { d = $i - want[i]; v = want[i] < 0 ? -want[i] : want[i] + 0
            if (d < 0) d = -d; if (d > worst[i]) worst[i] = d; if (v > most[i]) most[i] = v } }
        END { for (i = 1; i <= n; i++) if (worst[i] > 1e-6 * most[i]) { printf "column %d: %g of %g\n", i, worst[i], most[i]; bad = 1 }
              exit bad || FNR < 100 || n < 5 }' hand/hysteresis.csv $mode/hysteresis.csv || fail "drawn and written differ ($mode)"
done

# ---- the neuron of transistors: as fast as its symbol's line by hand ----
net neuron
kicad sch export svg -n -e -o . neuron.kicad_sch >svg.log 2>&1 || { cat svg.log; fail "picture of the neuron"; }
kicad sch erc --severity-error --exit-code-violations -o erc.txt neuron.kicad_sch >erc.log 2>&1 || { cat erc.log erc.txt; fail "electrical rules of the neuron"; }
printf '* neuron\n.lib "sky130.lib.spice" tt\n.include "lif_neuron.spice"\nV1 vdd 0 1.8\nV2 vb 0 0.6\nI1 0 mem 0.5u\nX1 mem out vb vdd 0 lif_neuron\n.ic v(mem)=0\n.tran 1n 5.2u 0 5n\n.end\n' >by-hand.cir
for deck in neuron by-hand; do
    { sed '/^\.end$/d' $deck.cir && printf '.control\nrun\nmeas tran t1 when v(out)=0.9 rise=2\nmeas tran t2 when v(out)=0.9 rise=5\nlet rate = 3/(t2 - t1)\nprint rate\nquit 0\n.endc\n.end\n'; } >$deck-run.cir
    NGSPIKE_CELLS=$top/sky130_cells "$NGSPIKE" run --sky130 embedded $deck-run.cir >$deck.log 2>&1 || { cat $deck.log; fail "$deck does not run"; }
done
# (to 1 %: the sources are in another order)
cat neuron.log by-hand.log | awk '/^rate/ { rate[++n] = $3 } END { d = rate[1] - rate[2]; exit !(n == 2 && rate[1] > 1e6 && d * d < 1e-4 * rate[2] * rate[2]) }' ||
    { grep rate neuron.log by-hand.log; fail "the neuron drawn and written differ"; }

# ---- the same deck inside, in the ngspice that KiCad there simulates with ----
cp "$NGSPIKE_CM" ngspike.cm
{ echo "* codemodel" && sed '/^\.title/d; /^\.end$/d' hysteresis.cir && sed 's|^.control|&\npre_codemodel ./ngspike.cm\nset ngbehavior=psa|; s|^.endc|quit 0\n&|' control && echo .end; } >inside.cir
mkdir -p inside && chroot "$root" sh -c 'cd "$1" && HOME=/root ngspice -b inside.cir' sh "$jobs_inside" >inside.log 2>&1 || { cat inside.log; fail "ngspice of Debian 13"; }
[ "$(wc -l <hysteresis.csv)" -gt 100 ] || fail "no figures of Debian 13's ngspice"
[ $failed -eq 0 ] && echo "kicad: passed"
exit $failed
