#!/bin/sh
# Runs ngspike-cmpp (its path in $CMPP) on each case in golden/ and compares what it prints.
# A case: cmd (the arguments, run in the case's folder), expected.out, expected.err (ends with the
# exit status), and the inputs. UPDATE=1 writes the expected files anew: read the diff before committing.
: "${CMPP:?set CMPP to the path of ngspike-cmpp}"
case $CMPP in */*) CMPP=$(cd "$(dirname "$CMPP")" && pwd)/$(basename "$CMPP") ;; esac
golden=$(cd "$(dirname "$0")" && pwd)/golden
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0
for cmd in "$golden"/*/cmd; do
    case=$(dirname "$cmd")
    (cd "$case" && eval "\"\$CMPP\" $(cat cmd)") >"$tmp/out" 2>"$tmp/err"
    echo "exit status $?" >>"$tmp/err"
    if [ -n "$UPDATE" ]; then
        cp "$tmp/out" "$case/expected.out"
        cp "$tmp/err" "$case/expected.err"
    fi
    if diff -u "$case/expected.out" "$tmp/out" && diff -u "$case/expected.err" "$tmp/err"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $(basename "$case")"
    fi
done
echo "golden: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
