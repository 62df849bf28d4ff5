#include <math.h>
#include <stdlib.h>

#include "drive.h"
#include "fit_impl.h"

double ns_fit_rms(const double *residuals, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += residuals[k] * residuals[k];
    return sqrt(sum / (double)n);
}

/* The scale on which readings are compared, about 1 at the largest. */
static double scaled(ns_fit_weight weight, double y, double size)
{
    static const double decades = 1e3; /* below the largest that count */
    return weight == NS_FIT_LOG ? asinh(y / size * decades) / asinh(decades) : y / size;
}

bool ns_fit_residuals(ns_fit_job *j, const ns_fit_point *at, double *out)
{
    if (!ns_fit_space_apply(j->space, at, j->p, j->x0))
        return false;
    ns_fit_drive drive = {.dev = j->space->dev,
                          .p = j->p,
                          .polarity = at->polarity,
                          .series = j->o->series,
                          .fineness = j->fineness};
    j->answers++;
    if (j->o->go_on && !j->o->go_on(j->o->user, j->done))
        j->stopped = true;
    for (size_t f = 0; f < j->n_data; f++) {
        const ns_fit_data *d = &j->data[f];
        ns_fit_answer(&drive, d, j->x0[f], out);
        for (size_t k = 0; k < d->n; k++) {
            out[k] =
                scaled(j->o->weight, out[k], d->size) - scaled(j->o->weight, d->row[k].y, d->size);
            if (!isfinite(out[k]))
                return false;
        }
        out += d->n;
    }
    return true;
}

/* Column k: one-sided differences, away from where the parameters do not go together. */
static bool column(ns_fit_job *j, const ns_fit_point *at, int k, const double *residuals,
                   bool by_coordinate, double *out)
{
    const ns_fit_axis *a = &j->space->axis[k];
    const double step = 1e-6;
    double here = ns_fit_axis_coordinate(a, at->theta[k]);
    for (int side = 1; side >= -1; side -= 2) {
        ns_fit_point near = *at;
        near.theta[k] +=
            (cos(at->theta[k]) >= 0 ? 1 : -1) * (sin(at->theta[k]) > 0 ? -side : side) * step;
        if (!ns_fit_residuals(j, &near, out))
            continue;
        double moved = by_coordinate ? ns_fit_axis_coordinate(a, near.theta[k]) - here
                                     : near.theta[k] - at->theta[k];
        for (size_t n = 0; n < j->rows; n++)
            out[n] = moved != 0 ? (out[n] - residuals[n]) / moved : 0;
        return true;
    }
    for (size_t n = 0; n < j->rows; n++)
        out[n] = 0;
    return false;
}

bool ns_fit_jacobian(ns_fit_job *j, const ns_fit_point *at, const double *residuals,
                     bool by_coordinate, double *out)
{
    bool all = true;
    for (int k = 0; k < j->space->n; k++)
        all = column(j, at, k, residuals, by_coordinate, out + (size_t)k * j->rows) && all;
    return all;
}
