#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "readout_impl.h"

enum { MAX_CLASSES = 65536 };

ns_readout *ns_readout_new(ns_error *e)
{
    ns_readout *r = calloc(1, sizeof *r);
    if (!r) {
        ns_fail(e, "out of memory for a read-out");
    }
    return r;
}

void ns_readout_free(ns_readout *r)
{
    if (!r) {
        return;
    }
    ns_readout_settle(r, r->version);
    free(r->response);
    free(r->shown);
    free(r->confusion);
    free(r->silent);
    free(r->score);
    free(r);
}

/* ---- shape ---- */

/* Widens a rows x *cols matrix to more rows and columns, new ones zero. */
static bool widen(uint64_t **m, size_t rows, size_t cols, size_t more_rows, size_t more_cols)
{
    uint64_t *wide = calloc(more_rows * more_cols, sizeof *wide);
    if (!wide) {
        return false;
    }
    for (size_t i = 0; i < rows; i++) {
        memcpy(wide + i * more_cols, *m + i * cols, cols * sizeof *wide);
    }
    free(*m);
    *m = wide;
    return true;
}

/* Makes room for more neurons or classes: a file of test labels may have more classes than that of
 * the label phase. */
static bool grow(ns_readout *r, uint32_t neurons, int32_t classes, ns_error *e)
{
    const size_t rows = r->rows, cols = (size_t)r->cols;
    const size_t more_rows = neurons > rows ? neurons : rows,
                 more = classes > r->cols ? (size_t)classes : cols;
    double *score = realloc(r->score, more * sizeof *score);
    r->score = score ? score : r->score;
    if (!score || !widen(&r->response, rows, cols, more_rows, more) ||
        !widen(&r->shown, cols > 0, cols, 1, more) ||
        !widen(&r->confusion, cols, cols, more, more) ||
        !widen(&r->silent, cols > 0, cols, 1, more)) {
        return ns_fail(e, "out of memory for a read-out of %u neurons and %d classes", neurons,
                       classes);
    }
    r->rows = (uint32_t)more_rows;
    r->cols = (int32_t)more;
    return true;
}

/* A packet that is to be scored must fit those before. */
static bool fit(ns_readout *r, const ns_packet *p, ns_error *e)
{
    const char *phase = ns_phase_name(p->tag.phase);
    if (p->tag.label < 0 || p->tag.label >= p->tag.n_classes) {
        return ns_fail(
            e,
            "a packet of phase %s at %g s has label %d of %d classes: the read-out needs "
            "packets of a labelled source",
            phase, p->t0, p->tag.label, p->tag.n_classes);
    }
    if (p->tag.n_classes > MAX_CLASSES) {
        return ns_fail(e, "a packet of phase %s at %g s has %d classes, the limit is %d", phase,
                       p->t0, p->tag.n_classes, MAX_CLASSES);
    }
    if (p->tag.phase == NS_PHASE_TEST && !r->labelled) {
        return ns_fail(e,
                       "a packet of phase test at %g s, but none of phase label before it: show "
                       "labelled images (phase=label) between training and test",
                       p->t0);
    }
    if (r->classes && p->n_addr != r->n) {
        return ns_fail(e,
                       "a packet of phase %s at %g s comes from %u neurons, earlier ones from %u: "
                       "connect one layer to a read-out",
                       phase, p->t0, p->n_addr, r->n);
    }
    for (uint32_t k = 0; k < p->n; k++) {
        if (p->addr[k] >= p->n_addr) {
            return ns_fail(e, "a packet of phase %s at %g s has a spike of neuron %u of %u", phase,
                           p->t0, p->addr[k], p->n_addr);
        }
    }
    return (p->tag.n_classes <= r->cols && p->n_addr <= r->rows) ||
           grow(r, p->n_addr, p->tag.n_classes, e);
}

/* ---- learning the labels, classifying ---- */

/* The class that the spikes speak for. */
static int32_t classify(const ns_readout *r, const ns_packet *p)
{
    if (p->n == 0) {
        return -1;
    }
    memset(r->score, 0, (size_t)r->classes * sizeof *r->score);
    for (uint32_t k = 0; k < p->n; k++) {
        double sum = 0;
        for (int32_t c = 0; c < r->classes; c++) {
            sum += ns_readout_mean(r, p->addr[k], c);
        }
        for (int32_t c = 0; c < r->classes && sum > 0; c++) {
            r->score[c] += ns_readout_mean(r, p->addr[k], c) / sum;
        }
    }
    int32_t best = 0;
    for (int32_t c = 1; c < r->classes; c++) {
        best = r->score[c] > r->score[best] ? c : best;
    }
    return best;
}

/* Adds (sign 1) or takes back (sign -1) what an entry says. Unsigned arithmetic wraps both ways. */
static void count(ns_readout *r, const ns_readout_entry *en, uint64_t sign)
{
    const size_t cols = (size_t)r->cols, label = (size_t)en->label;
    if (en->phase == NS_PHASE_LABEL) {
        r->labelled += sign;
        r->shown[label] += sign;
        for (uint32_t k = 0; k < en->n; k++) {
            r->response[en->addr[k] * cols + label] += sign;
        }
    } else if (en->phase == NS_PHASE_TEST) {
        r->tested += sign;
        r->right += en->predicted == en->label ? sign : 0;
        *(en->predicted < 0 ? &r->silent[label]
                            : &r->confusion[label * cols + (size_t)en->predicted]) += sign;
    } else {
        return;
    }
    r->scored_packets += sign;
    r->spikes += sign * en->n;
}

bool ns_readout_add(ns_readout *r, const ns_packet *p, ns_error *e)
{
    const bool scored = p->tag.phase == NS_PHASE_LABEL || p->tag.phase == NS_PHASE_TEST;
    if (scored && !fit(r, p, e)) {
        return false;
    }
    const uint32_t kept = scored ? p->n : 0;
    ns_readout_entry *en = malloc(sizeof *en + kept * sizeof en->addr[0]);
    if (!en) {
        return ns_fail(e, "out of memory for a packet of %u spikes", kept);
    }
    *en = (ns_readout_entry){p->tag.phase, p->tag.label, -1, r->expected, r->n, r->classes, kept};
    if (kept) {
        memcpy(en->addr, p->addr, kept * sizeof en->addr[0]);
    }
    if (scored) {
        r->n = p->n_addr;
        r->classes = p->tag.n_classes > r->classes ? p->tag.n_classes : r->classes;
    }
    if (p->tag.phase == NS_PHASE_TEST) {
        en->predicted = classify(r, p);
        r->expected = p->tag.count;
    }
    count(r, en, 1);
    if (r->version - r->oldest == READOUT_LOG) {
        ns_readout_settle(r, r->oldest + 1);
    }
    r->log[r->version++ % READOUT_LOG] = en;
    return true;
}

/* ---- versions ---- */

uint64_t ns_readout_version(const ns_readout *r)
{
    return r->version;
}

bool ns_readout_rewind(ns_readout *r, uint64_t version, ns_error *e)
{
    if (version > r->version || version < r->oldest) {
        return ns_fail(e,
                       "a read-out at version %" PRIu64 " cannot go back to version %" PRIu64
                       ", the earliest it holds is %" PRIu64
                       ": make the packets' windows longer or "
                       "the simulator's steps shorter, so that it takes back fewer packets at once",
                       r->version, version, r->oldest);
    }
    while (r->version > version) {
        ns_readout_entry *en = r->log[--r->version % READOUT_LOG];
        count(r, en, UINT64_MAX); /* -1 */
        r->expected = en->expected;
        r->n = en->neurons;
        r->classes = en->classes;
        free(en);
    }
    return true;
}

void ns_readout_settle(ns_readout *r, uint64_t version)
{
    while (r->oldest < version && r->oldest < r->version) {
        free(r->log[r->oldest++ % READOUT_LOG]);
    }
}

/* ---- results ---- */

double ns_readout_accuracy(const ns_readout *r)
{
    return r->tested ? (double)r->right / (double)r->tested : 0;
}

uint64_t ns_readout_tested(const ns_readout *r)
{
    return r->tested;
}

bool ns_readout_complete(const ns_readout *r)
{
    return r->tested > 0 && r->tested == r->expected;
}
