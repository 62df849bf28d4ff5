#!/bin/sh
# Runs decks in ngspice itself, with ngspike.cm loaded, under valgrind: no invalid access or use of an uninitialised value in
# our code, no block of ours lost. (What ngspice does on its own is not counted.)
: "${NGSPIKE_CM:?}"
srcdir=$(cd "${srcdir:-.}" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

cat >mem.cir <<EOF
* every analysis of a memristor
V1 a 0 DC 0.5 AC 1 SIN(0 1 1)
A1 %gd(a b) x hp
R1 b 0 1k
.model hp mem_drift(window="biolek" vt_p=0.1)
.control
pre_codemodel $NGSPIKE_CM
op
dc v1 -1 1 0.25
ac dec 2 1 100
tf v(b) v1
tran 20m 1 0 20m
altermod hp ron=200
tran 20m 1 0 20m uic
reset
altermod hp ron=-1
op
quit 0
.endc
.end
EOF

. "$srcdir/tests/tiny-data.sh"
cat >net.cir <<EOF
* a small network, twice, once with a rejected parameter
Atrain pix train
Alabel pix label
Atest pix test
Alayer pix post rate null layer
Aread post acc readout
Arec post rec
.model train spike_images(images="images" labels="labels" phase="train" order="shuffled")
.model label spike_images(images="images" labels="labels" phase="label" delay=24)
.model test spike_images(images="images" labels="labels" phase="test" delay=48)
.model layer spike_layer(n=4 inputs=16 save="w.npy" save_start="w0.npy" v_th=0.01
+ device="drift/ron:100k/roff:1meg/vt_p:0.5/vt_n:0.5/window:zha")
.model readout spike_readout(json="r.json" csv="r.csv")
.model rec spike_record(file="s.csv")
.control
pre_codemodel $NGSPIKE_CM
tran 1 73
eprint post
reset
tran 1 30
altermod layer tau_m=-1
tran 1 30
quit 0
.endc
.end
EOF

printf '0.001,0\n0.003,1\n' >events.csv
cat >bridge.cir <<EOF
* recorded and drawn spikes to a circuit and back, joined
Afile pk file
Apoisson pk2 poisson
Ajoin [pk pk2] all join
Ato all [va vb] to
Ra va 0 1k
Rb vb 0 1k
Afrom [va vb] back from
Arec back rec
.model file spike_file(file="events.csv" window=2m delay=2m ahead=true)
.model poisson spike_poisson(n=2 window=2m delay=2m ahead=true)
.model join spike_join(window=2m t_start=2m offset=[0 1])
.model to spike_to_v(addr=[0 1] width=10u)
.model from v_to_spike(window=2m)
.model rec spike_record(file="back.csv")
.control
pre_codemodel $NGSPIKE_CM
tran 20u 10m
reset
tran 20u 10m
altermod to rise=-1
tran 20u 10m
quit 0
.endc
.end
EOF

cat >neurons.cir <<EOF
* neurons at device level in every analysis, once with a rejected parameter
V1 a 0 DC 0.1 AC 1 PULSE(0 1 0 1n 1n 1u 3u)
R1 a in 100k
Alif in out mem null null lif
Amem %gd(in2 out) null hp
Anode in2 null null null null node
Aadex in3 null null null null adex
R3 a in3 1meg
Achance a null null null null null chance
.model hp mem_drift(rinit=11k)
.model lif neuron_lif(theta_plus=0.1 tau_theta=1u)
.model node neuron_lif(input="node" c=10p)
.model adex neuron_lif(kind="adex" a=1n b=1n)
.model chance neuron_memristive(t_write=1u t_read=0.5u t_reset=0.5u tau0=1u)
.control
pre_codemodel $NGSPIKE_CM
op
dc v1 0 0.1 0.05
ac dec 2 1 100
tran 50n 10u
reset
tran 50n 10u uic
altermod lif c=-1
op
quit 0
.endc
.end
EOF

failed=0
for deck in mem net bridge neurons; do
    # (the XML names the object of every frame; the text names it only where there are no debugging symbols)
    valgrind --xml=yes --xml-file=$deck.xml --leak-check=full --show-leak-kinds=definite --num-callers=40 \
        ngspice -b $deck.cir >$deck.out 2>&1
    if grep -q "debuginfo reader" $deck.out; then
        echo "valgrind cannot read this compiler's debugging information (clang: -gdwarf-4 helps)"
        exit 77
    fi
    if ! grep -q "<state>FINISHED</state>" $deck.xml; then
        echo "FAIL: $deck did not end"
        failed=1
    fi
    # What the host is handed to free, and loses: the values of its nodes (16 bytes each) and printed texts.
    awk '/<error>/ { e = ""; ours = 0; in_error = 1; lost = 0; hosts = 0 }
        /<kind>Leak_/ { lost = 1 }
        /<fn>spike_(create|value_new|print_val)</ { hosts = 1 }
        in_error { e = e $0 "\n"; if (/<obj>.*ngspike\.cm<\/obj>/) ours = 1 }
        /<\/error>/ { if (ours && !(lost && hosts)) { print e; n++ } in_error = 0 }
        END { exit n > 0 }' $deck.xml >$deck.errors || {
        echo "FAIL: $deck"
        sed -n 's/ *<\(what\|text\|fn\|file\|line\)>\(.*\)<.*/\2/p' $deck.errors | head -80
        failed=1
    }
done
[ -s r.json ] && [ -s s.csv ] && [ -s w.npy ] || { echo "FAIL: the network left no results"; cat net.out; failed=1; }
exit $failed
