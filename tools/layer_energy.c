#include "layer_energy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run_result.h"
#include "text.h"
#include "ticks.h"

/* "12 pJ a spike", after a separator; nothing for no spikes. */
static void add_share(text *t, double energy, uint64_t n, const char *what)
{
    char s[32];
    if (n == 0)
        return;
    si_format(s, sizeof s, energy / (double)n, "J");
    text_addf(t, "%s%s a%s %s", t->n ? ", " : "", s, strchr("aeiou", *what) ? "n" : "", what);
}

void layer_energy_show(const ngspike_layer_energy *e)
{
    const double all = e->read + e->write + e->fire;
    char total[32], read[32], write[32], fire[32];
    text shares = {0};
    si_format(total, sizeof total, all, "J");
    si_format(read, sizeof read, e->read, "J");
    si_format(write, sizeof write, e->write, "J");
    si_format(fire, sizeof fire, e->fire, "J");
    add_share(&shares, e->read, e->reads, "synaptic event");
    add_share(&shares, e->write, e->writes, "programming pulse");
    add_share(&shares, all, e->fired, "spike");
    add_share(&shares, all, e->images, "image");
    fprintf(stderr, "energy of layers %s (reading %s, programming %s, neurons %s): %s\n", total,
            read, write, fire, shares.s);
    text_free(&shares);
}

json_t *layer_energy_json(const ngspike_layer_energy *e)
{
    if (e->reads == 0)
        return json_null();
    const double all = e->read + e->write + e->fire;
    json_t *j = json_object();
    json_object_set_new(j, "total_j", json_number(all));
    json_object_set_new(j, "read_j", json_number(e->read));
    json_object_set_new(j, "write_j", json_number(e->write));
    json_object_set_new(j, "neurons_j", json_number(e->fire));
    json_object_set_new(j, "synaptic_events", json_integer((json_int_t)e->reads));
    json_object_set_new(j, "programming_pulses", json_integer((json_int_t)e->writes));
    json_object_set_new(j, "spikes", json_integer((json_int_t)e->fired));
    json_object_set_new(j, "per_synaptic_event_j", json_number(e->read / (double)e->reads));
    json_object_set_new(j, "per_programming_pulse_j",
                        json_number(e->writes ? e->write / (double)e->writes : NAN));
    json_object_set_new(j, "per_spike_j", json_number(e->fired ? all / (double)e->fired : NAN));
    json_object_set_new(j, "per_image_j", json_number(e->images ? all / (double)e->images : NAN));
    return j;
}
