#!/bin/sh
# Nodes of the wrong type, and parameters that are no numbers: an error with its cause, never a crash.
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
failed=0

refused() { # refused NAME TEXT: deck on standard input; must fail with status 1 and say TEXT
    cat >deck.cir
    "$NGSPIKE" run deck.cir >out 2>&1
    status=$?
    if [ $status -ne 1 ] || ! grep -q -- "$2" out; then
        echo "FAIL: $1: status $status, expected 1 and '$2':"
        cat out
        failed=1
    fi
}

refused "layer on an analog node" "mixed-type node pix" <<EOF
* a
V1 pix 0 1
R1 pix 0 1
Al pix post null null l
Ar post null r
.model l spike_layer(n=10 inputs=784)
.model r spike_readout
.tran 1 2
.end
EOF
refused "memristor on a spike node" "mixed-type node pix" <<EOF
* b
As pix s
A1 %gd(pix 0) null hp
.model hp mem_drift
.model s spike_images(images="i" labels="l")
.tran 1 2
.end
EOF
refused "spike node into a digital port" "two different types" <<EOF
* c
As pix s
Ad [pix] [out] dac
R1 out 0 1
.model dac dac_bridge
.model s spike_images(images="i" labels="l")
.tran 1 2
.end
EOF
refused "vector for a scalar" "Bad real value" <<EOF
* d
A1 %gd(a 0) null hp
R1 a 0 1
.model hp mem_drift(ron=[1 2 3])
.op
.end
EOF
refused "not a number" "Bad real value" <<EOF
* e
.param q={0/0}
V1 a 0 1
A1 %gd(a 0) null hp
.model hp mem_drift(ron={q})
.op
.end
EOF
refused "a vector of nodes for a pair" "Scalar connection expected" <<EOF
* f
A1 [a b c] null hp
R1 a 0 1
.model hp mem_drift
.op
.end
EOF
refused "an unknown family of windows" "biolek" <<EOF
* g
V1 a 0 1
A1 %gd(a 0) null hp
.model hp mem_drift(window="bioleck")
.op
.end
EOF
exit $failed
