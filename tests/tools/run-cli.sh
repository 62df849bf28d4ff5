#!/bin/sh
# The program from outside: decks with known errors, their exit status and messages; Ctrl-C; summaries; reports.
# NGSPIKE is the program; CC compiles the stub library of code models (left out without a compiler).
: "${NGSPIKE:=./ngspike}"
: "${srcdir:=.}"
NGSPIKE=$(cd "$(dirname "$NGSPIKE")" && pwd)/$(basename "$NGSPIKE")
src=$(cd "$srcdir" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/ngspike-cli-XXXXXX")
TMPDIR=$work/tmp
HOME=$work # no .spiceinit of the user
export TMPDIR HOME
mkdir "$TMPDIR"
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
    echo "FAIL: $*"
    sed 's/^/    /' out err 2>/dev/null
    : >"$work/failed" # a file: some checks run at the end of a pipe, in a shell of their own
}

# expect STATUS ARGUMENTS...: runs ngspike, keeps its output in out and err
expect() {
    want=$1
    shift
    NGSPIKE_CM=none "$NGSPIKE" "$@" >out 2>err
    got=$?
    [ $got -eq "$want" ] || fail "status $got instead of $want: ngspike $*"
}
in_out() { grep -qF -- "$1" out || fail "no '$1' on standard output"; }
in_err() { grep -qF -- "$1" err || fail "no '$1' on standard error"; }
not_in() { if grep -qF -- "$2" "$1"; then fail "'$2' in $1"; fi; }
json() { # json FILE EXPRESSION: of the object j, must be true
    python3 -c 'import json,sys; j=json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$1" "$2" ||
        fail "$1: not $2"
}
have_python=$(command -v python3)
[ "$have_python" ] || json() { grep -q '"status"' "$1" || fail "$1 has no status"; }

rc='v1 in 0 dc 1 ac 1 pulse(0 1 0 1n 1n 1u 2u)
r1 in out {rr}
c1 out 0 1n
.param rr=1k tstop=4u'

# -- decks that are right
{ echo "no commands"; echo "$rc"; echo ".op
.tran 10n {tstop}
.meas tran vmax max v(out)
.end"; } >plain.cir
expect 0 run plain.cir --json plain.json -o plain.raw
in_out 'vmax'
not_in out 'Doing analysis'
not_in out 'Initial Transient'
json plain.json 'j["status"]=="ok" and j["exit_status"]==0 and len(j["analyses"])==2 and j["errors"]==[]'
json plain.json 'abs(j["measures"]["vmax"]-0.73)<0.1 and j["network"] is None and j["points"]>100'
grep -aq '^Plotname: Transient Analysis' plain.raw || fail "plain.raw has no transient analysis"

# -- energy: two neurons, a memristor between them, and one that nobody drives
{ echo "energy"; echo 'vd d 0 pulse(0 1 1u 1n 1n 50n 2u)
apre 0 w null d null pre
apost in out null null null post
as %gd(in w) null m
al %gd(d 0) null m
.model pre neuron_lif(c=1n r=1k gm=100m r_out=1)
.model post neuron_lif(c=10p r=50k r_in=1 rectify=true)
.model m mem_vteam(ron=2k roff=20k v_on=-1.1 v_off=1.1 k_on=-0.075 k_off=0.075 alpha_on=1 alpha_off=1 x0=0.95)
.tran 5n 8u
.end'; } >energy.cir
expect 0 run --cm "$NGSPIKE_CM" energy.cir --json energy.json
grep -Eq '^mem_vteam +2 +[0-9.]+ pJ +- +- +[0-9.]+ pJ \(4\)$' err || fail "no line of memristors"
grep -Eq '^neuron_lif +2 +[0-9.]+ nJ +[0-9.]+ nJ +[0-9.]+ [pf]J \([0-9]+\) +-$' err || fail "no line of neurons"
grep -Eq '^all +4 ' err || fail "no line of all"
json energy.json 'j["energy"]["instances"]==4 and [m["name"] for m in j["energy"]["models"]]==["mem_vteam","neuron_lif"]'
json energy.json 'abs(sum(e["dissipated_j"] for e in j["energy"]["each"])/j["energy"]["dissipated_j"]-1)<1e-9'
json energy.json '{e["name"]: e["synaptic_events"] for e in j["energy"]["each"]}=={"apre":0,"apost":0,"as":4,"al":0}'
json energy.json 'j["energy"]["spikes"]>=8 and j["energy"]["synaptic_events"]==4'
expect 0 run --cm "$NGSPIKE_CM" energy.cir -q
[ -s err ] && fail "-q prints something"
sed '/^al/a ae e null probe\n.model probe energy_probe(report="instances")' energy.cir >report.cir
expect 0 run --cm "$NGSPIKE_CM" report.cir
grep -Eq '^apre +1 ' out || fail "no line of an instance"
sed 's/"instances"/"all"/' report.cir >report2.cir
expect 1 run --cm "$NGSPIKE_CM" report2.cir
in_err 'write none, models or instances'

expect 0 run plain.cir -p rr=1 --json - -q
json out 'j["parameters"]["rr"]==1 and j["measures"]["vmax"]>0.99'
expect 2 run plain.cir -p nosuch=1
in_err 'rr, tstop'
expect 2 run plain.cir -p rr
expect 0 run -v plain.cir
in_err 'Doing analysis'

{ echo "commands"; echo "$rc"; echo ".tran 10n 4u
.control
run
print length(time) > points.txt
echo the deck says hello
write own.raw
.endc
.end"; } >control.cir
expect 0 run control.cir -o ours.raw
in_out 'the deck says hello'
if [ "$have_python" ]; then
    cat >same.py <<'EOF'
import re, struct, sys
def read(path):
    b = open(path, "rb").read()
    at = b.index(b"Binary:\n") + 8
    head = b[:at].decode()
    n = int(re.search(r"No. Variables: *(\d+)", head)[1])
    points = int(re.search(r"No. Points: *(\d+)", head)[1])
    names = [l.split("\t")[2] for l in head.splitlines() if re.match(r"\t\d", l)]
    data = struct.unpack("<%dd" % (n * points), b[at:at + 8 * n * points])
    return {name: data[k::n] for k, name in enumerate(names)}
sys.exit(read("own.raw") != read("ours.raw"))
EOF
    python3 same.py || fail "-o and ngspice's own write differ"
fi

mkdir -p "with blank/sub" && printf 'v1 a 0 5\nr1 a 0 1k\n' >"with blank/sub/part.inc"
# shellcheck disable=SC2016
printf 'paths\n.include sub/part.inc\n.control\nop\nprint v(a)\necho in $inputdir\n.endc\n.end\n' >"with blank/d.cir"
expect 0 run "with blank/d.cir"
in_out 'v(a) = 5.0'
in_out 'with blank'

printf 'quit\nv1 a 0 1\nr1 a 0 1\n.control\nop\nquit 3\n.endc\n.end\n' >quit.cir
expect 3 run quit.cir --json quit.json -o quit.raw
json quit.json 'j["exit_status"]==3 and j["points"]==1'
[ -s quit.raw ] || fail "quit.raw is missing"

printf 'asks\nv1 a 0 1\nr1 a 0 1\n.control\nset askquit\nop\nquit\n.endc\n.end\n' >asks.cir
timeout 20 "$NGSPIKE" run --cm none asks.cir </dev/zero >out 2>err
[ $? -ne 124 ] || fail "asks.cir hangs"

# -- decks that are wrong: FILE, LINE (0: none), part of the message, the deck from its second line on
wrong() {
    name=$1 line=$2 message=$3
    { echo "wrong: $name"; cat; } >"$name.cir"
    expect 1 run "$name.cir" --json "$name.json"
    in_err "$message"
    [ "$line" -eq 0 ] || in_err "$name.cir:$line: error:"
    json "$name.json" 'j["status"]=="error" and j["exit_status"]==1 and len(j["errors"])>0'
    not_in err ngspike-cli
}
printf 'v1 a 0 1\nr1 a 0 1k\nd1 a 0 nomodel\n.op\n' | wrong model 4 'valid modelname'
printf 'v1 a 0 1\nx1 a 0 nosub\n.op\n' | wrong subckt 3 'unknown subckt'
printf 'v1 a 0 1\nr1 a 0 {nopar}\n.op\n' | wrong param 3 'nopar'
printf 'v1 a 0 1\nr1 a 0 1k foo=3\n.op\n' | wrong instance 3 'foo'
printf 'v1 a 0 1\n.include nofile.inc\n.op\n' | wrong include 3 'nofile.inc'
printf 'v1 a 0 1\n.lib nofile.lib tt\n.op\n' | wrong lib 3 'nofile.lib'
printf 'v1 a 0 1\nv2 a 0 2\n.op\n' | wrong singular 0 'singular'
printf 'v1 a 0 1\nr1 a 0 1k\n.control\nop\nfrobnicate\n.endc\n' | wrong command 6 'no such command'
printf 'v1 a 0 1\nr1 a 0 1k\n.control\nop\nprint v(nonode)\n.endc\n' | wrong vector 6 'nonode'
printf 'v1 a 0 1\nr1 a 0 1k\n.control\nsource nofile.cir\n.endc\n' | wrong source 0 'nofile.cir'
printf 'v1 a 0 1\nr1 a 0 1k\n.control\ncodemodel ./nofile.cm\n.endc\n' | wrong codemodel 0 'nofile.cm'
printf 'v1 a 0 1\nr1 a 0 1k\n.control\nfrobnicate\nquit 0\n.endc\n' | wrong errors-win 5 'no such command'
printf 'v1 a 0 1\nr1 a 0 1k\n' | wrong nothing 0 'no analysis'
printf 'v1 a 0 1\nr1 a b 1k\nb1 b 0 i = time > 2u ? (v(b) > 0.5 ? 1 : -1) : 0\n.tran 1n 10u\n' |
    wrong timestep 0 'imestep too small'

# -- wrong use
expect 2 run nofile.cir
in_err 'nofile.cir'
expect 2 run .
expect 2 run
expect 2 run --jsn x plain.cir
in_err "'--json'"
expect 2 rnu
in_err "'run'"
expect 2 run --cm ./nofile.cm plain.cir
in_err 'nofile.cm'
echo text >text.cm
expect 2 run --cm ./text.cm plain.cir
expect 2 run -o nofolder/x.raw plain.cir
in_err 'nofolder'
expect 0 --version
in_out ngspike
expect 0 --help
expect 0 run --help
expect 0 report --help

# -- interruption: the first request stops the analysis and what was computed is kept (after 50,000 points ngspice makes room for
# all to come, so the analysis must not be too long)
{ echo "long"; echo "$rc"; echo ".tran 10n 50m
.control
run
echo after the run
.endc
.end"; } >long.cir
NGSPIKE_CM=none "$NGSPIKE" run long.cir --json long.json -o long.raw >out 2>err &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
[ $? -eq 130 ] || fail "status after an interruption is not 130"
in_out 'after the run'
json long.json 'j["status"]=="interrupted" and j["exit_status"]==130 and j["points"]>0'
[ -s long.raw ] || fail "long.raw is missing after an interruption"

printf 'endless\nv1 a 0 1\nr1 a 0 1\n.control\nwhile 1\nop\nend\n.endc\n.end\n' >endless.cir
NGSPIKE_CM=none "$NGSPIKE" run endless.cir -o endless.raw >out 2>err &
pid=$!
sleep 1
kill -TERM $pid
sleep 1
kill -TERM $pid
wait $pid
[ $? -eq 130 ] || fail "status after two interruptions is not 130"
[ ! -e endless.raw ] || fail "endless.raw was written after two interruptions"

# -- a library that counts images
if command -v "${CC:-cc}" >/dev/null &&
    ${CC:-cc} -std=c17 -D_GNU_SOURCE -shared -fPIC -I"$src/codemodels" "$src/tests/tools/stub_models.c" \
        -o "with blank/stub.cm" -lpthread 2>err; then
    stub="with blank/stub.cm"
    STUB_IMAGES=1000000 STUB_RATE=2000 "$NGSPIKE" run --cm "$stub" long.cir --json net.json >out 2>err &
    pid=$!
    sleep 1
    kill -TERM $pid
    wait $pid
    in_err 'stub: stop requested'
    json net.json 'j["network"]["images"]>100 and j["network"]["accuracy"]==0.75 and j["network"]["phase"]=="test"'
    STUB_FAULT='a1: x.idx is truncated' "$NGSPIKE" run --cm "$stub" plain.cir >out 2>err
    [ $? -eq 1 ] || fail "a fault of a code model does not give status 1"
    in_err 'x.idx is truncated'
fi

# -- the report
mkdir results
cat >results/result.json <<'EOF'
{"accuracy":0.75,"tested":8,"complete":true,"silent":0,"classes":2,"confusion":[[3,1],[1,3]],"neuron_class":[1,0]}
EOF
cp plain.json results/run.json
echo './demo --seed 1 <&>' >results/command.txt
printf 't v i x\n0 0 0 0.1\n1 1 1 0.2\n2 0 0 0.3\n3 -1 -0.5 0.2\n' >results/hysteresis.csv
printf 'time,address,label,phase\n0.1,0,1,test\n0.12,0,1,test\n0.3,1,0,test\n' >results/spikes.csv
expect 0 report --svg results
grep -q '75.00' results/report.html || fail "the report does not show the accuracy"
grep -q '</html>' results/report.html || fail "the report is cut short"
grep -q 'weights.npy is not there' results/report.html || fail "the report does not say what is missing"
grep -q '&lt;&amp;&gt;' results/report.html || fail "the command is not escaped"
if grep -Eq '(src|href)="(https?:)?//' results/report.html; then fail "the report needs other files"; fi
for figure in confusion raster hysteresis; do [ -s results/$figure.svg ] || fail "$figure.svg is missing"; done
[ ! -e results/fields.svg ] || fail "fields.svg was drawn from nothing"
if [ "$have_python" ]; then
    python3 - <<'EOF' || fail "the report is not well-formed"
import glob, xml.etree.ElementTree as x
x.fromstring(open("results/report.html").read().replace("<!DOCTYPE html>", ""))
for name in glob.glob("results/*.svg"):
    x.parse(name)
EOF
fi
echo '{' >results/result.json
expect 1 report results
in_err 'result.json'
expect 2 report nofolder
expect 2 report --shape 28 results
expect 2 report --classes birds results
expect 2 report

[ -z "$(ls "$TMPDIR")" ] || fail "left in TMPDIR: $(ls "$TMPDIR")"
[ ! -e "$work/failed" ] || exit 1
echo "all command-line checks passed"
