/* A host's Newton iteration ends after .option itl4 iterations, 10 if not set: so its manual says.
 * In fact the host raises any such limit to 100. Where a circuit switches by its own feedback (a
 * neuron that fires) a step that is longer than the switching takes has no solution near the last
 * one; the iteration then wanders until the 100 are over, and half of a spiking circuit's run was
 * spent so. An error of DEVload in a transient analysis has the same effect as the limit, the step
 * is taken again with an eighth of its length, only sooner.
 *
 * MOST_LOADS leaves a code model's input, which the host lets change by a quarter in an iteration,
 * time to get from 0.1 to 60 V.
 *
 * Where even small steps take many iterations the host gets its 100: after MOST_TRIES steps given
 * up in a row, which makes the step 2e7 times smaller; and where a few more eighths would be less
 * than the host's least step, at which it ends the run. */
#include "newton.h"
#include "circuit.h"
#include "fault.h"

#include <stddef.h>

enum { MOST_LOADS = 30, MOST_TRIES = 8, LEAST_STEPS = 1000 };

static struct {
    const void *counted; /* the device type whose loads are counted, by its first model */
    int loads;           /* of it in this step */
    int tries;           /* steps given up since one converged */
} newton;

void cm_newton_new_run(void)
{
    newton.counted = NULL;
    newton.tries = 0;
}

bool cm_newton_give_up(const void *model, const void *ckt)
{
    long mode = cm_circuit_mode(ckt);
    if (!(mode & CM_MODE_TRAN))
        return false;
    bool first = mode & CM_MODE_FIRST;
    if (first && (!newton.counted || newton.counted == model)) {
        newton.counted = model;
        newton.loads = 0;
    }
    if (newton.counted != model || ++newton.loads < MOST_LOADS || newton.tries >= MOST_TRIES)
        return false;
    if (!(cm_circuit_delta(ckt) > LEAST_STEPS * cm_circuit_least_delta(ckt)))
        return false;
    newton.tries++;
    return true;
}

void cm_newton_converged(void)
{
    newton.counted = NULL;
    newton.tries = 0;
}
