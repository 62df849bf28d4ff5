#include "trace_print.h"

#include "host_types.h"

#include <string.h>
#include <strings.h>

/* Elements of a vector that are shown, and lines of derivatives or events of one call. */
enum { MAX_ELEMENTS = 16, MAX_LINES = 32 };

/* ---- values ---- */

static void print_digital(FILE *f, const Digital_t *d)
{
    static const char states[] = "01U", strengths[] = "srzu";
    unsigned state = (unsigned)d->state, strength = (unsigned)d->strength;
    (void)fprintf(f, "%c%c", state < 3 ? states[state] : '?',
                  strength < 4 ? strengths[strength] : '?');
}

static const cm_udn *find_node_type(const char *name)
{
    for (int i = 0; cm_udns[i]; i++)
        if (strcasecmp(cm_udns[i]->name, name) == 0)
            return cm_udns[i];
    return NULL;
}

/* By the node type's own function, if the type is one of this library. What that function returns
 * may be memory of its own or not, so it is not freed, as the host does not. */
static void print_user_defined(FILE *f, const char *type, void *value)
{
    static char member[] = "all";
    const cm_udn *udn = find_node_type(type);
    char *text = NULL;
    if (udn) {
        cm_udn functions = cm_udn_functions(udn);
        if (functions.print_val)
            functions.print_val(value, member, &text);
    }
    if (text)
        (void)fputs(text + strspn(text, " "), f);
    else
        (void)fprintf(f, "%s at %p", type, value);
}

static bool is_event(const cm_port *port)
{
    return port->type == CM_PORT_DIGITAL || port->type == CM_PORT_USER_DEFINED;
}

static void print_signal(FILE *f, const cm_conn_spec *spec, const cm_port *port,
                         const Mif_Value_t *v)
{
    if (port->is_null)
        (void)fputs("null", f);
    else if (!is_event(port))
        (void)fprintf(f, "%.9g", v->rvalue);
    else if (!v->pvalue)
        (void)fputs("no value", f);
    else if (port->type == CM_PORT_DIGITAL)
        print_digital(f, v->pvalue);
    else /* the host frees the type's name between two analyses */
        print_user_defined(f, port->type_str ? port->type_str : spec->default_type_name, v->pvalue);
}

static void print_param_value(FILE *f, cm_data_type type, const Mif_Value_t *v)
{
    switch (type) {
    case CM_TYPE_BOOLEAN:
        (void)fputs(v->bvalue ? "true" : "false", f);
        break;
    case CM_TYPE_INTEGER:
        (void)fprintf(f, "%d", v->ivalue);
        break;
    case CM_TYPE_REAL:
        (void)fprintf(f, "%.9g", v->rvalue);
        break;
    case CM_TYPE_COMPLEX:
        (void)fprintf(f, "<%.9g %.9g>", v->cvalue.real, v->cvalue.imag);
        break;
    case CM_TYPE_STRING:
        (void)fprintf(f, "\"%s\"", v->svalue ? v->svalue : "");
        break;
    case CM_TYPE_POINTER:
        (void)fprintf(f, "%p", v->pvalue);
        break;
    }
}

/* "name" or "name[first..last]" */
static void print_name(FILE *f, const char *name, bool vector, int size)
{
    (void)fputs(name, f);
    if (vector && size > 0)
        (void)fprintf(f, "[0..%d]", size - 1);
    else if (vector)
        (void)fputs("[]", f);
}

/* "name" or "name[i]" */
static void print_element(FILE *f, const cm_conn_spec *spec, int i)
{
    (void)fputs(spec->name, f);
    if (spec->is_array)
        (void)fprintf(f, "[%d]", i);
}

/* ---- before the call ---- */

void cm_print_params(FILE *f, const cm_model *model, Mif_Private_t *m)
{
    for (int k = 0; k < model->n_param; k++) {
        const cm_param_spec *spec = &model->param[k];
        const cm_param *p = CM_PARAM(m, k);
        int shown = p->size < MAX_ELEMENTS ? p->size : MAX_ELEMENTS;
        (void)fputs("    param ", f);
        print_name(f, spec->name, spec->is_array, p->size);
        (void)fputs(" =", f);
        for (int i = 0; p->element && i < shown; i++) {
            (void)fputc(' ', f);
            print_param_value(f, spec->type, &p->element[i]);
        }
        if (p->size > shown)
            (void)fprintf(f, " ... %d more", p->size - shown);
        (void)fputs(p->is_null ? " (not given)\n" : "\n", f);
    }
}

void cm_print_inputs(FILE *f, const cm_model *model, Mif_Private_t *m)
{
    for (int k = 0; k < model->n_conn; k++) {
        const cm_conn *conn = CM_CONN(m, k);
        if (!conn->is_input)
            continue;
        int size = conn->is_null ? 0 : conn->size,
            shown = size < MAX_ELEMENTS ? size : MAX_ELEMENTS;
        (void)fputs("    in    ", f);
        print_name(f, model->conn[k].name, model->conn[k].is_array, size);
        (void)fputs(conn->is_null ? " = null" : " =", f);
        for (int i = 0; i < shown; i++) {
            (void)fputc(' ', f);
            print_signal(f, &model->conn[k], conn->port[i], &conn->port[i]->input);
        }
        if (size > shown)
            (void)fprintf(f, " ... %d more", size - shown);
        (void)fputc('\n', f);
    }
}

/* ---- after the call ---- */

/* A walk over output ports and the inputs that act on them. */
typedef struct {
    FILE *f;
    const cm_model *model;
    Mif_Private_t *m;
    int lines, left_out;
} walk;

static bool begin_line(walk *w)
{
    if (w->lines == MAX_LINES) {
        w->left_out++;
        return false;
    }
    w->lines++;
    (void)fputs("    out   ", w->f);
    return true;
}

static void begin_derivative(const walk *w, int ko, int i, int ki, int j)
{
    (void)fputs("d(", w->f);
    print_element(w->f, &w->model->conn[ko], i);
    (void)fputs(")/d(", w->f);
    print_element(w->f, &w->model->conn[ki], j);
    (void)fputs(") = ", w->f);
}

static void print_partial(walk *w, int ko, int i, int ki, int j)
{
    double d = CM_PARTIAL(w->m, ko, i, ki, j);
    if (d == 0 || !begin_line(w))
        return;
    begin_derivative(w, ko, i, ki, j);
    (void)fprintf(w->f, "%.9g\n", d);
}

static void print_gain(walk *w, int ko, int i, int ki, int j)
{
    Mif_Complex_t g = CM_AC_GAIN(w->m, ko, i, ki, j);
    if ((g.real == 0 && g.imag == 0) || !begin_line(w))
        return;
    begin_derivative(w, ko, i, ki, j);
    (void)fprintf(w->f, "%.9g %+.9g j\n", g.real, g.imag);
}

/* All pairs of this analog output port and an analog input. */
static void for_inputs(walk *w, void (*print)(walk *, int, int, int, int), int ko, int i)
{
    for (int ki = 0; ki < w->model->n_conn; ki++) {
        const cm_conn *in = CM_CONN(w->m, ki);
        for (int j = 0; !in->is_null && in->is_input && j < in->size; j++)
            if (!in->port[j]->is_null && !is_event(in->port[j]))
                print(w, ko, i, ki, j);
    }
}

static void print_analog(walk *w, int k, int i)
{
    const cm_port *port = CM_PORT(w->m, k, i);
    if (CM_ANALYSIS(w->m) == MIF_AC) {
        for_inputs(w, print_gain, k, i);
        return;
    }
    if (begin_line(w)) {
        print_element(w->f, &w->model->conn[k], i);
        (void)fprintf(w->f, " = %.9g\n", port->output.rvalue);
    }
    for_inputs(w, print_partial, k, i);
}

static void print_event(walk *w, int k, int i)
{
    const cm_port *port = CM_PORT(w->m, k, i);
    if (!begin_line(w))
        return;
    print_element(w->f, &w->model->conn[k], i);
    if (CM_OUTPUT_CHANGED(w->m, k, i)) {
        (void)fputs(" = ", w->f);
        print_signal(w->f, &w->model->conn[k], port, &port->output);
        if (CM_ANALYSIS(w->m) == MIF_TRAN)
            (void)fprintf(w->f, " after %.9g s", CM_OUTPUT_DELAY(w->m, k, i));
    } else {
        (void)fputs(" unchanged", w->f);
    }
    (void)fputc('\n', w->f);
}

static void print_message(walk *w, int k, int i)
{
    const cm_port *port = CM_PORT(w->m, k, i);
    const char *text = is_event(port) ? CM_MESSAGE(w->m, k, i) : NULL;
    if (!text || !begin_line(w))
        return;
    (void)fputs("message of ", w->f);
    print_element(w->f, &w->model->conn[k], i);
    (void)fprintf(w->f, ": \"%s\"\n", text);
}

static void print_noise(walk *w)
{
    const cm_noise *noise = CM_NOISE(w->m);
    for (int n = 0; noise && noise->density && n < noise->next_index; n++)
        if (begin_line(w))
            (void)fprintf(w->f, "density of noise source %d = %.9g\n", n, noise->density[n]);
}

static void print_port(walk *w, int k, int i)
{
    const cm_conn *conn = CM_CONN(w->m, k);
    bool analog = CM_CALL_TYPE(w->m) == MIF_ANALOG;
    if (conn->port[i]->is_null)
        return;
    if (!analog)
        print_message(w, k, i);
    if (conn->is_output && analog && !is_event(conn->port[i]))
        print_analog(w, k, i);
    if (conn->is_output && !analog && is_event(conn->port[i]))
        print_event(w, k, i);
}

void cm_print_outputs(FILE *f, const cm_model *model, Mif_Private_t *m)
{
    walk w = {f, model, m, 0, 0};
    if (CM_ANALYSIS(m) == MIF_NOI)
        print_noise(&w);
    for (int k = 0; k < model->n_conn && CM_ANALYSIS(m) != MIF_NOI; k++)
        for (int i = 0; !CM_PORT_NULL(m, k) && i < CM_PORT_SIZE(m, k); i++)
            print_port(&w, k, i);
    if (w.left_out)
        (void)fprintf(f, "    out   ... %d lines more\n", w.left_out);
}
