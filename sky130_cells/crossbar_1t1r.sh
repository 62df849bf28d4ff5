#!/bin/sh
# Prints an array of 1T1R cells as a subcircuit: sh crossbar_1t1r.sh ROWS COLUMNS > array.spice
# Pins: gates wl1.. and source lines sl1.. of the rows, bit lines bl1.. of the columns, gnd. Parameters: x0, where all memristors
# begin; rw, resistance of the wires from cell to cell, ohm; w, width of the transistors, um. The state of a cell is node x_ROW_COLUMN
# inside. Needs synapses.spice and a synapse_tech file. (For large arrays use the code model `crossbar` or a layer.)
rows=$1 columns=$2
case "$rows,$columns" in
,* | *, | *[!0-9,]*)
    echo "usage: $0 ROWS COLUMNS" >&2
    exit 2
    ;;
esac
if [ "$rows" -lt 1 ] || [ "$columns" -lt 1 ] || [ $((rows * columns)) -gt 1024 ]; then
    echo "$0: $rows x $columns: 1 to 1024 cells" >&2
    exit 2
fi
awk -v r="$rows" -v c="$columns" 'BEGIN {
    printf "* %d x %d cells of 1T1R, made by crossbar_1t1r.sh\n.subckt crossbar_1t1r_%dx%d", r, c, r, c
    for (i = 1; i <= r; i++) printf "%s wl%d sl%d", i % 8 ? "" : "\n+", i, i
    for (j = 1; j <= c; j++) printf "%s bl%d", j % 16 == 1 ? "\n+" : "", j
    print "\n+ gnd x0=0.1 rw=2 w=5"
    for (i = 1; i <= r; i++)
        for (j = 1; j <= c; j++) {
            printf "Rb%d_%d %s b_%d_%d {rw}\n", i, j, i == 1 ? "bl" j : "b_" i - 1 "_" j, i, j
            printf "Rs%d_%d %s s_%d_%d {rw}\n", i, j, j == 1 ? "sl" i : "s_" i "_" j - 1, i, j
            printf "X%d_%d b_%d_%d wl%d s_%d_%d x_%d_%d gnd synapse_1t1r x0={x0} w={w}\n", i, j, i, j, i, i, j, i, j
        }
    print ".ends"
}'
