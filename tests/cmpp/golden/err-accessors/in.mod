#define T(n) (n)
void cm_everythin(ARGS)
{
    PARAM(ofset) = PARAM(in) + PARAM() + PARAM(offset[0]) + PARAM(gain) + PARAM(a + b);
    INPUT(out[0]) = OUTPUT(in[1]);
    PARTIAL(cell) = 1, PARTIAL(cell, in[0], in[1]) = 2, PARTIAL(out[0], in[0]) = 3;
    OUTPUT_DELAY(cell) = INPUT_STATE(in[0]);
    AC_GAIN(in[0], cell).real = PORT_SIZE(in[0]) + T();
    STATIC_VAR(sate[PARAM(nn)]) = STATIC_VAR(state[]);
    PARAM(gain[0]
