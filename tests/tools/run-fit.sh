#!/bin/sh
# ngspike fit from outside: options, messages, exit status; its card in ngspice gives the current that the fit gave; with
# measured data (KNOWM, or in ../shared) the Knowm devices are fitted to a limit. FIT_LONG=1: all families and devices.
: "${NGSPIKE:=./ngspike}"
: "${srcdir:=.}"
NGSPIKE=$(cd "$(dirname "$NGSPIKE")" && pwd)/$(basename "$NGSPIKE")
cm=${NGSPIKE_CM:-$(dirname "$NGSPIKE")/ngspike.cm}
archive=${KNOWM:-$(cd "$srcdir" && pwd)/../shared/data/knowm-w-device-iv.tar.xz}
examples=$(cd "$srcdir" && pwd)/examples
work=$(mktemp -d "${TMPDIR:-/tmp}/ngspike-fit-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
    echo "FAIL: $*"
    sed 's/^/    /' out err 2>/dev/null
    : >failed
}
# expect STATUS ARGUMENTS...
expect() {
    want=$1
    shift
    "$NGSPIKE" fit "$@" >out 2>err
    got=$?
    [ $got -eq "$want" ] || fail "status $got instead of $want: ngspike fit $*"
}
in_out() { grep -qF -- "$1" out || fail "no '$1' on standard output"; }
in_err() { grep -qF -- "$1" err || fail "no '$1' on standard error"; }

# A threshold device by its closed form: dR/dt = -beta (|v| - vt) v / |v|, in steps of a tenth of a row.
awk 'BEGIN { print "time (ms), voltage (V), current (uA)"; pi = 3.14159265358979; r = 8e3
    for (k = 0; k < 90; k++) {
        v = sin(2 * pi * k / 60)
        printf "%.9g, %.9g, %.9g\n", k, v, 1e6 * v / r
        for (n = 0; n < 10; n++) {
            v = sin(2 * pi * (k + (n + 0.5) / 10) / 60)
            if (v > 0.4) r -= 1.2e6 * (v - 0.4) * 1e-4
            if (v < -0.4) r += 1.2e6 * (-v - 0.4) * 1e-4
            if (r < 1e3) r = 1e3
            if (r > 10e3) r = 10e3
        }
    } }' >device.csv

expect 0 device.csv -m pershin --fix alpha=0 --searches 1 --profile -o a.mod --plot a.svg --json a.json
in_out 'mem_pershin: rms residual'
in_out '95 % interval             of the profile'
grep -q '^\.model fitted mem_pershin(' a.mod || fail "a.mod is no card"
grep -q '</svg>' a.svg || fail "a.svg is cut short"
value() { sed -n "s/^+.* $1=\([0-9.e+-]*\).*/\1/p" a.mod; }
near() { awk -v x="$(value "$1")" -v want="$2" 'BEGIN { exit !(x > 0.97 * want && x < 1.03 * want) }' ||
    fail "$1=$(value "$1"), not $2"; }
near ron 1e3
near roff 10e3
near beta 1.2e6
near vt 0.4
if command -v python3 >/dev/null; then
    python3 - <<'EOF' || fail "a.json or a.svg is not what it should be"
import json, xml.etree.ElementTree as x
x.parse("a.svg")
j = json.load(open("a.json"))
f = j["fits"][0]
p = {q["name"]: q for q in f["fitted"]}
assert j["status"] == "ok" and f["model"] == "pershin" and f["rms"] < 0.01 and f["polarity"] == 1
assert p["vt"]["lo"] < p["vt"]["value"] < p["vt"]["hi"] and f["parameters"]["alpha"] == 0
assert p["vt"]["profile"][0] < p["vt"]["value"] < p["vt"]["profile"][1]
assert j["data"][0]["rows"] == 90 and len(f["files"]) == 1
EOF
fi
cp a.mod b.mod
expect 0 -q device.csv --model mem_pershin -f alpha=0 --searches 1 -o a.mod
cmp -s a.mod b.mod || fail "the same command gave another card"

# The card in ngspice, under the measured voltage.
if [ -f "$cm" ]; then
    {
        echo "card of ngspike fit"
        cat a.mod
        echo "a1 %gd(p 0) null fitted"
        awk -F, 'NR == 2 { printf "v1 p 0 pwl(0 %s", $2 } NR > 2 { printf "\n+ %.9g %s", $1 * 1e-3, $2 } END { print ")" }' device.csv
        echo ".tran 20u 89m 0 20u"
        for k in 10 25 40 55 70 85; do echo ".meas tran i$k find i(v1) at=${k}m"; done
        echo ".end"
    } >card.cir
    NGSPIKE_CM=$cm "$NGSPIKE" run -q card.cir --json run.json >out 2>err || fail "the card's deck failed"
    for k in 10 25 40 55 70 85; do
        want=$(awk -F, -v k=$k 'NR == k + 2 { print -1e-6 * $3 }' device.csv)
        sed -n "s/.*\"i$k\": *\([0-9.e+-]*\).*/\1/p" run.json | awk -v w="$want" \
            '{ n++; d = $1 - w } END { exit !(n == 1 && d < 5e-6 && d > -5e-6) }' || fail "i at ${k}m is not $want"
    done
fi

# Wrong use and wrong data.
expect 2
in_err 'no data given'
expect 2 device.csv --model vteem
in_err "did you mean 'vteam'"
expect 2 device.csv --set sdc_w
in_err 'give it with --model'
expect 2 device.csv --polarity 2
expect 2 device.csv --weight loud
expect 2 device.csv --searches 0
expect 2 device.csv --rate 1 --period 1
expect 2 device.csv -o nofolder/a.mod
in_err nofolder
expect 2 nofile.csv
in_err 'nofile.csv: No such file'
expect 1 device.csv -m mss --fix ron=-1
in_err 'out of range'
expect 1 device.csv -m mss --free nosuch
in_err "no parameter 'nosuch'"
printf '0.1,1\n0.2,2\n0.3,3\n0.4,4\n' >bare.csv
expect 2 bare.csv
in_err 'bare.csv:1: numbers without a heading'
expect 2 bare.csv -c 'v,i'
in_err '--rate HZ'
expect 0 --help
in_out 'usage: ngspike fit'

# Ctrl-C keeps the best so far.
"$NGSPIKE" fit device.csv --searches 1000 -m mss >out 2>err &
pid=$!
sleep 2
kill -INT $pid
wait $pid
[ $? -eq 130 ] || fail "status after an interruption is not 130"
in_out '.model fitted mem_mss('

# The examples of the manual: down to the noise that they were made with.
for e in sweep:mss:1.05 pulses:yakopcic:0.6; do
    IFS=: read -r file model limit <<EOF
$e
EOF
    expect 0 -q "$examples/measured-$file.csv" -m "$model" --searches 1 --json e.json -o e.mod
    sed -n 's/^   "rms": *\([0-9.e-]*\),*$/\1/p' e.json | head -1 |
        awk -v l="$limit" '{ n++; r = 100 * $1 } END { exit !(n == 1 && r > 0 && r < l) }' ||
        fail "measured-$file.csv: $(grep '"rms"' e.json | head -1), limit $limit %"
done

# Measured devices, in series with 5 kohm and 47 kohm: limits in per cent of the largest current.
fit_knowm() { # FILE SERIES PERIOD MODEL SEARCHES LIMIT
    expect 0 -q -c 'v (V), i (uA)' --series "$2" --period "$3" -m "$4" --searches "$5" --json m.json -o m.mod "$1"
    rms=$(sed -n 's/^   "rms": *\([0-9.e-]*\),*$/\1/p' m.json | head -1)
    awk -v r="$rms" -v l="$6" 'BEGIN { exit !(r > 0 && 100 * r < l) }' || fail "$4, $1: rms $rms, limit $6 %"
    printf '%-9s %-28s %6.3f %%\n' "$4" "$(basename "$(dirname "$1")")" "$(awk -v r="$rms" 'BEGIN { print 100 * r }')"
}
if [ -f "$archive" ] && tar -xJf "$archive" 2>/dev/null; then
    k=$(echo */5kohm) k=${k%/5kohm}
    fit_knowm "$k/5kohm/5kohm_.8V_10Hz_M1/Resistor+Memristor.csv" 5k 0.1 mss 1 1.2
    if [ "$FIT_LONG" ]; then
        for m in drift pickett team vteam pershin yakopcic chang stanford gap sky130 mss gmss; do
            for d in 5kohm/5kohm_.8V_10Hz_M1:0.1 5kohm/5kohm_.8V_1000Hz_M3:1e-3 47kohm/47kohm_.8V_10Hz_M2:0.1; do
                series=${d%%ohm*}
                fit_knowm "$k/${d%:*}/Resistor+Memristor.csv" "$series" "${d#*:}" $m 4 25
            done
        done
    fi
fi

[ ! -e failed ] || exit 1
echo "all checks of ngspike fit passed"
