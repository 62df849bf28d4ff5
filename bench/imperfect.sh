# Sourced by bench.sh: the network of the demonstration with synapses that are not all alike, against their spread from device
# to device (lognormal, of ron and roff) and the share that is stuck, half of it on, half off. As a table: accuracy in percent
# (mean of SEEDS and standard error of the mean); what training takes, for each image, against the same with perfect ones.

# imperfect_deck SPREAD STUCK: the example with such synapses
imperfect_deck() {
    device="drift/ron:100k/roff:700k/window:biolek/vt_p:0.5/vt_n:0.5"
    [ "$1" = 0 ] || device="$device/ron_d2d:$1/roff_d2d:$1/d2d_dist:lognormal"
    [ "$2" = 0 ] || device="$device/hrs_proportion:$2/lrs_proportion:$2"
    sed "s|inputs=784 seed|inputs=784 device=\"$device\" seed|" "$srcdir/examples/learn-images.cir" >"$tmp/imperfect.cir"
}

# accuracies SPREAD STUCK: of each seed
accuracies() {
    imperfect_deck "$1" "$2"
    rm -f "$tmp/acc"
    for seed in ${SEEDS:-1 2 3}; do
        network "$FASHION" 100 "${TRAIN:-10000}" "$seed" "" "$tmp/imperfect.cir"
        result >>"$tmp/acc"
    done
    awk '{ n++; s += $1; q += $1 * $1 }
         END { m = s / n; v = n > 1 ? (q - n * m * m) / (n - 1) : 0; if (v < 0) v = 0; printf "%.1f +- %.1f", m, sqrt(v / n) }' "$tmp/acc"
}

# training_cost SPREAD: seconds of processor time for 4000 images against perfect ones, run by run
training_cost() {
    rm -f "$tmp/wall.ratio"
    for r in 1 2 3; do
        imperfect_deck 0 0
        network "$FASHION" "$2" 4000 1 10 "$tmp/imperfect.cir"
        cut -d' ' -f2 "$tmp/measure" >"$tmp/one.perfect"
        imperfect_deck "$1" 0
        network "$FASHION" "$2" 4000 1 10 "$tmp/imperfect.cir"
        cut -d' ' -f2 "$tmp/measure" | paste - "$tmp/one.perfect" | awk '{ print $1 / $2 }' >>"$tmp/wall.ratio"
    done
    spread "$tmp/wall.ratio"
}

imperfect() {
    echo "Accuracy on 10,000 images of Fashion-MNIST (%), 100 neurons, ${TRAIN:-10000} images to learn, seeds ${SEEDS:-1 2 3}"
    echo "  | spread of ron, roff | none stuck | 1 % stuck | 5 % stuck |"
    echo "  |---|---|---|---|"
    for s in 0 0.1 0.3; do
        printf '  | %s %% |' "$(echo "$s" | awk '{ print 100 * $1 }')"
        for stuck in 0 0.005 0.025; do
            printf ' %s |' "$(accuracies $s $stuck)"
        done
        echo
    done
    echo "Training with spread, times as long as without: 100 neurons $(training_cost 0.1 100), 400 neurons $(training_cost 0.1 400)"
}
