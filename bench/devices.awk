# bench-devices.csv as a table. format: head, last (the lines of the last device and number of cells), markdown.
function range(k, digits) { return sprintf("%." digits "g (%." digits "g .. %." digits "g)", $k, $(k + 1), $(k + 2)) }

function number(x) { return x < 9.995 ? sprintf("%.2g", x) : sprintf("%.0f", x) }

function errors(worst, last) { return worst == "" ? "" : sprintf("%.2g, %.2g", worst, last) }

function label(kind) {
    return kind == "resistor" ? "resistor" : kind == "bsource" ? "B-source" : kind == "builtin" ? "ngspice's memristor" : "mem_"
}

BEGIN {
    line = "%-16s %5s  %-20s %-26s %-22s %10s %7s  %-22s %s\n"
    if (format == "head") {
        printf line, "", "cells", "", "us / iteration / cell", "ratio to mem_", "iterations", "points", "whole run to mem_",
            "state off, worst, last (%)"
        exit
    }
}
NR == 1 { next }
{
    key = $1 "," $3
    if (key != group) {
        group = key
        text = ""
        if (!($3 in seen)) { seen[$3]; sizes[++n_sizes] = $3 }
        if (!($1 in known)) { known[$1]; names[++n_names] = $1 }
    }
    text = text sprintf(line, text == "" ? $1 : "", text == "" ? $3 : "", label($2), range(4, 3), $2 == "mem" ? "" : range(7, 3),
                        $10, $11, $2 == "mem" ? "" : range(15, 3), errors($18, $19))
    us[$1, $2, $3] = $4
    ratio[$1, $2, $3] = range(7, 3)
    wait[$1, $2, $3] = $15
    iterations[$1, $2, $3] = $10
    worst[$1, $2] = $18
}
END {
    if (format == "last")
        printf "%s", text
    if (format != "markdown")
        exit
    few = sizes[1]
    many = sizes[n_sizes]
    print "| | `mem_*`, us | B-source, us | B-source / `mem_*`, N = " many " | N = " few " | iterations, `mem_*` / B-source |" \
        " whole run, B-source / `mem_*` | worst error of the state, `mem_*` / B-source |"
    print "|---|---|---|---|---|---|---|---|"
    for (k = 1; k <= n_names; k++) {
        d = names[k]
        printf "| %s | %s | %s | %s | %s | %s / %s | %s | %s %% / %s %% |\n", d, number(us[d, "mem", many]),
            number(us[d, "bsource", many]), ratio[d, "bsource", many], ratio[d, "bsource", few], iterations[d, "mem", few],
            iterations[d, "bsource", few], number(wait[d, "bsource", few]), number(worst[d, "mem"]), number(worst[d, "bsource"])
        if ((d, "builtin", many) in us)
            printf "| the same, ngspice's `memristor` | %s | | %s | %s | %s | %s | %s %% |\n", number(us[d, "builtin", many]),
                ratio[d, "builtin", many], ratio[d, "builtin", few], iterations[d, "builtin", few],
                number(wait[d, "builtin", few]), number(worst[d, "builtin"])
    }
}
