#include "cm.h"
#include "everything_params.h"

void cm_everything(ARGS)
{
    everything_params p;
    if (INIT && !everything_params_read(mif_private, &p))
        return;
    int i = 0, n = PORT_SIZE(in) + PARAM_SIZE(gain) + STATIC_VAR_SIZE(state) + INSTANCE_VAR_SIZE(state);
    for (i = 0; i < n && !PARAM_NULL(gain) && !PORT_NULL(spikes); i++)
        STATIC_VAR(state[i]) = INPUT(in[i]) * PARAM(gain[(int)PARAM(gain[i + 1])]);
    OUTPUT_STATE(out[0]) = ONE, OUTPUT_STRENGTH(out[i]) = STRONG;
    OUTPUT_DELAY(out[n - 1]) = 1e-9 * PARAM(z).real;
    OUTPUT_CHANGED(spikes) = PARAM(flag) ? MIF_TRUE : MIF_FALSE;
    PARTIAL(cell, in[i]) = INSTANCE_VAR(count), AC_GAIN(cell, cell).imag = RAD_FREQ;
    MESSAGE(spikes) = PARAM(text), OUTPUT(spikes), STATIC_VAR(buffer) = INPUT_TYPE(in[0]);
    LOAD(out[0]) = PARAM(list[0]) + TEMPERATURE + CALL_TYPE + NEW_TIMEPOINT + TOTAL_LOAD(out[(0, 1)]);
}
