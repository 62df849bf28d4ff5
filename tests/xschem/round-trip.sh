#!/bin/sh
# The library for Xschem: every symbol and schematic is well drawn (sheet.awk), every symbol of a code model nets to an A line
# and a card that its model takes, and the schematics of the examples give the figures of the decks written by hand. Without
# Xschem: only the drawings are checked, and the rest is skipped. $XSCHEM: a command line instead of xschem. $SKY130_LIB: the PDK's
# libs.tech/combined/continuous/sky130.lib.spice, for the cells of transistors (half a minute).
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${XSCHEM_BUILD:?the folder of the symbols that were made}"
top=$(cd "$(dirname "$0")/../.." && pwd)
tests=$top/tests
source=$top/xschem
: "${XSCHEM:=xschem}" "${SKY130_LIB:=}"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}

share=/usr/share/xschem
cd "$tmp" || exit 1
# ---- drawings ----
devices=$share/xschem_library
if [ -d "$devices" ]; then
    awk -f "$tests/xschem/sheet.awk" -v path="$XSCHEM_BUILD:$source:$devices" "$XSCHEM_BUILD"/ngspike/*.sym \
        "$source"/ngspike_*/*.sym "$source"/ngspike_*/*.sch || fail "drawings"
else
    awk -f "$tests/xschem/sheet.awk" "$XSCHEM_BUILD"/ngspike/*.sym "$source"/ngspike_*/*.sym || fail "drawings"
fi
# The checks see what they look for.
awk -f "$tests/xschem/sheet.awk" "$tests/xschem/wrong.sym" >wrong.out && fail "sheet.awk found nothing wrong in wrong.sym"
diff -u "$tests/xschem/wrong.expected" - <<END || fail "sheet.awk on wrong.sym"
$(sed "s,.*/,," wrong.out)
END
command -v "${XSCHEM%% *}" >/dev/null || {
    [ $failed -eq 0 ] || exit 1
    echo "skipped: no xschem"
    exit 77
}

# ---- netlists ----
# (2.8.1 saves a sheet that it nets: copies.)
cp -r "$source" library && chmod -R u+w library || exit 1
library=$tmp/library
cat >xschemrc <<END
source $library/ngspike.tcl
append XSCHEM_LIBRARY_PATH :$XSCHEM_BUILD
set netlist_dir $tmp
END
net() { # net SHEET: its netlist, shortened to the sheet's name
    rm -f "$(basename "$1" .sch).spice"
    $XSCHEM -q -n -s -x -r --rcfile "$tmp/xschemrc" "$1" </dev/null >xschem.log 2>&1
    [ -s "$(basename "$1" .sch).spice" ] || { cat xschem.log; fail "no netlist of $1"; return 1; }
    if grep -n -i 'missing\|unconnected' "$(basename "$1" .sch).spice"; then fail "$1"; return 1; fi
}

# One of each, twice: the second shares the first one's card.
{
    printf 'v {xschem version=2.9.9 file_version=1.2}\nG {}\nV {}\nS {}\nE {}\n'
    k=0
    for symbol in "$XSCHEM_BUILD"/ngspike/*.sym; do
        name=$(basename "$symbol" .sym)
        for twin in a b; do
            k=$((k + 1))
            echo "C {ngspike/$name.sym} $((k * 400)) 0 0 0 {name=A_${name}_$twin}"
            awk -v x=$((k * 400)) -v k=$k '$1 == "B" && $2 == 5 {
                pin = $7; sub(/.*name=/, "", pin)
                printf "C {devices/lab_pin.sym} %d %d 0 0 {name=l%d_%s lab=n%d_%s}\n", x + ($3 + $5) / 2, ($4 + $6) / 2, k, pin, k, pin
            }' "$symbol"
        done
    done
} >all.sch
if net "$tmp/all.sch"; then
    # (continuation lines joined, quotes and blanks of both versions made the same)
    awk '/^\+/ { sub(/^\+ */, ""); line = line " " $0; next } { if (line != "") print line; line = $0 } END { print line }' all.spice |
        sed 's/""//g; s/"//g; s/[ \t][ \t]*/ /g; s/ $//; s/= /=/g' >all.flat
    for symbol in "$XSCHEM_BUILD"/ngspike/*.sym; do
        name=$(basename "$symbol" .sym)
        [ "$(grep -c "^A_${name}_[ab] .* ${name}_A_${name}_a\$" all.flat)" = 2 ] || fail "$name: two instances do not share a card"
        [ "$(grep -c "^\.model [^ ]* $name(" all.flat)" = 1 ] || fail "$name: not one card"
        # every attribute of the template, with its value, is on the card
        awk '/^G / { g = 1 } /^K / { g = 0 } g && /^template=/ { t = 1 } g && t' "$symbol" |
            sed -n 's/^\([a-z_0-9]*\)=\(.*\)$/\1=\2/p' | sed 's/[\\"}]//g; s/^more=//' |
            grep -v '^template=\|^[a-z]*=null$\|^$' | while read -r values; do
            for value in $values; do
                grep "^\.model [^ ]* $name(" all.flat | grep -q -F -e " $value" || echo "$name: no $value"
            done
        done
    done >missing
    [ -s missing ] && { cat missing; fail "values of templates"; }
fi

# Cards are shared where all values are the same, and only there; texts given by the user arrive with their quotes.
{
    printf 'v {xschem version=2.9.9 file_version=1.2}\nG {}\nV {}\nS {}\nE {}\n'
    k=0
    for values in 'set=default more="ron=100"' 'set=default more="ron=101"' 'set=default more="ron=100"' \
        'set=default more="ron=100 window=\\"biolek\\""'; do
        k=$((k + 1))
        printf "C {ngspike/mem_drift.sym} %d 0 0 0 {name=A%d x=x%d %s}\n" $((k * 400)) $k $k "$values"
        echo "C {devices/lab_pin.sym} $((k * 400)) -30 0 0 {name=l$k lab=a}"
        echo "C {devices/lab_pin.sym} $((k * 400)) 30 0 0 {name=m$k lab=0}"
    done
} >four.sch
if net "$tmp/four.sch"; then
    grep '^A\|^\.model' four.spice | sed 's/"" \([^ ]*\) ""/"\1"/g; s/[ \t][ \t]*/ /g; s/ $//' >four.flat
    cat >four.expected <<'END'
A1 %gd( a 0 ) x1 mem_drift_A1
.model mem_drift_A1 mem_drift( set="default" ron=100 )
A2 %gd( a 0 ) x2 mem_drift_A2
.model mem_drift_A2 mem_drift( set="default" ron=101 )
A3 %gd( a 0 ) x3 mem_drift_A1
A4 %gd( a 0 ) x4 mem_drift_A4
.model mem_drift_A4 mem_drift( set="default" ron=100 window="biolek" )
END

    diff -u four.expected four.flat || fail "cards"
fi

# ---- the examples ----
run() { # run DECK FOLDER [OPTION]...
    mkdir -p "$2"
    (cd "$2" && deck=$1 && shift 2 && "$NGSPIKE" run "$@" "$deck") >"$2.log" 2>&1 || { cat "$2.log"; fail "$1 does not run"; }
}
same_columns() { # same_columns FILE FILE: numbers to 1e-6 of the largest of their column
    paste "$1" "$2" | awk 'NR == 1 { n = NF / 2; next }
        { for (i = 1; i <= n; i++) { d = $i - $(i + n); if (d < 0) d = -d; v = $i < 0 ? -$i : $i
            if (d > worst[i]) worst[i] = d; if (v > top[i]) top[i] = v } }
        END { for (i = 1; i <= n; i++) if (worst[i] > 1e-6 * top[i]) { printf "column %d: %g of %g\n", i, worst[i], top[i]; bad = 1 }
              exit bad || NR < 100 }'
}
for name in hysteresis synapse; do
    if net "$library/ngspike_examples/$name.sch"; then
        run "$top/examples/$name.cir" deck
        run "$tmp/$name.spice" drawn
        same_columns deck/$name.csv drawn/$name.csv || fail "$name: drawn and written differ"
    fi
done
# What the synapse learns: 40 % of its range are unlearnt while post leads, and learnt again while it follows.
awk 'NR > 1 { x = $2; if (x < min || NR == 2) min = x } END { exit !(min > 0.1 && min < 0.13 && x > 0.4999 && x < 0.5001) }' \
    drawn/synapse.csv || fail "synapse: learns something else"
if net "$library/ngspike_examples/learn-images.sch"; then
    small="-p neurons=10 -p train=60 -p label=40 -p test=40"
    for kind in deck drawn; do
        [ $kind = deck ] && file=$top/examples/learn-images.cir || file=$tmp/learn-images.spice
        run "$file" images-$kind $small
    done
    for f in weights.npy theta.npy result.json confusion.csv spikes.csv; do
        cmp images-deck/$f images-drawn/$f || fail "learn-images: $f of drawn and written differ"
    done
fi

# ---- cells ----
between() { # between NAME LOW HIGH LOG: the figure that a deck printed
    value=$(sed -n "s/^$1 *= *\([-+.0-9e]*\).*/\1/p" "$4" | tail -1)
    awk -v v="${value:-none}" -v lo="$2" -v hi="$3" 'BEGIN { exit !(v + 0 >= lo && v + 0 <= hi) }' || fail "$1 = $value, not $2 to $3"
}
for name in neuron synapse-cell; do
    net "$library/ngspike_examples/$name.sch" || continue
    [ -n "$SKY130_LIB" ] || continue
    sed "s,^\.lib sky130.lib.spice,.lib $SKY130_LIB," $name.spice >$name.cir
    run "$tmp/$name.cir" cells
    case $name in
    neuron) between rate 1.2e6 1.4e6 cells.log ;; # 1.28 MHz: the same circuit, written by hand
    *) between weakened 0.095 0.11 cells.log && between strengthened 0.99 1 cells.log ;; # -0.836 nm of 1.6 nm, full SET
    esac
done
[ $failed -eq 0 ] && echo "xschem library: passed"
exit $failed
