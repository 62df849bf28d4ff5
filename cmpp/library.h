/* The models and node types that make one library, gathered from their folders. */
#ifndef CMPP_LIBRARY_H
#define CMPP_LIBRARY_H

#include "diag.h"
#include "mem.h"

/* A model (name: Spice_Model_Name, symbol: C_Function_Name) or a node type (symbol:
 * udn_<name>_info). */
struct library_entry {
    const char *name, *symbol;
    const struct source *src; /* where it is declared */
    struct span name_at, symbol_at;
};

struct library_list {
    struct library_entry *items;
    size_t n;
};

/* Zero-initialise, then set the name. */
struct library {
    struct arena arena;
    const char *name; /* "ngspike.cm" */
    struct library_list models, udns;
};

/* Adds the model of folder/ifspec.ifs; false, with errors, if it is bad or its name is taken. */
bool library_add_model(struct library *lib, const char *folder, struct diag *diag);

/* Adds the node types that folder/udnfunc.c defines: `const cm_udn udn_<name>_info = ...` or, as
 * for ngspice, `Evt_Udn_Info_t udn_<name>_info = ...`. */
bool library_add_udn(struct library *lib, const char *folder, struct diag *diag);

/* The same for a source that was read; src must outlive the library. */
bool library_add_udn_source(struct library *lib, const struct source *src, struct diag *diag);

/* Adds the folders in a modpath.lst (udns: udnpath.lst), which are relative to that file: list.h.
 */
bool library_add_list(struct library *lib, const char *path, bool udns, struct diag *diag);

void library_free(struct library *lib);

#endif
