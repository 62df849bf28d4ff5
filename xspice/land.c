/* A step that goes beyond the time asked for is rejected by the device's truncation test, as if its
 * error were too large. The host's own way, a temporary break point within the step, would do, but
 * libngspice then takes its clock back by the step twice, and a break point that an early iteration
 * has asked for, from inputs that were not right yet, stays. */
#include "land.h"
#include "core.h"
#include "trace.h"

#include <math.h>

typedef struct {
    const void *model; /* the first of the device type's models */
    double t0, t, end; /* last time point, end of the step, time asked for */
    double next;       /* the largest next step asked for */
} request;

/* Device types with a request; a type that is not here any more asks again. */
enum { MOST_TYPES = 64 };
static request requests[MOST_TYPES];
static int next_type;
static request asked;

void cm_land_load(void)
{
    asked = (request){.end = INFINITY, .next = INFINITY};
}

static request *find(const void *model)
{
    for (int i = 0; i < MOST_TYPES; i++)
        if (requests[i].model == model)
            return &requests[i];
    return NULL;
}

void cm_land_loaded(const void *model)
{
    request *r = find(model);
    if (!r) {
        if (isinf(asked.end) && isinf(asked.next))
            return;
        r = &requests[next_type++ % MOST_TYPES];
    }
    *r = asked;
    r->model = model;
}

/* The host takes a step that is allowed 0.9 of its length for good. */
double cm_land_step(const void *model)
{
    const request *r = find(model);
    if (!r)
        return INFINITY;
    if (!(r->end < r->t))
        return r->next;
    double step = r->end - r->t0;
    return step <= 0.89 * (r->t - r->t0) ? step : 0.5 * step;
}

void cm_land_on(Mif_Private_t *m, double time)
{
    double t0 = CM_T(m, 1), t = CM_T(m, 0);
    if (CM_ANALYSIS(m) != MIF_TRAN || !(time > t0))
        return;
    if (time >= t) {
        if (!CM_NEW_TIMEPOINT(m) && time < 1e29)
            (void)cm_analog_set_temp_bkpt(time);
        return;
    }
    CM_TRACE("call  cm_land_on(%.12g)", time);
    if (time < asked.end) {
        asked.end = time;
        asked.t0 = t0;
        asked.t = t;
    }
}

void cm_next_step(Mif_Private_t *m, double most)
{
    if (CM_ANALYSIS(m) == MIF_TRAN && most > 0.9 * (CM_T(m, 0) - CM_T(m, 1)) && most < asked.next)
        asked.next = most;
}
