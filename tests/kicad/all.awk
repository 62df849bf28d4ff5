# A list for sheet.awk with one of each symbol of a library, A_NAME, each pin at a label NAME_PIN.
/^  \(symbol "/ { split($0, word, "\""); name = word[2]; x = 50.8 + 76.2 * (n % 4); y = 50.8 + 63.5 * int(n / 4); n++
    print "symbol", name, "A_" name, x, y }
/^      \(pin / { match($0, /\(at [-.0-9]+ [-.0-9]+/); split(substr($0, RSTART + 4, RLENGTH - 4), at, " ")
    match($0, /\(name "[^"]*/); print "label", name "_" substr($0, RSTART + 7, RLENGTH - 7), x + at[1], y - at[2], (at[1] < 0 ? 180 : 0) }
