/* The reference of code models as Markdown, for GitHub: a section a model, with tables of what its
 * ifspec.ifs declares. */
#include "emit.h"

#include <string.h>

#include "describe.h"
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
static void emit_text(struct text *out, const char *s, size_t n, bool paragraph)
{
    bool first_word = paragraph;
    const char *end = s + n;
    while (paragraph && s < end && is_blank((unsigned char)*s))
        s++;
    for (; s < end; s++) {
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

/* A cell of plain text, "-" if it is empty; frees the text. */
static void emit_cell(struct text *out, struct text *plain)
{
    text_puts(out, " | ");
    emit_text(out, plain->n ? plain->s : "-", plain->n ? plain->n : 1, false);
    text_free(plain);
}

static void emit_word(struct text *out, const char *word)
{
    struct text plain = {0};
    text_puts(&plain, word);
    emit_cell(out, &plain);
}

static void emit_default(struct text *out, const struct ifs_param *p)
{
    struct text plain = {0};
    describe_default(&plain, p);
    emit_cell(out, &plain);
}

static void emit_limits(struct text *out, const struct ifs_param *p)
{
    struct text plain = {0};
    describe_range(&plain, p->type, &p->limits);
    emit_cell(out, &plain);
}

/* How many elements a vector may have; as many as a port of that name, unless NULL or "". */
static void emit_size(struct text *out, bool vector, const struct ifs_range *bounds,
                      const char *port)
{
    struct text plain = {0};
    if (vector && port && *port) {
        text_printf(out, " | as port `%s`", port);
        return;
    }
    if (vector)
        describe_range(&plain, IFS_INTEGER, bounds);
    if (vector && !plain.n)
        text_puts(&plain, "any");
    emit_cell(out, &plain);
}

static void emit_other_types(struct text *out, const struct ifs_port *port)
{
    size_t others = 0;
    text_puts(out, " | ");
    for (size_t i = 0; i < port->n_types; i++)
        if (!name_same(port->types[i].name, port->default_type.name))
            text_printf(out, "%s`%s`", others++ ? ", " : "", port->types[i].name);
    text_puts(out, others ? "" : "-");
}

/* The last cell of a row. */
static void emit_meaning(struct text *out, const struct described *d)
{
    text_puts(out, " | ");
    emit_text(out, d->text, d->length, false);
    text_puts(out, " |\n");
}

/* ---- tables ---- */

static void emit_ports(struct text *out, const struct ifspec *s)
{
    text_puts(out, s->n_ports
                       ? "| Port | Direction | Default type | Other types | Unit | Vector size | "
                         "May be null | Meaning |\n|---|---|---|---|---|---|---|---|\n"
                       : "No ports.\n");
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        struct described d = describe_port(p);
        text_printf(out, "| `%s` | %s | `%s`", p->name.text, ifs_direction_name(p->direction),
                    p->default_type.name);
        emit_other_types(out, p);
        emit_word(out, d.unit);
        emit_size(out, p->vector, &p->bounds, NULL);
        emit_word(out, p->null_allowed ? "yes" : "no");
        emit_meaning(out, &d);
    }
}

static void emit_parameters(struct text *out, const struct ifspec *s)
{
    text_puts(out, s->n_params ? "\n| Parameter | Type | Unit | Default | Limits | Vector size | "
                                 "May be left out | Meaning |\n|---|---|---|---|---|---|---|---|\n"
                               : "\nNo parameters.\n");
    for (size_t k = 0; k < s->n_params; k++) {
        const struct ifs_param *p = &s->params[k];
        struct described d = describe_param(p);
        text_printf(out, "| `%s` | %s", p->name.text, ifs_type_name(p->type));
        emit_word(out, d.unit);
        emit_default(out, p);
        emit_limits(out, p);
        emit_size(out, p->vector, &p->bounds, p->bounds_port.text);
        emit_word(out, describe_optional(p) ? "yes" : "no");
        emit_meaning(out, &d);
    }
}

/* A pointer means nothing outside the model. */
static void emit_variables(struct text *out, const struct ifspec *s)
{
    size_t shown = 0;
    for (size_t k = 0; k < s->n_vars; k++) {
        const struct ifs_param *v = &s->vars[k];
        struct described d = describe_param(v);
        if (v->type == IFS_POINTER)
            continue;
        text_puts(out, shown++ ? ""
                               : "\n| Variable | Type | Unit | Vector | Can be saved | Meaning |\n"
                                 "|---|---|---|---|---|---|\n");
        text_printf(out, "| `@name[%s]` | %s", v->name.text, ifs_type_name(v->type));
        emit_word(out, d.unit);
        emit_word(out, v->vector ? "yes" : "no");
        emit_word(out, describe_savable(v) ? "yes" : "no");
        emit_meaning(out, &d);
    }
    text_puts(out, shown ? "" : "\nNo variables.\n");
}

static void emit_model(struct text *out, const struct ifspec *s)
{
    text_printf(out, "\n## `%s`\n\n", s->model.text);
    emit_text(out, s->descr, strlen(s->descr), true);
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
    text_puts(out, "\n\nA `-` stands for none. The variables are those of the instance `name`, for "
                   "`save`, `plot` and `print`.\n");
    for (size_t k = 0; k < n; k++)
        emit_model(out, &models[k]);
    return true;
}
