#!/bin/sh
# Ctrl-C in the middle of a network's run: exit status 130, what was learnt and recorded is kept, nothing half-written.
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}"
srcdir=$(cd "${srcdir:-.}" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

. "$srcdir/tests/tiny-data.sh"
cat >net.cir <<EOF
* would run for hours
Atrain pix train
Alayer pix post null null layer
Aread post null readout
Arec post rec
.model train spike_images(images="images" labels="labels" phase="label" repeat=10000000)
.model layer spike_layer(n=4 inputs=16 save="w.npy" v_th=0.01)
.model readout spike_readout(json="r.json")
.model rec spike_record(file="s.csv" max_spikes=1000)
.tran 10 100meg
.end
EOF
"$NGSPIKE" run net.cir --json run.json 2>err &
job=$!
sleep 2
kill -INT $job
wait $job
status=$?
failed=0
[ $status -eq 130 ] || { echo "exit status $status, not 130"; failed=1; }
for f in w.npy r.json s.csv run.json; do
    [ -s $f ] || { echo "$f was not kept"; failed=1; }
done
grep -q '"interrupted"' run.json || { echo "run.json does not say that it was interrupted"; failed=1; }
grep -q '"complete": false' r.json || { echo "r.json does not say that it is incomplete"; failed=1; }
[ "$(wc -l <s.csv)" -gt 10 ] || { echo "no spikes recorded"; failed=1; }
if ls | grep -q tmp; then echo "half-written files left:"; ls; failed=1; fi
[ $failed -eq 0 ] || cat err
exit $failed
