#include "readout.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/atomic_file.h"

enum { LOG_SIZE = 4096, MAX_CLASSES = 65536 };

/* What one packet added, so that it can be taken back. */
typedef struct {
    ns_phase phase;
    int32_t label, predicted; /* predicted: -1 if silent */
    uint32_t expected;        /* as it was before */
    uint32_t n;
    uint32_t addr[]; /* the spikes' */
} entry;

struct ns_readout {
    uint32_t n;              /* neurons */
    int32_t classes;         /* matrices below have this many columns */
    uint64_t *response;      /* n x classes: spikes in label packets */
    uint64_t *shown;         /* label packets of each class */
    uint64_t *confusion;     /* classes (true) x classes (predicted) */
    uint64_t *silent;        /* test packets of each true class without a spike */
    double *score;           /* scratch, one per class */
    uint64_t tested, right, scored_packets, spikes;
    uint64_t labelled;       /* label packets */
    uint32_t expected;       /* test packets announced */
    uint64_t version, oldest; /* the log can go back to this version */
    entry *log[LOG_SIZE];    /* of version v at v % LOG_SIZE: what led from v to v + 1 */
};

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

/* Makes room for more classes: a file of test labels may have more than that of the label phase. */
static bool grow(ns_readout *r, uint32_t neurons, int32_t classes, ns_error *e)
{
    const size_t was = (size_t)r->classes, c = (size_t)classes;
    double *score = realloc(r->score, c * sizeof *score);
    r->score = score ? score : r->score;
    if (!score || !widen(&r->response, was ? r->n : 0, was, neurons, c) ||
        !widen(&r->shown, was ? 1 : 0, was, 1, c) || !widen(&r->confusion, was, was, c, c) ||
        !widen(&r->silent, was ? 1 : 0, was, 1, c)) {
        return ns_fail(e, "out of memory for a read-out of %u neurons and %d classes", neurons,
                       classes);
    }
    r->n = neurons;
    r->classes = classes;
    return true;
}

/* A packet that is to be scored must fit those before. */
static bool fit(ns_readout *r, const ns_packet *p, ns_error *e)
{
    const char *phase = ns_phase_name(p->tag.phase);
    if (p->tag.label < 0 || p->tag.label >= p->tag.n_classes) {
        return ns_fail(e,
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
    return p->tag.n_classes <= r->classes || grow(r, p->n_addr, p->tag.n_classes, e);
}

/* ---- learning the labels, classifying ---- */

/* Mean spikes of neuron j in a label packet of class c. */
static double mean_response(const ns_readout *r, uint32_t j, int32_t c)
{
    const uint64_t shown = r->shown[c];
    return shown ? (double)r->response[(size_t)j * (size_t)r->classes + (size_t)c] / (double)shown
                 : 0;
}

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
            sum += mean_response(r, p->addr[k], c);
        }
        for (int32_t c = 0; c < r->classes && sum > 0; c++) {
            r->score[c] += mean_response(r, p->addr[k], c) / sum;
        }
    }
    int32_t best = 0;
    for (int32_t c = 1; c < r->classes; c++) {
        best = r->score[c] > r->score[best] ? c : best;
    }
    return best;
}

/* Adds (sign 1) or takes back (sign -1) what an entry says. Unsigned arithmetic wraps both ways. */
static void count(ns_readout *r, const entry *en, uint64_t sign)
{
    const size_t classes = (size_t)r->classes, label = (size_t)en->label;
    if (en->phase == NS_PHASE_LABEL) {
        r->labelled += sign;
        r->shown[label] += sign;
        for (uint32_t k = 0; k < en->n; k++) {
            r->response[en->addr[k] * classes + label] += sign;
        }
    } else if (en->phase == NS_PHASE_TEST) {
        r->tested += sign;
        r->right += en->predicted == en->label ? sign : 0;
        *(en->predicted < 0 ? &r->silent[label]
                            : &r->confusion[label * classes + (size_t)en->predicted]) += sign;
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
    entry *en = malloc(sizeof *en + kept * sizeof en->addr[0]);
    if (!en) {
        return ns_fail(e, "out of memory for a packet of %u spikes", kept);
    }
    *en = (entry){p->tag.phase, p->tag.label, -1, r->expected, kept};
    if (kept) {
        memcpy(en->addr, p->addr, kept * sizeof en->addr[0]);
    }
    if (p->tag.phase == NS_PHASE_TEST) {
        en->predicted = classify(r, p);
        r->expected = p->tag.count;
    }
    count(r, en, 1);
    if (r->version - r->oldest == LOG_SIZE) {
        ns_readout_settle(r, r->oldest + 1);
    }
    r->log[r->version++ % LOG_SIZE] = en;
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
                       ", the earliest it holds is %" PRIu64 ": make the packets' windows longer or "
                       "the simulator's steps shorter, so that it takes back fewer packets at once",
                       r->version, version, r->oldest);
    }
    while (r->version > version) {
        entry *en = r->log[--r->version % LOG_SIZE];
        count(r, en, UINT64_MAX); /* -1 */
        r->expected = en->expected;
        free(en);
    }
    return true;
}

void ns_readout_settle(ns_readout *r, uint64_t version)
{
    while (r->oldest < version && r->oldest < r->version) {
        free(r->log[r->oldest++ % LOG_SIZE]);
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

/* The class that neuron j answers to most, -1 if to none. */
static int32_t class_of(const ns_readout *r, uint32_t j)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t c = 0; c < r->classes; c++) {
        const double m = mean_response(r, j, c);
        if (m > most) {
            most = m;
            best = c;
        }
    }
    return best;
}

static json_t *confusion_json(const ns_readout *r)
{
    json_t *rows = json_array();
    for (int32_t i = 0; i < r->classes; i++) {
        json_t *row = json_array();
        for (int32_t k = 0; k < r->classes; k++) {
            const size_t at = (size_t)i * (size_t)r->classes + (size_t)k;
            json_array_append_new(row, json_integer((json_int_t)r->confusion[at]));
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *responses_json(const ns_readout *r)
{
    json_t *rows = json_array();
    for (uint32_t j = 0; j < r->n; j++) {
        json_t *row = json_array();
        for (int32_t c = 0; c < r->classes; c++) {
            json_array_append_new(row, json_real(mean_response(r, j, c)));
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *result_json(const ns_readout *r)
{
    uint64_t silent = 0;
    for (int32_t c = 0; c < r->classes; c++) {
        silent += r->silent[c];
    }
    json_t *classes = json_array();
    for (uint32_t j = 0; j < r->n; j++) {
        json_array_append_new(classes, json_integer(class_of(r, j)));
    }
    const double a = ns_readout_accuracy(r);
    const double packets = r->scored_packets ? (double)r->scored_packets : 1;
    json_t *o = json_object();
    json_object_set_new(o, "accuracy", json_real(a));
    json_object_set_new(o, "accuracy_se",
                        json_real(r->tested ? sqrt(a * (1 - a) / (double)r->tested) : 0));
    json_object_set_new(o, "tested", json_integer((json_int_t)r->tested));
    json_object_set_new(o, "complete", json_boolean(ns_readout_complete(r)));
    json_object_set_new(o, "silent", json_integer((json_int_t)silent));
    json_object_set_new(o, "classes", json_integer(r->classes));
    json_object_set_new(o, "neurons", json_integer(r->n));
    json_object_set_new(o, "spikes_per_packet", json_real((double)r->spikes / packets));
    json_object_set_new(o, "confusion", confusion_json(r));
    json_object_set_new(o, "neuron_class", classes);
    json_object_set_new(o, "class_responses", responses_json(r));
    return o;
}

bool ns_readout_write_json(const ns_readout *r, const char *path, ns_error *e)
{
    ns_file w;
    if (!ns_file_begin(&w, path, e)) {
        return false;
    }
    json_t *o = result_json(r);
    const bool ok = o && json_dumpf(o, w.f, JSON_REAL_PRECISION(9)) == 0 && fputc('\n', w.f) == '\n';
    json_decref(o);
    if (!ok) {
        ns_file_abort(&w);
        return ns_fail(e, "%s: the result could not be written (disk full, or out of memory)", path);
    }
    return ns_file_commit(&w, e);
}

bool ns_readout_write_csv(const ns_readout *r, const char *path, ns_error *e)
{
    ns_file w;
    if (!ns_file_begin(&w, path, e)) {
        return false;
    }
    fputs("true", w.f);
    for (int32_t k = 0; k < r->classes; k++) {
        fprintf(w.f, ",%d", k);
    }
    fputs(",silent\n", w.f);
    for (int32_t i = 0; i < r->classes; i++) {
        fprintf(w.f, "%d", i);
        for (int32_t k = 0; k < r->classes; k++) {
            const size_t at = (size_t)i * (size_t)r->classes + (size_t)k;
            fprintf(w.f, ",%" PRIu64, r->confusion[at]);
        }
        fprintf(w.f, ",%" PRIu64 "\n", r->silent[i]);
    }
    return ns_file_commit(&w, e); /* reports what the stream could not write */
}
