/* Parameters as attributes of a symbol. */
#include "symbol.h"

#include <string.h>

#include "describe.h"
#include "names.h"

/* Attributes of an instance that Xschem, or the symbol itself, gives a meaning. */
static bool is_taken(const struct ifspec *s, const char *name)
{
    static const char *const taken[] = {
        "name",         "model",        "more",           "lab",         "format",
        "device_model", "spiceprefix",  "only_toplevel",  "place",       "lock",
        "hide",         "hide_texts",   "highlight",      "schematic",   "symname",
        "symname_ext",  "schname",      "schname_ext",    "topschname",  "path",
        "pinlist",      "embed",        "net_name",       "url",         "tclcommand",
        "program",      "sig_type",     "spice_ignore",   "lvs_ignore",  "verilog_ignore",
        "vhdl_ignore",  "tedax_ignore", "spectre_ignore", "savecurrent", "slotted"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return true;
    for (size_t k = 0; k < s->n_ports; k++) {
        size_t n = strlen(s->ports[k].name.text);
        if (strncmp(name, s->ports[k].name.text, n) == 0 && strcmp(name + n, "_source") == 0)
            return true;
    }
    return false;
}

void symbol_attribute(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    struct text name = {0};
    text_puts(&name, p->name.text);
    while (is_taken(s, name.s) || (name.n > strlen(p->name.text) && ifspec_param(s, name.s) >= 0)) {
        struct text longer = {0};
        text_printf(&longer, "p_%s", name.s);
        text_free(&name);
        name = longer;
    }
    text_puts(out, name.s);
    text_free(&name);
}

void symbol_port_attribute(struct text *out, const struct ifspec *s, const struct ifs_port *p)
{
    text_printf(out, "%s%s", p->name.text,
                ifspec_param(s, p->name.text) >= 0 || is_taken(s, p->name.text) ? "_node" : "");
}

/* How many elements the default of a vector has to have here; 0 if it cannot. */
static size_t default_size(const struct symbol_options *o, const struct ifs_param *p)
{
    if (p->bounds_port_index >= 0) {
        const struct symbol_port *port = &o->ports[p->bounds_port_index];
        size_t n = port->null ? 0 : (size_t)port->size;
        return p->n_defaults == 1 || p->n_defaults == n ? n : 0;
    }
    bool more = p->n_defaults == 1 && p->bounds.has_lower && p->bounds.lower.integer > 1;
    return more ? (size_t)p->bounds.lower.integer : p->n_defaults;
}

/* A .model card has no way to write a " or a line's end within a string. */
static bool is_writable(const struct ifs_param *p)
{
    for (size_t i = 0; p->type == IFS_STRING && i < p->n_defaults; i++)
        for (const char *c = p->defaults[i].string; *c; c++)
            if (*c == '"' || (*c >= 0 && *c < ' ') || *c == 127)
                return false;
    return true;
}

bool symbol_value(struct text *out, const struct symbol_options *o, const struct ifs_param *p)
{
    if ((p->null_allowed && !p->n_defaults) || !is_writable(p))
        return false;
    if (!p->n_defaults) {
        text_puts(out, "required");
        return true;
    }
    size_t n = p->vector ? default_size(o, p) : 1;
    text_puts(out, p->vector && n ? "[" : "");
    for (size_t i = 0; i < n; i++) {
        text_puts(out, i ? " " : "");
        describe_value(out, p->type, &p->defaults[p->n_defaults == 1 ? 0 : i]);
    }
    text_puts(out, p->vector && n ? "]" : "");
    return n;
}
