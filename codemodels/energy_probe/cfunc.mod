/* energy_probe: sums of the account book (energy.h). Every load adds up what the instances noted in
 * this iteration or, if they come after the probe, in the one before; at a solution both are the
 * same. */
#include <string.h>

#include "cm.h"

#include "energy_probe_params.h"

#include "../energy.h"

typedef enum { REPORT_NONE, REPORT_MODELS, REPORT_INSTANCES, REPORT_UNKNOWN } report;

static report report_of(const char *word)
{
    static const char *const words[] = {"none", "models", "instances"};
    int k = REPORT_NONE;
    while (k < REPORT_UNKNOWN && strcmp(word, words[k]) != 0)
        k++;
    return (report)k;
}

/* What the circuit has come to, and whether that is to be reported. */
static energy_amount look(ARGS, const energy_probe_params *p)
{
    const report wanted = report_of(p->report);
    if (wanted == REPORT_UNKNOWN)
        cm_fault(mif_private, "energy_probe: report = \"%s\": write none, models or instances",
                 p->report);
    if (ANALYSIS != TRANSIENT)
        return (energy_amount){0};
    if (wanted == REPORT_MODELS || wanted == REPORT_INSTANCES)
        energy_report_at(TIME, TSTOP, wanted == REPORT_INSTANCES);
    return energy_sum(p->of);
}

void cm_energy_probe(ARGS)
{
    energy_probe_params p;
    if (ANALYSIS == AC || !energy_probe_params_read(mif_private, &p))
        return;
    const energy_amount sum = look(mif_private, &p);
    if (!PORT_NULL(out))
        OUTPUT(out) = sum.dissipated / p.unit;
    if (!PORT_NULL(supplied))
        OUTPUT(supplied) = sum.supplied / p.unit;
    STATIC_VAR(e) = sum.dissipated;
    STATIC_VAR(e_supply) = sum.supplied;
    STATIC_VAR(spikes) = sum.spikes;
}
