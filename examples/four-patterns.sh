#!/bin/sh
# Four patterns of 4 x 4 pixels, learnt without a teacher by 4 neurons behind 64 memristors: neuron_lif and mem_vteam, wires,
# and nothing else. A pixel that is set fires a neuron of its own. Each memristor lies between a pixel's output and a
# neuron's input; what it learns is what the two spikes put across it:
#   the neuron's spike on the tail of a pixel's spike   +1.25 V: up
#   the neuron's own negative tail, no pixel's spike    -1.2 V: down
#   that on the tail of a pixel's spike                 -0.95 V: nothing (the thresholds are +-1.1 V)
# The first neuron to fire holds the others (inh) over a wire that all outputs drive.
#
#   four-patterns.sh [-n PRESENTATIONS] [-l LEARN] [-f FLIP] [-s SEED] [-o DIR]
# Each presentation shows one pattern, every pixel flipped with the probability FLIP. The last quarter of the first LEARN
# presentations says which neuron stands for which pattern, those after LEARN are counted. The learning goes on.
n=260 learn=60 flip=0.05 seed=1 out=.
while getopts n:l:f:s:o: option; do
    case $option in
    n) n=$OPTARG ;;
    l) learn=$OPTARG ;;
    f) flip=$OPTARG ;;
    s) seed=$OPTARG ;;
    o) out=$OPTARG ;;
    *) exit 2 ;;
    esac
done
: "${NGSPIKE:=ngspike}"
mkdir -p "$out" && cd "$out" || exit 1

awk -v n="$n" -v flip="$flip" -v seed="$seed" '
function uniform() { x = (16807 * x) % 2147483647; return x / 2147483647 }
BEGIN {
    split("1111111100000000 1100110011001100 1010010110100101 1001011001101001", pattern, " ")
    x = seed * 7919 + 1; period = 2.2; pixels = 16; neurons = 4
    for (k = 0; k < 10; k++) uniform()
    for (k = 0; k < n; k++) {
        # each four presentations show each pattern once, in random order
        if (k % 4 == 0) { for (j = 1; j <= 4; j++) order[j] = j
            for (j = 4; j > 1; j--) { r = 1 + int(uniform() * j); t = order[j]; order[j] = order[r]; order[r] = t } }
        p = order[k % 4 + 1]
        print k, p >"shown.txt"
        for (i = 1; i <= pixels; i++) {
            set = substr(pattern[p], i, 1) + 0
            if (uniform() < flip) set = 1 - set
            if (set) { t = 0.5 + k * period
                wave[i] = wave[i] sprintf("\n+ %.4fu 0 %.4fu 1 %.4fu 1 %.4fu 0", t, t + 0.001, t + 0.05, t + 0.051) }
        }
    }
    print "* four patterns, " neurons " neurons, " pixels * neurons " memristors" >"four.cir"
    for (i = 1; i <= pixels; i++) {
        print "vpix" i " d" i " 0 pwl(0 0" wave[i] ")" >"four.cir"
        print "apix" i " 0 row" i " null d" i " null pixel" >"four.cir"
    }
    for (j = 1; j <= neurons; j++) {
        print "apost" j " col" j " out" j " null null bus neuron" >"four.cir"
        print "rbus" j " out" j " bus 1k" >"four.cir"
        for (i = 1; i <= pixels; i++) print "as" i "_" j " %gd(col" j " row" i ") null synapse" >"four.cir"
    }
    print ".model pixel neuron_lif(c=1n r=1k gm=100m t_plateau=90n r_out=1)" >"four.cir"
    print ".model neuron neuron_lif(c=250p r=4k r_in=1 rectify=TRUE t_rise=0.5n t_plateau=150n v_tail=1.2 v_inh=0.02 theta_plus=0.01 tau_theta=50u)" >"four.cir"
    print ".model synapse mem_vteam(ron=2k roff=20k v_on=-1.1 v_off=1.1 k_on=-0.05 k_off=0.15 alpha_on=1 alpha_off=1 x0=1" >"four.cir"
    print "+ ron_d2d=0.1 roff_d2d=0.1 k_on_d2d=0.1 k_off_d2d=0.1 seed=" seed ")" >"four.cir"
    print ".save time @apost1[spikes] @apost2[spikes] @apost3[spikes] @apost4[spikes]" >"four.cir"
    for (j = 1; j <= neurons; j++) { printf ".save @apost%d[e]", j >"four.cir"
        for (i = 1; i <= pixels; i++) printf " @as%d_%d[e]", i, j >"four.cir"; print "" >"four.cir" }
    print ".control" >"four.cir"
    print "tran 50n " n * period "u" >"four.cir"
    print "set wr_singlescale\nwrdata four.txt @apost1[spikes] @apost2[spikes] @apost3[spikes] @apost4[spikes]" >"four.cir"
    printf "let e = 0" >"four.cir"
    for (j = 1; j <= neurons; j++) { printf "\nlet e = e + @apost%d[e][length(time)-1]", j >"four.cir"
        for (i = 1; i <= pixels; i++) printf "\nlet e = e + @as%d_%d[e][length(time)-1]", i, j >"four.cir" }
    print "\necho energy $&e J >energy.txt\nquit 0\n.endc\n.end" >"four.cir"
}' || exit 1

start=$(date +%s.%N)
"$NGSPIKE" run four.cir >four.log 2>&1 || { cat four.log; exit 1; }
end=$(date +%s.%N)

awk -v learn="$learn" -v n="$n" -v seconds="$(echo "$start $end" | awk '{ print $2 - $1 }')" '
FILENAME == "shown.txt" { shown[$1] = $2; next }
FILENAME == "energy.txt" { energy = $2; next }
NF >= 5 {
    k = int(($1 - 0.4e-6) / 2.2e-6)
    for (j = 1; j <= 4; j++) {
        if ($(j + 1) > count[j] && !(k in winner)) winner[k] = j
        count[j] = $(j + 1)
    }
}
END {
    for (k = int(learn * 3 / 4); k < learn; k++) if (k in winner) votes[winner[k], shown[k]]++
    for (j = 1; j <= 4; j++) for (p = 1; p <= 4; p++) if (votes[j, p] > best[j]) { best[j] = votes[j, p]; label[j] = p }
    for (k = learn; k < n; k++) right += (k in winner) && label[winner[k]] == shown[k]
    for (j = 1; j <= 4; j++) printf "neuron %d fired %d times, stands for pattern %d\n", j, count[j], label[j]
    printf "recognised %.1f %% of %d, %.3g J dissipated by memristors and neurons in %g presentations, %.1f s\n",
        100 * right / (n - learn), n - learn, energy, n, seconds
}' shown.txt energy.txt four.txt
