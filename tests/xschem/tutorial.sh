#!/bin/sh
# The tutorial of doc/xschem.md, from an empty sheet to a synapse that learns, step by step with Xschem's own commands, in Xschem
# 3.4: each step is well drawn (sheet.awk), nets, and computes what the manual says.
# usage: tutorial.sh FOLDER [WIDTH]   FOLDER gets the sheets stepN.sch and their pictures stepN.svg
#   XSCHEM (a command line), NGSPIKE, NGSPIKE_CM, XSCHEM_BUILD   as for round-trip.sh
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}" "${XSCHEM_BUILD:?}" "${XSCHEM:=xschem}"
top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1" && cd "$1" || exit 1
here=$PWD
width=${2:-1000}
devices=/usr/share/xschem/xschem_library
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}
# In X where there is one to be had: without, Xschem draws no graphs.
draw() {
    if command -v xvfb-run >/dev/null; then
        timeout 100 xvfb-run -a -s "-ac -screen 0 1400x1800x24" $XSCHEM "$@"
    else
        timeout 100 $XSCHEM -x "$@"
    fi
}
cat >xschemrc <<END
source $top/xschem/ngspike.tcl
append XSCHEM_LIBRARY_PATH :$XSCHEM_BUILD
set netlist_dir $here
set dark_colorscheme 0
set initial_geometry {1300x1700+0+0}
END
END_OF_STEP='xschem saveas STEP.sch schematic
xschem set netlist_type spice
xschem netlist'

# What one clicks and types: Insert and a symbol; q and its attributes; w and a wire.
cat >step1.tcl <<'END'
xschem clear force schematic
xschem instance devices/vsource.sym 0 60 0 0 {name=V1 value="SIN(0 1 1)"}
xschem instance ngspike/mem_drift.sym 200 60 0 0
END
cat >step2.tcl <<'END'
xschem wire 0 30 0 0
xschem wire 0 0 200 0
xschem wire 200 0 200 30
xschem instance devices/gnd.sym 0 90 0 0 {name=l1 lab=0}
xschem instance devices/gnd.sym 200 90 0 0 {name=l2 lab=0}
xschem instance devices/lab_pin.sym 100 0 1 0 {name=l3 sig_type=std_logic lab=in}
END
cat >step3.tcl <<'END'
xschem instance devices/netlist.sym 0 180 0 0 {name=s1 value=".tran 1m 2
.control
run
let i = -i(V1)
write step3.raw v(in) i
meas tran most max i
plot i vs v(in)
.endc"}
END
# The memristor gets thresholds; two neurons, each a spike and its tail, take the place of the sine and of ground.
cat >step4.tcl <<'END'
xschem clear force schematic
xschem instance ngspike/mem_drift.sym 320 60 0 0 {name=A1 x=x set=default more="ron=1k roff=100k uv=2e-13
+ vt_p=0.8 vt_n=-0.8 x0=0.5"}
xschem instance devices/vsource.sym 0 60 0 0 {name=Vpost1 value="PULSE(0 0.6 10m 10u 10u 1m 101m)"}
xschem instance devices/vsource.sym 0 160 0 0 {name=Vpost2 value="PULSE(0 -0.6 11m 10u 20m 10u 101m)"}
xschem instance devices/vsource.sym 640 60 0 0 {name=Vpre1 value="PULSE(0 0.6 30m 10u 10u 1m 100m)"}
xschem instance devices/vsource.sym 640 160 0 0 {name=Vpre2 value="PULSE(0 -0.6 31m 10u 20m 10u 100m)"}
xschem wire 0 90 0 130
xschem wire 640 90 640 130
xschem wire 0 30 0 0
xschem wire 0 0 320 0
xschem wire 320 0 320 30
xschem wire 320 90 320 240
xschem wire 320 240 560 240
xschem wire 560 240 560 0
xschem wire 560 0 640 0
xschem wire 640 0 640 30
xschem instance devices/gnd.sym 0 190 0 0 {name=l1 lab=0}
xschem instance devices/gnd.sym 640 190 0 0 {name=l2 lab=0}
xschem instance devices/lab_pin.sym 160 0 1 0 {name=l3 sig_type=std_logic lab=post}
xschem instance devices/lab_pin.sym 640 0 0 1 {name=l4 sig_type=std_logic lab=pre}
END
cat >step5.tcl <<'END'
xschem instance devices/netlist.sym 0 320 0 0 {name=s1 value=".tran 0.1m 4.2 0 0.1m
.control
run
meas tran weakest min v(x)
meas tran learnt find v(x) at=4.2
write step5.raw v(x) v(pre) v(post)
plot v(x)
.endc"}
END
for step in 1 2 3 4 5; do
    cat step$step.tcl
    echo "$END_OF_STEP" | sed "s/STEP/step$step/"
done >steps.tcl
echo exit >>steps.tcl
draw -r -s --rcfile "$here/xschemrc" <steps.tcl >xschem.log 2>&1 || { cat xschem.log; fail "xschem"; }
for step in 1 2 3 4 5; do
    [ -s step$step.sch ] || { cat xschem.log; fail "no sheet of step $step"; continue; }
    # (the first step is not connected yet)
    awk -f "$top/tests/xschem/sheet.awk" -v path="$XSCHEM_BUILD:$top/xschem:$devices" step$step.sch >step$step.wrong || [ $step = 1 ] ||
        { cat step$step.wrong; fail "step $step is badly drawn"; }
done

# ---- what the manual says of them ----
run() { # run STEP
    grep -v '^plot' step"$1".spice >run"$1".cir && "$NGSPIKE" run run"$1".cir >run"$1".log 2>&1 || { cat run"$1".log; fail "step $1 does not run"; }
}
between() { # between NAME LOW HIGH STEP
    value=$(sed -n "s/^$1 *= *\([-+.0-9e]*\).*/\1/p" "run$4.log" | tail -1)
    awk -v v="${value:-none}" -v lo="$2" -v hi="$3" 'BEGIN { exit !(v + 0 >= lo && v + 0 <= hi) }' || fail "step $4: $1 = $value, not $2 to $3"
}
run 3
between most 9e-5 1.1e-2 3
run 5
between weakest 0.1 0.13 5
between learnt 0.4999 0.5001 5

# The curve on the last sheet: Simulation, Graphs, Add waveform graph; a double click on it, and v(x).
sed -i '$a B 2 420 310 980 560 {flags=graph y1=0 y2=0.6 ypos1=0 ypos2=2 divy=4 subdivy=1 unity=1 x1=0 x2=4.2 divx=4 subdivx=1 node="v(x)" color="4" dataset=-1 unitx=1 logx=0 logy=0}' step5.sch
for step in 1 2 3 4 5; do
    box=$(awk -v box=1 -f "$top/tests/xschem/sheet.awk" -v path="$XSCHEM_BUILD:$top/xschem:$devices" step$step.sch)
    echo "xschem load $here/step$step.sch"
    [ -s step$step.raw ] && echo "ngspike::waves" # the button Load waves
    echo "$box" | awk -v w="$width" -v file="step$step.svg" '{
        x1 = $1 - 20; y1 = $2 - 20; x2 = $3 + 20; y2 = $4 + 20
        print "xschem zoom_full\nxschem print svg", file, w, int(w * (y2 - y1) / (x2 - x1)), int(x1), int(y1), int(x2), int(y2) }'
done >pictures.tcl
# The button Simulate, with a terminal that writes down what it was to run; and the menu, which comes a moment after the window.
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >%s/terminal.args\n' "$here" >terminal
chmod +x terminal
cat >>pictures.tcl <<END
file delete $here/step5.spice
set terminal $here/terminal
ngspike::simulate
after 600 {set ::waited 1}
vwait ::waited
if {[info exists has_x]} {
    set out [open $here/menu.out w]
    puts \$out [.menubar.ngspike.menu entrycget 0 -label]
    for {set k 0} {\$k <= [.menubar.ngspike.menu.examples index end]} {incr k} {
        puts \$out [.menubar.ngspike.menu.examples entrycget \$k -label]
    }
    close \$out
}
exit
END
draw -r --rcfile "$here/xschemrc" <pictures.tcl >pictures.log 2>&1 || { cat pictures.log; fail "pictures"; }
for step in 1 2 3 4 5; do [ -s step$step.svg ] || fail "no picture of step $step"; done
[ -s step5.spice ] || fail "Simulate made no netlist"
[ "$(tail -3 terminal.args)" = "$here
ngspice
step5.spice" ] || { cat terminal.args; fail "Simulate runs something else"; }
if command -v xvfb-run >/dev/null; then
    { echo "ngspike examples" && for f in "$top"/xschem/ngspike_examples/*.sch; do [ -e "${f%.sch}.sym" ] || basename "$f" .sch; done; } |
        diff - menu.out || fail "the menu"
fi
[ $failed -eq 0 ] && echo "tutorial: passed"
exit $failed
