/* ngspike-cmpp: the command line. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdio.h>
#include <string.h>

#include "cmd.h"

static const struct command commands[] = {
    {"ifs", cmd_ifs, "C tables of a model from its ifspec.ifs",
     "usage: ngspike-cmpp ifs IFSPEC [-o OUT.c]\n\n"
     "Writes `const cm_model <C_Function_Name>_model` of cm_model.h.\n"},
    {"mod", cmd_mod, "C from cfunc.mod",
     "usage: ngspike-cmpp mod IFSPEC CFUNC [-o OUT.c]\n\n"
     "Replaces the accessors (PARAM, INPUT, OUTPUT, ...) by the macros of cm.h. If CFUNC includes\n"
     "\"NAME_params.h\" (see `ngspike-cmpp params --help`), appends\n"
     "  static bool NAME_params_read(Mif_Private_t *mif_private, NAME_params *p)\n"
     "which fills p from the host and checks it, and, if the model has vectors, "
     "NAME_params_free(p).\n"},
    {"params", cmd_params, "the parameters of a model as a plain C header",
     "usage: ngspike-cmpp params IFSPEC [-o NAME_params.h]\n\n"
     "Writes `typedef struct {...} NAME_params`, NAME_params_default() and NAME_params_check(), "
     "where\n"
     "NAME is the Spice_Model_Name. The header needs nothing but the C library.\n"},
    {"lst", cmd_lst, "the list of all models and node types of a library",
     "usage: ngspike-cmpp lst --name LIBRARY [--udn DIR]... [--udns FILE]... [--models FILE]...\n"
     "                        [DIR]... [-o OUT.c]\n\n"
     "Writes cm_models[], cm_udns[] and cm_library_name of cm_model.h.\n\n"
     "  DIR            folder of a model, with its ifspec.ifs\n"
     "  --models FILE  modpath.lst: such folders, relative to FILE; # or * starts a "
     "comment\n"
     "  --udn DIR      folder of node types, with udnfunc.c: const cm_udn udn_<name>_info = "
     "{...};\n"
     "  --udns FILE    udnpath.lst: such folders\n"
     "  --name LIBRARY the name in the library's messages\n"},
    {"doc", cmd_doc, "a reference of models in Markdown",
     "usage: ngspike-cmpp doc IFSPEC... [-o OUT.md]\n\n"
     "Writes tables of the ports, the parameters and the savable variables of each model, with an "
     "index.\n"},
    {"man", cmd_man, "a manual page of a model",
     "usage: ngspike-cmpp man IFSPEC [-o NAME.7] [--section 7]\n\n"
     "Writes roff for man(7) macros: read it with `man -l NAME.7`.\n\n"
     "  --section 7  the section of the manual, as in the file's name\n"},
    {"symbol", cmd_symbol, "a symbol of a model for the schematic editor Xschem",
     "usage: ngspike-cmpp symbol IFSPEC [-o NAME.sym] [OPTION]...\n\n"
     "Writes a symbol, to be drawn on, that Xschem 2.8.1 and 3 net as an A line. Its attributes "
     "are\n"
     "the parameters; `more` takes those without a default: more=\"x0=0.5\".\n\n"
     "  --size PORT=N  pins for N elements of a vector port (default: the least, or 2)\n"
     "  --null PORT    without the pins of a port that may be null; the A line says null.\n"
     "                 A port with pins and one node is null on a net that is named null.\n"
     "  --card own     each instance brings its own .model card (default)\n"
     "  --card named   the attribute `model` names a card that is elsewhere\n"
     "  --card only    the symbol of such a card, to be drawn once for many instances\n"
     "  --shapes DIR   drawn and shortened as DIR/list says, a line a model: PATTERN SHAPE "
     "PARAMETERS;\n"
     "                 DIR/SHAPE.shape is the drawing\n"
     "  --shape NAME   with --shapes: this drawing in place of the list's, for more pins of a "
     "vector\n"},
    {"kicad", cmd_kicad, "a library of symbols of models for KiCad",
     "usage: ngspike-cmpp kicad IFSPEC|FILE.sym... --shapes DIR [-o LIBRARY.kicad_sym]\n\n"
     "Writes symbols in the format of KiCad 6; KiCad 7 and later net them, each with a subcircuit "
     "that has\n"
     "the A line and the card in it. Fields are the parameters; `more` takes the others as on a "
     "card, but\n"
     "texts without = and quotes: more: ron=100 window biolek\n\n"
     "NAME:SHAPE:IFSPEC is a symbol of that name, drawn by that shape.\n\n"
     "FILE.sym is a symbol of Xschem's that nets a subcircuit: the same for KiCad, drawn alike. "
     "It nets\n"
     "SUBCIRCUIT where it is written SUBCIRCUIT:FILE.sym. The subcircuit itself is to be included "
     "by a\n"
     "text on the sheet.\n\n"
     "  --shapes DIR   as for `ngspike-cmpp symbol`; not needed for FILE.sym\n"},
    {"lint", cmd_lint, "warnings about models: units, names, lengths",
     "usage: ngspike-cmpp lint IFSPEC... [--strict]\n\n"
     "Warns about what is allowed and yet most likely a mistake: descriptions without a unit, or\n"
     "missing, too long or twice the same; names that are easily confused; A lines too long for\n"
     "ngspice; required parameters that may be anything; variables that ngspice cannot save.\n\n"
     "  --strict   exit status 1 if there are warnings\n"},
    {"new", cmd_new, "a folder to start a model of your own from",
     "usage: ngspike-cmpp new NAME [--kind KIND] [--dir DIR]\n\n"
     "Makes the folder NAME with a model that works, a deck that checks it, and a Makefile:\n"
     "`make` builds NAME.cm, `make test` runs the deck in ngspice.\n\n"
     "  --kind analog    a low-pass with a state (default)\n"
     "  --kind event     a divider of digital edges\n"
     "  --kind hybrid    a comparator, analog in and digital out\n"
     "  --kind nodetype  a node type with a model that uses it\n"
     "  --dir DIR        where to make it (default: here)\n"},
    {"build", cmd_build, "a library that ngspice loads, from models",
     "usage: ngspike-cmpp build DIR... -o FILE.cm [OPTION]...\n\n"
     "DIR is a model (ifspec.ifs, cfunc.mod), node types (udnfunc.c), a library in ngspice's "
     "layout\n"
     "(modpath.lst, udnpath.lst), or a folder of such folders.\n\n"
     "  -o FILE.cm       the library; written whole or not at all\n"
     "  --cc COMPILER    default: the environment variable CC, else cc\n"
     "  --cflags FLAGS   default: CFLAGS, else -O2 -gdwarf-4; in place of these\n"
     "  --ldflags FLAGS  default: LDFLAGS\n"
     "  --source FILE.c  another C file of the library\n"
     "  -D -U -I         passed on to the compiler, for your files\n"
     "  -L -l            passed on to the linker\n"
     "  --sanitize       with the address and undefined-behaviour sanitizers\n"
     "  --keep DIR       leave the generated C and the objects in DIR\n"
     "  -v               show the compiler's command lines\n"},
    {"kit", cmd_kit, "headers and glue, for build systems of your own",
     "usage: ngspike-cmpp kit DIR\n\n"
     "Writes DIR/xspice, DIR/glue and DIR/README.md, which says how to compile and link.\n"},
};

static void print_help(FILE *f)
{
    fputs("usage: ngspike-cmpp COMMAND ...\n\nMakes code models for ngspice from ifspec.ifs and "
          "cfunc.mod.\n\n",
          f);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(f, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`ngspike-cmpp COMMAND --help` says more; `ngspike-cmpp --version` tells the version.\n",
        f);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--version") == 0) {
        puts("ngspike-cmpp " PACKAGE_VERSION);
        return OK;
    }
    if (strcmp(name, "--help") == 0) {
        print_help(stdout);
        return OK;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].main(&commands[i], argc - 1, argv + 1);
    if (*name)
        fprintf(stderr, "ngspike-cmpp: no command '%s'\n", name);
    print_help(stderr);
    return BAD_USAGE;
}
