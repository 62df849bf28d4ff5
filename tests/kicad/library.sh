#!/bin/sh
# The library for KiCad, without KiCad: it is well-formed and well drawn (library.awk), and each symbol with the fields it has in
# the library nets to a circuit that computes the same as A lines and cards written by hand.
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${KICAD_BUILD:?the folder of the library that was made}"
tests=$(cd "$(dirname "$0")/.." && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}
check() { awk -f "$tests/kicad/library.awk" "$@"; }

for file in "$KICAD_BUILD"/*.kicad_*; do check "$file" || fail "$file"; done
# The check sees what it looks for.
check "$tests/kicad/wrong.kicad_sym" >wrong.out && fail "library.awk found nothing wrong in wrong.kicad_sym"
diff -u "$tests/kicad/wrong.expected" wrong.out || fail "library.awk on wrong.kicad_sym"
printf '(kicad_symbol_lib (symbol "a)\n' >open.kicad_sym
check open.kicad_sym >/dev/null && fail "library.awk: a string that is not closed"
printf '(kicad_symbol_lib (symbol "a"\n' >open.kicad_sym
check open.kicad_sym >/dev/null && fail "library.awk: a list that is not closed"
awk -f "$tests/../kicad/sheet.awk" "$KICAD_BUILD/ngspike.kicad_sym" - >no.out 2>no.err <<'END' && fail "sheet.awk takes any symbol"
symbol mem_drift A1 0 0|ron=1
symbol mem_none A2 0 0
END
printf 'sheet.awk: mem_drift has no field ron\nsheet.awk: no symbol mem_none\n' | diff -u - no.err || fail "sheet.awk's messages"

# ---- netlists ----
. "$tests/tiny-data.sh"
printf '0.001 0\n0.0125 5\n' >in.csv
check -v expand=1 "$KICAD_BUILD/ngspike.kicad_sym" >all.net || fail "netlist"
[ "$(grep -c ^XA_ all.net)" = "$(ls "$KICAD_BUILD/../xschem/ngspike" | wc -l)" ] || fail "not all symbols"
# Each memristor and neuron at a source of its own; the other models in a chain. (What is random depends on an instance's name:
# not compared.)
awk '/^XA_/ { analog = /^XA_(mem|neuron)/ } { print >(analog ? "analog.kicad" : "spikes.kicad") }' all.net
awk '/^XA_/ { m = substr($1, 4); print "v" m, $2, "0 sin(0 0.3 10k)"; print (m ~ /^mem/ ? "v" m "_n" : "r" m), $3, 0, (m ~ /^mem/ ? 0 : "1k")
        if (m != "neuron_memristive") save = save (m ~ /^mem/ ? " i(v" m ")" : " v(" $3 ")") }
    END { print ".tran 1u 200u\n.control\nrun\nset wr_singlescale\nwrdata analog.csv" save "\nquit 0\n.endc\n.end" }' analog.kicad >analog.drive
# (more pins: the spikes to each of the joins' first, from each of the bridge's)
sed -e 's/spike_join[34]_in0\|spike_to_v4_in/f/; s/spike_join[34]_in[1-3]/w/g' \
    -e 's/spike_to_v4_out\([0-3]\)/pulses4_\1/g; s/v_to_spike4_in\([0-3]\)/pulses4_\1/g' \
    -e 's/spike_file_out\|spike_to_v_in\|spike_join_in0/f/; s/spike_to_v_out0\|v_to_spike_in0/pulses/; s/v_to_spike_out\|spike_join_in1/w/' \
    -e 's/spike_join_out\|spike_layer_in\|spike_record_in/j/; s/spike_layer_out\|spike_readout_in/l/' \
    -e 's/\(spike_file( file\) spikes.csv/\1 in.csv/; s/n=0 window=0.01/window=0.01/; s/width=1e-6/width=1e-4 latency=0.0101/' \
    -e 's/count=0 window=0.35/count=2 window=0.35/; s/train-images-idx3-ubyte/images/; s/train-labels-idx1-ubyte/labels/' spikes.kicad >chain
mv chain spikes.kicad
printf 'rpulses pulses 0 1k\nr0 pulses4_0 0 1k\nr1 pulses4_1 0 1k\nr2 pulses4_2 0 1k\nr3 pulses4_3 0 1k\n.tran 100u 0.04\n.control\nrun\nset wr_singlescale\nwrdata spikes.volts v(pulses) v(pulses4_0)\nquit 0\n.endc\n.end\n' >spikes.drive
# By hand: a quoted text for each name without =.
for part in analog spikes; do
    awk '/^XA_/ { name = substr($1, 2); nets = NF - 1; for (i = 2; i <= nets; i++) net[i] = $i }
        /^\.subckt/ { for (i = 3; i <= NF; i++) node[$i] = net[i - 1] }
        /^A1/ { line = name; for (i = 2; i < NF; i++) line = line " " ($i in node ? node[$i] : $i); print line, "card_" name }
        /^\.model/ { sub(/^.model card /, ""); sub(/\)$/, ""); at = index($0, "("); n = split(substr($0, at + 1), word, " ")
            line = ".model card_" name " " substr($0, 1, at)
            for (i = 1; i <= n; i++) line = line " " (word[i] ~ /=/ ? word[i] : word[i] "=\"" word[++i] "\""); print line " )" }' $part.kicad >$part.hand
    for kind in kicad hand; do
        { echo "* $part, $kind" && cat $part.$kind $part.drive; } >$part-$kind.cir
        mkdir -p $kind && cp images labels in.csv $kind/
        (cd $kind && "$NGSPIKE" run ../$part-$kind.cir >../$part-$kind.log 2>&1) || { cat $part-$kind.log; fail "$part-$kind.cir does not run"; }
    done
done
for file in analog.csv spikes.csv spikes.volts; do cmp kicad/$file hand/$file || fail "the symbols compute something else: $file"; done
[ "$(wc -l <kicad/spikes.csv)" -gt 3 ] || fail "no spikes"
awk '{ for (i = 2; i <= NF; i++) if ($i != 0) some[i] } END { for (i = 2; i <= NF; i++) if (!(i in some)) { print "column", i, "is 0"; bad = 1 } exit bad || NR < 100 }' \
    kicad/analog.csv || fail "something does nothing"

# ---- SKY130: devices and cells ----
cells=$tests/../sky130_cells
NGSPIKE_CELLS=$cells
export NGSPIKE_CELLS
check -v expand=1 "$KICAD_BUILD/ngspike_sky130.kicad_sym" >cells.net || fail "netlist of the cells"
# Nets are named SYMBOL_PIN: the pins of the subcircuits in their order; cells have their parameters with their defaults.
# (reram_cell_te_be.spice: the same subcircuit, its terminals in another order)
find "$cells" -maxdepth 1 -name '*.spice' ! -name '*_te_be.spice' -exec cat {} + >cells.spice
cat cells.spice "$cells/models/devices.spice" | awk 'FNR == NR { if (tolower($1) == ".subckt") { line = ""; pins[$2] = 0
            for (i = 3; i <= NF; i++) if ($i ~ /=/) header[$2] = header[$2] " " $i " "; else pin[$2, ++pins[$2]] = $i } next }
    { symbol = substr($1, 4); for (i = 2; index($i, symbol "_") == 1 && !($i in pins); i++) net[i - 1] = substr($i, length(symbol) + 2)
      n = i - 2; name = $i; checked++
      if (n != pins[name]) { print symbol ": " n " pins, not " pins[name]; bad = 1 }
      for (k = 1; k <= n; k++) if (net[k] != pin[name, k]) { print symbol ": pin " net[k] ", not " pin[name, k]; bad = 1 }
      device = name ~ /^sky130_fd_pr__/
      for (i++; i <= NF; i++) if (device ? index(header[name], " " substr($i, 1, index($i, "="))) == 0 && $i !~ /^m=/ : index(header[name], " " $i " ") == 0) {
          print symbol ": " $i " is not as in" header[name]; bad = 1 } }
    END { exit bad || checked < 18 }' - cells.net || fail "symbols and subcircuits differ"
# All of them run together, each pin at a resistor; and a neuron by its symbol's line does what it does by hand.
{
    printf '* cells\n.lib "sky130.lib.spice" tt\n'
    for file in synapse_tech_3v3 lif_neuron program_supply synapses spike_driver stochastic_neuron wta reram_cell; do echo ".include \"$file.spice\""; done
    awk '{ print; for (i = 2; $i ~ ("^" substr($1, 4) "_"); i++) print "r" $i, $i, "0 1meg" }' cells.net
    printf '.control\nop\nquit 0\n.endc\n.end\n'
} >cells.cir
"$NGSPIKE" run --sky130 embedded cells.cir >cells.log 2>&1 || { cat cells.log; fail "the cells do not run"; }
for kind in kicad hand; do
    {
        printf '* neuron\n.lib "sky130.lib.spice" tt\n.include "lif_neuron.spice"\nVdd vdd 0 1.8\nVb vb 0 0.6\nI1 0 mem 0.5u\n.ic v(mem)=0\n'
        if [ $kind = kicad ]; then sed -n '/^XA_lif_neuron /{s/lif_neuron_gnd/0/; s/lif_neuron_\(mem\|out\|vb\|vdd\)/\1/g; p}' cells.net; else echo "XA_lif_neuron mem out vb vdd 0 lif_neuron"; fi
        printf '.control\ntran 1n 2.2u 0 5n\nmeas tran t1 when v(out)=0.9 rise=1\nmeas tran t2 when v(out)=0.9 rise=2\nlet rate = 1/(t2 - t1)\nprint rate\nquit 0\n.endc\n.end\n'
    } >neuron-$kind.cir
    "$NGSPIKE" run --sky130 embedded neuron-$kind.cir >neuron-$kind.log 2>&1 || { cat neuron-$kind.log; fail "neuron-$kind.cir does not run"; }
    grep '^rate' neuron-$kind.log >neuron.$kind || fail "no rate ($kind)"
done
cmp neuron.kicad neuron.hand || { cat neuron.kicad neuron.hand; fail "the neuron computes something else"; }
[ $failed -eq 0 ] && echo "kicad library: passed"
exit $failed
