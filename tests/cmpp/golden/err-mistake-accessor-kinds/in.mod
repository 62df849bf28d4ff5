#include <math.h>

void cm_compare(ARGS)
{
    if (INIT)
        PARAM(last) = ZERO;
    for (int i = 0; i < PORT_SIZE(in); i++)
        if (fabs(INPUT(in[i])) > PARAM(in) + INPUT(hyst))
            STATIC_VAR(last) = ONE;
    OUTPUT_STATE(in[0]) = (Digital_State_t)STATIC_VAR(last);
    OUTPUT_DELAY(out) = 1e-9;
}
