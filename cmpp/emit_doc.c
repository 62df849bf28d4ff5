/* The reference of code models as Markdown, for GitHub: a section a model, with tables of what its
 * ifspec.ifs declares. */
#include "emit.h"

#include <string.h>

#include "names.h"

static bool is_blank(unsigned char c)
{
    return c <= ' ' || c == 127;
}

static bool is_punctuation(unsigned char c)
{
    return c > ' ' && c < 127 && !(name_continues(c) && c != '_');
}

/* Text that is to be read as it stands, on one line. Beside what marks up text anywhere, a | ends a
 * cell; and a paragraph could begin like a heading or a list ("# ", "1. "), so all punctuation of
 * its first word is escaped. Bytes beyond ASCII stay. */
static void emit_text(struct text *out, const char *s, bool paragraph)
{
    bool first_word = paragraph;
    while (paragraph && *s && is_blank((unsigned char)*s))
        s++;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        first_word = first_word && !is_blank(c);
        if (strchr("\\`*_[<|~&", c) || (first_word && is_punctuation(c)))
            text_puts(out, "\\");
        text_add(out, is_blank(c) ? " " : s, 1);
    }
}

/* The anchor that GitHub gives to a heading. */
static void emit_anchor(struct text *out, const char *name)
{
    for (const char *c = name; *c; c++)
        text_add(out, &(char){(char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c)}, 1);
}

/* ---- cells ---- */

static void emit_value(struct text *out, enum ifs_type type, const struct ifs_value *v)
{
    if (type == IFS_BOOLEAN) {
        text_puts(out, v->integer ? "TRUE" : "FALSE");
    } else if (type == IFS_INTEGER) {
        text_printf(out, "%d", v->integer);
    } else if (type == IFS_REAL) {
        text_real(out, v->real);
    } else if (type == IFS_COMPLEX) {
        text_puts(out, "\\<");
        text_real(out, v->real);
        text_puts(out, " ");
        text_real(out, v->imaginary);
        text_puts(out, ">");
    } else {
        text_puts(out, "\"");
        emit_text(out, v->string, false);
        text_puts(out, "\"");
    }
}

static void emit_default(struct text *out, const struct ifs_param *p)
{
    bool list = p->vector && p->n_defaults;
    text_puts(out, list ? "\\[" : p->n_defaults ? "" : "-");
    for (size_t i = 0; i < p->n_defaults; i++) {
        text_puts(out, i ? " " : "");
        emit_value(out, p->type, &p->defaults[i]);
    }
    text_puts(out, list ? "]" : "");
}

static void emit_range(struct text *out, enum ifs_type type, const struct ifs_range *r,
                       const char *none)
{
    if (!r->has_lower && !r->has_upper)
        text_puts(out, none);
    else if (!r->has_upper)
        text_puts(out, "at least ");
    else if (!r->has_lower)
        text_puts(out, "at most ");
    if (r->has_lower)
        emit_value(out, type, &r->lower);
    text_puts(out, r->has_lower && r->has_upper ? " to " : "");
    if (r->has_upper)
        emit_value(out, type, &r->upper);
}

/* How many elements a vector may have; as many as a port of that name, unless NULL or "". */
static void emit_size(struct text *out, bool vector, const struct ifs_range *bounds,
                      const char *port)
{
    if (!vector)
        text_puts(out, "-");
    else if (port && *port)
        text_printf(out, "as port `%s`", port);
    else
        emit_range(out, IFS_INTEGER, bounds, "any");
}

static void emit_other_types(struct text *out, const struct ifs_port *port)
{
    size_t others = 0;
    for (size_t i = 0; i < port->n_types; i++)
        if (!name_same(port->types[i].name, port->default_type.name))
            text_printf(out, "%s`%s`", others++ ? ", " : "", port->types[i].name);
    text_puts(out, others ? "" : "-");
}

/* The last cell of a row. */
static void emit_meaning(struct text *out, const char *descr)
{
    text_puts(out, " | ");
    emit_text(out, descr, false);
    text_puts(out, " |\n");
}

/* ---- tables ---- */

static void emit_ports(struct text *out, const struct ifspec *s)
{
    text_puts(out, s->n_ports ? "| Port | Direction | Default type | Other types | Vector size | "
                                "May be null | Meaning |\n|---|---|---|---|---|---|---|\n"
                              : "No ports.\n");
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        text_printf(out, "| `%s` | %s | `%s` | ", p->name.text, ifs_direction_name(p->direction),
                    p->default_type.name);
        emit_other_types(out, p);
        text_puts(out, " | ");
        emit_size(out, p->vector, &p->bounds, NULL);
        text_printf(out, " | %s", p->null_allowed ? "yes" : "no");
        emit_meaning(out, p->descr);
    }
}

static void emit_parameters(struct text *out, const struct ifspec *s)
{
    text_puts(out, s->n_params ? "\n| Parameter | Type | Default | Limits | Vector size | "
                                 "May be left out | Meaning |\n|---|---|---|---|---|---|---|\n"
                               : "\nNo parameters.\n");
    for (size_t k = 0; k < s->n_params; k++) {
        const struct ifs_param *p = &s->params[k];
        text_printf(out, "| `%s` | %s | ", p->name.text, ifs_type_name(p->type));
        emit_default(out, p);
        text_puts(out, " | ");
        emit_range(out, p->type, &p->limits, "-");
        text_puts(out, " | ");
        emit_size(out, p->vector, &p->bounds, p->bounds_port.text);
        text_printf(out, " | %s", p->null_allowed || p->n_defaults ? "yes" : "no");
        emit_meaning(out, p->descr);
    }
}

/* A pointer means nothing outside the model. */
static void emit_variables(struct text *out, const struct ifspec *s)
{
    size_t shown = 0;
    for (size_t k = 0; k < s->n_vars; k++) {
        const struct ifs_param *v = &s->vars[k];
        if (v->type == IFS_POINTER)
            continue;
        text_puts(out,
                  shown++ ? "" : "\n| Variable | Type | Vector | Meaning |\n|---|---|---|---|\n");
        text_printf(out, "| `@name[%s]` | %s | %s", v->name.text, ifs_type_name(v->type),
                    v->vector ? "yes" : "no");
        emit_meaning(out, v->descr);
    }
    text_puts(out, shown ? "" : "\nNo variables to save.\n");
}

static void emit_model(struct text *out, const struct ifspec *s)
{
    text_printf(out, "\n## `%s`\n\n", s->model.text);
    emit_text(out, s->descr, true);
    text_puts(out, "\n\n");
    emit_ports(out, s);
    emit_parameters(out, s);
    emit_variables(out, s);
}

static bool check_twice(const struct ifspec *models, size_t n, struct diag *diag)
{
    for (size_t k = 1; k < n; k++)
        for (size_t j = 0; j < k; j++)
            if (name_same(models[k].model.text, models[j].model.text)) {
                diag_error(diag, models[k].src, models[k].model.at, "model '%s' a second time",
                           models[k].model.text);
                diag_note(diag, models[j].src, models[j].model.at, "the first is here");
                return false;
            }
    return true;
}

bool emit_doc(struct text *out, const struct ifspec *models, size_t n, struct diag *diag)
{
    if (!check_twice(models, n, diag))
        return false;
    text_puts(out, "<!-- Generated by ngspike-cmpp from ifspec.ifs; do not edit. -->\n\n"
                   "# Code models\n\nContents: ");
    for (size_t k = 0; k < n; k++) {
        text_printf(out, "%s[`%s`](#", k ? " · " : "", models[k].model.text);
        emit_anchor(out, models[k].model.text);
        text_puts(out, ")");
    }
    text_puts(out, "\n\nA `-` stands for none. The variables are those of the instance `name`: "
                   "`save` and `plot` take them.\n");
    for (size_t k = 0; k < n; k++)
        emit_model(out, &models[k]);
    return true;
}
