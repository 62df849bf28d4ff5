#include "taken.h"

#include <stddef.h>
#include <string.h>

/* Types of .model lines that are looked for before code models. */
static const char *const devices[] = {
    "c",    "cpl",  "csw",  "d",    "l",     "ltra",  "ndev",  "nhfet",  "njf",    "nmf", "nmos",
    "npn",  "nsoi", "numd", "nbjt", "numos", "phfet", "pjf",   "pmf",    "pmos",   "pnp", "poly",
    "psoi", "r",    "res",  "sw",   "txl",   "urc",   "vdmos", "vdmosn", "vdmosp", NULL};

/* The code models that come with ngspice, 39 to 47; of two models with one name it takes its own.
 */
static const char *const models[] = {"adc_bridge",    "astate",
                                     "aswitch",       "bidi_bridge",
                                     "capacitoric",   "climit",
                                     "cmeter",        "core",
                                     "cpline",        "cpmlin",
                                     "d_and",         "d_buffer",
                                     "d_cosim",       "d_dff",
                                     "d_dlatch",      "d_dt",
                                     "d_fdiv",        "d_genlut",
                                     "d_inverter",    "d_jkff",
                                     "d_lut",         "d_nand",
                                     "d_nor",         "d_open_c",
                                     "d_open_e",      "d_or",
                                     "d_osc",         "d_process",
                                     "d_pulldown",    "d_pullup",
                                     "d_pwm",         "d_ram",
                                     "d_source",      "d_srff",
                                     "d_srlatch",     "d_state",
                                     "d_tff",         "d_to_real",
                                     "d_tristate",    "d_xnor",
                                     "d_xor",         "dac_bridge",
                                     "delay",         "divide",
                                     "filesource",    "gain",
                                     "hyst",          "ilimit",
                                     "inductoric",    "int",
                                     "lcouple",       "limit",
                                     "lmeter",        "memristor",
                                     "mlin",          "msopen",
                                     "mult",          "multi_input_pwl",
                                     "oneshot",       "ota",
                                     "potentiometer", "pswitch",
                                     "pwl",           "pwlts",
                                     "real_delay",    "real_gain",
                                     "real_to_v",     "s_xfer",
                                     "seegen",        "sidiode",
                                     "sine",          "slew",
                                     "spice2poly",    "square",
                                     "summer",        "table2d",
                                     "table3d",       "tline",
                                     "triangle",      "xfer",
                                     "zener",         NULL};

/* What a port can be: d and real are node types as well. */
static const char *const ports[] = {"g",    "gd", "h",  "hd",   "i", "id",
                                    "real", "v",  "vd", "vnam", NULL};

const char *taken_by(const char *name)
{
    static const struct {
        const char *const *names;
        const char *who;
    } lists[] = {{devices, "a device of ngspice"},
                 {models, "a code model of ngspice's own"},
                 {ports, "a type of ports"}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const char *const *taken = lists[i].names; *taken; taken++)
            if (strcmp(name, *taken) == 0)
                return lists[i].who;
    return NULL;
}
