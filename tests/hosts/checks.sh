# Sourced: the decks of checks.lst, the decks of models built with the kit, and the table of what came out.
# shellcheck disable=SC2154,SC2034 # here, tests, work, jobs, hosts, library, cmpp, failed: check-hosts.sh

# One folder with everything a deck needs, the same for all hosts.
build_libraries() {
    shared=$work/shared
    rm -rf "$shared"
    mkdir -p "$shared" && : >"$shared/own-decks" || return
    cp "$library" "$shared/ngspike.cm"
    "$cmpp" build "$here/thermal" -o "$shared/thermal.cm" >"$shared/log" 2>&1 || { cat "$shared/log"; fail "thermal.cm"; }
    cp "$here"/decks/*.cir "$shared"
    # shellcheck disable=SC1091
    (cd "$shared" && . "$tests/tiny-data.sh")
    for kind in analog event hybrid nodetype; do
        "$cmpp" new "new_$kind" --kind $kind --dir "$shared" >"$shared/log" 2>&1 || { cat "$shared/log"; fail "new_$kind"; }
        build_for_decks "$shared/new_$kind"
    done
    for folder in "$tests"/../examples/own-codemodel "$tests"/../examples/own-codemodel/*/; do
        [ -n "$(find "$folder" -maxdepth 1 -name "*.cir" 2>/dev/null)" ] || continue
        cp -r "$folder" "$shared/$(basename "$folder")"
        build_for_decks "$shared/$(basename "$folder")"
    done
}

# Builds the libraries that the decks of a model's folder load.
build_for_decks() {
    for deck in "$1"/*.cir; do
        [ -f "$deck" ] || continue
        cm=$(sed -n 's,^ *pre_codemodel *\(\./\)*,,p' "$deck" | head -1)
        [ -f "$1/$cm" ] || "$cmpp" build "$1" -o "$1/$cm" >"$1/log" 2>&1 || { head -20 "$1/log"; fail "$1: $cm does not build"; }
        echo "${1#"$shared"/}/$(basename "$deck")" >>"$shared/own-decks"
    done
}

# checks.lst, a line for each model where MODEL is in it.
checks() {
    grep -v '^#' "$here/checks.lst" | while read -r line; do
        case $line in
        *MODEL*) for model in $models; do echo "$line" | sed "s/MODEL/$model/g"; done ;;
        *) echo "$line" ;;
        esac
    done
}

find_models() {
    first=${hosts# }
    first=${first%% *}
    cp "$shared/ngspike.cm" "$jobs/$first"
    printf '*ng_script\ncodemodel ./ngspike.cm\ndevhelp\nquit 0\n' >"$jobs/$first/models.cir"
    spice "$first" models.cir
    models=$(sed -n 's/^\(mem_[a-z0-9_]*\) *:.*/\1/p' "$jobs/$first/models.cir.out")
    [ -n "$models" ] || fail "$first: no mem_* models in ngspike.cm"
    for model in $models; do
        for kind in analyses klu; do
            option='*'
            [ $kind = klu ] && option='.option klu'
            sed "s/@MODEL@/$model/; s/@NAME@/$kind-$model/; s/@OPTION@/$option/" "$here/decks/analyses.cir" \
                >"$shared/$kind-$model.cir"
        done
    done
}

run_decks() {
    find_models
    for host in $hosts; do
        cp -r "$shared/." "$jobs/$host"
        checks | while read -r deck _ _ _ needs; do
            [ -f "$jobs/$host/$deck.status" ] || ! has "$host" "$needs" || spice "$host" "$deck"
        done
        while read -r deck; do
            folder=$(dirname "$deck")
            in_host "$host" "cd $folder && $(cat "$jobs/$host/program") -b $(basename "$deck")" >"$jobs/$host/$deck.out" 2>&1
            echo $? >"$jobs/$host/$deck.status"
        done <"$shared/own-decks"
    done
}

# One cell of the table: what the deck's result is, against what it should be.
cell() { # cell HOST DECK RESULT WITH TOLERANCE
    a=$jobs/$first/$3 b=$jobs/$1/$3
    [ "$4" = hosts ] || a=$jobs/$1/$4
    status=$(cat "$jobs/$1/$2.status")
    if [ "$status" != 0 ]; then
        echo "FAIL:status-$status"
    elif [ ! -s "$b" ] || [ ! -s "$a" ]; then
        echo "FAIL:no-result"
    elif [ "$a" = "$b" ]; then
        echo reference
    else
        case $3 in
        *.raw)
            difference=$("$work/rawdiff" -r "$5" "$a" "$b")
            case $? in
            0) echo "$difference" | cut -d ' ' -f 4 ;;
            1) echo "FAIL:$(echo "$difference" | cut -d ' ' -f 4)" ;;
            *) echo "FAIL:$difference" | tr ' ' _ | cut -c 1-60 ;;
            esac
            ;;
        *) if cmp -s "$a" "$b"; then echo same; else echo FAIL:differs; fi ;;
        esac
    fi
}

row() { # row RESULT AGAINST TOLERANCE CELL...
    printf '%-34s %-32s %-9s' "$1" "$2" "$3"
    shift 3
    for text in "$@"; do
        printf ' %-12s' "$text"
    done
    echo
}

compare_hosts() {
    echo
    # shellcheck disable=SC2086
    row result against tolerance $hosts
    checks >"$work/checks"
    while read -r deck result with tolerance needs; do
        cells=
        for host in $hosts; do
            if has "$host" "$needs"; then cells="$cells $(cell "$host" "$deck" "$result" "$with" "$tolerance")"; else cells="$cells -"; fi
        done
        case $result in *.raw) ;; *) tolerance=bytes ;; esac
        # shellcheck disable=SC2086
        row "$result" "$with" "$tolerance" $cells
        case $cells in *FAIL*) failed=1 ;; esac
    done <"$work/checks"
    while read -r deck; do
        cells=
        for host in $hosts; do
            status=$(cat "$jobs/$host/$deck.status")
            if [ "$status" = 0 ]; then cells="$cells passes"; else cells="$cells FAIL:status-$status"; failed=1; fi
        done
        # shellcheck disable=SC2086
        row "$deck" "its own test" "" $cells
    done <"$shared/own-decks"
}
