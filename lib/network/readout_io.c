/* The result of a read-out as JSON and CSV. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>

#include "../data/atomic_file.h"
#include "readout_impl.h"

/* The class that neuron j answers to most, -1 if to none. */
static int32_t class_of(const ns_readout *r, uint32_t j)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t c = 0; c < r->classes; c++) {
        const double m = ns_readout_mean(r, j, c);
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
            const size_t at = (size_t)i * (size_t)r->cols + (size_t)k;
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
            json_array_append_new(row, json_real(ns_readout_mean(r, j, c)));
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
    const bool ok =
        o && json_dumpf(o, w.f, JSON_REAL_PRECISION(9)) == 0 && fputc('\n', w.f) == '\n';
    json_decref(o);
    if (!ok) {
        ns_file_abort(&w);
        return ns_fail(e, "%s: the result could not be written (disk full, or out of memory)",
                       path);
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
            const size_t at = (size_t)i * (size_t)r->cols + (size_t)k;
            fprintf(w.f, ",%" PRIu64, r->confusion[at]);
        }
        fprintf(w.f, ",%" PRIu64 "\n", r->silent[i]);
    }
    return ns_file_commit(&w, e); /* reports what the stream could not write */
}
