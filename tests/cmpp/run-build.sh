#!/bin/sh
# new, build and kit: what they make works in the installed ngspice, and what goes wrong is told well.
: "${CMPP:?set CMPP to the path of ngspike-cmpp}"
case $CMPP in */*) CMPP=$(cd "$(dirname "$CMPP")" && pwd)/$(basename "$CMPP") ;; esac
unset CFLAGS LDFLAGS
CC=${CC:-cc}
export CC
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/work folders" "$tmp/here"
TMPDIR="$tmp/work folders"
export TMPDIR
cd "$tmp/here" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    cat log
    failed=1
}

run() { # run STATUS ARGUMENT...: ngspike-cmpp; its output is in log; leaves no work folder behind
    expected=$1
    shift
    "$CMPP" "$@" >log 2>&1
    status=$?
    [ $status -eq "$expected" ] || fail "ngspike-cmpp $*: exit status $status, not $expected"
    [ -z "$(ls "$TMPDIR" 2>/dev/null)" ] || { fail "$*: left behind: $(ls "$TMPDIR")"; rm -rf "$TMPDIR"/*; }
}

says() { # says TEXT...: each is in log
    for text in "$@"; do
        grep -qF -- "$text" log || fail "expected: $text"
    done
}

works() { # works NAME: its deck, with ./NAME.cm
    ngspice -b "$1.cir" >log 2>&1 || fail "$1.cir in ngspice"
}

# ---- new: every kind, with every compiler there is ----
for kind in analog event hybrid nodetype; do
    run 0 new "my_$kind" --kind $kind
    says "my_$kind"
    ( cd "my_$kind" && make -s test "CMPP=$CMPP" ) >log 2>&1 || fail "make test of kind $kind"
    [ "$(wc -l <"my_$kind/Makefile")" -le 10 ] || fail "Makefile of kind $kind has more than 10 lines"
    if grep -rn skeleton "my_$kind"; then fail "placeholder in kind $kind"; fi
    run 0 lint "my_$kind/ifspec.ifs"
    [ ! -s log ] || fail "lint of kind $kind"
    sed 's/^if .*/if 0/' "my_$kind/my_$kind.cir" >"my_$kind/wrong.cir"
    ( cd "my_$kind" && ngspice -b wrong.cir >/dev/null 2>&1 ) && fail "the check of kind $kind cannot fail"
    for cc in "$CC" gcc clang; do
        command -v "${cc%% *}" >/dev/null || continue
        run 0 build "my_$kind" -o "my_$kind/my_$kind.cm" --cc "$cc" --cflags "-O2 -Wconversion -Werror"
        ( cd "my_$kind" && works "my_$kind"; exit $failed ) || failed=1
    done
done
run 0 new gain2
[ -f gain2/gain2.cir ] || fail "default kind"
mkdir elsewhere
run 0 new gain3 --dir elsewhere --kind hybrid
[ -f elsewhere/gain3/gain3.cir ] || fail "--dir"

# ---- build: folders of several, lists, sources, blanks ----
run 0 build my_analog my_event my_nodetype -o three.cm
says "three.cm: models my_analog, my_event, my_nodetype_source; node type my_nodetype"
mkdir "all of them" "all of them/.hidden"
cp -r my_analog my_event my_hybrid my_nodetype "all of them"
run 0 build "all of them" -o "all of them/all.cm"
says "models my_analog, my_event, my_hybrid, my_nodetype_source"
printf '* a comment\nmy_analog\n\n  my_event  \n' >"all of them/modpath.lst"
printf '# another\nmy_nodetype\n' >"all of them/udnpath.lst"
run 0 build "all of them" -o "all of them/all.cm"
says "models my_analog, my_event; node type my_nodetype"
run 0 build "$PWD/all of them" -o "$PWD/all of them/all.cm" --keep "kept files/inner"
for f in cm_my_analog_cfunc.c cm_my_analog_ifspec.c models.c xspice/cm.h glue/glue.c; do
    [ -s "kept files/inner/$f" ] || fail "--keep: no $f"
done
cp "all of them/all.cm" my_analog/my_analog.cm && ( cd my_analog && works my_analog; exit $failed ) || failed=1

# As ngspice's own models: nothing of ours included, headers beside the models' folders, a way into its source tree.
cp -r my_analog "all of them/stock"
mkdir "all of them/shared"
printf '#include "../xspice/icm/dlmain.h"\n#define GAIN_OF(x) PARAM(x)\n' >"all of them/shared/common.h"
printf 'stock\n' >"all of them/modpath.lst"
rm "all of them/udnpath.lst"
sed -i 's/my_analog/stock/' "all of them/stock"/*
sed -i 's/#include "cm.h"/#include "shared\/common.h"/; s/cm_analog_integrate(/CM_IGNORE(MIFgain);\n    &/; s/double h = /int MIFgain = isspace_c(32);\n    &/' \
    "all of them/stock/cfunc.mod"
sed -i '1i #include <ctype.h>' "all of them/stock/cfunc.mod"
run 0 build "all of them" -o "all of them/stock/stock.cm" --cflags "-O2 -Werror"
mv "all of them/stock/my_analog.cir" "all of them/stock/stock.cir"
( cd "all of them/stock" && works stock; exit $failed ) || failed=1

mkdir "my helpers" "my helpers/include"
echo 'double helper(double x);' >"my helpers/include/helper.h"
printf '#include "include/helper.h"\ndouble helper(double x)\n{\n    return FACTOR * x;\n}\n' >"my helpers/helper file.c"
cp -r my_analog helped
mv helped/my_analog.cir helped/helped.cir
sed -i 's/my_analog/helped/' helped/*.* helped/Makefile
sed -i 's/#include "cm.h"/&\n#include <helper.h>/; s/OUTPUT(out) = y/OUTPUT(out) = helper(y)/' helped/cfunc.mod
run 1 build helped -o helped/helped.cm "-I" "my helpers/include"
says "cfunc.mod:" "undefined reference to \`helper'" "--source FILE.c"
run 0 build helped -o helped/helped.cm -I"my helpers/include" --source "my helpers/helper file.c" -DFACTOR=1.0
( cd helped && works helped; exit $failed ) || failed=1
$CC -shared -fPIC -DFACTOR=1.0 "my helpers/helper file.c" -o "my helpers/libhelper.so"
run 0 build helped -o helped/helped.cm "-Imy helpers/include" -L "my helpers" -lhelper --ldflags "'-Wl,-rpath,$PWD/my helpers'"
( cd helped && works helped; exit $failed ) || failed=1
CFLAGS='-O1 -DFACTOR=1.0' LDFLAGS=-s run 0 build helped -o helped/helped.cm "-Imy helpers/include" \
    --source "my helpers/helper file.c" -v
says "-DFACTOR=1.0 " " -s " "'my helpers/helper file.c'"
CFLAGS='-DFACTOR=nothing' run 0 build helped -o helped/helped.cm "-Imy helpers/include" --cflags -DFACTOR=1.0 \
    --source "my helpers/helper file.c"
ln -s "$(command -v "${CC%% *}")" "my cc"
run 0 build gain2 -o out.cm --cc "$PWD/my cc" -v
says "'$PWD/my cc' "
run 0 build gain2 -o out.cm --cc "'$PWD/my cc' -DX"

# The same input gives the same bytes; a library in use is not written into.
run 0 build gain2 -o first.cm
cp first.cm second.cm
ln first.cm in-use.cm
run 0 build gain2 -o first.cm
cmp -s first.cm second.cm || fail "two builds differ"
[ "$(ls -i first.cm | cut -d' ' -f1)" != "$(ls -i in-use.cm | cut -d' ' -f1)" ] || fail "written in place"
grep -q "$TMPDIR" first.cm && fail "the work folder's name is in the library"

# ---- what goes wrong ----
rm -f out.cm
run 2 build
says "expected a folder"
run 2 build gain2
says "-o FILE.cm is missing"
run 2 build gain2 -o out.cm --fast
says "wrong option"
run 2 new
says "expected one name"
run 2 new a b
says "expected one name"
run 2 kit
says "expected one folder"
run 2 kit a -o b
says "expected one folder"
run 1 new my_event
says "cannot make the folder 'my_event': File exists"
run 1 new other --dir nowhere
says "cannot make the folder 'nowhere/other'"
[ ! -e other ] || fail "made something"
run 1 new other --kind hybird
says "no kind 'hybird' (did you mean 'hybrid'?)"
run 1 new 2nd
says "'2nd' is no name for a model: it must begin with a small letter"
run 1 new _x
says "must begin with a small letter"
run 1 new ''
says "must begin with a small letter"
run 1 new low-pass
says "'-' is not a letter, digit or _"
run 1 new ../x
says "is no name for a model"
run 1 new lowPass
says "would not find lowPass.cm"
run 1 new gain
says "'gain' is a code model of ngspice's own already" "my_gain"
run 1 new nmos
says "a device of ngspice"
run 1 new gd
says "a type of ports"

mkdir empty
run 1 build empty -o out.cm
says "'empty' has no models"
run 1 build nowhere -o out.cm
says "cannot read the folder 'nowhere': No such file"
run 1 build gain2 my_analog gain2 -o out.cm
says "'gain2' a second time in this library"
run 1 build gain2 -o nowhere/out.cm
says "nowhere/out.cm: cannot be written"
run 1 build gain2 -o empty
says "a folder"
run 1 build gain2 -o out.cm --cc no-such-compiler
says "cannot run 'no-such-compiler': No such file" "install a C compiler" "--cc"
[ "$(grep -c 'cannot run' log)" -eq 1 ] || fail "a missing compiler is told more than once"
TMPDIR=$PWD/nowhere run 1 build gain2 -o out.cm
says "cannot make a folder" "set TMPDIR"
run 1 build gain2 -o out.cm --keep gain2/cfunc.mod
says "cannot make the folder 'gain2/cfunc.mod'"
echo '{ local: *; };' >hide.map
echo before >kept.cm
run 1 build gain2 -o kept.cm --ldflags "-Wl,--version-script=hide.map"
says "does not export CMdevNum"
[ "$(cat kept.cm)" = before ] || fail "the old library is gone"

cp -r gain2 broken
rm broken/cfunc.mod
run 1 build broken -o out.cm
says "cannot read 'broken/cfunc.mod'"
cp gain2/cfunc.mod broken
sed -i 's/^Default_Type: .*/Default_Type:       v              volt/; s/^Limits: .*/Limits:             -     [1 0]/' broken/ifspec.ifs
run 1 build broken gain2 -o out.cm
says "broken/ifspec.ifs:14:36: error: the Default_Type 'volt'" "broken/ifspec.ifs:26:"
cp gain2/ifspec.ifs broken
sed -i 's/PARAM(tau)/PARAM(tua)/' broken/cfunc.mod
run 1 build broken -o out.cm
says "broken/cfunc.mod:" "'tua'"

# The compiler's messages name the place in cfunc.mod; the other files are compiled all the same.
cp -r my_event worse
sed 's/double y = /int unused; double y = nothing + /' gain2/cfunc.mod >broken/cfunc.mod
line=$(grep -n 'y = nothing' broken/cfunc.mod | cut -d: -f1)
sed -i 's/now->edges = 0;/now->edges = also;/; s/my_event/worse/' worse/*
for cc in "$CC" clang; do
    command -v "${cc%% *}" >/dev/null || continue
    run 1 build broken worse my_nodetype -o out.cm --cc "$cc"
    says "broken/cfunc.mod:$line:" "nothing" "unused" "worse/cfunc.mod:" "also" "out.cm is not made"
done
if grep -q 'glue/\|_ifspec.c' log; then fail "messages about our own files"; fi
[ ! -e out.cm ] || fail "out.cm was made"

# Interrupted: nothing stays, and the exit status is that of the signal.
printf '#!/bin/sh\nsleep 20\n' >slow
chmod +x slow
started=$(date +%s)
timeout --preserve-status -s INT 1 "$CMPP" build gain2 -o out.cm --cc "$PWD/slow" >log 2>&1
status=$?
[ $status -eq 130 ] || fail "interrupted: exit status $status"
[ $(($(date +%s) - started)) -lt 10 ] || fail "interrupted: took too long"
[ -z "$(ls "$TMPDIR")" ] || fail "interrupted: left $(ls "$TMPDIR")"
if ls | grep '\.tmp$\|^out'; then fail "interrupted: half-written files"; fi

# ---- kit: its README is right ----
run 0 kit "my kit"
cp -r gain2 "my kit"
( cd "my kit" && sed -n 's/^    //p' README.md | sed "s/^cc /$CC /; s|^ngspike-cmpp |\"$CMPP\" |" >commands &&
    [ "$(wc -l <commands)" -eq 6 ] && sh -e commands && mv gain2.cm gain2 && cd gain2 && ngspice -b gain2.cir ) >log 2>&1 ||
    fail "the commands of the kit's README"
run 0 kit "my kit"
run 1 kit gain2/cfunc.mod
says "cannot make the folder 'gain2/cfunc.mod'"

# ---- sanitizers: an off-by-one is reported with its line ----
cp -r my_analog off
mv off/my_analog.cir off/off.cir
sed -i 's/my_analog/off/' off/*.*
sed -i 's/#include "cm.h"/&\n#include <stdlib.h>/
    s/^    double h = /    volatile int n = 4;\n    double *history = calloc(4, sizeof *history);\n    history[n] = 1;\n    free(history);\n&/' off/cfunc.mod
line=$(grep -n 'history\[n\]' off/cfunc.mod | cut -d: -f1)
for cc in "$CC" clang; do
    command -v "${cc%% *}" >/dev/null || continue
    run 0 build off -o off/off.cm --sanitize --cc "$cc"
    command=$(sed -n 's/ ngspice DECK$/ ngspice -b off.cir/p' log)
    [ -n "$command" ] || fail "--sanitize tells no command"
    ( cd off && sh -c "$command" ) >log 2>&1 && fail "$cc: the off-by-one did not stop ngspice"
    says "heap-buffer-overflow"
    # (clang's sanitizers name lines only with llvm-symbolizer)
    grep -q 'external symbolizer' log || says "cfunc.mod:$line"
    run 0 build my_analog -o my_analog/my_analog.cm --sanitize --cc "$cc"
    command=$(sed -n 's/ ngspice DECK$/ ngspice -b my_analog.cir/p' log)
    ( cd my_analog && sh -c "$command" ) >log 2>&1 || fail "$cc: a sound model under the sanitizers"
done
exit $failed
