# The SKY130 part of make bench, sourced by bench.sh: the learning circuit of two neurons and two synapses (tracking.cir: 63
# transistors, a pair of spikes every microsecond) with mem_sky130, with plain resistors in the memristors' place, and with B-sources
# of the same equations (bench/bsource/sky130.sub), on the embedded cards and, if PDK_ROOT has it, on SkyWater's. Times are the
# processor's. A circuit with a code model of ours has its hopeless Newton iterations ended early, one without has not: the
# resistors run once as they are and once with an idle code model beside them. Medians on the embedded cards have limits, beyond
# which the benchmark fails.
CELLS_RATIO=1.1 # run against resistors
CELLS_IDLE=1.2  # run against resistors beside an idle code model
CELLS_SHARE=9   # memristors, percent of the run's instructions (loading devices is 0.9 of it: 10 % of that)
CELLS_LOAD=0.1  # s to read and expand the circuit

# cells_tech KIND: what the synapses are made of
cells_tech() {
    sed '/^\.subckt memristor/,$d' "$srcdir/sky130_cells/synapse_tech_3v3.spice"
    case $1 in
    memristor) sed -n '/^\.subckt memristor/,$p' "$srcdir/sky130_cells/synapse_tech_3v3.spice" ;;
    resistor | idle) printf '.subckt memristor te be x x0=0.5\nR1 te be 100k\nRx x 0 1k\n.ends\n' ;;
    bsource)
        cat "$srcdir/bench/bsource/sky130.sub"
        printf '.subckt memristor te be x x0=0.5\nX1 te be x sky130 x0={x0}\n.ends\n'
        ;;
    esac
}

# cells_deck KIND PERIOD STOP [STEP]: pairs of spikes every PERIOD for STOP, maximum step STEP; no STOP: no analysis
cells_deck() {
    cells_tech "$1" >"$tmp/tech-$1.spice"
    sed -e '/^\.control/,$d' -e "s#\"\.\./synapse_tech[^\"]*\"#\"tech-$1.spice\"#" -e "s#\"\.\./#\"$srcdir/sky130_cells/#" \
        -e '/^I[ab]2/d' -e "s/ 1u 4)/ $2)/" "$srcdir/sky130_cells/testbenches/tracking.cir"
    [ "$1" = idle ] && printf 'A1 %%gd(vp 0) idle idle\n.model idle mem_drift(uv=0)\n'
    [ -z "$3" ] && printf '.control\nquit\n.endc\n.end\n' && return
    printf '.control\ntran 1n %s 0 %s\nrusage totiter accept rejected\nquit\n.endc\n.end\n' "$3" "${4:-100n}"
}

# cells_run WHICH DECK NAME: processor time to NAME.s, iterations to NAME.n; WHICH: pdk or embedded; fails if ngspice does
cells_run() {
    (cd "$tmp" && "$build/measure" "$build/ngspike" run -v --sky130 "$1" "$2") >"$tmp/out" 2>&1 || return 1
    sed -n 's/^measure: [^ ]* \([^ ]*\) .*/\1/p' "$tmp/out" >"$tmp/$3.s"
    sed -n 's/^Total iterations = //p' "$tmp/out" >"$tmp/$3.n"
    sed -n 's/.*ccepted timepoints = //p' "$tmp/out" >"$tmp/$3.points"
}

# over FILE LIMIT: whether the median of the numbers in it is above the limit
over() {
    sort -g "$1" | awk -v limit="$2" '{ v[NR] = $1 } END { exit !(v[int((NR + 1) / 2)] + 0 > limit + 0) }'
}

# cells_empty: what starting costs without a circuit
cells_empty() {
    printf 'empty\nR1 a 0 1k\nA1 %%gd(a 0) x m\n.model m mem_sky130\n.control\nquit\n.endc\n.end\n'
}

# cells_counted WHICH: instructions spent in memristors, percent of those of a run of 1 us without reading; no noise, unlike times
cells_counted() {
    cells_deck memristor 1u 1u >"$tmp/counted.cir"
    for deck in counted memristor-load; do
        (cd "$tmp" && valgrind --tool=callgrind --callgrind-out-file=$deck.callgrind \
            "$build/ngspike" run -q --sky130 "$1" $deck.cir) >"$tmp/out" 2>&1 || { echo "none (no valgrind)"; return; }
        callgrind_annotate --inclusive=yes --threshold=100 "$tmp/$deck.callgrind" 2>/dev/null | tr -d , |
            awk '/PROGRAM TOTALS/ { all = $1 } /:dev_load / && !mem { mem = $1 } END { print all, mem + 0 }' >"$tmp/$deck.count"
    done
    paste "$tmp/counted.count" "$tmp/memristor-load.count" | awk '{ printf "%.2f\n", 100 * $2 / ($1 - $3) }'
}

# cells_round WHICH: everything once, lines added to cells.*
cells_round() {
    for kind in $cells_kinds; do
        cells_run "$1" $kind.cir run.$kind && cells_run "$1" $kind-load.cir load.$kind || { cat "$tmp/out"; exit 1; }
        paste "$tmp/run.$kind.s" "$tmp/load.$kind.s" "$tmp/run.$kind.n" |
            awk '{ printf "%.5g\n", 1e6 * ($1 - $2) / $3 }' | tee "$tmp/us.$kind" >>"$tmp/cells.us.$kind"
        cat "$tmp/run.$kind.s" >>"$tmp/cells.s.$kind"
        paste "$tmp/run.memristor.s" "$tmp/run.$kind.s" | awk '{ print $1 / $2 }' >>"$tmp/cells.ratio.$kind"
    done
    cells_run "$1" empty.cir empty || { cat "$tmp/out"; exit 1; }
    paste "$tmp/load.memristor.s" "$tmp/empty.s" | awk '{ print $1 - $2 }' >>"$tmp/cells.load"
    paste "$tmp/us.memristor" "$tmp/us.idle" | awk '{ print 100 * (1 - $2 / $1) }' >>"$tmp/cells.share"
}

cells_line() { # TEXT KIND
    printf '    %-34s %s s, %s iterations, %s us each\n' "$1" "$(spread "$tmp/cells.s.$2")" "$(cat "$tmp/run.$2.n")" \
        "$(spread "$tmp/cells.us.$2")"
}

cells_compare() { # WHICH
    cells_kinds="memristor resistor idle bsource"
    for kind in $cells_kinds; do
        cells_deck $kind 1u 40u >"$tmp/$kind.cir"
        cells_deck $kind 1u "" >"$tmp/$kind-load.cir"
    done
    cells_empty >"$tmp/empty.cir"
    rm -f "$tmp"/cells.*
    echo "  $1:"
    cells_run "$1" bsource.cir run.bsource || {
        echo "    B-sources: $(grep -i -m1 'too small\|singular\|error' "$tmp/out" || echo failed)"
        cells_kinds="memristor resistor idle"
    }
    for r in $(seq "$REPEAT"); do
        cells_round "$1"
    done
    cells_line "40 us with mem_sky130" memristor
    cells_line "resistors" resistor
    cells_line "resistors, an idle code model" idle
    echo "    mem_sky130 against resistors: $(spread "$tmp/cells.ratio.resistor"), beside an idle code model: $(spread "$tmp/cells.ratio.idle")"
    case $cells_kinds in *bsource*)
        cells_line "B-sources" bsource
        echo "    mem_sky130 against B-sources: $(spread "$tmp/cells.ratio.bsource")"
        ;;
    esac
    echo "    memristors' share of an iteration: $(spread "$tmp/cells.share") % of time, $(cells_counted "$1" | tee "$tmp/cells.counted") % of instructions"
    echo "    reading and expanding the circuit: $(spread "$tmp/cells.load") s"
}

cells_long() { # WHICH
    cells_deck memristor 100u 20m 10u >"$tmp/long.cir"
    cells_run "$1" long.cir long || { cat "$tmp/out"; exit 1; }
    echo "  $1: 20 ms, 200 pairs of spikes: $(cat "$tmp/long.s") s, $(cat "$tmp/long.points") points, $(cat "$tmp/long.n") iterations"
}

cells() {
    echo "SKY130: two neurons and two synapses that learn (63 transistors), processor time"
    cells_compare embedded
    for limit in "ratio.resistor $CELLS_RATIO" "ratio.idle $CELLS_IDLE" "counted $CELLS_SHARE" "load $CELLS_LOAD"; do
        if over "$tmp/cells.${limit% *}" "${limit#* }"; then
            echo "  beyond its limit: $limit" >&2
            exit 1
        fi
    done
    cells_long embedded
    if [ -n "$PDK_ROOT" ]; then cells_compare pdk; fi
}
