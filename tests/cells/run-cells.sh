#!/bin/sh
# The SKY130 cells: every testbench on the embedded cards within its limits; two of them on SkyWater's models, if there, and the
# embedded cards close to these; sizes that SKY130 has not are refused; a deck finds the library wherever it is run from.
: "${NGSPIKE:=./ngspike}"
: "${srcdir:=.}"
src=$(cd "$srcdir" && pwd)
NGSPIKE=$(cd "$(dirname "$NGSPIKE")" && pwd)/$(basename "$NGSPIKE")
NGSPIKE_CELLS=$src/sky130_cells
export NGSPIKE_CELLS
work=$(mktemp -d "${TMPDIR:-/tmp}/ngspike-cells-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PDK_ROOT PDK
failed=0
fail() {
    echo "FAIL: $*"
    cat out
    failed=1
}

# With $CASES (another compiler, sanitizers) few are enough.
decks=$(cd "$src/sky130_cells/testbenches" && ls ./*.cir | sed 's#^\./##; s/\.cir$//')
[ "$CASES" ] && decks="neuron pulses reram"
# shellcheck disable=SC2086
"$NGSPIKE" tb $decks >out 2>&1 || fail "a testbench on the embedded cards"
grep -q '[1-9][0-9]* figures, 0 outside' out || fail "no figures"

# What learns with a supply of its own does so in the worst corners as well.
[ "$CASES" ] || "$NGSPIKE" tb --corner ss,fs -o none tracking >out 2>&1 || fail "learning in the corners ss and fs"

# The page: every testbench, its pictures, each of them a file of its own as well; nothing left out.
for name in $decks; do
    deck=$src/sky130_cells/testbenches/$name.cir
    grep -q "<h2>$name</h2>" tb-report/index.html || fail "$name is not on the page"
    for k in $(seq "$(grep -c '^\*~' "$deck")"); do
        grep -q '<path d="M[0-9]' "tb-report/$name-$k.svg" || fail "no picture $name-$k.svg"
    done
    grep -q '^\*~' "$deck" || fail "$name has no picture"
done
grep 'Left out' tb-report/index.html >out && fail "a picture was left out"
[ "$(grep -c '<svg' tb-report/index.html)" -eq "$(ls tb-report/*.svg | wc -l)" ] || fail "pictures missing on the page"

# Iterations that a spiking circuit costs (reltol=1e-3): 14,000, and 20,000 where ngspike does not end the hopeless ones.
sed -e 's/^quit/rusage totiter\nquit/' -e 's/reltol=1e-4/reltol=1e-3/' -e "s#\"\.\./#\"$src/sky130_cells/#" "$src/sky130_cells/testbenches/direction.cir" >iterations.cir
"$NGSPIKE" run -v iterations.cir >out 2>&1 || fail "direction.cir"
awk '/^Total iterations/ { n = $4 } END { exit !(n > 1000 && n < 17500) }' out || fail "too many Newton iterations"

# A figure outside its limits must be seen.
sed 's/^\*> threshold .*/*> threshold 0.1 0.2 V never/' "$src/sky130_cells/testbenches/neuron.cir" |
    sed "s#\"\.\./#\"$src/sky130_cells/#" >wrong.cir
"$NGSPIKE" tb wrong.cir >out 2>&1 && fail "a figure outside its limits passed"
grep -q 'threshold .*!.*never' out || fail "the figure outside is not marked"

printf 'bench\n*> rate 3 2 Hz the limits are the wrong way round\n.end\n' >bad.cir
"$NGSPIKE" tb bad.cir >out 2>&1 && fail "limits the wrong way round were accepted"
grep -q 'bad.cir:2:.*LOW below HIGH' out || fail "the wrong line is not named"

printf 'bench\n*> a 1 2 Hz text\n*~ wave one - voltage/V v(a) text\n.end\n' >bad.cir
"$NGSPIKE" tb bad.cir >out 2>&1 && fail "a wrong line for a picture was accepted"
grep -q 'bad.cir:3:.*want .*wave ANALYSIS' out || fail "the wrong line of a picture is not named"
printf 'bench\n*> a 0 2 V text\n*~ wave 1 - voltage/V v(nosuch) what\n*~ points t/s a/V 1:a,2:b that\nV1 x 0 1\n.control
op\nlet a = v(x)\nprint a\nquit\n.endc\n.end\n' >none.cir
"$NGSPIKE" tb -o none-page none.cir >out 2>&1 || fail "pictures that cannot be drawn are no failure"
grep -q 'Left out: what.*v(nosuch)' none-page/index.html || fail "the vector that is not there is not named"
grep -q 'Left out: that.*no figure b' none-page/index.html || fail "the figure that is not there is not named"
rm -rf tb-report
"$NGSPIKE" tb -o none none.cir >out 2>&1
[ ! -e tb-report ] || fail "-o none wrote a page"

# The array in the tree is what its generator makes; sizes that are none are refused.
sh "$src/sky130_cells/crossbar_1t1r.sh" 4 4 | cmp - "$src/sky130_cells/testbenches/array4.inc" >out || fail "array4.inc"
sh "$src/sky130_cells/crossbar_1t1r.sh" 4 >out 2>&1 && fail "an array without columns"
sh "$src/sky130_cells/crossbar_1t1r.sh" 100 100 >out 2>&1 && fail "an array of 10000 cells"

# The sizes of the published table are below SKY130's smallest.
"$NGSPIKE" run "$src/sky130_cells/table1.cir" >out 2>&1 && fail "Table I was accepted"
grep -q 'could not find a valid modelname' out || fail "the reason is not given"

# Where the library is.
"$NGSPIKE" run --sky130 pdk "$src/sky130_cells/table1.cir" >out 2>&1 && fail "there is no PDK, but it ran"
grep -q 'PDK_ROOT is not set' out || fail "what lacks is not said"
"$NGSPIKE" run --sky130 "$work" "$src/sky130_cells/table1.cir" >out 2>&1 && fail "an empty folder was accepted"
"$NGSPIKE" tb nosuch >out 2>&1 && fail "an unknown testbench was accepted"
grep -q 'tb --list' out || fail "an unknown testbench: the remedy"
"$NGSPIKE" tb --list >out 2>&1
grep -q '^neuron  ' out && grep -q '^long/mc_neuron  ' out || fail "the list of testbenches"

pdk=$src/../shared/sky130
if [ -d "$pdk/sky130A" ]; then
    PDK_ROOT=$pdk
    export PDK_ROOT
    "$NGSPIKE" tb --sky130 pdk,embedded neuron >out 2>&1 || fail "the neuron on SkyWater's models"
    # Rates and threshold within 5 %.
    awk '/^  (rate|threshold)/ { n++; for (i = 1; i < NF; i++) if ($(i + 1) == "%") d = $i; if (d < -5 || d > 5) bad = 1 }
         END { exit n != 5 || bad }' out || fail "the embedded cards are far from SkyWater's models"
    "$NGSPIKE" run "$src/sky130_cells/table1.cir" >out 2>&1 && fail "SkyWater's models accepted Table I"
    grep -q 'pfet_01v8.spice.*could not find a valid modelname' out || fail "it is not SkyWater's model that refused"
fi
exit $failed
