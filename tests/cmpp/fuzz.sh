#!/bin/sh
# Fuzzes the grammars of ngspike-cmpp with libFuzzer and the sanitizers: SECONDS each.
#   fuzz.sh SECONDS [ifspec | cfunc | list]...
# $CC: a clang with libFuzzer (default clang). $FUZZ_CORPUS: a folder that keeps what was found from run to run
# (default: none is kept). Starts from the ifspec.ifs, cfunc.mod, udnfunc.c and lists of the tree. An input that
# fails is left in the current folder.
seconds=${1:?usage: fuzz.sh SECONDS [ifspec | cfunc | list]...}
shift
[ $# -gt 0 ] || set -- ifspec cfunc list
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
flags="-std=c17 -D_GNU_SOURCE -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined
    -fno-sanitize-recover=all -I$top -I$top/lib -I$top/xspice"

# Everything but programs, in an archive: a harness takes what it needs.
for c in "$top"/cmpp/*.c "$top/lib/data/atomic_file.c" "$top/lib/error.c"; do
    case $c in */cmpp/main.c | */cmpp/embed.c | */cmpp/cmd*.c) continue ;; esac
    ${CC:-clang} $flags -fsanitize=fuzzer-no-link -c "$c" -o "$tmp/$(basename "$c" .c).o" || exit 1
done
ar rc "$tmp/libcmpp.a" "$tmp"/*.o || exit 1

# Copies the inputs of a grammar, each under a name of its own.
seeds() {
    n=0
    find "$top/tests/cmpp" "$top/codemodels" "$top/cmpp/skeleton" \( -name "$1" -o -name "$2" -o -name "$3" \) |
        while read -r file; do
            n=$((n + 1))
            cp "$file" "$tmp/seeds/$n"
        done
}

for grammar in "$@"; do
    mkdir -p "$tmp/found" "$tmp/seeds" ${FUZZ_CORPUS:+"$FUZZ_CORPUS/$grammar"}
    rm -f "$tmp/found"/* "$tmp/seeds"/*
    case $grammar in
    ifspec) seeds '*.ifs' '*.ifs' '*.ifs' ;;
    cfunc) seeds '*.mod' '*.mod' 'udnfunc.c' ;;
    list) seeds '*.lst' 'udnfunc.c' '*.lst' ;;
    *)
        echo "fuzz.sh: no grammar '$grammar'" >&2
        exit 2
        ;;
    esac
    ${CC:-clang} $flags -fsanitize=fuzzer "$top/cmpp/fuzz/fuzz_$grammar.c" "$tmp/libcmpp.a" -o "$tmp/fuzz_$grammar" ||
        exit 1
    echo "$grammar: $(ls "$tmp/seeds" | wc -l) files, $seconds s"
    corpus=${FUZZ_CORPUS:+$FUZZ_CORPUS/$grammar}
    if ! "$tmp/fuzz_$grammar" -max_total_time="$seconds" -max_len=4096 -timeout=120 -rss_limit_mb=2048 \
        -dict="$top/cmpp/fuzz/$grammar.dict" -artifact_prefix="fuzz-$grammar-" -print_final_stats=1 \
        "${corpus:-$tmp/found}" "$tmp/seeds" >"$tmp/log" 2>&1; then
        tail -n 60 "$tmp/log"
        echo "FAILED: $grammar"
        exit 1
    fi
    sed -n 's/^stat::number_of_executed_units: */executions: /p' "$tmp/log"
done
