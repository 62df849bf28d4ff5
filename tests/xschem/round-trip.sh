#!/bin/sh
# The library for Xschem: every symbol and schematic is well drawn (sheet.awk), every symbol of a code model nets to an A line
# and a card that its model takes, and the schematics of the examples give the figures of the decks written by hand. Without
# Xschem: only the drawings are checked, and the rest is skipped. $XSCHEM: a command line instead of xschem. $XSCHEM_LONG: also the
# cells that take seconds each. $SKY130_LIB: the PDK's libs.tech/combined/continuous/sky130.lib.spice, for cells on its cards
# (half a minute).
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${XSCHEM_BUILD:?the folder of the symbols that were made}"
top=$(cd "$(dirname "$0")/../.." && pwd)
tests=$top/tests
source=$top/xschem
NGSPIKE_CELLS=$top/sky130_cells
export NGSPIKE_CELLS
: "${XSCHEM:=xschem}" "${SKY130_LIB:=}" "${XSCHEM_LONG:=}"
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
(cd "$tests/xschem" && awk -f sheet.awk -v path=. wrong.sch) | diff -u "$tests/xschem/wrong-sheet.expected" - || fail "sheet.awk on wrong.sch"
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
net() { # net SHEET...: their netlists, NAME.spice each, by one start of Xschem, which reads commands
    for sheet; do
        rm -f "$(basename "$sheet" .sch).spice"
        printf 'xschem load %s\nxschem set netlist_type spice\nxschem netlist\n' "$sheet"
    done >commands
    echo exit >>commands
    timeout 100 $XSCHEM -s -x -r --rcfile "$tmp/xschemrc" <commands >xschem.log 2>&1
    nets_ok=0
    for sheet; do
        name=$(basename "$sheet" .sch)
        [ -s "$name.spice" ] || { cat xschem.log; fail "no netlist of $sheet"; nets_ok=1; continue; }
        if grep -n -i 'missing\|unconnected' "$name.spice"; then fail "$sheet"; nets_ok=1; fi
    done
    return $nets_ok
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
    # Two instances share a card, and every value of the template is on it.
    for symbol in "$XSCHEM_BUILD"/ngspike/*.sym; do echo "symbol $(basename "$symbol" .sym)" && cat "$symbol"; done |
        awk 'function wrong(s) { print name ": " s; bad = 1 }
            function check(    k, n, word) {
                card = ".model " card_of[name "_a"] " " model "("
                if (card_of[name "_a"] != card_of[name "_b"]) wrong("two instances do not share a card")
                if (cards[card] == "") wrong("no card")
                n = split(values, word, " ")
                for (k = 1; k <= n; k++) if (index(cards[card], " " word[k]) == 0) wrong("no " word[k])
                checked++
            }
            NR == FNR { if (/^A_/) card_of[substr($1, 3)] = $NF
                if (/^\.model/) { card = $0; sub(/\(.*/, "(", card); if (card in cards) wrong("two cards"); cards[card] = $0 }
                next }
            /^symbol / { if (model != "") check(); name = $2; model = values = ""; in_g = in_template = 0 }
            /^G / { in_g = 1 }
            /^K / { in_g = in_template = 0 }
            in_g && match($0, /^\.model [a-z_0-9]+_@name/) { model = substr($0, 8, RLENGTH - 13) }
            in_g && /^template=/ { in_template = 1; next }
            in_template && !/^[a-z_0-9]*=null$/ { gsub(/[\\"}]/, ""); sub(/^more=/, ""); values = values " " $0 }
            END { check(); exit bad || checked < 23 }' all.flat - || fail "symbols of code models"
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
net "$library"/ngspike_examples/*.sch || fail "examples"
# ---- the buttons: what they start ----
printf '#!/bin/sh\nshift 5; echo "$@" >>%s/started\n' "$tmp" >terminal && chmod +x terminal # (-e sh -c COMMAND sh)
: >neuron.raw
{
    printf 'set terminal %s\nxschem load %s\nngspike::simulate\n' "$tmp/terminal" "$library/ngspike_examples/neuron.sch"
    # (2.8.1 has no graphs on the sheet)
    echo 'if {![llength [info procs ::graph_*]]} {ngspike::waves} else {exec echo plot v(mem) v(out) >neuron.waves}'
    echo exit
} >commands
rm -f neuron.spice neuron.waves started
timeout 100 env -u PDK_ROOT $XSCHEM -s -x -r --rcfile "$tmp/xschemrc" <commands >xschem.log 2>&1
# (the terminal is started and not waited for)
for _ in $(seq 50); do grep -q run started 2>/dev/null && break || sleep 0.1; done
grep -q "^$tmp ngspice neuron.run\$" started || { cat xschem.log started; fail "Simulate starts something else"; }
grep -q "^\.lib \"$top/sky130_cells/models/sky130.lib.spice\" tt" neuron.run || fail "Simulate does not say where the models are"
grep -q '^plot v(mem) v(out)$' neuron.waves || fail "Load waves shows something else"
rm -f neuron.raw

run() { # run DECK FOLDER [OPTION]...: its output in FOLDER/NAME.log
    mkdir -p "$2"
    log=$tmp/$2/$(basename "${1%.*}").log
    (cd "$2" && deck=$1 && shift 2 && "$NGSPIKE" run "$@" "$deck") >"$log" 2>&1 || { cat "$log"; fail "$1 does not run"; }
}
both() { # both NAME [OPTION]...: the deck written by hand, and the sheet, each in a folder
    example=$1
    shift
    run "$top/examples/$example.cir" deck "$@"
    run "$tmp/$example.spice" drawn "$@"
}
same_columns() { # same_columns FILE FILE: numbers to 1e-6 of the largest of their column
    paste "$1" "$2" | awk 'NR == 1 { n = NF / 2; next }
        { for (i = 1; i <= n; i++) { d = $i - $(i + n); if (d < 0) d = -d; v = $i < 0 ? -$i : $i
            if (d > worst[i]) worst[i] = d; if (v > top[i]) top[i] = v } }
        END { for (i = 1; i <= n; i++) if (worst[i] > 1e-6 * top[i]) { printf "column %d: %g of %g\n", i, worst[i], top[i]; bad = 1 }
              exit bad || NR < 100 }'
}
for name in hysteresis synapse; do
    both $name
    same_columns deck/$name.csv drawn/$name.csv || fail "$name: drawn and written differ"
done
# What the synapse learns: 40 % of its range are unlearnt while post leads, and learnt again while it follows.
awk 'NR > 1 { x = $2; if (x < min || NR == 2) min = x } END { exit !(min > 0.1 && min < 0.13 && x > 0.4999 && x < 0.5001) }' \
    drawn/synapse.csv || fail "synapse: learns something else"
# What these print: numbers to 1e-4.
figures() { # figures LOG: lines of names and numbers
    sed -n 's/at= .*//; s/^\(delay .*\|spikes .*\|[a-z_@0-9]*[^ ]* *= .*\)/\1/p' "$1" | tr -s ' '
}
same_figures() { # same_figures NAME LIMIT
    figures deck/"$1".log >deck.figures
    figures drawn/"$1".log >drawn.figures
    awk -v limit="$2" 'NR == FNR { line[FNR] = $0; next }
        { n = split(line[FNR], w, " "); if (n != NF) bad = 1
          for (i = 1; i <= n; i++) if ($i != w[i]) { d = $i - w[i]; if (d < 0) d = -d
              if ($i !~ /^[-+0-9.]/ || d > limit * (w[i] < 0 ? -w[i] : w[i])) { print "written:", line[FNR]; print "drawn:  ", $0; bad = 1 } } }
        END { exit bad || FNR < 1 }' deck.figures drawn.figures || fail "$1: drawn and written differ"
}
for name in coincidence winner-take-all; do
    both $name
    same_figures $name 1e-4
done
# (with what the bell has learnt, which the deck does not print)
for deck in "$top/examples/pavlov.cir" pavlov.spice; do
    to=$([ $deck = pavlov.spice ] && echo drawn || echo deck)
    mkdir -p $to.decks && sed 's/^\.endc/meas tran bell find v(gbell) at=60u\n&/' "$deck" >$to.decks/pavlov.cir
    run "$tmp/$to.decks/pavlov.cir" $to
done
same_figures pavlov 1e-4
both mixed-level
for f in spikes-event.csv spikes-mixed.csv weights-event.npy weights-mixed.npy; do
    cmp deck/$f drawn/$f || fail "mixed-level: $f of drawn and written differ"
done
for name in triplet reward; do
    both $name
    for f in csv npy; do cmp deck/$name.$f drawn/$name.$f || fail "$name: $name.$f of drawn and written differ"; done
done
both mixed-learning
for f in learning-event.csv learning-mixed.csv first2.npy second-event.npy second-mixed.npy; do
    cmp deck/$f drawn/$f || fail "mixed-learning: $f of drawn and written differ"
done
both learn-images -p neurons=10 -p train=60 -p label=40 -p test=40
for f in weights.npy theta.npy result.json confusion.csv spikes.csv; do
    cmp deck/$f drawn/$f || fail "learn-images: $f of drawn and written differ"
done

# ---- cells, on the embedded cards ----
value() { # value NAME LOG: the last figure of that name
    sed -n "s/^$1 *= *\([-+.0-9e]*\).*/\1/p" "$2" | tail -1
}
between() { # between NAME LOW HIGH LOG
    awk -v v="$(value "$1" "$4")" -v lo="$2" -v hi="$3" 'BEGIN { exit !(v != "" && v + 0 >= lo && v + 0 <= hi) }' ||
        fail "$4: $1 = $(value "$1" "$4"), not $2 to $3"
}
as_testbench() { # as_testbench SHEET TESTBENCH LIMIT [FIGURE[=FIGURE OF THE TESTBENCH]...]: no figures, all that it has
    run "$tmp/$1.spice" drawn --sky130 embedded
    run "$top/sky130_cells/testbenches/$2.cir" deck --sky130 embedded
    figures_agree "$@"
}
figures_agree() { # figures_agree, as as_testbench, of runs that were made
    sheet=$1 bench=${2##*/} limit=$3 of=$top/sky130_cells/testbenches/$2.cir
    shift 3
    # shellcheck disable=SC2046 # names
    [ $# -gt 0 ] || set -- $(sed -n 's/^\*> *\([^ ]*\) .*/\1/p' "$of")
    [ $# -gt 0 ] || fail "$bench has no figures"
    for figure; do
        of_bench=$(value "${figure#*=}" deck/"$bench".log)
        between "${figure%=*}" "$(awk -v v="${of_bench:-none}" -v l="$limit" 'BEGIN { d = v * l; print v - (d < 0 ? -d : d) }')" \
            "$(awk -v v="${of_bench:-none}" -v l="$limit" 'BEGIN { d = v * l; print v + (d < 0 ? -d : d) }')" drawn/"$sheet".log
    done
}
within_testbench() { # within_testbench SHEET TESTBENCH: its runs, as many as the testbench says, within the testbench's limits
    { echo "* $1" && grep '^\*[=>]' "$top/sky130_cells/testbenches/$2.cir" && grep -v '^write \|^set appendwrite' "$1.spice"; } >"$1-tb.cir"
    "$NGSPIKE" tb --sky130 embedded -o none "$1-tb.cir" >"drawn/$1.log" 2>&1 && grep -q ' figures, 0 outside' "drawn/$1.log" ||
        { cat "drawn/$1.log"; fail "$1: outside the limits of $2"; }
}
sharp() { # sharp SHEET: it and its testbench of the same name give the same figures at reltol=1e-5 and steps of a nanosecond
    mkdir -p sharp
    for deck in "$tmp/$1.spice" "$top/sky130_cells/testbenches/$1.cir"; do
        copy=$tmp/sharp/${deck##*/}
        sed "s#\"\.\./#\"$top/sky130_cells/#; s/reltol=1e-[34]/reltol=1e-5/; s/^\(tran 1n 11u 0\) 100n/\1 1n/" "$deck" >"$copy"
        grep -q 'reltol=1e-5' "$copy" && grep -q '^tran .* 1n$' "$copy" || fail "$deck: has other options"
        run "$copy" "$([ "${deck##*.}" = cir ] && echo deck || echo drawn)" --sky130 embedded
    done
    figures_agree "$1" "$1" 0.005
}
as_testbench pair pair 0.01 rate_pre width threshold first after_six charge energy
as_testbench supply supply 0.001
as_testbench wta wta 0.001 share second settle power margin
as_testbench synapse_1v8 synapse_1v8 0.001
for name in neuron synapse-cell synapse-4t1r; do run "$tmp/$name.spice" drawn --sky130 embedded; done
between rate 1.2e6 1.35e6 drawn/neuron.log
between weakened 0.09 0.11 drawn/synapse-cell.log # 0.1026 by the PDK's equations as B sources
between strengthened 0.99 1 drawn/synapse-cell.log
# (the cell of the deck library, in a deck written here)
cat >four.cir <<END
* synapse_4t1r
.lib "sky130.lib.spice" tt
.include "$top/sky130_cells/synapse_tech_3v3.spice"
.include "$top/sky130_cells/synapses.spice"
X1 pre pos top bottom x 0 synapse_4t1r x0=0.625
Vtop top 0 3.3
Vi bottom 0 0
Vpre pre 0 PULSE(0 3.3 50n 1n 1n 200n)
Vpos pos 0 PULSE(0 3.3 300n 1n 1n 200n)
.control
tran 1n 550n 0 1n
meas tran weakened find v(x) at=280n
meas tran strengthened find v(x) at=540n
meas tran current find i(vi) at=60n
.endc
.end
END
run "$tmp/four.cir" deck --sky130 embedded
mv deck/four.log deck/synapse-4t1r.log
same_figures synapse-4t1r 0.01

# ---- what takes longer ----
four_patterns() { # the network that the script makes, driven by the patterns in turn as the sheet's pixels are
    (cd deck && NGSPIKE=true sh "$top/examples/four-patterns.sh" -n 60 -l 40 -f 0) >/dev/null 2>&1
    {
        awk '/^vpix/ { skip = 1; next } /^\+/ && skip { next } { skip = 0 } /^\.control/ { exit } { print }' deck/four.cir
        echo "1111111100000000 1100110011001100 1010010110100101 1001011001101001" | awk '{ for (i = 1; i <= 16; i++) {
            low = 0
            for (p = 1; p <= 4; p++) { high = p == 4 ? "d" i : "d" i "_" p
                printf "V%d_%d %s %s PULSE(0 %d %gu 1n 1n 49n 8.8u)\n", i, p, high, low, substr($p, i, 1), 0.5 + 2.2 * (p - 1); low = high } } }'
        sed -n '/^\.control/,/^\.endc/p' four-patterns.spice | grep -v '^write'
        echo .end
    } >four-patterns.cir
    run "$tmp/four-patterns.cir" deck
    run "$tmp/four-patterns.spice" drawn
    for log in deck drawn; do grep '^\(spikes\|for\)_' $log/four-patterns.log >$log.spikes; done
    diff deck.spikes drawn.spikes || fail "four-patterns: drawn and written differ"
    # At the end each neuron fires for one pattern, and for each pattern one.
    awk '/^for_/ && $3 > 0 { split($1, w, "_"); n++; if ($3 != 1 || pattern[w[2]]++ || neuron[w[3]]++) bad = 1 } END { exit bad || n != 4 }' \
        drawn.spikes || { cat drawn.spikes; fail "four-patterns: not one neuron a pattern"; }
}
array() { # the array of crossbar.cir, of the symbol that crossbar_1t1r.sh prints
    mkdir -p library/array && sh "$top/sky130_cells/crossbar_1t1r.sh" --symbol 4 4 >library/array/array.sym
    {
        printf 'v {xschem version=2.9.9 file_version=1.2}\nG {}\nV {}\nS {}\nE {}\nC {array/array.sym} 0 0 0 0 {name=Xa x0=0.2 rw=2 w=5}\n'
        awk '$1 == "B" && $2 == 5 { match($0, /name=[^ ]*/); pin = substr($0, RSTART + 5, RLENGTH - 5)
            net["wl2"] = "wl"; net["sl2"] = "sl"; net["bl2"] = "bl2"; net["bl3"] = "bl3"
            printf "C {devices/lab_pin.sym} %d %d 0 0 {name=l_%s lab=%s}\n", ($3 + $5) / 2, ($4 + $6) / 2, pin, pin in net ? net[pin] : "0" }' library/array/array.sym
    } >array.sch
    net "$tmp/array.sch" || return
    sed -n '/^Xa/,/^[^+X]/p' array.spice | grep '^[X+]' >array.line
    { echo "* array" && grep -v '^Xa' "$top/sky130_cells/testbenches/crossbar.cir" | sed "1d; s#\"\.\./#\"$top/sky130_cells/#; s#\"array4#\"$top/sky130_cells/testbenches/array4#" |
        awk -v line=array.line '/^\.control/ && !done { while ((getline l <line) > 0) print l; done = 1 } { print }'; } >crossbar-array.cir
    run "$tmp/crossbar-array.cir" drawn --sky130 embedded
    cp deck/crossbar.log deck/crossbar-array.log
    same_figures crossbar-array 1e-6
}
if [ -n "$XSCHEM_LONG" ]; then
    as_testbench neuron neuron 0.02 rate=rate_500n
    as_testbench learn learn 0.05 contrast ratio energy first
    as_testbench pulses pulses 0.001 up_1 up_all down_1 down_all energy_up
    as_testbench reram reram 0.001 v_set v_reset left r_off r_on set_1t1r i_limit
    as_testbench crossbar crossbar 0.001 set_x row column i_set i_off reset_x e_set
    as_testbench synapse-pulse synapse 0.001
    as_testbench synapse_rram_v0 synapse_rram_v0 0.001
    as_testbench corners corners 0.005
    as_testbench neuron_x5 neuron_x5 0.005
    # (a memristor that switches within a step has done so somewhere between two time points: which, the order of cards decides)
    as_testbench stochastic stochastic 0.02
    as_testbench pattern2 pattern2 0.02
    as_testbench pattern4 long/pattern4 0.05
    # What is random is not the same in another order: within limits, those of the testbenches.
    for name in mc_neuron mc_learn mc_stochastic; do within_testbench $name long/$name; done
    # (close to a threshold: at reltol=1e-3 the order of cards decides over up to 12 % of what eleven pairs teach)
    for name in direction tracking; do sharp $name; done
    four_patterns
    array
    # (runaways that each stop at a time step: 5 %)
    as_testbench stdp stdp 0.05 s_p30 s_m30 s_p100 s_m100 t_p30 t_m30 t_p100 t_m100
fi
if [ -n "$SKY130_LIB" ]; then
    for name in neuron synapse-cell; do
        sed "s,^\.lib sky130.lib.spice,.lib $SKY130_LIB," $name.spice >$name.cir
        run "$tmp/$name.cir" pdk
    done
    between rate 1.2e6 1.4e6 pdk/neuron.log # 1.28 MHz: the same circuit, written by hand
    between weakened 0.095 0.11 pdk/synapse-cell.log
    between strengthened 0.99 1 pdk/synapse-cell.log # -0.836 nm of 1.6 nm, full SET
fi
[ $failed -eq 0 ] && echo "xschem library: passed"
exit $failed
