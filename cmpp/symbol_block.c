/* How a symbol is netted, and what a new instance has. This is quoted three times over: a value
 * within the attributes of an instance, these within the attribute `template`, and that within the
 * braces of a block. */
#include "symbol.h"

#include <string.h>

#include "aline.h"
#include "names.h"
#include "symbol_shape.h"

/* ---- quoting ---- */

static void put_escaped(struct text *out, const char *s, const char *special)
{
    for (; *s; s++) {
        text_puts(out, strchr(special, *s) ? "\\" : "");
        text_add(out, s, 1);
    }
}

/* name=value, with quotes if it needs them. */
static void put_value(struct text *out, const char *name, const char *value)
{
    bool plain = *value;
    for (const char *c = value; *c; c++)
        plain = plain && (name_continues(*c) || strchr("+-.", *c));
    text_printf(out, "%s=%s", name, plain ? "" : "\"");
    put_escaped(out, value, "\\\"");
    text_puts(out, plain ? "" : "\"");
}

/* An attribute of the symbol, in the braces of a block; frees the value. */
static void put_attribute(struct text *out, const char *name, struct text *value)
{
    struct text quoted = {0};
    put_value(&quoted, name, value->s);
    put_escaped(out, quoted.s, "\\{}");
    text_free(&quoted);
    text_free(value);
}

/* ---- netting ---- */

/* The nodes of a port, one word for each pin; returns the first pin of the next port. */
static size_t put_pins(struct text *out, const struct symbol_layout *l, size_t pin,
                       const struct ifs_port *p, const char *prefix)
{
    for (; pin < l->n && l->pins[pin].port == p; pin++)
        text_printf(out, "%s%s ", prefix, l->pins[pin].name);
    return pin;
}

void symbol_aline(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                  const struct symbol_layout *l, const struct symbol_words *w)
{
    size_t pin = 0;
    text_printf(out, "%s ", w->name);
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        bool source = p->default_type.type == IFS_VNAM;
        if (o->ports[k].attribute) {
            text_puts(out, w->attribute);
            symbol_port_attribute(out, s, p);
            text_puts(out, " ");
            continue;
        }
        if (o->ports[k].null) {
            text_puts(out, "null ");
            continue;
        }
        bool typed = source || aline_nodes(p->default_type.type) == 2;
        if (typed)
            text_printf(out, "%s%s", w->percent, p->default_type.name);
        if (typed || p->vector)
            text_puts(out, !p->vector ? "( " : typed ? " [ " : "[ ");
        if (source)
            text_printf(out, "@%s_source ", p->name.text);
        else
            pin = put_pins(out, l, pin, p, w->pin);
        if (typed || p->vector)
            text_puts(out, p->vector ? "] " : ") ");
    }
}

/* The parameters of a shape. Texts get their quotes here. In 2.8.1 a quote, even with a backslash,
 * opens a stretch in which no attribute ends: there are two of them on each side, which is one to
 * ngspice. */
static void put_shown(struct text *out, const struct ifspec *s, const struct symbol_shape *h,
                      char block)
{
    const char *open = block == 'K' ? "\"" : "\"\" ", *close = block == 'K' ? "\\\"" : " \"\"";
    for (size_t i = 0; i < h->n_shown; i++) {
        const struct ifs_param *p = h->shown[i].param;
        bool quoted = p->type == IFS_STRING && !p->vector;
        text_printf(out, "%s=%s@", p->name.text, quoted ? open : "");
        symbol_attribute(out, s, p);
        text_printf(out, "%s ", quoted ? close : "");
    }
}

/* The .model card: parameters as attributes, and what the attribute `more` adds. */
static void put_card(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                     char block)
{
    struct text value = {0};
    const char *m = s->model.text;
    if (o->card == SYMBOL_CARD_ONLY)
        text_printf(out, ".model @name %s( ", m);
    else
        text_printf(out, "%s_@name\n.model %s_@name %s( ", m, m, m);
    if (o->shape)
        put_shown(out, s, o->shape, block);
    for (size_t k = 0; !o->shape && k < s->n_params; k++) {
        value.n = 0;
        if (!symbol_value(&value, o, &s->params[k]))
            continue;
        text_printf(out, "%s=@", s->params[k].name.text);
        symbol_attribute(out, s, &s->params[k]);
        text_puts(out, " ");
    }
    text_puts(out, s->n_params ? "@more )" : ")");
    text_free(&value);
}

/* Parameters that must be given come first. */
static void put_parameters(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                           bool with_default)
{
    for (size_t k = 0; k < s->n_params; k++) {
        const struct ifs_param *p = &s->params[k];
        struct text name = {0}, value = {0};
        symbol_attribute(&name, s, p);
        if ((p->n_defaults > 0) == with_default && symbol_value(&value, o, p)) {
            text_puts(out, "\n");
            put_value(out, name.s, value.s);
        }
        text_free(&name);
        text_free(&value);
    }
}

static void put_sources(struct text *out, const struct ifspec *s, const struct symbol_options *o)
{
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        struct text name = {0}, value = {0};
        if (o->ports[k].null || p->default_type.type != IFS_VNAM)
            continue;
        text_printf(&name, "%s_source", p->name.text);
        for (int i = 0; i < (p->vector ? o->ports[k].size : 1); i++)
            text_printf(&value, "%sV%d", i ? " " : "", i + 1);
        text_puts(out, "\n");
        put_value(out, name.s, value.s);
        text_free(&name);
        text_free(&value);
    }
}

/* Nets of ports without pins, and the parameters of a shape. */
static void put_shape_attributes(struct text *out, const struct ifspec *s,
                                 const struct symbol_options *o)
{
    for (size_t k = 0; k < s->n_ports; k++) {
        struct text name = {0};
        if (!o->ports[k].attribute)
            continue;
        symbol_port_attribute(&name, s, &s->ports[k]);
        text_printf(out, "\n%s=null", name.s);
        text_free(&name);
    }
    for (size_t i = 0; o->card != SYMBOL_CARD_NAMED && i < o->shape->n_shown; i++) {
        struct text name = {0};
        symbol_attribute(&name, s, o->shape->shown[i].param);
        text_puts(out, "\n");
        put_value(out, name.s, o->shape->shown[i].value);
        text_free(&name);
    }
    if (o->card == SYMBOL_CARD_NAMED || !s->n_params)
        return;
    text_puts(out, "\n");
    put_value(out, "more", o->shape->more);
}

static void put_template(struct text *out, const struct ifspec *s, const struct symbol_options *o)
{
    const char *m = s->model.text;
    if (o->card == SYMBOL_CARD_ONLY)
        text_printf(out, "name=%s1", m);
    else
        text_puts(out, "name=A1");
    if (o->card != SYMBOL_CARD_ONLY)
        put_sources(out, s, o);
    if (o->shape)
        put_shape_attributes(out, s, o);
    if (o->card == SYMBOL_CARD_NAMED) {
        text_printf(out, "\nmodel=%s1", m);
        return;
    }
    if (o->shape)
        return;
    put_parameters(out, s, o, false);
    put_parameters(out, s, o, true);
    text_puts(out, s->n_params ? "\nmore=\"\"" : "");
}

void symbol_block(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                  const struct symbol_layout *l, char block)
{
    struct text format = {0}, template = {0};
    struct symbol_words words = {"@name", block == 'K' ? "%%" : "%", "@@", "@"};
    if (o->card != SYMBOL_CARD_ONLY)
        symbol_aline(&format, s, o, l, &words);
    if (o->card == SYMBOL_CARD_NAMED)
        text_puts(&format, "@model");
    else
        put_card(&format, s, o, block);
    put_template(&template, s, o);
    text_printf(out, "%c {type=%s\n", block, o->shape ? o->shape->type : "code_model");
    put_attribute(out, "format", &format);
    text_puts(out, "\n");
    put_attribute(out, "template", &template);
    text_puts(out, "}\n");
}
