#!/bin/sh
# Finds out which decks use code models. usage: survey.sh TYPES DECK...   (TYPES: lines "TYPE LIBRARY/MODEL")
# ngspice expands each deck (includes, subcircuits, POLY sources, digital U devices) without running it; beside a deck that
# has code models, .icm.NAME.types tells which, and .icm.NAME.nodes the nodes of the event engine.
types=$1
shift
ngspice=${NGSPICE:-ngspice}

# The deck without its .control sections.
circuit_only() {
    awk '{ word = tolower($1) } word == ".control" { skip = 1 } !skip { print } word == ".endc" { skip = 0 }' "$1"
}

# Types of the A lines in a listing (lines "NUMBER : card"; 1 is the title). Fails if ngspice refused the deck: then the title is
# "(null)", or there is no listing.
listed_types() {
    awk 'FNR == NR { known[$1] = 1; next }
        $1 == "(null)" { refused = 1 }
        $2 != ":" || $1 == 1 { next }
        $3 == ".end" { whole = 1 }
        $3 == ".model" { type[$4] = $5; sub(/\(.*/, "", type[$4]) }
        $3 ~ /^a/ { used[$NF] = 1 }
        END {
            for (name in used) if (name in type && type[name] in known) found[type[name]] = 1
            for (t in found) print t
            exit refused || !whole
        }' "$types" "$1"
}

# Types in .model lines of a deck that ngspice refused, if it has A lines.
written_types() {
    circuit_only "$1" | awk 'NR > 1 && /^[aA]/ { devices = 1 }
        tolower($1) == ".model" { type = tolower($3); sub(/\(.*/, "", type); found[type] = 1 }
        END { if (devices) for (t in found) print t }'
}

survey() { # survey NAME, in its folder
    circuit_only "$1" >".icm.$1.circuit"
    printf '*ng_script\nsource %s\nlisting expand\nedisplay\nquit 0\n' ".icm.$1.circuit" >".icm.$1.script"
    # shellcheck disable=SC3045 # every shell of a Linux has it
    (ulimit -t 60; exec "$ngspice" -b ".icm.$1.script" >".icm.$1.listing" 2>/dev/null </dev/null)
    listed_types ".icm.$1.listing" >".icm.$1.types" || written_types "$1" >".icm.$1.types"
    awk '/^List of event nodes/ { nodes = 1; next } nodes && NF == 5 && $2 == ":" { print $1 }' \
        ".icm.$1.listing" >".icm.$1.nodes"
    [ -s ".icm.$1.types" ] || rm -f ".icm.$1.types" ".icm.$1.nodes"
    rm -f ".icm.$1.circuit" ".icm.$1.script" ".icm.$1.listing"
}

for deck in "$@"; do
    (cd "$(dirname "$deck")" && survey "$(basename "$deck")") 2>/dev/null
done
exit 0
