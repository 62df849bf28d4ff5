/* ngspike: runs decks inside libngspice and reports what a network learnt. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "options.h"

static const char help[] =
    "usage: ngspike COMMAND [options]\n"
    "\n"
    "  ngspike run [options] DECK     run a deck in ngspice with ngspike's models loaded\n"
    "  ngspike report [options] DIR   write DIR/report.html from the results of a run\n"
    "  ngspike fit [options] DATA     a family's parameters from measured data\n"
    "  ngspike tb [options] NAME|all  run testbenches of the SKY130 cells against their limits\n"
    "  ngspike models [NAME [SET]]    the memristor families, their parameters and published sets\n"
    "  ngspike setup [options]        have ngspice and Xschem load ngspike from now on\n"
    "\n"
    "  ngspike COMMAND --help         options of a command\n"
    "  ngspike --version\n"
    "\n"
    "Exit status: 0 if all went well, 1 on an error of the simulation, 2 on a wrong command line "
    "or input,\n"
    "130 if interrupted; otherwise what the deck gave to 'quit'.\n";

int main(int argc, char **argv)
{
    static const char *const names[] = {"run", "report", "fit",       "models", "setup",
                                        "tb",  "--help", "--version", NULL};
    setlocale(LC_CTYPE, "");
    const char *command = argc > 1 ? argv[1] : NULL;
    if (!command) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(command, "run") == 0)
        return run_main(argc - 1, argv + 1);
    if (strcmp(command, "report") == 0)
        return report_main(argc - 1, argv + 1);
    if (strcmp(command, "fit") == 0)
        return fit_main(argc - 1, argv + 1);
    if (strcmp(command, "models") == 0)
        return models_main(argc - 1, argv + 1);
    if (strcmp(command, "setup") == 0)
        return setup_main(argc - 1, argv + 1);
    if (strcmp(command, "tb") == 0)
        return tb_main(argc - 1, argv + 1);
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0 ||
        strcmp(command, "help") == 0) {
        fputs(help, stdout);
        return 0;
    }
    if (strcmp(command, "--version") == 0) {
        puts("ngspike " PACKAGE_VERSION);
        return 0;
    }
    const char *near = nearest(command, names);
    fprintf(stderr, "ngspike: unknown %s '%s'", command[0] == '-' ? "option" : "command", command);
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    fputs("\nTry 'ngspike --help'.\n", stderr);
    return EXIT_USAGE;
}
