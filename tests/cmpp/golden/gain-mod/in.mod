/* The gain block: PARAM(gain) here and "INPUT(in)" there stay as they are. */
#include <math.h>
#define SLOPE PARAM(gain) /* an accessor in a macro is one */

static const char *what = "PARAM(gain) at TIME", letter = 'T';

void cm_gain(ARGS)
{
    OUTPUT(out) = PARAM(gain) * (INPUT(in) + PARAM(
        offset)); // the macro above spans two lines, the line below keeps its number
    PARTIAL(out, in) = SLOPE;
    AC_GAIN(out, in).real = SLOPE;
    if (INIT && ANALYSIS != AC && T(0) > T(1) && TIME > 0)
        CALLBACK = 0;
    state->TIME = s.T(1);
#if 0
    this isn't C, and PARAM(nothing) is not looked up
#endif
#error PARAM(gain) isn't translated here
}
