#!/bin/sh
# Compiles what ngspike-cmpp ($CMPP) generates with all warnings as errors, and runs generated.c on it.
# $CC (default cc), $CFLAGS (added, e.g. sanitizers) and $CHECK_LIBS (default: asks pkg-config).
: "${CMPP:?set CMPP to the path of ngspike-cmpp}"
top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/tests/cmpp
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
compile="${CC:-cc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror -O2 -fPIC $CFLAGS -I$top/xspice -I$tmp -I$top"
set -e

# Every golden ifspec.ifs that is right: tables, header, and a model that includes the header only.
for ifs in "$here"/golden/[!e]*/in.ifs "$here"/golden/everything-ifs/in.ifs "$top"/codemodels/*/ifspec.ifs; do
    [ -e "$ifs" ] || continue
    model=$(sed -n 's/^Spice_Model_Name: *//p' "$ifs")
    function=$(sed -n 's/^C_Function_Name: *//p' "$ifs")
    "$CMPP" ifs "$ifs" -o "$tmp/$model.c"
    "$CMPP" params "$ifs" -o "$tmp/${model}_params.h"
    printf '#include "%s_params.h"\nvoid %s(ARGS)\n{\n    (void)mif_private;\n}\n' "$model" "$function" \
        >"$tmp/$model.mod"
    "$CMPP" mod "$ifs" "$tmp/$model.mod" -o "$tmp/${model}_mod.c"
    $compile -c "$tmp/$model.c" -o "$tmp/$model.o"
    $compile -c "$tmp/${model}_mod.c" -o "$tmp/${model}_mod.o"
    if grep -n "$tmp\|$top" "$tmp/$model.c" "$tmp/${model}_params.h" "$tmp/${model}_mod.c"; then
        echo "FAILED: $model: an absolute path in the output"
        exit 1
    fi
done

"$CMPP" lst --name some.cm --udn "$here/golden/lst/in/udn" "$here"/golden/lst/in/[abc] -o "$tmp/lst.c"
$compile -c "$tmp/lst.c" -o "$tmp/lst.o"
"$CMPP" lst --name none.cm -o "$tmp/lst.c"
$compile -c "$tmp/lst.c" -o "$tmp/lst.o"

# Nothing half-written: an output that exists stays when the input is bad.
echo before >"$tmp/kept.c"
if "$CMPP" ifs "$here/golden/err-tables/in.ifs" -o "$tmp/kept.c" 2>"$tmp/messages"; then
    echo "FAILED: no error for err-tables"
    exit 1
fi
[ "$(cat "$tmp/kept.c")" = before ]

"$CMPP" mod "$here/golden/everything-ifs/in.ifs" "$here/generated.mod" -o "$tmp/generated_mod.c"
$compile "$here/generated.c" "$tmp/generated_mod.c" "$tmp/everything.c" -o "$tmp/generated" \
    ${CHECK_LIBS:-$(pkg-config --cflags --libs check)} -lm
"$tmp/generated"
