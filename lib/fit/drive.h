/* A device under the measured voltage: what it answers at each row of the data.
 *
 * Between two rows of a sweep the voltage of the source goes straight; a pulse is constant. The
 * state advances by implicit steps (lib/device/step.h) whose weight is fitted to its relaxation:
 * exact for a rate that is linear in x, of second order otherwise, stable for any. The steps depend
 * on the data and the fineness, and are halved where the state moves far, a bounded number of
 * times: the answer is a smooth function of the parameters nearly everywhere, and its cost is
 * bounded. A pulse uses the family's closed form where it has one. */
#ifndef NGSPIKE_FIT_DRIVE_H
#define NGSPIKE_FIT_DRIVE_H

#include "../device/device.h"
#include "data.h"

typedef struct {
    const ns_device *dev;
    const void *p;   /* prepared */
    double polarity; /* 1 or -1 */
    double series;   /* ohm, between source and device */
    int fineness;    /* 1, 2, 4...: steps are that many times finer */
} ns_fit_drive;

/* Writes what the device answers at the n rows of d, from state x0: current (A), or conductance
 * after each pulse (S). */
void ns_fit_answer(const ns_fit_drive *m, const ns_fit_data *d, double x0, double *y);

#endif
