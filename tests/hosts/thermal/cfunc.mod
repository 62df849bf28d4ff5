/* A resistor whose noise can be compared with that of ngspice's own. */

static const double boltzmann = 1.380649e-23; /* J/K */

void cm_thermal(ARGS)
{
    double g = PARAM(m) / PARAM(r);
    double temperature = TEMPERATURE + 273.15 + (PARAM_NULL(dt) ? 0 : PARAM(dt));
    if (ANALYSIS == NOISE) {
        int source = cm_noise_add_source("thermal", 0, 0, MIF_NOISE_CURRENT);
        if (!mif_private->noise->registering)
            NOISE_DENSITY(source) = 4 * boltzmann * temperature * g;
    } else if (ANALYSIS == AC) {
        Complex_t gain = {g, 0};
        AC_GAIN(p, p) = gain;
    } else {
        OUTPUT(p) = g * INPUT(p);
        PARTIAL(p, p) = g;
    }
}
