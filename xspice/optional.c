/* Functions that only newer hosts have: passed on, or what cm_optional.h says in an older one. */
#include "optional.h"
#include "core.h"
#include "trace.h"

#include <stddef.h>

/* ---- which of them the library calls ---- */

/* The linker puts all numbers that the calls leave (CM_USES) between these two. This one makes sure
 * that there is such a section. */
__asm__(".pushsection cm_uses,\"a\",%progbits\n\t.byte 0\n\t.popsection");
extern const unsigned char __start_cm_uses[] __attribute__((visibility("hidden")));
extern const unsigned char __stop_cm_uses[] __attribute__((visibility("hidden")));

bool cm_library_uses(enum cm_optional function)
{
    for (const unsigned char *p = __start_cm_uses; p != __stop_cm_uses; p++)
        if (*p == function)
            return true;
    return false;
}

void cm_warn_of_missing(const char *version, const cm_layout *layout)
{
    static const struct {
        const char *name;
        size_t slot; /* in cm_core_slots */
        int since;
        const char *effect;
    } functions[] = {
        [CM_OPTIONAL_SCHEDULE_OUTPUT] = {"cm_schedule_output",
                                         offsetof(cm_core_slots, schedule_output), 40,
                                         "calls return false and schedule nothing"},
        [CM_OPTIONAL_GETVAR] = {"cm_getvar", offsetof(cm_core_slots, getvar), 40,
                                "calls return false"},
        [CM_OPTIONAL_IRREVERSIBLE] = {"cm_irreversible", offsetof(cm_core_slots, irreversible), 42,
                                      "calls do nothing, and none is made with STEP_PENDING"},
        [CM_OPTIONAL_CEXIT] = {"cm_cexit", offsetof(cm_core_slots, cexit), 42,
                               "calls end the analysis, not the program"},
        [CM_OPTIONAL_GET_NEG_NODE_NAME] = {"cm_get_neg_node_name",
                                           offsetof(cm_core_slots, get_neg_node_name), 45,
                                           "calls return NULL"},
        [CM_OPTIONAL_NOISE_ADD_SOURCE] = {"cm_noise_add_source", offsetof(cm_core_slots, noise), 47,
                                          "models add nothing to noise analysis"},
    };
    for (size_t i = 1; i < sizeof functions / sizeof functions[0]; i++)
        if (!CM_AT(const int, &layout->core, functions[i].slot) &&
            cm_library_uses((enum cm_optional)i))
            (void)fprintf(stderr, "%s: warning: ngspice %s has no %s() (%d and later do): %s.\n",
                          cm_library_name, version, functions[i].name, functions[i].since,
                          functions[i].effect);
}

/* ---- the functions; cm_noise_add_source is in noise.c ---- */

const char *cm_call_get_neg_node_name(const char *port, unsigned index)
{
    if (!cm_slots->get_neg_node_name)
        return NULL;
    return CM_CALL(cm_slots->get_neg_node_name, const char *, const char *, unsigned)(port, index);
}

bool cm_call_schedule_output(unsigned conn, unsigned port, double delay, void *value)
{
    CM_TRACE("call  cm_schedule_output(%u, %u, %.9g, %p)", conn, port, delay, value);
    if (!cm_slots->schedule_output)
        return false;
    return cm_low_byte(CM_CALL(cm_slots->schedule_output, int, unsigned, unsigned, double,
                               void *)(conn, port, delay, value));
}

bool cm_call_getvar(char *name, enum cp_types type, void *value, size_t size)
{
    if (!cm_slots->getvar)
        return false;
    return cm_low_byte(CM_CALL(cm_slots->getvar, int, char *, enum cp_types, void *,
                               size_t)(name, type, value, size));
}

void cm_call_irreversible(unsigned call)
{
    CM_TRACE("call  cm_irreversible(%u)", call);
    if (cm_slots->irreversible)
        CM_CALL(cm_slots->irreversible, void, unsigned)(call);
}

void cm_call_cexit(int status)
{
    CM_TRACE("call  cm_cexit(%d)", status);
    if (cm_slots->cexit)
        CM_CALL(cm_slots->cexit, void, int)(status);
    else
        cm_fault(NULL, "a model ended the analysis with cm_cexit(%d)", status);
}
