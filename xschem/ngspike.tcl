# ngspike in Xschem 2.8.1 and later. Put into an xschemrc, after its own library path:
#     source /usr/local/share/ngspike/xschem/ngspike.tcl
# It adds the symbols to the library path, a menu, and what the buttons of the examples do.

namespace eval ngspike {
    variable folder [file dirname [file normalize [info script]]]
    variable examples [file join $folder ngspike_examples]
}

# Adds a folder to the end of the library path.
proc ngspike::add_library {dir} {
    global XSCHEM_LIBRARY_PATH
    if {[lsearch -exact [split $XSCHEM_LIBRARY_PATH :] $dir] < 0} {
        append XSCHEM_LIBRARY_PATH :$dir
    }
}

# The examples name Xschem's own symbols devices/NAME.sym, as 2.8.1 does; 3 has the folder above only on the paths of PDKs.
# 2.8.1 has no path at all where the xschemrc sets none.
proc ngspike::add_libraries {} {
    global XSCHEM_LIBRARY_PATH XSCHEM_SHAREDIR env
    if {![info exists XSCHEM_LIBRARY_PATH] || $XSCHEM_LIBRARY_PATH eq ""} {
        set XSCHEM_LIBRARY_PATH $env(HOME)/.xschem/xschem_library
    }
    if {[info exists XSCHEM_SHAREDIR]} {
        ngspike::add_library $XSCHEM_SHAREDIR/xschem_library
    }
    ngspike::add_library $ngspike::folder
}

# ---- netlists ----

# Texts as 2.8.1 nets them, "" text "", in one pair of quotes: ngspice reads the former too, but for parameters named file.
proc ngspike::plain_quotes {card} {
    return [regsub -all {""(?:\s|\n\+)+([^"\s]+)(?:\s|\n\+)+""} $card {"\1"}]
}

# One .model card for instances with the same values: in each subcircuit, cards of the form "TYPE_INSTANCE TYPE(...)" that say
# the same become one, named after the first. What is not of this form stays as it is.
proc ngspike::share_cards {text} {
    set lines {}
    foreach line [split $text \n] {
        if {[string index $line 0] eq "+" && [llength $lines]} {
            set lines [lreplace $lines end end "[lindex $lines end]\n$line"]
        } else {
            lappend lines $line
        }
    }
    set out {}
    array set first {}
    array set other {}
    foreach line $lines {
        if {[regexp -nocase {^\.(subckt|ends)} $line]} {
            array unset first
        }
        if {[regexp -nocase {^\.model} $line]} {
            set line [ngspike::plain_quotes $line]
        }
        set card [regsub -all {\s*\n\+\s*|\s+} $line { }]
        if {[regexp -nocase {^\.model (\S+) (\w+)(\(.*)$} $card all name type values] &&
            [regexp -nocase "^${type}_(\\S+)\$" $name all instance]} {
            set key [string tolower $type$values]
            if {[info exists first($key)]} {
                # the A line is the one before it
                set last [lindex $out end]
                if {[regexp "^(${instance}\\s.*\\s)${name}\\s*\$" $last all head]} {
                    set out [lreplace $out end end $head$first($key)]
                    continue
                }
            } else {
                set first($key) $name
            }
        }
        lappend out $line
    }
    return [join $out \n]
}

proc ngspike::tidy {file} {
    if {[catch {open $file} in]} {
        return
    }
    set text [read $in]
    close $in
    set shared [ngspike::share_cards $text]
    if {$shared ne $text} {
        set out [open $file w]
        puts -nonewline $out $shared
        close $out
    }
}

# Runs after Xschem's own `netlist SOURCE SHOW FILE`.
proc ngspike::after_netlist {command args} {
    global netlist_dir
    set file [lindex $command 3]
    if {[string match *.spice $file]} {
        ngspike::tidy [file join $netlist_dir $file]
    }
}

# ---- buttons ----

proc ngspike::say {message} {
    if {[info commands alert_] ne ""} {
        alert_ $message
    } else {
        puts stderr $message
    }
}

proc ngspike::deck {} {
    global netlist_dir
    return [file join $netlist_dir [file tail [file rootname [xschem get schname]]].spice]
}

# Where sky130.lib.spice is, as for `ngspike run`: in the PDK if there is one, else ngspike's embedded cards.
proc ngspike::sky130_folder {} {
    variable folder
    global env
    if {[info exists env(PDK_ROOT)]} {
        set variant [expr {[info exists env(PDK)] && $env(PDK) ne "" ? $env(PDK) : "sky130A"}]
        set pdk [file join $env(PDK_ROOT) $variant libs.tech combined continuous]
        if {[file exists [file join $pdk sky130.lib.spice]]} {
            return $pdk
        }
    }
    if {[info exists env(NGSPIKE_CELLS)] && $env(NGSPIKE_CELLS) ne ""} {
        return [file join $env(NGSPIKE_CELLS) models]
    }
    return [file join [file dirname $folder] sky130_cells models]
}

# ngspice looks for a library beside the netlist only: the deck itself, or one beside it in which the library has its whole path.
proc ngspike::runnable {deck} {
    set in [open $deck]
    set text [read $in]
    close $in
    set library [file join [ngspike::sky130_folder] sky130.lib.spice]
    if {![file exists $library] || [file exists [file join [file dirname $deck] sky130.lib.spice]] ||
        ![regsub -all -nocase -lineanchor {^(\s*\.lib\s+)"?sky130\.lib\.spice"?(?=\s)} $text "\\1\"$library\"" text]} {
        return $deck
    }
    set run [file rootname $deck].run
    set out [open $run w]
    puts -nonewline $out $text
    close $out
    return $run
}

# Nets the sheet and runs it in a window of its own: in ngspice, where its plots can be looked at and commands be typed; a sheet
# without commands of its own (.control) in `ngspike run`, with the waves in a raw file.
proc ngspike::simulate {} {
    global netlist_dir netlist_type
    set netlist_type spice
    catch {xschem set netlist_type spice}
    xschem netlist
    set deck [ngspike::deck]
    if {![file exists $deck]} {
        ngspike::say "No netlist $deck: see Simulation, Set netlist dir."
        return
    }
    set name [file tail $deck]
    set in [open $deck]
    set interactive [regexp -nocase -line {^\s*\.control} [read $in]]
    close $in
    if {$interactive || [auto_execok ngspike] eq ""} {
        ngspike::in_terminal "ngspice $name" [list ngspice [file tail [ngspike::runnable $deck]]]
    } else {
        ngspike::in_terminal "ngspike run $name" [list ngspike run -o [file rootname $name].raw $name]
    }
}

# What the graphs of the sheet show, for ngspice's plot: a list of {NODE NODE...}, {NODE vs SWEEP...} where a graph has a sweep.
proc ngspike::graphs {} {
    set out {}
    # (2.8.1 names a sheet as in the library path, without its .sch)
    if {[catch {open [abs_sym_path [file rootname [xschem get schname]] .sch]} in]} {
        return $out
    }
    set text [read $in]
    close $in
    foreach {all graph} [regexp -all -inline -lineanchor {^B 2 [^\{]*\{(flags=graph[^\}]*)\}} $text] {
        set sweep {}
        if {![regexp {node="([^"]*)"} $graph all nodes]} {
            continue
        }
        regexp {sweep="([^"]*)"} $graph all sweep
        set curves {}
        set k 0
        foreach node $nodes {
            lappend curves $node
            if {[llength $sweep]} {
                lappend curves vs [lindex $sweep [expr {min($k, [llength $sweep] - 1)}]]
            }
            incr k
        }
        lappend out $curves
    }
    return $out
}

# Shows what the last run wrote: in the graphs of the sheet where Xschem has them, else in ngspice, which draws the same.
proc ngspike::waves {} {
    global netlist_dir
    set raw [file rootname [ngspike::deck]].raw
    if {![file exists $raw]} {
        ngspike::say "No $raw: press Simulate first, and have the deck `write` it."
        return
    }
    if {[llength [info procs ::graph_*]]} {
        xschem raw_read $raw tran
        xschem redraw
        return
    }
    # (ngspice takes a raw file on its command line for a deck.)
    set deck [file rootname $raw].waves
    set out [open $deck w]
    puts $out "* [file tail $raw]\n.control\nload [file tail $raw]"
    foreach curves [ngspike::graphs] {
        puts $out "plot [join $curves]"
    }
    puts $out "echo Others: plot NAME...\n.endc"
    close $out
    ngspike::in_terminal "ngspice [file tail $raw]" [list ngspice [file tail $deck]]
}

proc ngspike::in_terminal {title command} {
    global netlist_dir terminal
    set shell {cd "$1"; shift; "$@" || { echo; echo "ended with status $?; press Return"; read x; }}
    set term [expr {[info exists terminal] ? $terminal : {xterm}}]
    if {[auto_execok [lindex $term 0]] eq ""} {
        ngspike::say "No terminal '[lindex $term 0]' to run $title in: set `terminal` in your xschemrc."
        return
    }
    eval exec $term [list -e sh -c $shell sh $netlist_dir] $command &
}

# ---- the menu ----

proc ngspike::open_example {file} {
    xschem load $file
}

proc ngspike::add_menu {} {
    if {[info commands winfo] eq "" || ![winfo exists .menubar] || [winfo exists .menubar.ngspike]} {
        return
    }
    menubutton .menubar.ngspike -text "ngspike" -menu .menubar.ngspike.menu
    menu .menubar.ngspike.menu -tearoff 0
    menu .menubar.ngspike.menu.examples -tearoff 0
    .menubar.ngspike.menu add cascade -label "ngspike examples" -menu .menubar.ngspike.menu.examples
    foreach file [lsort [glob -nocomplain $ngspike::examples/*.sch]] {
        # a sheet with a symbol is a part of others
        if {[file exists [file rootname $file].sym]} {
            continue
        }
        .menubar.ngspike.menu.examples add command -label [file rootname [file tail $file]] \
            -command [list ngspike::open_example $file]
    }
    .menubar.ngspike.menu add command -label "Simulate" -command ngspike::simulate
    .menubar.ngspike.menu add command -label "Load waves" -command ngspike::waves
    pack .menubar.ngspike -side left
}

# What needs Xschem's own procedures, which are defined after the xschemrc was read.
proc ngspike::start {args} {
    variable started
    if {[info exists started] || [info commands ::netlist] eq ""} {
        return
    }
    set started 1
    trace add execution ::netlist leave ngspike::after_netlist
    after idle {after 200 ngspike::add_menu}
}

ngspike::add_libraries
# (Both versions set this variable between defining their procedures and drawing the first sheet.)
trace add variable ::retval write ngspike::start
