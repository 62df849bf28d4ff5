/* Giving up a transient step whose Newton iteration does not converge. */
#ifndef NGSPIKE_NEWTON_H
#define NGSPIKE_NEWTON_H

#include <stdbool.h>

/* To be called from DEVsetup. */
void cm_newton_new_run(void);

/* To be called at the end of each DEVload, with the first of the device type's models and the
 * host's circuit. True: the step is hopeless, DEVload is to return an error. */
bool cm_newton_give_up(const void *model, const void *ckt);

/* To be called from DEVtrunc: the iteration has converged. */
void cm_newton_converged(void);

#endif
