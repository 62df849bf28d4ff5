#!/bin/sh
# ngspike setup in homes of its own: which files it changes, twice the same, taken back to the byte, refusals; and that ngspice
# and Xschem then know ngspike.
: "${NGSPIKE:?}" "${NGSPIKE_CM:?}"
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
NGSPIKE_XSCHEM=$top/xschem
export NGSPIKE_XSCHEM
unset SPICE_USERINIT_DIR
failed=0
fail() {
    echo "FAIL: $1"
    failed=1
}
home() { # home NAME: a new one, which we are in
    HOME=$tmp/$1
    export HOME
    mkdir -p "$HOME/work" && cd "$HOME/work" || exit 1
}
expect() { # expect STATUS TEXT COMMAND...
    status=$1 text=$2
    shift 2
    "$@" >"$tmp/out" 2>&1 </dev/null
    got=$?
    [ $got -eq "$status" ] || fail "'$*': exit status $got, expected $status: $(cat "$tmp/out")"
    grep -q -F -e "$text" "$tmp/out" || fail "'$*' did not say '$text': $(cat "$tmp/out")"
}

home new
expect 0 "+ codemodel $NGSPIKE_CM" "$NGSPIKE" setup --dry-run
[ ! -e "$HOME/.spiceinit" ] && [ ! -e "$HOME/.xschem" ] || fail "--dry-run wrote"
expect 0 "+ source $top/xschem/ngspike.tcl" "$NGSPIKE" setup
grep -q "^codemodel $NGSPIKE_CM\$" "$HOME/.spiceinit" || fail "no codemodel"
grep -q '^set xtrtol=7$' "$HOME/.spiceinit" && grep -q '^set auto_bridge_parm_spike=vcc$' "$HOME/.spiceinit" || fail "no settings"
cp "$HOME/.spiceinit" "$tmp/first"
expect 0 "nothing to do" "$NGSPIKE" setup
cmp "$tmp/first" "$HOME/.spiceinit" || fail "the second time changed something"

# ngspice knows it; Xschem too.
cat >deck.cir <<'END'
* no pre_codemodel
V1 in 0 1
A1 %gd(in 0) null hp
.model hp mem_drift(ron=100 roff=16k rinit=10k)
.control
op
print -i(v1)
echo trtol $xtrtol
quit
.endc
.end
END
if command -v ngspice >/dev/null; then
    expect 0 'i(v1) = 1.000000e-04' ngspice -b deck.cir
    grep -q '^trtol 7' "$tmp/out" || fail "xtrtol: $(cat "$tmp/out")"
fi
if command -v xschem >/dev/null; then
    cat >sheet.sch <<'END'
v {xschem version=2.9.9 file_version=1.2}
G {}
V {}
S {}
E {}
C {ngspike_sky130/corner.sym} 0 0 0 0 {name=s1 only_toplevel=true corner=ff lib=here.spice}
C {devices/vsource.sym} 0 200 0 0 {name=V1 value=3}
END
    echo "set netlist_dir $HOME/work" >>"$HOME/.xschem/xschemrc"
    xschem -q -n -s -x -r sheet.sch </dev/null >/dev/null 2>&1
    grep -q '^.lib here.spice ff$' sheet.spice && grep -q '^V1 ' sheet.spice || fail "Xschem does not know the library"
fi

# Files that are there keep what they have, and get it back.
home old
mkdir -p "$HOME/.xschem"
printf 'set ngbehavior=hs' >"$HOME/.spiceinit"
printf '# mine\nset netlist_dir /tmp\n' >"$HOME/.xschem/xschemrc"
chmod 600 "$HOME/.spiceinit"
cp "$HOME/.xschem/xschemrc" "$tmp/mine"
expect 0 "with these lines" "$NGSPIKE" setup -y
sed -n 1p "$HOME/.spiceinit" | grep -q '^set ngbehavior=hs$' || fail "the first line of .spiceinit"
[ "$(stat -c %a "$HOME/.spiceinit")" = 600 ] || fail "mode of .spiceinit"
NGSPIKE_CM=$NGSPIKE_CM expect 0 "without these lines" "$NGSPIKE" setup --undo
cmp "$tmp/mine" "$HOME/.xschem/xschemrc" || fail "xschemrc is not what it was"
[ "$(cat "$HOME/.spiceinit")" = "set ngbehavior=hs" ] || fail ".spiceinit is not what it was"
expect 0 "nothing to do" "$NGSPIKE" setup --undo
# a block of another installation is replaced where it is
printf 'a\n* >>> ngspike setup >>> old\ncodemodel /nowhere/ngspike.cm\n* <<< ngspike setup <<<\nb\n' >"$HOME/.spiceinit"
expect 0 "+ codemodel $NGSPIKE_CM" "$NGSPIKE" setup
[ "$(grep -c codemodel "$HOME/.spiceinit")" = 1 ] && [ "$(tail -n 1 "$HOME/.spiceinit")" = b ] || fail "replaced block"

# What was written by hand stays alone; half a block is not guessed at; a link stays a link.
home hand
printf 'codemodel /opt/ngspike.cm\n' >real
ln -s work/real "$HOME/.spiceinit"
expect 0 "line 1 loads it already" "$NGSPIKE" setup --xschemrc none
[ -L "$HOME/.spiceinit" ] && [ "$(cat real)" = "codemodel /opt/ngspike.cm" ] || fail "written by hand"
printf 'x\n' >real
expect 0 "with these lines" "$NGSPIKE" setup --xschemrc none
[ -L "$HOME/.spiceinit" ] && grep -q codemodel real || fail "a link does not stay one"
printf '* >>> ngspike setup >>>\nx\n' >real
expect 1 "and not its end" "$NGSPIKE" setup --xschemrc none

# The files that count: a PDK's .spiceinit, a project's xschemrc.
home pdk
mkdir "$HOME/pdk"
: >xschemrc
SPICE_USERINIT_DIR=$HOME/pdk
export SPICE_USERINIT_DIR
expect 0 "$HOME/.spiceinit (new)" "$NGSPIKE" setup --dry-run
printf 'set ngbehavior=hsa\n' >"$HOME/pdk/.spiceinit"
expect 0 "$HOME/pdk/.spiceinit: with" "$NGSPIKE" setup
grep -q ngspike.tcl xschemrc && [ ! -e "$HOME/.xschem" ] || fail "a project's xschemrc"
grep -q '^set ngbehavior=hsa$' "$HOME/pdk/.spiceinit" || fail "a PDK's .spiceinit"
unset SPICE_USERINIT_DIR
: >.spiceinit
expect 0 "reads ./.spiceinit in place of" "$NGSPIKE" setup --xschemrc none

# Refusals.
home no
expect 2 "unexpected 'x'" "$NGSPIKE" setup x
expect 1 "No such file" env NGSPIKE_XSCHEM=/nowhere "$NGSPIKE" setup --spiceinit none
mkdir "$HOME/.spiceinit"
expect 1 ".spiceinit" "$NGSPIKE" setup
[ $failed -eq 0 ] && echo "ngspike setup: passed"
exit $failed
