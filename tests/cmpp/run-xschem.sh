#!/bin/sh
# Symbols of ngspike-cmpp, drawn, netted by the Xschem that is installed, and simulated: a branch with a null port and a
# card of its own or shared, a vector gate between bridges, a node type. Without Xschem: skipped.
: "${CMPP:?}" "${NGSPIKE_CM:?}" "${MODELS_MD:?}"
command -v xschem >/dev/null && command -v ngspice >/dev/null || exit 77
tests=$(cd "$(dirname "$0")/.." && pwd)
models=$tests/../codemodels
mem=$(dirname "$MODELS_MD")/mem_drift/ifspec.ifs
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0

cat >xschemrc <<END
set XSCHEM_LIBRARY_PATH $tmp
set netlist_dir $tmp
END
cat >net.sym <<'END'
v {xschem version=2.9.9 file_version=1.2}
G {type=label
format="*.alias @lab"
template="name=l1 lab=net"}
K {type=label
format="*.alias @lab"
template="name=l1 lab=net"}
V {}
S {}
E {}
B 5 -2.5 -2.5 2.5 2.5 {name=p dir=in}
END

begin() { # an empty sheet
    printf 'v {xschem version=2.9.9 file_version=1.2}\nG {}\nV {}\nS {}\nE {}\n' >sheet.sch
    x=0
}

place() { # place SYMBOL ATTRIBUTES PIN=NET...: to the right of what is there
    symbol=$1
    printf 'C {%s} %d 0 0 0 {%s}\n' "$symbol" $x "$2" >>sheet.sch
    shift 2
    for pin; do
        awk -v x=$x -v pin="${pin%%=*}" -v net="${pin#*=}" '
            $1 == "B" && $2 == 5 && $7 == "{name=" pin {
                found = 1
                printf "C {net.sym} %g %g 0 0 {name=l_%s_%d lab=%s}\n", x + ($3 + $5) / 2, ($4 + $6) / 2, pin, x, net
            }
            END { exit !found }' "$symbol" >>sheet.sch || { echo "FAIL: $symbol has no pin ${pin%%=*}"; failed=1; }
    done
    x=$((x + 400))
}

expect() { # expect NAME LINE: deck's other lines on standard input; LINE is a pattern for the output
    rm -f sheet.spice
    xschem -q -n -s -x -r --rcfile ./xschemrc sheet.sch </dev/null >xschem.log 2>&1
    { echo "* $1" && cat && sed '/^\.end$/d' sheet.spice; } >deck.cir
    ngspice -b deck.cir >out 2>&1
    if ! grep -q "$2" out; then
        echo "FAIL: $1: no '$2' in:"
        cat deck.cir out
        failed=1
    fi
}

# Two instances with the same values, by their own cards and by one that is drawn: the same current.
"$CMPP" symbol "$mem" -o mem.sym && "$CMPP" symbol "$mem" --null x --card named -o named.sym &&
    "$CMPP" symbol "$mem" --card only -o card.sym || exit 1
begin
# (xschem 2.8.1 wants all texts given: it passes a text of the template on with its backslashes.)
values='roff=8k window="\\"joglekar\\"" set="\\"default\\"" dcmode="\\"auto\\"" d2d_dist="\\"normal\\"" law="\\"linear\\"" more="rinit=4k"'
place mem.sym "name=A1 $values" p=in n=0 x=null
place named.sym 'name=A2 model=shared' p=in n=0
place named.sym 'name=A3 model=shared' p=in n=0
place card.sym "name=shared $values"
expect "branch" '^differ *= *0\.0*e+00' <<END
V1 in 0 SIN(0 1 1)
.control
pre_codemodel $NGSPIKE_CM
save @a1[i] @a2[i] @a3[i]
tran 10m 1
let differ = (vecmax(abs(@a1[i] - @a2[i])) + vecmax(abs(@a1[i] - @a3[i]))) / vecmax(abs(@a1[i]))
print differ
quit
.endc
END

# A vector of three: y is high while both inputs are.
interface() { # interface NAME [PORT DIRECTION TYPE VECTOR]...
    printf 'NAME_TABLE:\nC_Function_Name: cm_x\nSpice_Model_Name: %s\nDescription: "x"\n' "$1"
    shift
    while [ $# -gt 0 ]; do
        printf 'PORT_TABLE:\nPort_Name: %s\nDescription: "x"\nDirection: %s\nDefault_Type: %s\n' "$1" "$2" "$3"
        printf 'Allowed_Types: [%s]\nVector: %s\nVector_Bounds: -\nNull_Allowed: no\n' "$3" "$4"
        shift 4
    done
}
interface adc_bridge in in v yes out out d yes >adc.ifs
interface d_and in in d yes out out d no >and.ifs
interface dac_bridge in in d yes out out v yes >dac.ifs
"$CMPP" symbol adc.ifs --size in=2 --size out=2 -o adc.sym && "$CMPP" symbol and.ifs --size in=3 -o and.sym &&
    "$CMPP" symbol dac.ifs --size in=1 --size out=1 -o dac.sym || exit 1
begin
place adc.sym name=A1 in0=a in1=b out0=da out1=db
place and.sym name=A2 in0=da in1=db in2=da out=dy
place dac.sym name=A3 in0=dy out0=y
expect "vector gate" '^rise *= *2\.[0-9]*e-08' <<END
Va a 0 PULSE(0 5 10n 1n 1n 20n)
Vb b 0 PULSE(0 5 20n 1n 1n 20n)
.control
tran 0.1n 60n
meas tran rise WHEN v(y)=0.5 RISE=1
quit
.endc
END

# Packets on a node type of their own, files with quotes.
. "$tests/tiny-data.sh"
for m in images layer record; do
    "$CMPP" symbol "$models/spike_$m/ifspec.ifs" -o $m.sym || exit 1
done
begin
place images.sym 'name=A1 count=24 window=0.1 images="\\"images\\"" labels="\\"labels\\""
 coding="\\"rate\\"" order="\\"file\\"" phase="\\"train\\""' out=pix
place layer.sym 'name=A2 n=3 inputs=16 v_th=1e-3 device="\\"drift/ron:100k/roff:700k/window:biolek/vt_p:0.5/vt_n:0.5\\""
 lateral="\\"wta\\"" delay_at="\\"axon\\"" rule="\\"pulses\\"" pairing="\\"all\\"" learn="\\"auto\\""' in=pix out=post rate=null reward=null
place record.sym 'name=A3 file="\\"spikes.csv\\""' in=post
expect "node type" '^recorded *= *[1-9]' <<END
.control
pre_codemodel $NGSPIKE_CM
esave none
save @a3[recorded]
tran 0.1 7
let recorded = @a3[recorded][length(@a3[recorded]) - 1]
print recorded
quit
.endc
END
[ $failed -eq 0 ] && echo "xschem: passed"
exit $failed
