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
     "  --models FILE  modpath.lst: such folders, one a line, relative to FILE; # or * starts a "
     "comment\n"
     "  --udn DIR      folder of node types, with udnfunc.c: const cm_udn udn_<name>_info = "
     "{...};\n"
     "  --udns FILE    udnpath.lst: such folders\n"
     "  --name LIBRARY the name in the library's messages\n"},
    {"doc", cmd_doc, "a reference of models in Markdown",
     "usage: ngspike-cmpp doc IFSPEC... [-o OUT.md]\n\n"
     "Writes tables of the ports, the parameters and the savable variables of each model, with an "
     "index.\n"},
};

static void print_help(FILE *f)
{
    fputs("usage: ngspike-cmpp COMMAND ...\n\nThe code-model preprocessor: turns ifspec.ifs and "
          "cfunc.mod into C.\n\n",
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
