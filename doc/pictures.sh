#!/bin/sh
# All pictures of doc/xschem: every symbol, every sheet with the waves of a run, every step of the tutorial. Drawn by Xschem 3.4 of
# Debian 13, in the folder that tests/xschem/check-xschem3.sh makes, within X (a package: xvfb), without which there are no graphs.
# usage: pictures.sh [DIR]   DIR gets them as SVG (default: doc/xschem), $HOSTS_DIR/xschem-pictures as PNG too, to look at
#   NGSPIKE NGSPIKE_CM XSCHEM_BUILD HOSTS_DIR DEBIAN_MIRROR   as for tests/xschem/check-xschem3.sh
# The SKY130 sheets run on the embedded cards. Pictures are the same each time but for what changed.
set -u
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${XSCHEM_BUILD:?}"
doc=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-$doc/xschem}" && into=$(cd "${1:-$doc/xschem}" && pwd) || exit 1
tests=$doc/../tests/xschem
command -v xvfb-run >/dev/null || { echo "pictures: no xvfb-run (package xvfb)" >&2; exit 77; }
. "$tests/xschem3.sh"
enter_xschem3 pictures "$(cd "$doc/.." && pwd)" xschem-pictures "$XSCHEM_BUILD"
WIDTH=1000
NGSPIKE_CELLS=$top/sky130_cells
export NGSPIKE_CELLS
cd "$jobs" || exit 1
# (title blocks show the time of a sheet's last change)
cp -r "$top/xschem" library && find library -type f -exec touch -d '2000-01-01 00:00' {} + || exit 1
# (of Xschem 3: its title block is wider)
path=$XSCHEM_BUILD:$jobs/library:$root/usr/share/xschem/xschem_library
cat >xschemrc <<END
source $jobs/library/ngspike.tcl
append XSCHEM_LIBRARY_PATH :$XSCHEM_BUILD
set netlist_dir $jobs
set dark_colorscheme 0
set initial_geometry {1300x1700+0+0}
END

# ---- waves ----
for sheet in library/ngspike_examples/*.sch; do
    echo "xschem load $jobs/$sheet"
    echo "xschem netlist"
done >netlists.tcl
echo exit >>netlists.tcl
timeout 100 ./xschem -x -r -s --rcfile "$jobs/xschemrc" <netlists.tcl >netlists.log 2>&1 || { cat netlists.log; exit 1; }
for sheet in library/ngspike_examples/*.sch; do
    name=$(basename "$sheet" .sch)
    grep -q "flags=graph" "$sheet" || continue
    # (what has no commands writes nothing by itself, as in ngspike.tcl)
    grep -q '^\.control' "$name.spice" && raw= || raw="-o $name.raw"
    grep -v '^plot' "$name.spice" >"$name.cir"
    # shellcheck disable=SC2086
    "$NGSPIKE" run --sky130 embedded $raw "$name.cir" >"$name.log" 2>&1 || { cat "$name.log"; exit 1; }
done

# ---- symbols: one sheet of the code models, one of the rest, in rows ----
symbols() { # symbols NAME COLUMNS X Y SYMBOL...: on a sheet, each instance of that name
    instance=$1 columns=$2 dx=$3 dy=$4
    shift 4
    printf 'v {xschem version=2.9.9 file_version=1.2}\nG {}\nK {}\nV {}\nS {}\nE {}\n'
    k=0
    for symbol; do
        echo "C {$symbol} $((k % columns * dx)) $((k / columns * dy)) 0 0 {name=$instance}"
        k=$((k + 1))
    done
}
list() { (cd "$1" && ls "$2"/*.sym); }
# shellcheck disable=SC2046 # names without blanks
{
    symbols A1 6 300 130 $(list "$XSCHEM_BUILD" ngspike | grep /mem_) >memristors.sch
    symbols A1 5 280 260 $(list "$XSCHEM_BUILD" ngspike | grep -v /mem_) >symbols.sch
    symbols x1 6 260 240 $(list library ngspike_sky130 | grep -v corner) ngspike_sky130/corner.sym >symbols-sky130.sch
}
touch -d '2000-01-01 00:00' ./*.sch

# ---- drawing ----
draw() { # draw SHEET: commands for its picture, of what the drawing covers
    name=$(basename "$1" .sch)
    echo "xschem load $(cd "$(dirname "$1")" && pwd)/$name.sch"
    [ -s "$name.raw" ] && echo "xschem raw_read $jobs/$name.raw tran"
    awk -v box=1 -f "$tests/sheet.awk" -v path="$path" "$1" | awk -v w=$WIDTH -v file="$jobs/$name.svg" '{
        x1 = $1 - 30; y1 = $2 - 30; x2 = $3 + 30; y2 = $4 + 30
        print "xschem zoom_full\nxschem print svg", file, w, int(w * (y2 - y1) / (x2 - x1)), int(x1), int(y1), int(x2), int(y2) }'
}
rm -f ./*.svg
for sheet in ./*.sch library/ngspike_examples/*.sch library/ngspike_sky130/*.sch; do draw "$sheet"; done >draw.tcl
echo exit >>draw.tcl
timeout 300 xvfb-run -a -s "-ac -screen 0 1400x1800x24" ./xschem -r --rcfile "$jobs/xschemrc" <draw.tcl >draw.log 2>&1 || { cat draw.log; exit 1; }
XSCHEM=$jobs/xschem sh "$tests/tutorial.sh" "$jobs/tutorial" $WIDTH || exit 1
cp tutorial/*.svg .
missing=0
for sheet in ./*.sch library/ngspike_examples/*.sch library/ngspike_sky130/*.sch tutorial/*.sch; do
    svg=$(basename "$sheet" .sch).svg
    if [ ! -s "$svg" ]; then echo "pictures: no $svg" >&2; missing=1; continue; fi
    cp "$svg" "$into/$svg"
    command -v rsvg-convert >/dev/null && rsvg-convert -w 1400 "$svg" -o "${svg%.svg}.png"
done
[ $missing -eq 0 ] && echo "pictures: $(ls ./*.svg | wc -l) in $into"
exit $missing
