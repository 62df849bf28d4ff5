# Checks symbols and schematics of Xschem:
#   awk -f sheet.awk -v path=DIR:DIR... FILE.sym|FILE.sch...
# pins on the grid, and drawn to (symbols) or connected (schematics); no two texts over each other, none over a graph; no symbol missing. Prints
# what is wrong; exit status 1 if anything is. Widths of texts are estimated (a letter is 0.15 of the size's 200 units wide).
# With -v box=1 it prints, in place of that, what the drawing covers: X1 Y1 X2 Y2.

function wrong(message) {
    if (box)
        return
    print file ": " message
    bad = 1
}

# ---- reading: records of words and {attributes} ----

function slurp(name,    text, line) {
    text = ""
    while ((getline line <name) > 0)
        text = text line "\n"
    close(name)
    return text
}

# Splits a file into W[id, record, word]; returns the number of records, N[id, record] words each.
function parse(id, text,    i, c, depth, word, has, records, words, n) {
    n = length(text)
    records = words = depth = 0
    word = ""
    has = 0
    for (i = 1; i <= n; i++) {
        c = substr(text, i, 1)
        if (c == "\\" && depth) {
            word = word c substr(text, ++i, 1)
        } else if (c == "{" && depth++ == 0) {
            has = 1
        } else if (c == "}" && --depth == 0) {
            continue
        } else if (depth) {
            word = word c
        } else if (c == " " || c == "\n") {
            if (has)
                W[id, records, ++words] = word ~ /^-?[0-9.]+(e[-+]?[0-9]+)?$/ ? word + 0 : word
            word = ""
            has = 0
            if (c == "\n" && words) {
                N[id, records++] = words
                words = 0
            }
        } else {
            word = word c
            has = 1
        }
    }
    return records
}

# Attributes name=value, name="value" into A[name].
function attributes(text,    name, value) {
    delete A
    while (match(text, /[a-zA-Z_0-9]+=/)) {
        name = substr(text, RSTART, RLENGTH - 1)
        text = substr(text, RSTART + RLENGTH)
        if (match(text, /^(\\)*"/)) {
            value = substr(text, RLENGTH + 1)
            text = ""
            if (match(value, /[^\\](\\\\)?"/) || match(value, /^(\\\\)?"/)) {
                text = substr(value, RSTART + RLENGTH)
                value = substr(value, 1, RSTART + RLENGTH - 1)
            }
            gsub(/[\\"]/, "", value)
        } else {
            match(text, /^[^ \n]*/)
            value = substr(text, 1, RLENGTH)
            text = substr(text, RLENGTH + 1)
        }
        A[name] = value
    }
}

# ---- texts and places ----

function add_text(text, x, y, rot, flip, size,    w, h, n, i, lines, swap) {
    n = split(text, lines, "\n")
    w = 0
    for (i = 1; i <= n; i++)
        if (length(lines[i]) > w)
            w = length(lines[i])
    if (w == 0)
        return
    w *= 30 * size
    h = n * 55 * size
    T[++n_texts] = text
    if (rot % 2) {
        swap = w
        w = h
        h = swap
    }
    X1[n_texts] = (rot % 2 ? rot == 1 : (flip && rot == 0) || (!flip && rot == 2)) ? x - w : x
    Y1[n_texts] = (rot % 2 ? (flip && rot == 1) || (!flip && rot == 3) : rot == 2) ? y - h : y
    X2[n_texts] = X1[n_texts] + w
    Y2[n_texts] = Y1[n_texts] + h
}

function check_texts(    i, j, slack) {
    slack = 1.5
    for (i = 2; i <= n_texts; i++)
        for (j = 1; j < i; j++)
            if (X1[i] < X2[j] - slack && X1[j] < X2[i] - slack && Y1[i] < Y2[j] - slack && Y1[j] < Y2[i] - slack)
                wrong(sprintf("'%s' at %g %g is over '%s' at %g %g", T[i], X1[i], Y1[i], T[j], X1[j], Y1[j]))
}

# Within the graphs of a sheet (boxes of layer 2).
function check_graphs(id,    k, i) {
    for (k = 0; k < records_of[id]; k++)
        for (i = 1; i <= n_texts && W[id, k, 1] == "B" && W[id, k, 2] == 2; i++)
            if (X1[i] < W[id, k, 5] && W[id, k, 3] < X2[i] && Y1[i] < W[id, k, 6] && W[id, k, 4] < Y2[i])
                wrong(sprintf("'%s' at %g %g is over a graph", T[i], X1[i], Y1[i]))
}

# Where a point of a symbol comes to lie.
function turn(x, y, rot, flip) {
    if (flip)
        x = -x
    PX = rot == 0 ? x : rot == 1 ? -y : rot == 2 ? -x : y
    PY = rot == 0 ? y : rot == 1 ? x : rot == 2 ? -y : -x
}

function on_grid(x, y) {
    return x % 10 == 0 && y % 10 == 0
}

# ---- symbols ----

function load_symbol(name,    i, n, dirs, text, k, template) {
    if (name in records)
        return records[name]
    n = split(path, dirs, ":")
    text = ""
    for (i = 0; i <= n && text == ""; i++)
        text = slurp(i ? dirs[i] "/" name : name)
    if (text == "") {
        wrong("no symbol " name)
        return records[name] = 0
    }
    records[name] = parse(name, text)
    for (k = 0; k < records[name]; k++)
        if (W[name, k, 1] == "G" || W[name, k, 1] == "K")
            block[name, W[name, k, 1]] = W[name, k, 2]
    attributes(block[name, "G"])
    kind[name] = A["type"]
    template = A["template"]
    # the template's own quotes are gone with its backslashes: take it from the text
    i = index(block[name, "G"], "template=\"")
    if (i) {
        template = substr(block[name, "G"], i + 10)
        gsub(/\\+"/, "\"", template)
    }
    attributes(template)
    for (k in A)
        templates[name, k] = A[k]
    names[name] = ""
    for (k in A)
        names[name] = names[name] " " k
    return records[name]
}

# The text with the attributes of A, and the template's, put in.
function substitute(text, name,    out, token) {
    out = ""
    while (match(text, /@[a-zA-Z_0-9]+/)) {
        token = substr(text, RSTART + 1, RLENGTH - 1)
        if (token == "time_last_modified")
            A[token] = "0000-00-00  00:00:00"
        if (token ~ /^schname/)
            A[token] = sheet_name
        if (token == "symname") {
            A[token] = name
            sub(/^.*\//, "", A[token])
            sub(/\.sym$/, "", A[token])
        }
        out = out substr(text, 1, RSTART - 1) (token in A ? A[token] : (name, token) in templates ? templates[name, token] : "")
        text = substr(text, RSTART + RLENGTH)
    }
    return out text
}

function touches(name, x, y,    k, t, i, n) {
    for (k = 0; k < records[name]; k++) {
        t = W[name, k, 1]
        if (t == "L" && ((W[name, k, 3] == x && W[name, k, 4] == y) || (W[name, k, 5] == x && W[name, k, 6] == y)))
            return 1
        if (t == "B" && W[name, k, 2] != 5 && W[name, k, 3] <= x && x <= W[name, k, 5] && W[name, k, 4] <= y &&
            y <= W[name, k, 6])
            return 1
    }
    return 0
}

function check_symbol(name,    k, x, y, n_pins, seen) {
    n_texts = 0
    load_symbol(name)
    if (kind[name] == "")
        wrong("no type")
    if (!((name, "K") in block))
        wrong("no K block")
    for (k = 0; k < records[name]; k++) {
        if (W[name, k, 1] == "T") {
            delete A
            add_text(substitute(W[name, k, 2], name), W[name, k, 3], W[name, k, 4], W[name, k, 5], W[name, k, 6], W[name, k, 7])
        }
        if (W[name, k, 1] != "B" || W[name, k, 2] != 5)
            continue
        x = (W[name, k, 3] + W[name, k, 5]) / 2
        y = (W[name, k, 4] + W[name, k, 6]) / 2
        attributes(W[name, k, 7])
        if (!on_grid(x, y))
            wrong("pin " A["name"] " is off the grid: " x " " y)
        if (!touches(name, x, y))
            wrong("nothing is drawn to pin " A["name"])
        if ((x, y) in seen)
            wrong("two pins at " x " " y)
        seen[x, y]
        n_pins++
    }
    check_texts()
}

# ---- schematics ----

function on_wire(x, y,    i) {
    for (i = 1; i <= n_wires; i++)
        if (((wx1[i] == x && x == wx2[i]) && (wy1[i] - y) * (wy2[i] - y) <= 0) ||
            ((wy1[i] == y && y == wy2[i]) && (wx1[i] - x) * (wx2[i] - x) <= 0))
            return 1
    return 0
}

function place_instance(id, k,    name, x, y, rot, flip, j, i, own) {
    name = W[id, k, 2]
    x = W[id, k, 3]
    y = W[id, k, 4]
    rot = W[id, k, 5]
    flip = W[id, k, 6]
    load_symbol(name)
    if (!on_grid(x, y))
        wrong(name " is off the grid: " x " " y)
    for (j = 0; j < records[name]; j++) {
        if (W[name, j, 1] == "B" && W[name, j, 2] == 5) {
            turn((W[name, j, 3] + W[name, j, 5]) / 2, (W[name, j, 4] + W[name, j, 6]) / 2, rot, flip)
            attributes(W[name, j, 7])
            at[PX + x, PY + y]++
            n_pins++
            pin_x[n_pins] = PX + x
            pin_y[n_pins] = PY + y
            attributes(W[id, k, 7])
            pin_of[n_pins] = A["name"] " (" name ")"
        }
        if (W[name, j, 1] != "T")
            continue
        turn(W[name, j, 3], W[name, j, 4], rot, flip)
        own = W[name, j, 6]
        attributes(W[id, k, 7])
        add_text(substitute(W[name, j, 2], name), PX + x, PY + y, (rot + W[name, j, 5]) % 4, flip ? !own : own + 0, W[name, j, 7])
    }
}

function check_schematic(id,    n, k, i) {
    n_texts = n_pins = n_wires = 0
    delete at
    n = records_of[id] = parse(id, slurp(id))
    for (k = 0; k < n; k++)
        if (W[id, k, 1] == "N") {
            wx1[++n_wires] = W[id, k, 2]
            wy1[n_wires] = W[id, k, 3]
            wx2[n_wires] = W[id, k, 4]
            wy2[n_wires] = W[id, k, 5]
            if (!on_grid(W[id, k, 2], W[id, k, 3]) || !on_grid(W[id, k, 4], W[id, k, 5]))
                wrong("a wire is off the grid at " W[id, k, 2] " " W[id, k, 3])
        }
    for (k = 0; k < n; k++)
        if (W[id, k, 1] == "C")
            place_instance(id, k)
        else if (W[id, k, 1] == "T")
            add_text(W[id, k, 2], W[id, k, 3], W[id, k, 4], W[id, k, 5], W[id, k, 6], W[id, k, 7])
    for (i = 1; i <= n_pins; i++)
        if (at[pin_x[i], pin_y[i]] < 2 && !on_wire(pin_x[i], pin_y[i]))
            wrong(pin_of[i] " has an unconnected pin at " pin_x[i] " " pin_y[i])
    for (i = 1; i <= n_wires; i++) {
        if (!(at[wx1[i], wy1[i]] + wires_at(wx1[i], wy1[i], i)))
            wrong("a wire ends in nothing at " wx1[i] " " wy1[i])
        if (!(at[wx2[i], wy2[i]] + wires_at(wx2[i], wy2[i], i)))
            wrong("a wire ends in nothing at " wx2[i] " " wy2[i])
    }
    check_texts()
    check_graphs(id)
}

function wires_at(x, y, but,    i, keep) {
    keep = wx1[but]
    wx1[but] = 1e9 # (not itself)
    i = wy1[but]
    wy1[but] = 1e9 + 1
    x = on_wire(x, y)
    wx1[but] = keep
    wy1[but] = i
    return x
}

# ---- what it covers ----

function cover(x, y) {
    if (n_covered++ == 0) {
        left = right = x
        upper = lower = y
    }
    if (x < left) left = x
    if (x > right) right = x
    if (y < upper) upper = y
    if (y > lower) lower = y
}

# After check_schematic or check_symbol of a file with that many records.
function print_box(id,    k, i, t) {
    n_covered = 0
    for (k = 0; k < records_of[id]; k++) {
        t = W[id, k, 1]
        if (t == "L" || t == "B") {
            cover(W[id, k, 3], W[id, k, 4])
            cover(W[id, k, 5], W[id, k, 6])
        }
    }
    for (i = 1; i <= n_pins; i++)
        cover(pin_x[i], pin_y[i])
    for (i = 1; i <= n_texts; i++) {
        cover(X1[i], Y1[i])
        cover(X2[i], Y2[i])
    }
    print left, upper, right, lower
}

BEGIN {
    for (n_arg = 1; n_arg < ARGC; n_arg++) {
        file = ARGV[n_arg]
        n_parts = split(file, parts, "/")
        sheet_name = (n_parts > 1 ? parts[n_parts - 1] "/" : "") parts[n_parts]
        if (file ~ /\.sym$/)
            check_symbol(file)
        else
            check_schematic(file)
        if (box)
            print_box(file)
    }
    exit bad
}
