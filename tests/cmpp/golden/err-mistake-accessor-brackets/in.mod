#include <math.h>

void cm_compare(ARGS)
{
    if (INIT)
        STATIC_VAR(last) = ZERO;
    for (int i = 0; i < PORT_SIZE(in; i++)
        if (fabs(INPUT(in(i))) > PARAM[level] + PARAM(hyst)
            STATIC_VAR(last] = ONE;
    OUTPUT_STATE(out) = (Digital_State_t)STATIC_VAR(last);
    OUTPUT_DELAY(out) = 1e-9;
}
