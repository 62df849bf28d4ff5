#!/bin/sh
# Nothing is left undrawn: drawn.list names a sheet, or a reason, for every deck of the examples and of the SKY130 cells, and a
# symbol for every subcircuit, which has the subcircuit's pins in its order and its parameters with its defaults; every sheet
# that it names is there and is run by round-trip.sh; every cell has a schematic, every device of the embedded cards a symbol, every sheet
# a picture in the manual.
top=$(cd "$(dirname "$0")/../.." && pwd)
list=$top/tests/xschem/drawn.list
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}

# ---- decks ----
(cd "$top" && find examples sky130_cells \( -name '*.cir' -o -path 'examples/*.sh' \) -print | sort) >"$tmp/decks"
awk '$1 == "deck" { print $2 }' "$list" | sort >"$tmp/listed"
diff "$tmp/decks" "$tmp/listed" || fail "a deck is not in drawn.list, or what is there is no deck"
awk '$3 == "-" && NF < 4 { print; bad = 1 } END { exit bad }' "$list" || fail "no reason"
for sheet in $(awk '$1 == "deck" && $3 != "-" { print $3 }' "$list"); do
    [ -f "$top/xschem/ngspike_examples/$sheet.sch" ] || fail "no sheet $sheet"
    grep -q "[ ;/]$sheet\([ ;.]\|\$\)" "$top/tests/xschem/round-trip.sh" || fail "$sheet is not run by round-trip.sh"
done

# ---- pictures ----
for sheet in "$top"/xschem/ngspike_*/*.sch; do
    name=$(basename "$sheet" .sch)
    [ -f "$top/doc/xschem/$name.svg" ] || fail "no picture of $name: make pictures"
    grep -q "(xschem/$name.svg)" "$top/doc/xschem.md" || fail "$name is not in doc/xschem.md"
done

# ---- cells ----
# What the subcircuits say: NAME: PINS; PARAMETER=DEFAULT...
cat "$top"/sky130_cells/*.spice | awk 'tolower($1) == ".subckt" {
    pins = params = ""
    for (i = 3; i <= NF; i++) if ($i ~ /=/) params = params " " $i; else pins = pins " " $i
    print $2 ":" pins ";" params }' | sort -u >"$tmp/subcircuits"
sed 's/:.*//' "$tmp/subcircuits" | sort -u >"$tmp/cells"
awk '$1 == "cell" { print $2 }' "$list" | sort | diff "$tmp/cells" - || fail "a subcircuit is not in drawn.list, or what is there is none"
# What the symbols say.
awk '$1 == "cell" && $3 != "-" { print $2, $3 }' "$list" | while read -r name symbol; do
    [ -f "$top/xschem/ngspike_sky130/$symbol.sch" ] || echo "$name: no schematic"
    awk -v name="$name" '/^B 5 / { match($0, /name=[^ ]*/); pins = pins " " substr($0, RSTART + 5, RLENGTH - 5) }
        /^template=/ && params == "" { sub(/^template="name=x1/, ""); sub(/"}$/, ""); params = $0 }
        END { print name ":" pins ";" params }' "$top/xschem/ngspike_sky130/$symbol.sym"
done >"$tmp/drawn"
grep -v -x -F -f "$tmp/subcircuits" "$tmp/drawn" && fail "symbols and subcircuits differ: the lines above are the symbols"
for device in $(sed -n 's/^\.subckt sky130_fd_pr__\([^ ]*\) .*/\1/p' "$top/sky130_cells/models/devices.spice"); do
    grep -q "^model=$device\"" "$top/xschem/ngspike_sky130/$device.sym" || fail "no symbol of the device $device"
done
[ "$(wc -l <"$tmp/drawn")" -ge 12 ] || fail "cells are missing"
[ $failed -eq 0 ] && echo "everything is drawn: passed"
exit $failed
