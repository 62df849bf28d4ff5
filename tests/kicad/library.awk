# Checks a library of symbols, or a schematic, of KiCad:
#   awk -f library.awk [-v expand=1] FILE
# one s-expression, its strings closed; of each symbol: pins on the grid of 50 mil, with numbers of their own, as many as the
# subcircuit that it nets has nodes, all of them in Sim.Pins; no two texts over each other; every ${field} is one. Prints what
# is wrong; exit status 1 if anything is. With expand=1 it prints the netlist of one instance of each symbol in place of that,
# with all fields as they are in the library: reference A_NAME, nets NAME_PIN.

function wrong(message) {
    print file ": " message
    bad = 1
}

# ---- s-expressions: list k has n[k] items; item[k, i] is a string, kid[k, i] a list ----

function tokens(text,    c) {
    n_tokens = 0
    while (text != "") {
        c = substr(text, 1, 1)
        if (c == "\"") {
            if (!match(text, /^"([^"\\]|\\.)*"/)) {
                wrong("a string is not closed: " substr(text, 1, 40))
                return 0
            }
        } else if (c == "(" || c == ")") {
            RLENGTH = 1
        } else if (!match(text, /^[^ \t\n()"]+/)) {
            match(text, /^[ \t\n]+/)
            text = substr(text, RLENGTH + 1)
            continue
        }
        token[++n_tokens] = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
    }
    return 1
}

function read_list(    k) {
    k = ++n_lists
    n[k] = 0
    while (++at <= n_tokens && token[at] != ")") {
        if (token[at] == "(")
            kid[k, ++n[k]] = read_list()
        else
            item[k, ++n[k]] = token[at]
    }
    if (at > n_tokens)
        wrong("a ( is not closed")
    return k
}

function plain(s) {
    if (s !~ /^"/)
        return s
    s = substr(s, 2, length(s) - 2)
    gsub(/\\n/, "\n", s)
    gsub(/\\"/, "\"", s)
    gsub(/\\\\/, "\\", s)
    return s
}

# The first list of that name within list k, or 0.
function find(k, name,    i) {
    for (i = 1; i <= n[k]; i++)
        if ((k, i) in kid && item[kid[k, i], 1] == name)
            return kid[k, i]
    return 0
}

# ---- texts ----

function put_text(text, k,    p, size, w, lines, rows, i, e) {
    e = find(k, "effects")
    for (i = 1; i <= n[e]; i++)
        if (item[e, i] == "hide")
            return
    if (text == "")
        return
    p = find(k, "at")
    size = item[find(find(e, "font"), "size"), 2]
    rows = split(text, lines, "\n")
    w = 0
    for (i = 1; i <= rows; i++)
        if (length(lines[i]) > w)
            w = length(lines[i])
    T[++n_texts] = text
    X1[n_texts] = item[p, 2] + 0
    Y1[n_texts] = -item[p, 3]
    i = find(e, "justify")
    if (item[i, 2] == "right")
        X1[n_texts] -= w * size * 0.8
    X2[n_texts] = X1[n_texts] + w * size * 0.8
    Y2[n_texts] = Y1[n_texts] + rows * size * 1.3
}

function check_texts(    i, j) {
    for (i = 2; i <= n_texts; i++)
        for (j = 1; j < i; j++)
            if (X1[i] < X2[j] && X1[j] < X2[i] && Y1[i] < Y2[j] && Y1[j] < Y2[i])
                wrong(symbol ": '" T[i] "' is over '" T[j] "'")
}

# ---- a symbol ----

function expand_fields(text,    out, name) {
    out = ""
    while (match(text, /\$\{[^}]*\}/)) {
        name = substr(text, RSTART + 2, RLENGTH - 3)
        if (name != "REFERENCE" && !(name in field))
            wrong(symbol ": no field " name)
        out = out substr(text, 1, RSTART - 1) (name == "REFERENCE" ? "A_" symbol : field[name])
        text = substr(text, RSTART + RLENGTH)
    }
    return out text
}

function off_grid(x) {
    x /= 1.27
    return x - int(x + (x < 0 ? -0.5 : 0.5)) > 1e-6 || int(x + (x < 0 ? -0.5 : 0.5)) - x > 1e-6
}

function check_pin(k,    p, number) {
    p = find(k, "at")
    number = plain(item[find(k, "number"), 2])
    if (off_grid(item[p, 2]) || off_grid(item[p, 3]))
        wrong(symbol ": pin " number " is off the grid: " item[p, 2] " " item[p, 3])
    if (number in pin)
        wrong(symbol ": two pins " number)
    if ((item[p, 2], item[p, 3]) in place)
        wrong(symbol ": two pins at " item[p, 2] " " item[p, 3])
    place[item[p, 2], item[p, 3]]
    pin[number] = plain(item[find(k, "name"), 2])
    n_pins++
}

# "type=X model=NETS NAME, .subckt NAME NODES..., ..., .ends": nodes of pins are p_PIN, in the order of their numbers. Or only
# "NAME PARAMETER=VALUE...": the subcircuit comes from elsewhere.
function check_netlist(    text, lines, words, m, i, rest, named, own) {
    text = expand_fields(field["Sim.Params"])
    if (field["Sim.Device"] != "SPICE" || text !~ /^type="X" model="[^"]*" lib=""$/) {
        wrong(symbol ": Sim.Params is not understood: " text)
        return
    }
    sub(/^type="X" model="/, "", text)
    sub(/" lib=""$/, "", text)
    own = split(text, lines, "\n") > 1
    named = split(lines[1], words, " ") - 1
    for (i = 2; !own && i <= named + 1; i++)
        if (words[i] !~ /^[a-z_0-9]+=./)
            wrong(symbol ": not a parameter: " words[i])
    m = split(lines[2], words, " ") - 2
    if (!own && !n_pins)
        wrong(symbol ": no pins")
    if (own && (words[1] != ".subckt" || lines[1] !~ (words[2] "$") || m != n_pins + named))
        wrong(symbol ": " n_pins " pins and " named " nets by name, " m " nodes: " lines[2])
    rest = "XA_" symbol
    for (i = 1; i <= n_pins; i++) {
        if (own && words[i + 2] != "p_" pin[i])
            wrong(symbol ": pin " i " is " pin[i] ", node " i " is " words[i + 2])
        if (index(" " field["Sim.Pins"] " ", " " i "=" i " ") == 0)
            wrong(symbol ": Sim.Pins has no " i "=" i)
        rest = rest " " symbol "_" pin[i]
    }
    if (expand)
        print rest " " text
}

function check_symbol(k,    i, j, one) {
    symbol = plain(item[k, 2])
    sub(/^.*:/, "", symbol)
    n_pins = n_texts = 0
    delete pin
    delete place
    delete field
    for (i = 1; i <= n[k]; i++)
        if ((k, i) in kid && item[kid[k, i], 1] == "property") {
            one = kid[k, i]
            if (plain(item[one, 2]) in field)
                wrong(symbol ": two fields " item[one, 2])
            field[plain(item[one, 2])] = plain(item[one, 3])
            put_text(plain(item[one, 3]), one)
        }
    for (i = 1; i <= n[k]; i++)
        if ((k, i) in kid && item[kid[k, i], 1] == "symbol") {
            one = kid[k, i]
            for (j = 1; j <= n[one]; j++)
                if ((one, j) in kid && item[kid[one, j], 1] == "pin")
                    check_pin(kid[one, j])
                else if ((one, j) in kid && item[kid[one, j], 1] == "text")
                    put_text(expand_fields(plain(item[kid[one, j], 2])), kid[one, j])
        }
    check_texts()
    if ("Sim.Params" in field)
        check_netlist()
}

{
    file = FILENAME
    sub(/.*\//, "", file)
    text = text $0 "\n"
}

END {
    if (!tokens(text))
        exit 1
    if (token[1] != "(") {
        wrong("does not begin with (")
        exit 1
    }
    at = 1
    top = read_list()
    if (at < n_tokens)
        wrong("something is behind the last )")
    library = item[top, 1] == "kicad_sch" ? find(top, "lib_symbols") : top
    for (i = 1; i <= n[library]; i++)
        if ((library, i) in kid && item[kid[library, i], 1] == "symbol")
            check_symbol(kid[library, i])
    exit bad
}
