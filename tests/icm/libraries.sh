# Sourced: the libraries, ngspice's own and ours of the same sources, and what they say of themselves.
# shellcheck disable=SC2154,SC2034 # work, icm_src, cmpp, here, NGSPICE, failed: check-icm.sh

fail() {
    echo "FAIL: $*"
    failed=1
}

excluded() { # excluded LIBRARY/MODEL
    grep -q "^$1[[:space:]]" "$here/excluded.lst"
}

# Builds each library from its folder as it is, the names of the excluded models taken out of the list.
build_libraries() {
    icm=$icm_src/src/xspice/icm
    rm -rf "${work:?}/models" "${work:?}/lib"
    mkdir -p "$work/models" "$work/lib"
    : >"$work/types"
    for list in "$icm"/*/modpath.lst; do
        lib=$(basename "$(dirname "$list")")
        cp -r "$icm/$lib" "$work/models"
        : >"$work/models/$lib/modpath.lst"
        while read -r model; do
            [ -n "$model" ] && awk -v m="$lib/$model" 'tolower($1) == "spice_model_name:" { print tolower($2), m }' \
                "$icm/$lib/$model/ifspec.ifs" >>"$work/types"
            excluded "$lib/$model" || echo "$model" >>"$work/models/$lib/modpath.lst"
        done <"$list"
        if "$cmpp" build "$work/models/$lib" -o "$work/lib/$lib.cm" >"$work/lib/$lib.log" 2>&1; then
            echo "Built $lib.cm: $(grep -c . "$work/models/$lib/modpath.lst") models"
        else
            grep -E "error|undefined reference" "$work/lib/$lib.log" | head -20
            fail "$lib.cm does not build (log: $work/lib/$lib.log)"
        fi
    done
}

check_excluded() {
    sed '/^#/d;/^$/d' "$here/excluded.lst" >"$work/excluded"
    while read -r model reason; do
        if [ ! -d "$icm_src/src/xspice/icm/$model" ]; then
            fail "$model is in excluded.lst, but not in this ngspice"
        elif "$cmpp" build "$icm_src/src/xspice/icm/$model" -o "$work/lib/excluded.cm" >"$work/lib/excluded.log" 2>&1; then
            fail "$model builds: take it out of excluded.lst"
        else
            echo "Left out: $model, which $reason"
            grep -m 1 'error' "$work/lib/excluded.log" | sed 's/^/    /'
        fi
    done <"$work/excluded"
}

# scripts/stock, scripts/kit: ngspice's own start-up files, that load the one libraries or the others.
make_scripts() {
    printf '*ng_script\nset\nquit 0\n' >"$work/set.cir"
    for d in $("$NGSPICE" -b "$work/set.cir" 2>/dev/null | sed -n 's/.*sourcepath.*(\(.*\)).*/\1/p'); do
        [ -f "$d/spinit" ] && system=$d
    done
    [ -n "${system:-}" ] || { echo "check-icm: $NGSPICE has no spinit" >&2; return 77; }
    rm -rf "$work/scripts"
    mkdir -p "$work/scripts"
    cp -r "$system" "$work/scripts/stock"
    cp -r "$system" "$work/scripts/kit"
    sed -i "s,codemodel .*/,codemodel $work/lib/," "$work/scripts/kit/spinit"
    for lib in "$work"/lib/*.cm; do
        grep -q "codemodel $lib" "$work/scripts/kit/spinit" || fail "ngspice's spinit does not load a $(basename "$lib")"
    done
}

# The tables of all parameters, ports' defaults included, as ngspice sees them: what devhelp prints.
device_tables() { # device_tables SCRIPTS
    {
        echo '*ng_script'
        echo devhelp
        while read -r type model; do
            excluded "$model" || echo "devhelp $type"
        done <"$work/types"
        echo 'quit 0'
    } >"$work/tables.cir"
    SPICE_SCRIPTS=$1 "$NGSPICE" -b "$work/tables.cir" 2>&1 </dev/null | grep -v '^delay  *:'
}

# Static variables that are pointers, "TYPE NAME": ngspice lists them among the parameters of an instance, though nobody can
# make sense of their values; our libraries do not.
pointer_variables() {
    while read -r type model; do
        awk -v t="$type" '/^STATIC_VAR_TABLE/ { table = 1 } /^(PORT|PARAMETER)_TABLE/ { table = 0 }
            table && tolower($1) == "static_var_name:" { n = NF; for (i = 2; i <= n; i++) name[i] = $i }
            table && tolower($1) == "data_type:" { for (i = 2; i <= n; i++) if (tolower($i) == "pointer") print t, name[i] }' \
            "$icm_src/src/xspice/icm/$model/ifspec.ifs"
    done <"$work/types"
}

check_tables() {
    pointer_variables >"$work/pointers"
    device_tables "$work/scripts/stock" |
        awk 'FNR == NR { pointer[$1, $2] = 1; next }
            $2 == "-" { type = $1 }
            !($3 == "out" && (type, $2) in pointer)' "$work/pointers" - >"$work/tables.stock"
    device_tables "$work/scripts/kit" >"$work/tables.kit"
    if cmp -s "$work/tables.stock" "$work/tables.kit"; then
        echo "Tables of the models (devhelp): the same, $(wc -l <"$work/tables.kit") lines"
    else
        diff "$work/tables.stock" "$work/tables.kit" | head -20
        fail "ngspice shows other tables of the models (devhelp)"
    fi
}
