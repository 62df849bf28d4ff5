/* A model that hands what it reads to the test. */
#include "cm.h"
#include "everything_params.h"

void seen(const everything_params *p);

#define LAST(i) STATIC_VAR(state[STATIC_VAR_SIZE(state) - (i)])

/* Every accessor that the test does not run, to be compiled; the argument has another name. */
static double others(Mif_Private_t *m, int i)
{
    Digital_t *out = OUTPUT(out[i]);
    cm_var *table = STATIC_VAR_INST(table);
    out->state = OUTPUT_STATE(out[0]) = ONE;
    OUTPUT_STRENGTH(out[i]) = STRONG;
    OUTPUT_DELAY(out[i]) = TSTOP - TSTEP;
    OUTPUT_CHANGED(out[i]) = NEW_TIMEPOINT;
    OUTPUT(cell) = INPUT(cell);
    PARTIAL(cell, in[i]) = PARTIAL(cell, cell);
    AC_GAIN(cell, in[i + 1]).real = RAD_FREQ;
    LOAD(spikes) = TOTAL_LOAD(spikes);
    MESSAGE(spikes) = OUTPUT_TYPE(spikes);
    STATIC_VAR(buffer) = OUTPUT(spikes);
    STATIC_VAR(table).cvalue = PARAM(zs[0]);
    STATIC_VAR(label) = PARAM(text);
    CALLBACK = NULL;
    if (m->noise && !m -> noise->registering)
        NOISE_DENSITY(i) = NOISE_FREQ + m->noise->density[0];
    if (ANALYSIS == AC || CALL_TYPE == EVENT || PORT_NULL(spikes) || table->size != STATIC_VAR_SIZE(table))
        return T(1) + TIME + TEMPERATURE + PARAM(n) + INSTANCE_VAR(count) + STATIC_VAR(state[PARAM_SIZE(gain) - 1]);
    return *INPUT_TYPE(in[i]) + PARAM_SIZE(gain);
}

void cm_everything(ARGS)
{
    everything_params p;
    if (INIT)
        others(mif_private, 0);
    if (!everything_params_read(mif_private, &p))
        return;
    seen(&p);
    if (!PARAM_NULL(gain))
        for (int i = 0; i < PORT_SIZE(in); i++)
            STATIC_VAR(state[i]) = INPUT(in[i]) * PARAM(gain[PORT_SIZE(in) - 1 - i]);
    LAST(1) += 0;
    everything_params_free(&p);
}
