/* A model that hands what it reads to the test. */
#include "cm.h"
#include "everything_params.h"

void seen(const everything_params *p);

void cm_everything(ARGS)
{
    everything_params p;
    if (!everything_params_read(mif_private, &p))
        return;
    seen(&p);
    if (!PARAM_NULL(gain))
        for (int i = 0; i < PORT_SIZE(in); i++)
            STATIC_VAR(state[i]) = INPUT(in[i]) * PARAM(gain[PORT_SIZE(in) - 1 - i]);
    everything_params_free(&p);
}
