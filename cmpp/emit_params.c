/* The parameters of a model as a plain C struct: the header that the model and lib-side code
 * include. */
#include "emit.h"

#include <limits.h>
#include <stdio.h>

static const char *const c_types[IFS_TYPES] = {"bool ", "int ",         "double ",
                                               NULL,    "const char *", NULL};

/* "double ", ready for a name. A complex needs a type of its own, since C's has another layout than
 * the host's. */
static void emit_c_type(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    if (p->type == IFS_COMPLEX)
        text_printf(out, "%s_complex ", s->model.text);
    else
        text_puts(out, c_types[p->type]);
}

/* ---- the struct ---- */

static void emit_field(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    text_puts(out, "    ");
    if (p->vector && p->type != IFS_STRING)
        text_puts(out, "const ");
    emit_c_type(out, s, p);
    if (p->vector)
        text_puts(out, p->type == IFS_STRING ? "const *" : "*");
    emit_field_name(out, p);
    text_puts(out, "; /* ");
    text_c_comment(out, p->descr);
    text_puts(out, " */\n");
    if (p->vector)
        text_printf(out, "    int %s_size;\n", p->name.text);
    if (emit_has_flag(p))
        text_printf(out, "    bool has_%s;\n", p->name.text);
}

static bool uses_complex(const struct ifspec *s)
{
    for (size_t k = 0; k < s->n_params; k++)
        if (s->params[k].type == IFS_COMPLEX)
            return true;
    return false;
}

static void emit_struct(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    if (uses_complex(s))
        text_printf(out, "typedef struct %s_complex {\n    double real, imag;\n} %s_complex;\n\n",
                    m, m);
    text_printf(out, "/* The parameters of %s: ", m);
    text_c_comment(out, s->descr);
    text_printf(out, ". */\ntypedef struct %s_params {\n", m);
    for (size_t k = 0; k < s->n_params; k++)
        emit_field(out, s, &s->params[k]);
    if (!s->n_params)
        text_puts(out, "    char none; /* there are no parameters, and C has no empty struct */\n");
    text_printf(out, "} %s_params;\n\n", m);
}

/* ---- the defaults ---- */

static void emit_constant(struct text *out, const struct ifspec *s, enum ifs_type type,
                          const struct ifs_value *v, bool compound)
{
    if (type == IFS_BOOLEAN) {
        text_puts(out, v->integer ? "true" : "false");
    } else if (type == IFS_INTEGER) {
        text_c_int(out, v->integer);
    } else if (type == IFS_REAL) {
        text_c_real(out, v->real);
    } else if (type == IFS_COMPLEX) {
        if (compound)
            text_printf(out, "(%s_complex)", s->model.text);
        text_puts(out, "{");
        text_c_real(out, v->real);
        text_puts(out, ", ");
        text_c_real(out, v->imaginary);
        text_puts(out, "}");
    } else {
        text_c_string(out, v->string);
    }
}

/* The elements that a vector has by default, as a constant with a number in its name that no field
 * can have. */
static void emit_default_list(struct text *out, const struct ifspec *s, size_t k)
{
    const struct ifs_param *p = &s->params[k];
    text_puts(out, "    static ");
    if (p->type != IFS_STRING)
        text_puts(out, "const ");
    emit_c_type(out, s, p);
    text_printf(out, "%sdefault_%zu[] = {", p->type == IFS_STRING ? "const " : "", k);
    for (size_t i = 0; i < p->n_defaults; i++) {
        text_puts(out, i ? ", " : "");
        emit_constant(out, s, p->type, &p->defaults[i], false);
    }
    text_puts(out, "};\n");
}

/* What a scalar has without a default. A NaN where a real has to be given lets the check find it
 * missing. */
static void emit_zero(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    if (p->type == IFS_REAL)
        text_puts(out, emit_has_flag(p) ? "0.0" : "NAN");
    else if (p->type == IFS_COMPLEX)
        text_printf(out, "(%s_complex){%s, 0.0}", s->model.text, emit_has_flag(p) ? "0.0" : "NAN");
    else
        text_puts(out, p->type == IFS_BOOLEAN ? "false" : p->type == IFS_INTEGER ? "0" : "NULL");
}

static void emit_default(struct text *out, const struct ifspec *s, size_t k)
{
    const struct ifs_param *p = &s->params[k];
    text_puts(out, "    p->");
    emit_field_name(out, p);
    text_puts(out, " = ");
    if (p->vector && p->n_defaults)
        text_printf(out, "default_%zu", k);
    else if (p->vector)
        text_puts(out, "NULL");
    else if (p->n_defaults)
        emit_constant(out, s, p->type, &p->defaults[0], true);
    else
        emit_zero(out, s, p);
    text_puts(out, ";\n");
    if (p->vector)
        text_printf(out, "    p->%s_size = %zu;\n", p->name.text, p->n_defaults);
    if (emit_has_flag(p))
        text_printf(out, "    p->has_%s = false;\n", p->name.text);
}

static void emit_default_function(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    text_printf(out,
                "/* Sets every parameter to its default. */\n"
                "static inline void %s_params_default(%s_params *p)\n{\n",
                m, m);
    for (size_t k = 0; k < s->n_params; k++)
        if (s->params[k].vector && s->params[k].n_defaults)
            emit_default_list(out, s, k);
    for (size_t k = 0; k < s->n_params; k++)
        emit_default(out, s, k);
    if (!s->n_params)
        text_puts(out, "    p->none = 0;\n");
    text_puts(out, "}\n\n");
}

/* ---- the check ---- */

/* Limits that say something: the ends of int's own range do not, and compilers warn of such a
 * comparison. */
static bool has_lower(const struct ifs_param *p)
{
    return p->limits.has_lower && !(p->type == IFS_INTEGER && p->limits.lower.integer == INT_MIN);
}

static bool has_upper(const struct ifs_param *p)
{
    return p->limits.has_upper && !(p->type == IFS_INTEGER && p->limits.upper.integer == INT_MAX);
}

static bool checks_elements(const struct ifs_param *p)
{
    return p->type == IFS_REAL || p->type == IFS_COMPLEX ||
           (p->type == IFS_INTEGER && (has_lower(p) || has_upper(p)));
}

static bool has_least(const struct ifs_param *p)
{
    return p->vector && p->bounds.has_lower && p->bounds.lower.integer > 0;
}

static bool has_largest(const struct ifs_param *p)
{
    return p->vector && p->bounds.has_upper && p->bounds.upper.integer < INT_MAX;
}

static bool checks_given(const struct ifs_param *p)
{
    return p->type == IFS_STRING && !p->vector && !p->null_allowed && !p->n_defaults;
}

static bool checks_anything(const struct ifspec *s)
{
    for (size_t k = 0; k < s->n_params; k++)
        if (checks_elements(&s->params[k]) || has_least(&s->params[k]) ||
            has_largest(&s->params[k]) || checks_given(&s->params[k]))
            return true;
    return false;
}

/* p->x or, of a vector, p->x[i] */
static void emit_element(struct text *out, const struct ifs_param *p, const char *member)
{
    text_puts(out, "p->");
    emit_field_name(out, p);
    text_printf(out, "%s%s", p->vector ? "[i]" : "", member);
}

/* The condition that a value is good, written so that a NaN is not. */
static void emit_condition(struct text *out, const struct ifs_param *p)
{
    if (p->type == IFS_COMPLEX) {
        text_puts(out, "!isnan(");
        emit_element(out, p, ".real");
        text_puts(out, ") && !isnan(");
        emit_element(out, p, ".imag");
        text_puts(out, ")");
    } else if (!has_lower(p) && !has_upper(p)) {
        text_puts(out, "!isnan(");
        emit_element(out, p, "");
        text_puts(out, ")");
    }
    for (int upper = 0; upper < 2; upper++) {
        if (!(upper ? has_upper(p) : has_lower(p)))
            continue;
        const struct ifs_value *limit = upper ? &p->limits.upper : &p->limits.lower;
        text_puts(out, upper && has_lower(p) ? " && " : "");
        emit_element(out, p, upper ? " <= " : " >= ");
        if (p->type == IFS_INTEGER)
            text_c_int(out, limit->integer);
        else
            text_c_real(out, limit->real);
    }
}

/* What is asked for, at the end of the message: "must be from 0 to 1". */
static void emit_wanted(struct text *out, const struct ifs_param *p)
{
    char lower[40], upper[40];
    const struct ifs_range *r = &p->limits;
    bool whole = p->type == IFS_INTEGER;
    snprintf(lower, sizeof lower, "%.10g", whole ? r->lower.integer : r->lower.real);
    snprintf(upper, sizeof upper, "%.10g", whole ? r->upper.integer : r->upper.real);
    if (has_lower(p) && has_upper(p))
        text_printf(out, "must be from %s to %s", lower, upper);
    else if (has_lower(p))
        text_printf(out, "must be at least %s", lower);
    else if (has_upper(p))
        text_printf(out, "must be at most %s", upper);
    else
        text_puts(out, "must be a number");
}

static void emit_element_check(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    const char *format = p->type == IFS_INTEGER ? "%d" : p->type == IFS_REAL ? "%g" : "<%g %g>";
    const char *name = p->name.text;
    const char *indent = p->vector ? "    " : "";
    if (p->vector)
        text_printf(out, "    for (int i = 0; i < p->%s_size; i++)\n", name);
    text_printf(out, "%s    if (", indent);
    if (emit_has_flag(p))
        text_printf(out, "p->has_%s && ", name);
    text_puts(out, "!(");
    emit_condition(out, p);
    text_printf(out,
                "))\n%s        return %s_params_bad(msg, size, \"parameter %s%s = %s: ", indent,
                s->model.text, name, p->vector ? "[%d]" : "", format);
    emit_wanted(out, p);
    text_printf(out, "\", %s", p->vector ? "i, " : "");
    emit_element(out, p, p->type == IFS_COMPLEX ? ".real" : "");
    if (p->type == IFS_COMPLEX) {
        text_puts(out, ", ");
        emit_element(out, p, ".imag");
    }
    text_puts(out, ");\n");
}

static void emit_size_check(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    const char *name = p->name.text, *m = s->model.text;
    for (int upper = 0; upper < 2; upper++) {
        int bound = upper ? p->bounds.upper.integer : p->bounds.lower.integer;
        if (!(upper ? has_largest(p) : has_least(p)))
            continue;
        text_puts(out, "    if (");
        if (!upper && p->null_allowed) /* then it may also be absent */
            text_printf(out, "p->%s_size != 0 && ", name);
        text_printf(out,
                    "p->%s_size %c %d)\n        return %s_params_bad(msg, size, \"parameter %s has "
                    "%%d elements: ",
                    name, upper ? '>' : '<', bound, m, name);
        text_printf(out, "must have at %s %d\", p->%s_size);\n", upper ? "most" : "least", bound,
                    name);
    }
}

static void emit_bad_function(struct text *out, const char *m)
{
    text_printf(
        out,
        "__attribute__((format(printf, 3, 4)))\n"
        "static inline bool %s_params_bad(char *msg, size_t size, const char *fmt, ...)\n{\n"
        "    va_list args;\n    va_start(args, fmt);\n    vsnprintf(msg, size, fmt, args);\n"
        "    va_end(args);\n    return false;\n}\n\n",
        m);
}

static void emit_check_function(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    if (checks_anything(s))
        emit_bad_function(out, m);
    text_printf(
        out,
        "/* Checks every parameter against its limits; NaN is never within them. Returns false "
        "with a\n"
        " * message (cut at size) that names the first bad parameter, its value and the limit. */\n"
        "static inline bool %s_params_check(const %s_params *p, char *msg, size_t size)\n{\n",
        m, m);
    if (!checks_anything(s))
        text_puts(out, "    (void)p;\n    (void)msg;\n    (void)size;\n");
    for (size_t k = 0; k < s->n_params; k++) {
        const struct ifs_param *p = &s->params[k];
        if (checks_given(p)) {
            text_puts(out, "    if (!p->");
            emit_field_name(out, p);
            text_printf(
                out, ")\n        return %s_params_bad(msg, size, \"parameter %s is missing\");\n",
                m, p->name.text);
        }
        emit_size_check(out, s, p);
        if (checks_elements(p))
            emit_element_check(out, s, p);
    }
    text_puts(out, "    return true;\n}\n");
}

static void emit_guard(struct text *out, const char *directive, const char *model)
{
    text_printf(out, "#%s ", directive);
    for (const char *c = model; *c; c++)
        text_add(out, &(char){(char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c)}, 1);
    text_puts(out, "_PARAMS_H\n");
}

bool emit_params(struct text *out, const struct ifspec *s, const char *origin, struct diag *diag)
{
    if (!emit_fields_differ(s, diag))
        return false;
    emit_banner(out, origin);
    emit_guard(out, "ifndef", s->model.text);
    emit_guard(out, "define", s->model.text);
    text_puts(
        out, "\n#include <math.h>\n#include <stdarg.h>\n#include <stdbool.h>\n#include <stddef.h>\n"
             "#include <stdio.h>\n\n");
    emit_struct(out, s);
    emit_default_function(out, s);
    emit_check_function(out, s);
    text_puts(out, "\n#endif\n");
    return true;
}
