# Sourced: what both libraries gave, deck by deck.
# shellcheck disable=SC2154,SC2034 # work, here, limit, failed: check-icm.sh

# What a run printed, without what depends on the clock.
printed() { # printed FILES
    cat "$1.out" "$1.err" | sed -e "s,$work/[a-z]*,,g" -e 's/ Reference value : *[0-9.]*e[-+][0-9][0-9]//g' \
        -e 's/[A-Z][a-z][a-z] [A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]* *20[0-9][0-9]/DATE/' \
        -e '/elapsed\|CPU time\|[Dd][Rr][Aa][Mm]\|memory/d' | tr -d '\r' | grep -v '^ *$'
}

# The first message that says what is wrong, and where.
first_error() { # first_error FILES
    cat "$1.err" "$1.out" | grep -v '^ *$' | grep -iE -m 1 -A 2 'error|fatal|cannot|unable|not found|no such' |
        tr -s ' \n' ' ' | cut -c 1-110
}

killed() { # killed STATUS: by the limits of run-deck.sh
    [ "$1" = 137 ] || [ "$1" = 152 ]
}

# Compares the two runs of a deck: sets verdict, numbers ("vectors points largest") and events (rows of the table).
compare_runs() { # compare_runs FILES_A FILES_B
    numbers="0 0 -"
    events=0
    status_a=$(cat "$1.rc") status_b=$(cat "$2.rc")
    if killed "$status_a"; then
        verdict="stock not done in $limit s of processor time"
    elif [ "$status_a" != "$status_b" ]; then
        verdict="FAIL: status $status_a, ours $status_b"
    elif [ -f "$1.raw" ] && [ -f "$2.raw" ]; then
        result=$("$work/rawdiff" "$1.raw" "$2.raw")
        case $? in
        0) numbers=$(echo "$result" | cut -d ' ' -f 2-4) verdict=same ;;
        1) numbers=$(echo "$result" | cut -d ' ' -f 2-4) verdict="FAIL: largest in $(echo "$result" | cut -d " " -f 5-)" ;;
        *) verdict="FAIL: $result" ;;
        esac
    elif [ -f "$1.raw" ] || [ -f "$2.raw" ]; then
        verdict="FAIL: one run has no results"
    else
        verdict="stock does not run it: $(first_error "$1")"
    fi
    [ ! -f "$1.events" ] || events=$(grep -c '^[0-9]' "$1.events")
    case $verdict in FAIL*) return ;; esac
    if [ -f "$1.events" ] && ! cmp -s "$1.events" "$2.events"; then
        verdict="FAIL: events"
    elif ! killed "$status_a" && [ "$(printed "$1")" != "$(printed "$2")" ]; then
        verdict="FAIL: other messages"
    fi
}

# A difference counts only if the stock libraries do not differ from themselves.
recheck() { # recheck DECK FILES
    before=$work/before
    for kind in rc raw events out err; do
        rm -f "$before.$kind"
        [ ! -f "$2.$kind" ] || mv "$2.$kind" "$before.$kind"
    done
    SPICE_SCRIPTS=$work/scripts/stock sh "$here/run-deck.sh" "$work/stock/$1" "$limit"
    was=$verdict was_numbers=$numbers
    compare_runs "$before" "$2"
    case $verdict in
    FAIL*) verdict="stock differs from itself" ;;
    *) verdict=$was ;;
    esac
    numbers=$was_numbers
}

uses_excluded() { # uses_excluded TYPES_FILE: prints the first excluded model in it
    while read -r type; do
        model=$(awk -v t="$type" '$1 == t { print $2; exit }' "$work/types")
        [ -z "$model" ] || ! excluded "$model" || { echo "$model"; return; }
    done <"$1"
}

compare_all() {
    : >"$work/seen"
    total=0 same=0 bad=0 not_run=0 vectors=0 points=0 rows=0
    printf '\n%-62s %8s %9s %7s  %-9s %s\n' deck vectors points events largest verdict
    while IFS= read -r deck; do
        files=$(dirname "$deck")/.icm.$(basename "$deck")
        left_out=$(uses_excluded "$work/stock/$files.types")
        compare_runs "$work/stock/$files" "$work/kit/$files"
        if [ -n "$left_out" ]; then
            verdict="not comparable: has $left_out" numbers="0 0 -" events=0
        else
            case $verdict in FAIL*) recheck "$deck" "$work/stock/$files" ;; esac
        fi
        count_verdict
        # shellcheck disable=SC2086
        printf '%-62s %8s %9s %7s  %-9s %s\n' "$deck" ${numbers% *} "$events" "${numbers##* }" "$verdict"
    done <"$work/decks"
    echo
    check_coverage
    echo "$total decks: $same the same ($vectors vectors, $points points, $rows rows of events), $bad different, $not_run not run"
    [ $bad -eq 0 ] || failed=1
    [ $same -gt 0 ] || fail "no deck was compared"
}

# Adds the deck to the totals; the results of one that gave the same are not needed any more.
count_verdict() {
    total=$((total + 1))
    case $verdict in
    same)
        same=$((same + 1))
        # shellcheck disable=SC2086
        set -- $numbers
        vectors=$((vectors + $1)) points=$((points + $2)) rows=$((rows + events))
        cat "$work/stock/$files.types" >>"$work/seen"
        rm -f "$work/stock/$files.raw" "$work/kit/$files.raw"
        ;;
    FAIL*) bad=$((bad + 1)) ;;
    *) not_run=$((not_run + 1)) ;;
    esac
}

# Every model that was built has to be in a deck that ran.
check_coverage() {
    [ -z "${ICM_DECKS:-}" ] || return
    while read -r type model; do
        excluded "$model" || grep -qx "$type" "$work/seen" || fail "no deck that ran has a $type ($model)"
    done <"$work/types"
}
