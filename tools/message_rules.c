#include <stdbool.h>
#include <stddef.h>

#include "message_rules.h"

#define STEPS  "give the analysis smaller steps, initial conditions, or a looser .options reltol"
#define FLOATS "every node needs a DC path to ground, and no two voltage sources may be in parallel"

/* clang-format off: one rule, one line */
const rule message_rules[] = {
    /* how a run ends */
    {"pause requested", false, ON_STDERR, 0, SAY_PAUSED, FIND_NOTHING, NULL},
    {"simulation interrupted", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"doAnalyses:", true, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, STEPS},
    {"simulation(s) aborted", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"simulation not started", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"Simulation interrupted due to error!", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"ngspice stopped due to error", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"fatal error in ngspice, exit(", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"Transient op failed", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"there aren't any circuits loaded", false, ON_STDERR, 0, SAY_SUMMARY, FIND_NOTHING, NULL},
    {"awaits to be detached", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Couldn't stop ngspice", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Spice not running", true, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    /* looking for the operating point */
    {"singular matrix", false, ON_STDERR, 0, SAY_SINGULAR, FIND_LAST, FLOATS},
    {"Trying gmin", true, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Supplies reduced", true, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"gmin step", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"gmin increment", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"source step", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Transient op ", false, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Note: ", true, ANYWHERE, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    /* reading the deck */
    {"Error on line:", true, ON_STDERR, 2, SAY_ERROR, FIND_NEXT, NULL},
    {"Error on line ", true, ON_STDERR, 2, SAY_ERROR, FIND_NUMBERED, NULL},
    {"Warning: Model issue on line ", true, ON_STDERR, 2, SAY_WARNING, FIND_NUMBERED,
     "see the model's manual for its parameters"},
    {"Netlist line no. ", true, ON_STDERR, 1, SAY_ERROR, FIND_NUMBERED,
     "define it with .param, or correct its name"},
    {"Please check your input netlist.", true, ON_STDERR, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"warning, can't find model ", true, ON_STDERR, 1, SAY_WARNING, FIND_NEXT,
     "add the .model card, or .include the file that has it; a transistor of a PDK: its W or L is "
     "outside what the models know"},
    {"could not find a valid modelname", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING,
     "add the .model card, or .include the file that has it; a transistor of a PDK: its W or L is "
     "outside what the models know"},
    {"unknown subckt: ", false, ON_STDERR, 0, SAY_ERROR, FIND_REST,
     "add the .subckt, or .include the file that has it"},
    {"Could not find include file ", false, ON_STDERR, 0, SAY_ERROR, FIND_REST,
     "paths are relative to the deck's folder"},
    {"Could not find library file ", false, ON_STDERR, 0, SAY_ERROR, FIND_REST,
     "paths are relative to the deck's folder"},
    {"library file ", false, ON_STDERR, 0, SAY_ERROR, FIND_LAST,
     "paths are relative to the deck's folder"},
    {"unable to find definition of model ", false, ANYWHERE, 0, SAY_ERROR, FIND_NAME,
     "add the .model card, or load the code models that have its type"},
    {"Error: bad syntax in line ", true, ON_STDERR, 1, SAY_ERROR, FIND_NUMBERED, NULL},
    {"Error: Missing token in line ", true, ON_STDERR, 1, SAY_ERROR, FIND_NUMBERED, NULL},
    /* commands */
    {": no such command available in ngspice", false, ON_STDERR, 0, SAY_ERROR, FIND_COMMAND, NULL},
    {"Warning from checkvalid: ", true, ON_STDERR, 0, SAY_ERROR, FIND_VECTOR,
     "the vector is made by an analysis that has not run, or is not saved"},
    {"PPerror: ", true, ON_STDERR, 3, SAY_ERROR, FIND_NEXT, NULL},
    {"Command 'source' failed:", true, ON_STDERR, 1, SAY_ERROR, FIND_NOTHING, NULL},
    {"Can't open viewport for graphics", true, ON_STDERR, 0, SAY_WARNING, FIND_NOTHING,
     "there is no display here; use wrdata, write or hardcopy"},
    {"Error: measure ", true, ON_STDERR, 1, SAY_ERROR, FIND_NAME, NULL},
    {"meas ", true, ON_STDERR, 0, SAY_ERROR, FIND_REST, NULL},
    /* code models */
    {"Instance: ", true, ANYWHERE, 0, SAY_WARNING, FIND_NAME, NULL},
    {"MIF: unrecognized parameter", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING,
     NULL}, /* the value of one already told */
    {"MIF-ERROR", false, ANYWHERE, 0, SAY_ERROR, FIND_NOTHING, NULL},
    /* tables and headings on stdout */
    {"Initial Transient Solution", true, ON_STDOUT, 0, SAY_TABLE, FIND_NOTHING, NULL},
    {"Last Node Voltages", true, ON_STDOUT, 0, SAY_TABLE, FIND_NOTHING, NULL},
    {"DC solution failed", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Transient solution failed", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"***", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"** ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Circuit: ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Doing analysis at TEMP", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Using ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"No. of Data Rows", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Measurements for ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Override trtol to ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Reducing trtol to ", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Background thread stopped", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Reset re-loads circuit", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"binary raw file", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"ASCII raw file", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"option SCALE:", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"ngspice-", true, ON_STDOUT, 0, SAY_NOTHING, FIND_NOTHING, NULL},
    {"Fatal error", true, ANYWHERE, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"Panic: ", true, ANYWHERE, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"ERROR", true, ANYWHERE, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"Error", true, ANYWHERE, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"Warning", true, ANYWHERE, 0, SAY_WARNING, FIND_NOTHING, NULL},
    /* anything on stderr that sounds like a failure */
    {"warning", false, ON_STDERR, 0, SAY_WARNING, FIND_NOTHING, NULL},
    {"error", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"can't ", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"cannot ", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"could not ", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"couldn't ", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"no such ", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"not found", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"failed", false, ON_STDERR, 0, SAY_ERROR, FIND_NOTHING, NULL},
    {"", false, ON_STDERR, 0, SAY_WARNING, FIND_NOTHING, NULL},
};
/* clang-format on */
const int n_message_rules = (int)(sizeof message_rules / sizeof *message_rules);
