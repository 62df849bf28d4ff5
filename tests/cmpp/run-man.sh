#!/bin/sh
# The manual pages of the golden cases through groff with all its warnings, in narrow and usual lines; nothing may
# stick out, and text that looks like roff must appear as it stands. Without groff: skipped.
command -v groff >/dev/null || exit 77
golden=$(cd "$(dirname "$0")" && pwd)/golden
tmp=$(mktemp -d) || exit 1
LC_ALL=C.UTF-8 && export LC_ALL
trap 'rm -rf "$tmp"' EXIT
failed=0

fail() {
    echo "FAIL: $1"
    failed=1
}

for page in "$golden"/man*/expected.out; do
    for width in 60 80; do
        groff -man -Tutf8 -ww -P-c -P-b -P-u -rLL=${width}n "$page" >"$tmp/text" 2>"$tmp/warnings"
        [ -s "$tmp/warnings" ] && { cat "$tmp/warnings"; fail "$page: warnings"; }
        [ -s "$tmp/text" ] || fail "$page: nothing"
        grep -E ".{$((width + 1))}" "$tmp/text" && fail "$page: wider than $width"
    done
    cp "$tmp/text" "$tmp/$(basename "$(dirname "$page")")"
done
for literal in ".TH 'dots' \\ back\\\\slash \"quotes\"" "it's ~home ^up" '\fBbold\fR \n newline' '.leading dot, V' \
    '\*(digital' '@Aname[x] (real, um)'; do
    grep -qF -- "$literal" "$tmp/man-nasty" || fail "no $literal"
done
[ $failed -eq 0 ] && echo "man: passed"
exit $failed
