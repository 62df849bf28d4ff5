#!/bin/sh
# examples/own-codemodel in the installed ngspice: its decks, and its models against closed forms.
: "${CMPP:?set CMPP to the path of ngspike-cmpp}"
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cp -r "$srcdir/examples/own-codemodel" "$tmp/own models"
chmod -R u+w "$tmp"
cd "$tmp/own models" || exit 1
fail() { # some are called in the subshell of a pipe
    echo "FAIL: $*"
    : >"$tmp/failed"
}

simulate() { # simulate STATUS DECK: runs it; its output is in log
    ngspice -b "$2" >log 2>&1
    status=$?
    [ $status -eq "$1" ] || { fail "$2: exit status $status, not $1"; tail -30 log; }
}

within() { # within NAME LIMIT: the number on standard input is there, and not larger
    read -r number
    if awk -v x="$number" -v limit="$2" 'BEGIN {exit !(x ~ /^[0-9]/ && x + 0 <= limit)}'; then
        echo "$1: $number (limit $2)"
    else
        fail "$1: '$number' is not within $2"
    fi
}

"$CMPP" lint */ifspec.ifs >log 2>&1 && [ ! -s log ] || { fail "lint"; cat log; }
for cc in ${CC:-cc} clang; do
    command -v "$cc" >/dev/null || continue
    "$CMPP" build . -o own.cm --cc "$cc" --cflags "-O2 -Wconversion -Werror" >/dev/null || fail "build with $cc"
done
rm -f own.cm
make -s test "CMPP=$CMPP" >log 2>&1 || { fail "make test"; tail -30 log; }

# The decks' own checks can fail.
sed 's/10u 2u/10u 2.01u/' mlcc.cir >other.cir && simulate 1 other.cir
sed 's/seven tick_burst(n=7/seven tick_burst(n=8/' tick_burst.cir >other.cir && simulate 1 other.cir
sed 's/level=0.5)/level=0.51)/' crossing.cir >other.cir && simulate 1 other.cir

# ---- mlcc ----

deck() { # deck STATUS LINE...: a deck of these lines with the library loaded; columns go to data
    expected=$1
    shift
    rm -f data
    {
        echo "* made by a test"
        # shellcheck disable=SC1003
        printf '%s\n' "$@" | grep -v '^:'
        printf '%s\n' .control 'pre_codemodel ./own.cm' 'set numdgt=15' 'set wr_singlescale'
        printf '%s\n' "$@" | sed -n 's/^://p'
        printf '%s\n' 'quit 0' .endc .end
    } >test.cir
    simulate "$expected" test.cir
}
cap='.model cap mlcc(bias=[0 8] c=[10u 2u])'

# From 5 V through 1 kohm: t(v) = R (c0 ln(v0 / v) - k (v0 - v)). The largest error in time, below 4.9 V.
late='$2 > 0.3 && $2 < 4.9 {e = $1 - 1e3 * (1e-5 * log(5 / $2) - 1e-6 * (5 - $2)); if (e < 0) e = -e; if (e > m) m = e}
    END {print m}'
discharge() { # discharge TRAN: with .ic
    deck 0 '.ic v(a)=5' 'R1 a 0 1k' 'A1 %gd(a 0) cap' "$cap" ".option reltol=1e-2 trtol=1e6" ":tran $1" ':wrdata data v(a)'
    awk "$late" data
}
discharge "100u 20m 0 100u" | tee coarse | within "mlcc: discharge, steps of 100 us" 2e-6
discharge "10u 20m 0 10u" | tee fine | within "mlcc: discharge, steps of 10 us" 2e-8
paste coarse fine | awk '{r = $1 / $2; print (r > 80 && r < 125 ? 0 : 1)}' | within "mlcc: second order" 0

deck 0 'R1 a 0 1k' 'A1 %gd(a 0) cap' '.model cap mlcc(ic=5 bias=[0 8] c=[10u 2u])' ':tran 10u 20m 0 10u uic' \
    ':wrdata data v(a)'
awk "$late" data | within "mlcc: discharge with ic and uic" 2e-8

# A constant current brings the charge I t: c0 v - k/2 v^2 = I t, on both sides of zero.
for sign in 1 -1; do
    deck 0 "I1 0 a $sign""m" 'R1 a 0 1e15' 'A1 %gd(a 0) cap' '.model cap mlcc(ic=0 bias=[0 8] c=[10u 2u])' \
        ':tran 0.1m 40m 0 0.1m uic' ':wrdata data v(a)'
    awk -v s="$sign" '$1 > 1e-3 {v = 10 * (1 - sqrt(1 - 2 * 1e-6 * 1e-3 * $1 / 1e-10)); e = s * $2 / v - 1
        if (e < 0) e = -e; if (e > m) m = e} END {print m}' data | within "mlcc: constant current, sign $sign" 1e-7
done

# Above the last point the capacitance stays; between points it is linear; a curve of one point is linear.
for point in "0 10u" "4 6u" "7.9 2.1u" "8 2u" "20 2u" "-4 6u"; do
    deck 0 "V1 a 0 DC ${point% *} AC 1" 'A1 %gd(a 0) cap' "$cap" ':ac lin 1 1k 1k' ":let c = abs(imag(i(v1)) / (2000 * pi) / ${point#* } + 1)" \
        ':wrdata data c'
    awk '{print $2}' data | within "mlcc: small signals at ${point% *} V" 1e-9
done

# A triangle straight across it: the current is a square wave, without ringing after the corners.
deck 0 'V1 a 0 PULSE(0 1 0 1m 1m 1n 2m)' 'A1 %gd(a 0) cap' '.model cap mlcc(bias=[0] c=[1u])' ':tran 10u 10m 0 10u' ':wrdata data v1#branch'
awk '{phase = ($1 * 1e3) % 2; i = -$2 * (phase < 1 ? 1 : -1) * 1e3; corner = phase < 0.02 || (phase > 0.98 && phase < 1.02) || phase > 1.98
    e = i > 1 ? i - 1 : 1 - i; if ($1 > 2e-5 && !corner && e > m) m = e} END {print m + 0}' data | within "mlcc: no ringing" 1e-6

# What the host does around it: .sens drops the state, analyses begin again, parameters change, curves are wrong.
deck 0 'V1 in 0 1' 'R1 in a 1k' 'R2 a 0 1k' 'A1 %gd(a 0) cap' "$cap" ':sens v(a)' ':print r1'
grep -q '^r1 = -2\.\(4999\|5000\)' log || { fail "mlcc: .sens"; tail log; }
deck 0 '.ic v(a)=5' 'R1 a 0 1k' 'A1 %gd(a 0) cap' "$cap" ':save @a1[q] @a1[cap] v(a)' ':tran 10u 1m 0 10u' \
    ':wrdata data v(a) @a1[q] @a1[cap]' ':altermod cap ic=2' ':tran 10u 1m' ':let v2 = v(a)[1]' ':reset' ':tran 10u 1m' ':print tran2.v2'
awk '{q = $3 - 1e-5 * $2 + 0.5e-6 * $2 * $2; c = $4 - 1e-5 + 1e-6 * $2; e = (q < 0 ? -q : q) / 3.75e-5 + (c < 0 ? -c : c) / 1e-5
    if (NR > 1 && e > m) m = e} END {print m}' data | within "mlcc: saved charge and capacitance" 1e-6
sed -n 's/^tran2.*v2 = //p' log | awk '{print ($1 > 1.999 && $1 < 2 ? 0 : 1)}' | within "mlcc: ic after altermod" 0
deck 0 'V1 a 0 1' 'A1 %gd(a 0) cap' '.model cap mlcc(bias=[0 4 4] c=[3u 2u 1u])' ':op' ':tran 1u 1m'
grep -q 'own.cm: error: a1: bias\[2\] = 4 does not lie above the one before it, 4' log || { fail "mlcc: order of the curve"; cat log; }
deck 0 'V1 a 0 1' 'A1 %gd(a 0) cap' '.model cap mlcc(bias=[0 4] c=[3u])' ':op'
grep -q 'bias has 2 values and c has 1' log || { fail "mlcc: sizes"; cat log; }

# ---- ticks ----

# Events do not depend on the steps of a circuit beside them, however often these are taken again.
ticks() { # ticks LINE...: all events of the node burst
    deck 0 "$@" 'A1 null first five' 'A2 first burst three' '.model five tick_burst(n=5 period=1u start=1u)' \
        '.model three tick_burst(n=3 period=0.4u)' ':tran 1u 10u' ':eprint burst'
    grep '@' log
}
ticks 'V1 x 0 0' >plain
ticks 'V1 x 0 PULSE(0 5 0 1n 1n 37n 91n)' 'A3 x t either' '.model either crossing(level=2.5 direction=0)' 'R1 x y 1k' 'D1 y 0 diode' '.model diode d(cjo=1p)' \
    ':set xtrtol=1' >beside
[ "$(wc -l <plain)" -eq 16 ] || { fail "ticks: $(wc -l <plain) lines, not 16"; cat plain; }
tail -1 plain | grep -q ' 15@5.802e-06' || { fail "ticks: the last one"; cat plain; }
cmp -s plain beside || { fail "ticks beside a circuit"; diff plain beside; }

# A level that the signal reaches on a curve: every time against asin, each within tol.
for period in 1 1e-3 1e-6; do
    deck 0 ".param p=$period" 'V1 in 0 SIN(0 1 {1/p})' 'A1 in up level' '.model level crossing(level=0.9 delay={p/1000} tol=1e-18)' \
        ".tran {p/100} {20*p}" ':run' ':eprint up'
    grep '@' log | sed 's/.*@//' | awk -v p="$period" 'BEGIN {first = atan2(0.9, sqrt(1 - 0.81)) / (8 * atan2(1, 1))}
        $1 > 0 {e = $1 / p - (n++ + first); if (e < 0) e = -e; if (e > m) m = e} END {print (n == 20 ? m : "missing: " n)}' |
        within "crossing: period $period s, error in periods" 3e-10
done

# Memory: what DESTROY has to free.
if command -v valgrind >/dev/null; then
    deck 0 'R1 a 0 1k' 'A1 %gd(a 0) cap' "$cap" ':op' ':tran 10u 100u' ':reset' ':tran 10u 100u' ':ac lin 1 1 1' ':remcirc'
    valgrind --leak-check=full --show-leak-kinds=definite ngspice -b test.cir >log 2>&1
    if grep -q 'cfunc.mod\|own.cm' log; then fail "memory"; grep -B12 -A6 'cfunc.mod\|own.cm' log | head -60; fi
    grep -q 'ERROR SUMMARY' log || fail "valgrind did not run"
fi
[ ! -e "$tmp/failed" ]
