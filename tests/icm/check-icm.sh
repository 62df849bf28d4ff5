#!/bin/sh
# ngspice's own code models, unmodified, built with `ngspike-cmpp build` and loaded in place of ngspice's own libraries: every
# deck of ngspice's examples and tests that has code models must give the same numbers, time points, events and messages.
# usage: check-icm.sh
#   CMPP         ngspike-cmpp (default: the one on the PATH)       CC   compiler (default: cc)
#   NGSPICE      ngspice (default: the one on the PATH)
#   ICM_DIR      work folder, kept (default: ./icm)
#   ICM_SRC      an ngspice source of the same version; without it, the installed package's is fetched (DEBIAN_MIRROR)
#   ICM_DECKS    only decks whose path contains this
#   ICM_SECONDS  processor time that a deck may take (default: 300)
# Status: 0 all the same, 1 not, 77 something is missing that this test needs. Nothing of ngspice stays outside ICM_DIR.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cc=${CC:-cc}
limit=${ICM_SECONDS:-300}
cmpp=$(command -v "${CMPP:-ngspike-cmpp}") || { echo "check-icm: no ngspike-cmpp; give CMPP=FILE" >&2; exit 77; }
NGSPICE=$(command -v "${NGSPICE:-ngspice}") || { echo "check-icm: no ngspice" >&2; exit 77; }
export NGSPICE
case $cmpp in /*) ;; *) cmpp=$PWD/$cmpp ;; esac
mkdir -p "${ICM_DIR:-icm}" && work=$(cd "${ICM_DIR:-icm}" && pwd) || exit 1
HOME=$work/home # no user's .spiceinit
export HOME
mkdir -p "$HOME"
unset DISPLAY SPICE_SCRIPTS
. "$here/../hosts/mirror.sh"
. "$here/source.sh"
. "$here/libraries.sh"
. "$here/compare.sh"

icm_source "$work" || exit
$cc -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror "$here/rawdiff.c" -lm -o "$work/rawdiff" || exit 1
failed=0
build_libraries
[ $failed -eq 0 ] || exit 1
check_excluded
make_scripts || exit
check_tables

run_tree() { # run_tree TREE: all decks, in order, with the libraries of that name
    SPICE_SCRIPTS=$work/scripts/$1
    export SPICE_SCRIPTS
    while IFS= read -r deck; do
        sh "$here/run-deck.sh" "$work/$1/$deck" "$limit" 2>/dev/null # the shell says "Killed"
    done <"$work/decks"
}

echo "Looking for decks with code models"
rm -rf "$work/stock" "$work/kit"
mkdir "$work/stock"
cp -r "$icm_src/examples" "$icm_src/tests" "$work/stock"
cp -r "$here/decks" "$work/stock/ours"
SPICE_SCRIPTS=$work/scripts/stock
export SPICE_SCRIPTS
(cd "$work/stock" && find . -type f \( -name '*.cir' -o -name '*.sp' -o -name '*.spi' -o -name '*.net' -o -name '*.deck' \
    -o -name '*.ckt' -o -name '*.in' \) ! -name '.*' | sort | sed 's,^\./,,') >"$work/all-decks"
(cd "$work/stock" && grep -F "${ICM_DECKS:-/}" "$work/all-decks" | tr '\n' '\0' |
    xargs -0 -n 10 -P "$(nproc)" sh "$here/survey.sh" "$work/types")
while IFS= read -r deck; do
    [ ! -f "$work/stock/$(dirname "$deck")/.icm.$(basename "$deck").types" ] || echo "$deck"
done <"$work/all-decks" >"$work/decks"
sed '/^#/d' "$here/generators.lst" | while IFS= read -r deck; do
    sh "$here/run-deck.sh" "$work/stock/$deck" "$limit"
done
cp -r "$work/stock" "$work/kit"
echo "$(wc -l <"$work/all-decks") decks, $(wc -l <"$work/decks") of them have code models; running these with both libraries"
run_tree stock &
run_tree kit
wait
compare_all
exit $failed
