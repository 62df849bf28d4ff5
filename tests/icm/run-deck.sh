#!/bin/sh
# Runs a deck unattended and keeps everything it computes. usage: run-deck.sh DECK SECONDS    (SPICE_SCRIPTS: whose libraries)
# Writes beside the deck: .icm.NAME.raw (all plots), .events (a table of all event nodes), .out, .err, .rc (exit status; killed:
# 137 or 152).
ngspice=${NGSPICE:-ngspice}
cd "$(dirname "$1")" || exit 1
name=$(basename "$1")
files=.icm.$name

# Commands that would wait for somebody, open windows, or throw results away only print what they were told.
script() {
    echo '*ng_script'
    for word in quit exit destroy plot iplot gnuplot hardcopy asciiplot shell edit rusage; do
        echo "alias $word echo"
    done
    cat <<END
source $name
if \$#plots < 2
run
end
if \$#plots < 2
op
end
set appendwrite
set filetype=binary
foreach plot \$plots
strcmp constants \$plot const
if \$constants <> 0
setplot \$plot
write $files.raw
end
end
END
    [ -s "$files.nodes" ] && xargs -n 90 echo eprint <"$files.nodes" | sed "s/\$/ >> $files.events/"
    printf 'unalias quit\nquit 0\n'
}

script >"$files.script"
rm -f "$files.raw" "$files.events"
# Processor time, so that a busy machine makes no difference; and an end for what waits for ever.
(
    # shellcheck disable=SC3045 # every shell of a Linux has it
    ulimit -t "$2"
    OMP_NUM_THREADS=1 exec timeout -s KILL $((10 * $2)) "$ngspice" -b "$files.script"
) >"$files.out" 2>"$files.err" </dev/null
echo $? >"$files.rc"
