#!/bin/sh
# What the manual tells users of the PDK's ReRAM to paste: the deck in plain ngspice with that .spiceinit, on the embedded transistors;
# both orders of the terminals are the same cell.
: "${NGSPIKE_CM:?}"
src=$(cd "${srcdir:-.}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/ngspike-reram-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    cat out
    failed=1
}

# section PATTERN: from the line with it to the first that is not indented, without the indent; paths as in this tree
section() {
    sed -n '/^### The PDK.s ReRAM/,/^## /p' "$src/doc/manual.md" |
        awk -v p="$1" 'index($0, p) { on = 1 } on && !/^    / { exit } on { sub(/^ +/, ""); print }' |
        sed -e "s#/usr/local/share/ngspike#$src#; s#/usr/local/lib/ngspike/ngspike.cm#$NGSPIKE_CM#" \
            -e "s#/usr/local/share/pdk/.*/sky130.lib.spice#$src/sky130_cells/models/sky130.lib.spice#"
}
section 'codemodel /usr' >.spiceinit
section '* SkyWater' >reram.cir
SPICE_USERINIT_DIR=$work
export SPICE_USERINIT_DIR
[ "$(wc -l <.spiceinit)" -eq 4 ] || fail "the manual's .spiceinit has not four lines"

check() { # check DECK: what the manual says it prints
    ngspice -b "$1" >out 2>&1 || fail "$1 in ngspice"
    awk '/^after_set = / { a = $3 } /^r_on = / { on = $3 } /^after_reset = / { b = $3 } /^r_off = / { off = $3 }
         END { exit !(a > 4.89 && on > 9.9e3 && on < 1.01e4 && b < 3.31 && off > 3.2e6 && off < 3.4e6) }' out || fail "$1: figures"
}
check reram.cir
sed 's#/reram_cell.spice#/reram_cell_te_be.spice#; s/^X1 n bl /X1 bl n /' reram.cir >te_be.cir
grep -q te_be te_be.cir || fail "no deck with the other order"
check te_be.cir

# What the manual has Xschem write is a line that ngspice reads.
include=$(section 'device_model=' | sed -n 's/^device_model="\(.*\)"$/\1/p')
sed "s#^\.include.*#$include#; s/^X1 n bl /X1 bl n /" reram.cir >xschem.cir
check xschem.cir
exit $failed
