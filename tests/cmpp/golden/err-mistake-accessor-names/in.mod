#include <math.h>

void cm_compare(ARGS)
{
    if (INIT && TIME(0))
        STATIC_VAR(last) = ZERO;
    for (int i = 0; i < PORT_SIZE(in); i++)
        if (fabs(INPUT(in[i])) > PARAM(levle) + PARAM(hyst))
            STATIC_VAR(lst) = ONE;
    OUTPUT_STATE(out) = (Digital_State_t)STATIC_VAR(last);
    OUTPUT_DELAY(out, in) = 1e-9;
}
