#!/bin/sh
# The examples with neurons at device level do what they say.
: "${NGSPIKE:?}"
examples=$(cd "${srcdir:-.}/examples" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0

run() { # run NAME: its output in NAME.out
    "$NGSPIKE" run "$examples/$1.cir" >"$1.out" 2>&1 || { echo "FAIL: $1"; cat "$1.out"; failed=1; }
}
expect() { # expect NAME TEXT: a line of NAME.out, blanks squeezed
    tr -s ' ' <"$1.out" | grep -q "$2" || { echo "FAIL: $1: no '$2' in"; cat "$1.out"; failed=1; }
}

run pavlov
expect pavlov 'before_food = 9.99'
expect pavlov 'before_bell = 0.0'
expect pavlov 'after_bell = 9.99'

run coincidence
for delay in 0 10n 20n; do expect coincidence "delay $delay spikes 1 "; done
for delay in 50n 100n 200n 1u; do expect coincidence "delay $delay spikes 0 "; done

run winner-take-all
expect winner-take-all 'spikes 0 22 0 '

# What a network's layers take is summed up.
"$NGSPIKE" run --json reward.json "$examples/reward.cir" >reward.out 2>&1 || { echo "FAIL: reward"; cat reward.out; failed=1; }
expect reward 'energy of layers .*J a spike$'
for key in total_j read_j write_j per_synaptic_event_j per_programming_pulse_j per_spike_j; do
    grep -q "\"$key\": [0-9.]*e-" reward.json || { echo "FAIL: reward.json has no $key"; failed=1; }
done
mkdir reward && cp reward.json reward/run.json
{ "$NGSPIKE" report reward && grep -q 'a spike, of all</th><td>[0-9.]* [pnµ]J<' reward/report.html; } ||
    { echo "FAIL: report of reward"; failed=1; }

# The literature's circuit-level result for four patterns is 97.5 % (arXiv 2203.01416).
sh "$examples/four-patterns.sh" -n 84 -l 24 -o four >four.out 2>&1
awk '/^recognised/ { ok = $2 >= 97.5 } END { exit !ok }' four.out ||
    { echo "FAIL: four-patterns"; cat four.out; failed=1; }
exit $failed
