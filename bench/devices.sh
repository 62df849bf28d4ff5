# The device part of make bench, sourced by bench.sh: combs of N cells, each a resistor and a device, on one sine for one period
# (devices.tab), ngspice's default options, maximum step a 200th of the period (a 100th from 1000 cells on).
#
# Time is the processor's, so that what else the machine does matters less, and per Newton iteration it is the difference between
# a whole period and a fiftieth of it in the same process: set-up drops out. Devices of a family run in turn; ratios are formed
# run by run.
#
# Accuracy is the distance of the state from the library's tight integration (device_reference), in percent of its swing: the
# worst of all time points. Every B-source also has to come within BSOURCE_LIMIT of it with tight options (reltol 1e-6, a
# 20,000th of the period): otherwise it is not the same device, and the benchmark fails.
: "${FAMILIES:=$(awk '!/^#/ { print $1 }' "$srcdir/bench/devices.tab")}" "${SIZES:=100 1000}"
BSOURCE_LIMIT=0.5 # percent of the swing; team, which switches abruptly, comes within 0.42, the others within 0.02

# row NAME: sets the variables of its line
row() {
    name=$1
    set -- $(awk -v n="$1" '$1 == n' "$srcdir/bench/devices.tab")
    [ $# -ge 6 ] || { echo "bench: no device $name in devices.tab" >&2; exit 1; }
    family=$2 x0=$3 rs=$4 amplitude=$5 period=$6
    shift 6
    params=$*
}

# Processor time of the ngspice that calls it through `shell`, in ns, to $CPU_LOG.
write_probe() {
    cat >"$tmp/cpu.sh" <<'EOF'
p=$PPID
while [ "$(cat /proc/$p/comm)" != ngspice ]; do p=$(awk '{ print $4 }' /proc/$p/stat); done
cut -d' ' -f1 /proc/$p/schedstat >>"$CPU_LOG"
EOF
}

# comb KIND N: source, N cells, models. The state of the first one is the node x1.
comb() {
    echo "* $2 $name, $1"
    echo "V1 in 0 SIN(0 $amplitude $(awk -v t=$period 'BEGIN { printf "%.12g", 1 / t }'))"
    awk -v kind="$1" -v n="$2" -v rs=$rs -v x0=$x0 -v name=$name 'BEGIN {
        for (i = 1; i <= n; i++) {
            print "R" i " in n" i " " rs
            if (kind == "resistor") print "RD" i " n" i " 0 11k"
            if (kind == "mem") print "A" i " %gd(n" i " 0) " (i == 1 ? "x1" : "null") " cell"
            if (kind == "bsource") print "X" i " n" i " 0 x" i " " name " x0=" x0
            if (kind == "builtin") print "A" i " %gd(0 n" i ") cell" # its positive voltage raises the resistance
        } }'
    case $1 in
    mem) echo ".model cell mem_$family(x0=$x0$(for p in $params; do
            case ${p#*=} in [a-z]*) echo " ${p%%=*}=\"${p#*=}\"" ;; *) echo " $p" ;; esac
        done | tr -d '\n'))" ;;
    bsource) echo ".include $srcdir/bench/bsource/$name.sub" ;;
    builtin) echo ".model cell memristor(rmin=1k rmax=10k rinit=$(awk -v x=$x0 'BEGIN { printf "%.12g", 1e4 - 9e3 * x }')" \
        "alpha=0 beta=2e12 vt=1.6)" ;;
    esac
}

# ngspice on standard input; its output in $tmp/out
simulate() {
    cat >"$tmp/deck.cir"
    CPU_LOG=$tmp/cpu ngspice -b "$tmp/deck.cir" >"$tmp/out" 2>&1 </dev/null || { cat "$tmp/out" >&2; exit 1; }
}

# control COMMANDS...: the control section, and the end of the deck
control() {
    printf '%s\n' ".control" "pre_codemodel $build/ngspike.cm" "set xtrtol=7" "$@"
    printf '%s\n' "quit 0" ".endc" ".end"
}

part_of_period() {
    awk -v t=$period -v n="$1" 'BEGIN { printf "%.12g", t / n }'
}

# cost KIND N: "us per iteration and cell, iterations, points, seconds" of a period. Short runs are repeated. (ngspice counts
# iterations and points from its start on.)
cost() {
    rm -f "$tmp/cpu"
    step=$(part_of_period $([ "$2" -lt 1000 ] && echo 200 || echo 100)) # the many: half the points, for the time they take
    times=$(awk -v n="$2" -v few=$([ "$1" = bsource ] && echo 400 || echo 2000) 'BEGIN { print n < few ? int(few / n) : 1 }')
    { comb "$1" "$2"
      control "save v(in)" "shell sh $tmp/cpu.sh" \
          "repeat $times" "tran $step $(part_of_period 50) 0 $step uic" end "rusage traniter accept rejected" "shell sh $tmp/cpu.sh" \
          "repeat $times" "tran $step $period 0 $step uic" end "rusage traniter accept rejected" "shell sh $tmp/cpu.sh"
    } | simulate
    awk -v n="$2" -v times=$times 'FNR == NR { cpu[FNR] = $1; next }
        /^Transient iterations/ { count[++runs] = $NF / times }
        /^(Accepted|Rejected) timepoints/ { points[runs] += $NF / times }
        END { short = cpu[2] - cpu[1]; long = cpu[3] - cpu[2]
              iterations = count[2] - count[1]
              if (runs != 2 || iterations <= count[1] || long <= short) exit 1
              printf "%.6g,%d,%d,%.6g\n", (long - short) / 1e3 / times / (iterations - count[1]) / n, iterations,
                  points[2] - points[1], long / 1e9 / times }' \
        "$tmp/cpu" "$tmp/out" || { cat "$tmp/out" >&2; echo "bench: no figures from $name, $1, $2 cells" >&2; exit 1; }
}

# states KIND DIVISION [OPTIONS]: "time state" of one cell at all points, maximum step a DIVISIONth of the period
states() {
    step=$(part_of_period "$2")
    { comb "$1" 1
      [ -z "$3" ] || echo ".options $3"
      control "tran $step $period 0 $step uic" "set wr_singlescale" "wrdata $tmp/states $(
          [ "$1" = builtin ] && echo "v(n1) v(in)" || echo "v(x1)")"
    } | simulate
    awk -v kind="$1" -v rs=$rs 'kind != "builtin" { print $1, $2; next }
        { i = ($3 - $2) / rs; if (i > 1e-6 || i < -1e-6) printf "%.9g %.9g\n", $1, (1e4 - $2 / i) / 9e3 }' "$tmp/states"
}

# distance: of the states on standard input from the reference: "worst, last" in percent of the swing
distance() {
    "$build/device_reference" "$family$(for p in $params; do echo "/$p"; done | tr -d '\n')" $x0 $rs $amplitude $period |
        awk -v name=$name '$4 < 20 { print "bench: only " $4 + 0 " states of " name " to compare" >"/dev/stderr"; exit 1 }
            { printf "%.3g,%.3g\n", 100 * $5, 100 * $6 }'
}

progress() {
    [ ! -t 2 ] || printf '\r\033[K%s' "$*" >&2
}

kinds() {
    echo resistor mem bsource
    [ $family != pershin ] || echo builtin
}


# accuracy: "worst last" of each kind, to $tmp/error.KIND
accuracy_of_states() {
    progress "$name: accuracy"
    for kind in $(kinds); do
        [ $kind = resistor ] || states $kind 200 | distance >"$tmp/error.$kind"
    done
    echo , >"$tmp/error.resistor"
    states bsource 20000 reltol=1e-6 | distance >"$tmp/error.tight"
    awk -F, -v name=$name -v limit=$BSOURCE_LIMIT '!($1 <= limit) {
        print "bench: the B-source of " name " is " $1 " % off its device at tight tolerances (limit " limit ")"; exit 1 }' \
        "$tmp/error.tight" >&2
}

# costs N: REPEAT runs of each kind in turn; a line of $csv for each kind
costs() {
    rm -f "$tmp"/per.* "$tmp"/seconds.* "$tmp"/ratio.* "$tmp"/wait.*
    for r in $(seq "$REPEAT"); do
        for kind in $(kinds); do
            progress "$name: $1 cells, $kind ($r of $REPEAT)"
            cost $kind "$1" >"$tmp/one.$kind"
            cut -d, -f1 "$tmp/one.$kind" >>"$tmp/per.$kind"
            cut -d, -f4 "$tmp/one.$kind" >>"$tmp/seconds.$kind"
        done
        for kind in $(kinds); do
            paste -d, "$tmp/one.$kind" "$tmp/one.mem" >"$tmp/both"
            awk -F, '{ print $1 / $5 }' "$tmp/both" >>"$tmp/ratio.$kind"
            awk -F, '{ print $4 / $8 }' "$tmp/both" >>"$tmp/wait.$kind"
        done
    done
    for kind in $(kinds); do
        echo "$name,$kind,$1,$(columns "$tmp/per.$kind"),$(columns "$tmp/ratio.$kind"),$(cut -d, -f2,3 "$tmp/one.$kind"),$(
            columns "$tmp/seconds.$kind"),$(columns "$tmp/wait.$kind"),$(cat "$tmp/error.$kind")"
    done >>"$csv"
}

# table FORMAT: the CSV file for a reader (devices.awk)
table() {
    awk -F, -v format="$1" -f "$srcdir/bench/devices.awk" "$csv"
}

devices() {
    write_probe
    csv=$build/bench-devices.csv
    echo "device,kind,cells,us,us_min,us_max,us_ratio,us_ratio_min,us_ratio_max,iterations,points,seconds,seconds_min,seconds_max,$(
        )seconds_ratio,seconds_ratio_min,seconds_ratio_max,worst_percent,last_percent" >"$csv"
    echo "Device level: combs of N cells, each a resistor and a device, one period of a sine; processor time"
    table head
    for name in $FAMILIES; do
        row $name
        accuracy_of_states
        for n in $SIZES; do
            costs $n
            progress
            table last
        done
    done
    table markdown >"$build/bench-devices.md"
    echo "All figures: bench-devices.csv; README's table: bench-devices.md"
    example
}

# ngspice's own example of its memristor: 1 kohm in series, 2 V, 100 MHz, from 7 kohm. Resistance at 7.3 ns.
example() {
    echo
    echo "ngspice's example (1 kohm, Pershin's memristor from 7 kohm, 2 V sine of 100 MHz): resistance at 7.3 ns, error of its change"
    row pershin
    amplitude=-2 # ours counts it the other way round
    set -- $(echo "7.3e-9 0" | "$build/device_reference" pershin/set=ngspice $x0 $rs $amplitude $period)
    exact=$(awk -v low=$1 -v high=$2 -v off=$6 'BEGIN { printf "%.9g", off * (high - low) }')
    printf '  %-14s %-28s %-28s %s\n' "step" "ngspice's memristor" "B-source" "mem_pershin"
    for ps in 200 20; do
        printf '  %-14s' "$ps ps"
        for kind in builtin bsource mem; do
            progress "ngspice's example, $kind, $ps ps"
            value=$(states $kind $((10000 / ps)) | state_at 7.3e-9)
            [ -n "$value" ] || exit 1
            progress
            awk -v x=$value -v exact=$exact -v x0=$x0 \
                'BEGIN { printf " %-28s", sprintf("%.1f ohm, %+.2f %%", 1e4 - 9e3 * x, 100 * (x - exact) / (exact - x0)) }'
        done
        echo
    done
    awk -v x=$exact 'BEGIN { printf "  %-14s %.1f ohm\n", "exact", 1e4 - 9e3 * x }'
}

# state_at TIME: of the states on standard input, between two points a straight line
state_at() {
    awk -v at="$1" '$1 >= at { print NR == 1 || $1 == at ? $2 : x + (at - t) / ($1 - t) * ($2 - x); exit } { t = $1; x = $2 }'
}
