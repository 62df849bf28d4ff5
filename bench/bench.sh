#!/bin/sh
# What ngspike costs, side by side in one run. Each figure is the median of REPEAT runs taken in turn, with the smallest and
# the largest; ratios are formed run by run. Run it through `make bench`; a part alone: make bench PARTS=devices.
#
#   devices    every family of memristors against a B-source subcircuit of the same equations and a resistor: time per Newton
#              iteration and device, iterations, accuracy (devices.sh; some of them: FAMILIES="drift mss", SIZES="100 1000")
#   cells      a learning circuit of SKY130 cells against the same with resistors for memristors; a run of 20 ms (cells.sh)
#   training   the network inside ngspice against the same network in a bare C loop over libngspice
#   memory     peak memory against the number of images
#   accuracy   what the network learns (needs folders of images: MNIST=DIR, FASHION=DIR)
#   imperfect  the same with synapses that spread and some that are stuck (imperfect.sh)
set -e
: "${REPEAT:=5}" "${PARTS:=devices cells training memory accuracy imperfect}"
: "${FASHION:=/usr/share/datasets/fashion-mnist}" "${MNIST:=}"
build=$(pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# spread FILE: median, smallest and largest of its numbers
spread() {
    sort -g "$1" | awk '{ v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
              printf "%.4g (%.4g .. %.4g)", m, v[1], v[NR] }'
}

# columns FILE: the same for a CSV file
columns() {
    spread "$1" | sed "s/ [(]/,/; s/ [.][.] /,/; s/[)]//"
}

. "$srcdir/bench/devices.sh"
. "$srcdir/bench/cells.sh"
. "$srcdir/bench/imperfect.sh"

# network DATA NEURONS TRAIN SEED [TEST] [DECK]: the example deck inside ngspice; leaves result.json and measure in $tmp
network() {
    (cd "$tmp" && NGSPIKE_DATA=$1 "$build/measure" "$build/ngspike" run -q "${6:-$srcdir/examples/learn-images.cir}" \
        -p neurons="$2" -p train="$3" -p seed="$4" ${5:+-p label=$5 -p test=$5} 2>"$tmp/err") || { cat "$tmp/err"; exit 1; }
    sed -n 's/^measure: //p' "$tmp/err" >"$tmp/measure"
}

# accuracy from result.json, in percent
result() {
    sed -n 's/.*"accuracy": *\([0-9.]*\).*/\1/p' "$tmp/result.json" | head -1 | awk '{ printf "%.2f\n", 100 * $1 }'
}

training() {
    echo "Event level: 100 neurons, 10,000 images to learn, 10,000 to label, 10,000 to test, wall seconds"
    rm -f "$tmp"/wall.*
    for r in $(seq "$REPEAT"); do
        network "$FASHION" 100 10000 1
        cut -d' ' -f1 "$tmp/measure" >"$tmp/one.in"
        inside=$(result)
        "$build/measure" "$build/train_bare" --data "$FASHION" --neurons 100 --train 10000 --label 10000 --test 10000 \
            --seed 1 >"$tmp/bare" 2>"$tmp/err" || { cat "$tmp/err"; exit 1; }
        sed -n 's/^measure: \([0-9.]*\).*/\1/p' "$tmp/err" >"$tmp/one.bare"
        cat "$tmp/one.in" >>"$tmp/wall.in"
        cat "$tmp/one.bare" >>"$tmp/wall.bare"
        paste "$tmp/one.in" "$tmp/one.bare" | awk '{ print $1 / $2 }' >>"$tmp/wall.ratio"
    done
    echo "  inside ngspice  $(spread "$tmp/wall.in") s, accuracy $inside %"
    echo "  bare C loop     $(spread "$tmp/wall.bare") s, $(grep -i accuracy "$tmp/bare" | head -1)"
    echo "  ratio           $(spread "$tmp/wall.ratio")"
}

memory() {
    echo "Peak memory of ngspike run, 100 neurons, against the number of images shown"
    for train in 2000 10000 50000; do
        network "$FASHION" 100 $train 1 1000
        echo "  $((train + 2000)) images: $(cut -d' ' -f3 "$tmp/measure") MB"
    done
}

accuracy() {
    echo "Accuracy on the 10,000 test images, one pass, three seeds (%)"
    for set in "MNIST:$MNIST" "Fashion-MNIST:$FASHION"; do
        data=${set#*:}
        [ -d "$data" ] || { echo "  ${set%%:*}: no folder given"; continue; }
        for size in "100 10000" "400 60000"; do
            rm -f "$tmp/acc" "$tmp/wall"
            for seed in 1 2 3; do
                network "$data" $size $seed
                result >>"$tmp/acc"
                cut -d' ' -f1 "$tmp/measure" >>"$tmp/wall"
            done
            echo "  ${set%%:*}, ${size% *} neurons, ${size#* } images: $(spread "$tmp/acc") in $(spread "$tmp/wall") s"
        done
    done
}

echo "$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores; $(ngspice --version 2>/dev/null | grep -o -m1 'ngspice-[0-9.]*'); median (min .. max) of $REPEAT"
for part in $PARTS; do
    echo
    $part
done
