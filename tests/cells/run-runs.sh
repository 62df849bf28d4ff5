#!/bin/sh
# ngspike tb on decks whose runs may be divided: the same figures and pictures whatever the number of processes, and the values
# that plain ngspice gives by hand; statistics over the runs; limits of a corner's own.
: "${NGSPIKE:=./ngspike}"
: "${srcdir:=.}"
src=$(cd "$srcdir" && pwd)
NGSPIKE=$(cd "$(dirname "$NGSPIKE")" && pwd)/$(basename "$NGSPIKE")
NGSPIKE_CELLS=$src/sky130_cells
export NGSPIKE_CELLS
work=$(mktemp -d "${TMPDIR:-/tmp}/ngspike-runs-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
HOME=$work # no .spiceinit of the user
export HOME
unset PDK_ROOT PDK
failed=0
fail() {
    echo "FAIL: $*"
    cat out
    failed=1
}

# Five samples of a divider of drawn resistors: the middle, by the number of the sample only.
cat >mc.cir <<'EOF'
divider
*= samples 5 drawn one by one
*> mean(mid) 0.3 0.7 V mean
*> sd(mid) 1m 0.5 V deviation
*> spread(mid) 0.1 90 % of the mean
*> min(mid) 0 1 V least
*> max(mid) 0 1 V most
*> share(mid>500m) 0 1.01 1 above the middle
*> first 0 1 V of run 1, a plain figure
*> last 0 1 V of run 5, another
*~ samples middle/V mid spread
*~ wave 2..4 - voltage/V v(mid) waves
R1 in mid {agauss(1k,300,1)}
R2 mid 0 {agauss(1k,300,1)}
C1 mid 0 1n
V1 in 0 pulse(0 1 0 1n 1n 1 1)
.control
if $?samples = 0
  set samples = ( 1 2 3 4 5 )
end
foreach k $samples
  setseed $k
  reset
  tran 10n 10u
  meas tran m find v(mid) at=9.9u
  let mid_$k = m
  print mid_$k
  if $k = 1
    let first = m
    print first
  end
  if $k = 5
    let last = m
    print last
  end
end
quit
.endc
.end
EOF
[ "$CASES" ] && more= || more=16
for jobs in 1 2 $more; do
    "$NGSPIKE" tb --jobs $jobs -o page-$jobs mc.cir >out 2>&1 || fail "five samples with --jobs $jobs"
    grep ' \.\. ' out >figures-$jobs
    cmp -s figures-1 figures-$jobs || fail "the figures depend on --jobs $jobs"
    for k in 1 2; do
        cmp -s page-1/mc-$k.svg page-$jobs/mc-$k.svg || fail "picture $k depends on --jobs $jobs"
    done
done
grep -q 'Left out' page-2/index.html && fail "a picture was left out"

# By hand all runs are done; the same values, and the statistics that awk computes of them.
ngspice -b mc.cir >out 2>&1 || fail "the deck in plain ngspice"
sed -n 's/^mid_[1-5] = //p' out >values
"$NGSPIKE" run mc.cir >out 2>&1
sed -n 's/^mid_[1-5] = //p' out | cmp -s - values || fail "ngspike run gives other values than ngspice"
"$NGSPIKE" run --set 'samples=4' mc.cir >out 2>&1
[ "$(sed -n 's/^mid_4 = //p' out)" = "$(sed -n 4p values)" ] || fail "run 4 alone is not run 4"
[ "$(sort -u values | wc -l)" -eq 5 ] || fail "the samples do not differ"
awk '{ v[NR] = $1; s += $1; n++; above += $1 > 0.5; if (NR == 1 || $1 < low) low = $1; if ($1 > high) high = $1 }
     END { m = s/n; for (i in v) q += (v[i] - m)^2; sd = sqrt(q/(n - 1))
           printf "mean %.9g\nsd %.9g\nspread %.9g\nmin %.9g\nmax %.9g\nshare %.9g\nfirst %.9g\nlast %.9g\n",
                  m, sd, 100*sd/m, low, high, above/n, v[1], v[5] }' values >expected
awk 'function number(s) { f = 1; if (sub(/m$/, "", s)) f = 1e-3; return s*f }
     NR == FNR { want[$1] = $2; next }
     { name = $1; sub(/\(.*/, "", name); got = number($5); n++; d = got - want[name]; if (d < 0) d = -d
       if (d > 6e-5*want[name]) { print name, got, want[name]; bad = 1 } }
     END { exit bad || n != 8 }' expected figures-2 >out || fail "statistics"

# A run that gives nothing: no statistics, and that is seen.
sed 's/  print mid_$k/  if $k <> 3\n    print mid_$k\n  end/' mc.cir >lost.cir
"$NGSPIKE" tb -o none lost.cir >out 2>&1 && fail "a lost sample passed"
grep -q 'mean(mid).* none!' out || fail "the statistic of a lost sample"

# Limits of a corner's own: x is the supply of a corner, told by a drain current.
cat >corner.cir <<'EOF'
corner
*> i 1m 2m A drain current, nowhere within
*@ tt,ss i 10u 1m
*@ ff i 1n 2n
.lib "sky130.lib.spice" tt
X1 d d 0 0 sky130_fd_pr__nfet_01v8 w=1 l=0.15
V1 d 0 1.8
.control
op
let i = -i(v1)
print i
quit
.endc
.end
EOF
"$NGSPIKE" tb --sky130 embedded --corner tt,ss -o page corner.cir >out 2>&1 || fail "limits in tt and ss"
grep -q '^ *tt,ss  *10u \.\.' out || fail "the limits in tt and ss are not shown"
grep -q 'tt,ss: 10u' page/index.html || fail "the page does not show them"
for c in ff sf -; do
    "$NGSPIKE" tb --sky130 embedded --corner $c -o none corner.cir >out 2>&1 && fail "limits in corner $c"
done

# Two testbenches of one name each have pictures of their own.
mkdir other
cp mc.cir other/mc.cir
"$NGSPIKE" tb -o both mc.cir other/mc.cir >out 2>&1 || fail "two of one name"
[ -s both/mc-1.svg ] && [ -s both/mc-2-1.svg ] && grep -q '<h2>mc-2</h2>' both/index.html || fail "pictures of two of one name"

# Lines that are wrong are named.
wrong() { # LINE MESSAGE
    printf 'bench\n*= runs 3 some\n*> a 0 1 1 text\n%s\n.end\n' "$1" >bad.cir
    "$NGSPIKE" tb -o none bad.cir >out 2>&1 && fail "accepted: $1"
    grep -q "bad.cir:4:.*$2" out || fail "not named: $1"
}
wrong '*= more 3' 'want one line'
wrong '*> median(a) 0 1 1 x' 'want mean(X)'
wrong '*> mean(a 0 1 1 x' 'want mean(X)'
wrong '*> mean(a)b 0 1 1 x' 'want mean(X)'
wrong '*> share(a) 0 1 1 x' 'want mean(X)'
wrong '*> share(a>b) 0 1 1 x' 'want mean(X)'
wrong '*@ ss b 0 1' "no line '\*> b"
wrong '*@ ss a 1 0' 'LOW below HIGH'
wrong '*~ wave 3..2 - v/V v(a) x' 'want'
wrong '*~ samples x/V' 'want'
printf 'bench\n*> mean(a) 0 1 1 there is no line with runs\n.end\n' >bad.cir
"$NGSPIKE" tb -o none bad.cir >out 2>&1 && fail "a statistic without runs"
grep -q "bad.cir:2:.*below a line '\*= NAME N" out || fail "a statistic without runs is not named"
for s in 'a=$(b)' 'a' '=b' 'a=' 'a=;quit'; do
    "$NGSPIKE" run --set "$s" mc.cir >out 2>&1
    [ $? -eq 2 ] && grep -q -- '--set wants' out || fail "--set '$s'"
done
exit $failed
