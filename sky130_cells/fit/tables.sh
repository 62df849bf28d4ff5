#!/bin/sh
# tables.sh FOLDER [WHICH]: the embedded cards (or --sky130 WHICH) against tables of currents that others have computed:
# FOLDER/DEVICE_SET_tt_idvg.csv (columns vd,vb,vg, then id_wW_lL for each size, A) and ..._idvd.csv (vg,vb,vd), 27 C. Every point of
# every table is computed again with `ngspike run`. Prints for each size of each table the RMS and the median error above a current
# of 100 nA W/L, and the RMS below it down to 10 pA in decades; exit status 1 if a table of the set "cont", to which the cards were
# fitted, is further off than LIMIT percent as a whole. PLOT=FILE: a picture of it (needs gnuplot). Needs NGSPIKE.
: "${NGSPIKE:=./ngspike}" "${LIMIT:=4}" "${PLOT:=}"
[ -z "$PLOT" ] || case $PLOT in /*) ;; *) PLOT=$(pwd)/$PLOT ;; esac
folder=$1 which=${2:-embedded}
[ -n "$(ls "$folder"/*_idvg.csv 2>/dev/null)" ] || { echo "usage: $0 FOLDER_WITH_TABLES [pdk|embedded|DIR]" >&2; exit 2; }
NGSPIKE=$(cd "$(dirname "$NGSPIKE")" && pwd)/$(basename "$NGSPIKE")
folder=$(cd "$folder" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

# deck TABLE DEVICE: all sizes of it on common terminals; each run of the innermost voltage (third column) is one .dc
deck() {
    awk -F, -v device="$2" '
    NR == 1 {
        print "* " device "\n.lib \"sky130.lib.spice\" tt\n.options gmin=1e-15\nVd d 0 0\nVg g 0 0\nVb b 0 0"
        outer = $1
        inner = $3
        for (i = 4; i <= NF; i++) {
            split($i, part, /_[wl]/)
            printf "V%d d d%d 0\nX%d d%d g 0 b sky130_fd_pr__%s w=%s l=%s\n", i, i, i, i, device, part[2], part[3]
            all = all " i(v" i ")"
        }
        print ".control\nset wr_singlescale\nset wr_vecnames\nset appendwrite\nset numdgt=10"
        next
    }
    $1 != a || $2 != b { if (NR > 2) run(); a = $1; b = $2; first = $3 }
    { step = $3 - last; last = $3 }
    function run() { printf "alter v%s dc=%s\nalter vb dc=%s\ndc v%s %s %s %s\nwrdata out.txt%s\n",
        substr(outer, 2), a, b, substr(inner, 2), first, last, step, all }
    END { run(); print "quit\n.endc\n.end" }' "$1"
}

# compare TABLE: out.txt against it, size by size
compare() {
    grep -v 'i(' out.txt | awk -v table="$1" '
    BEGIN { FS = ","; getline header <table; n = split(header, name, ",") }
    {
        split($0, ours, /[ \t]+/)
        shift = ours[1] == "" ? 1 : 0
        if ((getline row <table) <= 0) { print "more points than the table has" >"/dev/stderr"; exit 1 }
        split(row, theirs, ",")
        for (i = 4; i <= n; i++) {
            split(name[i], part, /_[wl]/)
            level = 1e-7 * part[2] / part[3]
            t = theirs[i] < 0 ? -theirs[i] : theirs[i]
            o = ours[i - 2 + shift] < 0 ? -ours[i - 2 + shift] : ours[i - 2 + shift]
            if (t > level) { e = o / t - 1; strong[i] += e * e; ns[i]++; list[i, ns[i]] = e < 0 ? -e : e }
            else if (t > 1e-11 && o > 0) { e = log(o / t) / log(10); weak[i] += e * e; nw[i]++ }
        }
    }
    END {
        if ((getline row <table) > 0) { print "fewer points than the table has" >"/dev/stderr"; exit 1 }
        for (i = 4; i <= n; i++) {
            split(name[i], part, /_[wl]/)
            m = 0
            for (k = 1; k <= ns[i]; k++) v[k] = list[i, k]
            for (k = 2; k <= ns[i]; k++) { x = v[k]; for (j = k - 1; j > 0 && v[j] > x; j--) v[j + 1] = v[j]; v[j + 1] = x }
            printf "%7.2f %6.2f  %6.1f %%  %6.1f %%   %s\n", part[2], part[3], 100 * sqrt(strong[i] / ns[i]), 100 * v[int((ns[i] + 1) / 2)],
                nw[i] ? sprintf("%.3f", sqrt(weak[i] / nw[i])) : "-"
            s += strong[i]; cs += ns[i]; w += weak[i]; cw += nw[i]
        }
        printf "all sizes       %6.1f %%             %s decades\n", 100 * sqrt(s / cs), cw ? sprintf("%.3f", sqrt(w / cw)) : "-"
    }'
}

# curve TABLE: vg, the table's current and ours of its first size of W = 1 um, at the highest vd, no body voltage
curve() {
    grep -v 'i(' out.txt | awk -v table="$1" '
    BEGIN { FS = ","; getline row <table; n = split(row, name, ","); for (k = n; k > 3; k--) if (name[k] ~ /_w1_/) i = k }
    {
        split($0, ours, /[ \t]+/)
        shift = ours[1] == "" ? 1 : 0
        getline row <table
        split(row, theirs, ",")
        if (theirs[1]^2 > 3.2 && theirs[2] == 0) print theirs[3], sqrt(theirs[i]^2), sqrt(ours[i - 2 + shift]^2)
    }'
}

# plot: files NAME.err and DEVICE.curve of all tables
plot() {
    echo "set terminal svg size 1180,560 font 'sans,11' background 'white'; set multiplot layout 2,5 margins 0.05,0.98,0.1,0.94 spacing 0.045,0.16"
    echo "set grid; set logscale x; set xrange [0.1:10]; set logscale y; set yrange [0.2:100]; set xtics (0.15,0.5,1,2,8); set xlabel 'L, um'"
    y="set ylabel 'RMS error above 100 nA W/L, %' offset 1"
    for device in $devices; do
        echo "set title '$device' noenhanced; $y"
        echo "plot '${device}_binned.err' using 2:3 with points pt 6 ps 0.5 lc rgb '#8b949e' title 'binned'," \
            "'${device}_cont.err' using 2:3 with points pt 7 ps 0.5 lc rgb '#2f78c4' title 'continuous'"
        y="unset ylabel; unset key"
    done
    echo "unset logscale; set logscale y; set xrange [*:*]; set yrange [1e-12:1e-2]; set format y '10^{%T}'; set xtics auto"
    echo "set ytics 100; set mytics default; set xlabel 'gate, V'; set key right bottom"
    y="set ylabel '|I|, A (W = 1 um, shortest L, 1.8 V)' offset 1"
    for device in $devices; do
        echo "unset title; $y"
        echo "plot '$device.curve' using 1:2 every 4 with points pt 6 ps 0.5 lc rgb '#d9762b' title 'table'," \
            "'$device.curve' using 1:3 with lines lw 1.5 lc rgb '#2f78c4' title 'embedded'"
        y="unset ylabel; unset key"
    done
}

status=0 devices=
for table in "$folder"/*_idvg.csv "$folder"/*_idvd.csv; do
    name=$(basename "$table" .csv)
    device=$(echo "$name" | sed 's/_\(cont\|binned\)_tt_id.*//')
    deck "$table" "$device" >deck.cir
    rm -f out.txt
    "$NGSPIKE" run -q --sky130 "$which" deck.cir >log 2>&1 || { cat log; status=1; continue; }
    echo "$name"
    echo "   W um   L um  rms      median    below: rms, decades"
    compare "$table" >errors || status=1
    cat errors
    case $name in *_cont_*)
        awk -v limit="$LIMIT" '/^all/ { exit $3 > limit }' errors || { echo "$name is further off than $LIMIT %"; status=1; } ;;
    esac
    case $name in *_idvg)
        grep -v all errors >"${name%_tt_idvg}.err"
        case $name in *_cont_*) curve "$table" >"$device.curve"; devices="$devices $device" ;; esac ;;
    esac
done
[ -z "$PLOT" ] || plot | gnuplot >"$PLOT" || status=1
exit $status
