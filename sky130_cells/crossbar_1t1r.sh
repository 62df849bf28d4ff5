#!/bin/sh
# Prints an array of 1T1R cells as a subcircuit: sh crossbar_1t1r.sh ROWS COLUMNS > array.spice
# Pins: gates wl1.. and source lines sl1.. of the rows, bit lines bl1.. of the columns, gnd. Parameters: x0, where all memristors
# begin; rw, resistance of the wires from cell to cell, ohm; w, width of the transistors, um. The state of a cell is node x_ROW_COLUMN
# inside. Needs synapses.spice and a synapse_tech file. (For large arrays use the code model `crossbar` or a layer.)
#   sh crossbar_1t1r.sh --symbol ROWS COLUMNS > array.sym    prints its symbol for Xschem instead
what=circuit
[ "$1" = --symbol ] && what=symbol && shift
rows=$1 columns=$2
case "$rows,$columns" in
,* | *, | *[!0-9,]*)
    echo "usage: $0 [--symbol] ROWS COLUMNS" >&2
    exit 2
    ;;
esac
if [ "$rows" -lt 1 ] || [ "$columns" -lt 1 ] || [ $((rows * columns)) -gt 1024 ]; then
    echo "$0: $rows x $columns: 1 to 1024 cells" >&2
    exit 2
fi
if [ $what = symbol ]; then
    # Rows to the left, columns above, ground below; pins in the order of the subcircuit's.
    awk -v r="$rows" -v c="$columns" '
    function pin(name, direction, x, y, x2, y2, tx, ty) {
        lines = lines sprintf("L 4 %d %d %d %d {}\n", x, y, x2, y2)
        pins = pins sprintf("B 5 %g %g %g %g {name=%s dir=%s}\n", x - 2.5, y - 2.5, x + 2.5, y + 2.5, name, direction)
        texts = texts sprintf("T {%s} %d %d 0 0 0.12 0.12 {}\n", name, tx, ty)
    }
    BEGIN {
        w = 40 + 20 * c; h = 20 + 40 * r
        for (i = 1; i <= r; i++) {
            pin("wl" i, "in", -20, 40 * i - 20, w - 10, 40 * i - 20, 3, 40 * i - 28)
            pin("sl" i, "inout", -20, 40 * i, w - 10, 40 * i, 3, 40 * i - 8)
        }
        for (j = 1; j <= c; j++) pin("bl" j, "inout", 20 + 20 * j, -20, 20 + 20 * j, h - 10, 22 + 20 * j, -11)
        pin("gnd", "inout", 20, h + 20, 20, h, 23, h + 4)
        block = sprintf("{type=primitive\nformat=\"@name @pinlist crossbar_1t1r_%dx%d x0=@x0 rw=@rw w=@w\"\ntemplate=\"name=x1 x0=0.1 rw=2 w=5\"}", r, c)
        printf "v {xschem version=2.9.9 file_version=1.2}\nG %s\nK %s\nV {}\nS {}\nE {}\n", block, block
        printf "L 4 0 0 %d 0 {}\nL 4 %d 0 %d %d {}\nL 4 %d %d 0 %d {}\nL 4 0 %d 0 0 {}\n", w, w, w, h, w, h, h, h
        printf "%s%sT {@name} %d %d 0 0 0.2 0.2 {}\nT {%d x %d} %d %d 0 0 0.2 0.2 {}\n", lines pins, texts, w + 5, 0, r, c, w + 5, 14
        printf "T {x0=@x0 rw=@rw w=@w} %d %d 0 0 0.2 0.2 {}\n", w + 5, 28
    }'
    exit
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
