# Makes a schematic of KiCad from a list of what is on it:
#   awk [-v library=NAME] -f sheet.awk LIBRARY.kicad_sym SHEET.list >SHEET.kicad_sch
# NAME: what KiCad calls the library (ngspike).
# An instance has all fields of its symbol, so those of a sheet can only be made with the library.
#   title TEXT
#   symbol NAME REFERENCE X Y [FIELD=VALUE]...    of the library; fields are set apart by |
#   source REFERENCE X Y PARAMETERS                a source of voltage (V...) or of current (I...; up, out of its pin 1), 7.62 mm
#                                                  high: Sim.Type and Sim.Params
#   label NET X Y ANGLE                            a global label
#   wire X1 Y1 X2 Y2
#   text X Y TEXT                                  \n begins a line; SPICE directives are such texts
# Places are in mm.

function uuid() {
    return sprintf("(uuid 00000000-0000-4000-8000-%012d)", ++n_uuids)
}

function effects(hidden, justify) {
    return "(effects (font (size 1.27 1.27))" (justify ? " (justify " justify ")" : "") (hidden ? " hide" : "") ")"
}

function quote(s) {
    gsub(/"/, "\\\"", s)
    return "\"" s "\""
}

function property(name, value, x, y, hidden) {
    body = body sprintf("    (property %s %s (at %g %g 0) %s)\n", quote(name), value, x, y, effects(hidden, "left top"))
}

# The end of an instance: its pins, and its name on this sheet.
function finish(pins, reference,    i) {
    for (i = 1; i <= pins; i++)
        body = body sprintf("    (pin \"%d\" %s)\n", i, uuid())
    body = body sprintf("    (instances (project \"\" (path \"/%s\" (reference \"%s\") (unit 1))))\n  )\n", root, reference)
}

function begin(lib, x, y) {
    body = body sprintf("  (symbol (lib_id \"%s\") (at %g %g 0) (unit 1) (in_bom yes) (on_board no) (dnp no) %s\n", lib, x, y, uuid())
}

function symbol(    part, n, i, name, reference, x, y, set, own, at, value) {
    n = split($0, part, "|")
    split(part[1], own, " ")
    name = own[2]; reference = own[3]; x = own[4]; y = own[5]
    if (!(name in text)) {
        print "sheet.awk: no symbol " name > "/dev/stderr"
        failed = 1
        return
    }
    used[name]
    for (i = 2; i <= n; i++) {
        at = index(part[i], "=")
        set[substr(part[i], 1, at - 1)] = quote(substr(part[i], at + 1))
    }
    begin(library ":" name, x, y)
    for (i = 1; i <= n_fields[name]; i++) {
        if (field[name, i] ~ /^ki_/)
            continue
        value = field[name, i] == "Reference" ? quote(reference) : field[name, i] in set ? set[field[name, i]] : value_of[name, i]
        property(field[name, i], value, x + field_x[name, i], y - field_y[name, i], hidden_of[name, i])
        delete set[field[name, i]]
    }
    for (i in set) {
        print "sheet.awk: " name " has no field " i > "/dev/stderr"
        failed = 1
    }
    finish(n_pins[name], reference)
}

function source(    kind, params) {
    kind = substr($2, 1, 1)
    with_source[kind]
    params = $0
    sub(/^source +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ /, "", params)
    begin("ngspike:" (kind == "I" ? "isource" : "vsource"), $3, $4)
    property("Reference", quote($2), $3 + 3.81, $4 - 2.54, 0)
    property("Value", quote("${SIM.PARAMS}"), $3 + 3.81, $4, 0)
    property("Footprint", "\"\"", $3, $4, 1)
    property("Datasheet", "\"\"", $3, $4, 1)
    property("Sim.Device", quote(kind), $3, $4, 1)
    property("Sim.Type", quote($5), $3, $4, 1)
    property("Sim.Params", quote(params), $3, $4, 1)
    property("Sim.Pins", "\"1=+ 2=-\"", $3, $4, 1)
    finish(2, $2)
}

# The library's part for a source: its + and - at these heights, and what is in the circle.
function source_symbol(reference, name, plus, minus, line1, line2,    style) {
    print "    (symbol \"ngspike:" name "\" (pin_numbers hide) (pin_names hide) (in_bom yes) (on_board no)"
    printf "      (property \"Reference\" \"%s\" (at 3.81 2.54 0) %s)\n", reference, effects(0, "left top")
    printf "      (property \"Value\" \"\" (at 3.81 0 0) %s)\n", effects(0, "left top")
    printf "      (property \"Footprint\" \"\" (at 0 0 0) %s)\n", effects(1)
    printf "      (property \"Datasheet\" \"\" (at 0 0 0) %s)\n", effects(1)
    style = "(stroke (width 0) (type default)) (fill (type none))"
    print "      (symbol \"" name "_0_1\""
    print "        (circle (center 0 0) (radius 2.54) " style ")"
    print "        (polyline (pts " line1 ") " style ")"
    print "        (polyline (pts " line2 ") " style "))"
    print "      (symbol \"" name "_1_1\""
    printf "        (pin passive line (at 0 %s %d) (length 1.27) (name \"+\" %s) (number \"1\" %s))\n", plus, (plus > 0 ? 270 : 90), effects(0), effects(0)
    printf "        (pin passive line (at 0 %s %d) (length 1.27) (name \"-\" %s) (number \"2\" %s)))\n    )\n", minus, (minus > 0 ? 270 : 90), effects(0), effects(0)
}

# ---- the library ----

FNR == 1 { file++ }
file == 1 && /^  \(symbol "/ {
    split($0, word, "\"")
    now = word[2]
    text[now] = ""
}
file == 1 && now != "" {
    line = $0
    if (line ~ /^  \(symbol "/)
        sub(/"/, "\"" library ":", line)
    text[now] = text[now] "  " line "\n"
}
file == 1 && /^    \(property / {
    k = ++n_fields[now]
    match($0, /\(property "[^"]*" /)
    field[now, k] = substr($0, RSTART + 11, RLENGTH - 13)
    line = substr($0, RSTART + RLENGTH)
    match(line, /^"([^"\\]|\\.)*"/)
    value_of[now, k] = substr(line, 1, RLENGTH)
    line = substr(line, RLENGTH)
    match(line, /\(at [-.0-9]+ [-.0-9]+/)
    split(substr(line, RSTART + 4, RLENGTH - 4), word, " ")
    field_x[now, k] = word[1]
    field_y[now, k] = word[2]
    hidden_of[now, k] = line ~ / hide\)/
}
file == 1 && /^      \(pin / { n_pins[now]++ }
file == 1 && /^  \)$/ { now = "" }

# ---- the sheet ----

BEGIN { if (library == "") library = "ngspike"; root = "00000000-0000-4000-8000-000000000000" }
file == 2 && $1 == "title" { title = $0; sub(/^title /, "", title) }
file == 2 && $1 == "symbol" { symbol() }
file == 2 && $1 == "source" { source() }
file == 2 && $1 == "label" {
    body = body sprintf("  (global_label \"%s\" (shape passive) (at %g %g %d) %s %s)\n", $2, $3, $4, $5,
        effects(0, $5 == 180 || $5 == 270 ? "right" : "left"), uuid())
}
file == 2 && $1 == "wire" {
    body = body sprintf("  (wire (pts (xy %g %g) (xy %g %g)) (stroke (width 0) (type default)) %s)\n", $2, $3, $4, $5, uuid())
}
file == 2 && $1 == "text" {
    line = $0
    sub(/^text +[^ ]+ +[^ ]+ /, "", line)
    body = body sprintf("  (text %s (at %g %g 0) %s %s)\n", quote(line), $2, $3, effects(0, "left top"), uuid())
}

END {
    if (failed)
        exit 1
    printf "(kicad_sch (version 20230121) (generator ngspike)\n  (uuid %s)\n  (paper \"A4\")\n", root
    if (title != "")
        printf "  (title_block (title %s))\n", quote(title)
    print "  (lib_symbols"
    for (name in used)
        printf "%s", text[name]
    if ("V" in with_source)
        source_symbol("V", "vsource", 3.81, -3.81, "(xy -0.635 1.27) (xy 0.635 1.27)", "(xy 0 1.905) (xy 0 0.635)")
    if ("I" in with_source)
        source_symbol("I", "isource", -3.81, 3.81, "(xy 0 -1.905) (xy 0 1.905)", "(xy -0.635 0.635) (xy 0 1.905) (xy 0.635 0.635)")
    printf "  )\n%s  (sheet_instances (path \"/\" (page \"1\")))\n)\n", body
}
