/* The reader of a model's parameters: from the host, through the accessors of cm.h, into the struct
 * of emit_params.c. */
#include "emit.h"

static const char *const accessors[IFS_TYPES] = {"BOOL", "INT", "REAL", "COMPLEX", "STRING", NULL};

static bool has_vectors(const struct ifspec *s)
{
    for (size_t k = 0; k < s->n_params; k++)
        if (s->params[k].vector)
            return true;
    return false;
}

void emit_read_declaration(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    /* unused: a model may include the header for the struct only */
    text_printf(out,
                "struct %s_params;\n"
                "__attribute__((unused)) static bool %s_params_read(Mif_Private_t *mif_private,\n"
                "    struct %s_params *p);\n",
                m, m, m);
    if (has_vectors(s))
        text_printf(out,
                    "__attribute__((unused)) static void %s_params_free(struct %s_params *p);\n", m,
                    m);
}

/* to = the element of the host's parameter k */
static void emit_copy(struct text *out, const struct ifspec *s, size_t k, const char *indent,
                      const char *to, const char *index)
{
    const struct ifs_param *p = &s->params[k];
    text_printf(out, "%s%s", indent, to);
    if (!p->vector)
        emit_field_name(out, p);
    text_puts(out, " = ");
    if (p->type == IFS_COMPLEX)
        text_printf(out,
                    "(%s_complex){CM_PARAM_COMPLEX(mif_private, %zu, %s).real,\n"
                    "%s    CM_PARAM_COMPLEX(mif_private, %zu, %s).imag};\n",
                    s->model.text, k, index, indent, k, index);
    else
        text_printf(out, "CM_PARAM_%s(mif_private, %zu, %s);\n", accessors[p->type], k, index);
}

/* .sens sets all real parameters of an instance back to what they were, and says then that they
 * were given: one that was not is a NaN. */
static void emit_read_scalar(struct text *out, const struct ifspec *s, size_t k)
{
    bool may_lack = emit_has_flag(&s->params[k]);
    text_printf(out, "    if (!CM_PARAM_NULL(mif_private, %zu)", k);
    if (may_lack && s->params[k].type == IFS_REAL)
        text_printf(out, " && !isnan(CM_PARAM_REAL(mif_private, %zu, 0))", k);
    text_puts(out, ")");
    if (may_lack)
        text_printf(out, " {\n        p->has_%s = true;\n", s->params[k].name.text);
    else
        text_puts(out, "\n");
    emit_copy(out, s, k, "        ", "p->", "0");
    if (may_lack)
        text_puts(out, "    }\n");
}

/* A vector is copied: in the host its elements lie apart. */
static void emit_read_vector(struct text *out, const struct ifspec *s, size_t k)
{
    static const char *const types[IFS_TYPES] = {"bool *", "int *",         "double *",
                                                 NULL,     "const char **", NULL};
    const struct ifs_param *p = &s->params[k];
    const char *m = s->model.text;
    text_printf(out,
                "    if (!CM_PARAM_NULL(mif_private, %zu)) {\n        int n = "
                "CM_PARAM_SIZE(mif_private, %zu);\n        ",
                k, k);
    if (p->type == IFS_COMPLEX)
        text_printf(out, "%s_complex *", m);
    else
        text_puts(out, types[p->type]);
    text_printf(out,
                "items = malloc(((size_t)n + 1) * sizeof *items);\n        if (!items) {\n"
                "            cm_fault(mif_private, \"no memory for the %%d elements of parameter "
                "%s\", n);\n"
                "            %s_params_free(p);\n            return false;\n        }\n"
                "        for (int i = 0; i < n; i++)\n",
                p->name.text, m);
    emit_copy(out, s, k, "            ", "items[i]", "i");
    text_puts(out, "        p->");
    emit_field_name(out, p);
    text_printf(out, " = items;\n        p->%s_size = n;\n    }\n", p->name.text);
}

/* A given vector whose size is that of a port. */
static void emit_size_of_port(struct text *out, const struct ifspec *s, size_t k)
{
    const struct ifs_param *p = &s->params[k];
    int port = p->bounds_port_index;
    if (port < 0)
        return;
    text_printf(out,
                "    if (!CM_PARAM_NULL(mif_private, %zu) &&\n"
                "        CM_PARAM_SIZE(mif_private, %zu) != CM_PORT_SIZE(mif_private, %d)) {\n"
                "        cm_fault(mif_private, \"parameter %s has %%d elements: must have %%d, as "
                "port %s\",\n"
                "            CM_PARAM_SIZE(mif_private, %zu), CM_PORT_SIZE(mif_private, %d));\n",
                k, k, port, p->name.text, s->ports[port].name.text, k, port);
    text_printf(out, "        %s_params_free(p);\n        return false;\n    }\n", s->model.text);
}

static void emit_free(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    text_printf(
        out,
        "\n/* Gives back the vectors that %s_params_read copied; then they are the defaults. */\n",
        m);
    text_printf(out,
                "static void %s_params_free(%s_params *p)\n{\n    %s_params d;\n    "
                "%s_params_default(&d);\n",
                m, m, m, m);
    for (size_t k = 0; k < s->n_params; k++) {
        struct text field = {0};
        emit_field_name(&field, &s->params[k]);
        if (s->params[k].vector)
            text_printf(out,
                        "    if (p->%s != d.%s)\n        free((void *)p->%s);\n    p->%s = d.%s;\n"
                        "    p->%s_size = d.%s_size;\n",
                        field.s, field.s, field.s, field.s, field.s, s->params[k].name.text,
                        s->params[k].name.text);
        text_free(&field);
    }
    text_puts(out, "}\n");
}

void emit_read(struct text *out, const struct ifspec *s)
{
    const char *m = s->model.text;
    bool vectors = has_vectors(s);
    if (vectors) {
        text_puts(out, "\n#include <stdlib.h>\n");
        emit_free(out, s);
    }
    text_printf(out,
                "\n/* Fills p from the host and checks it; false after a cm_fault() that says what "
                "is wrong. */\n"
                "static bool %s_params_read(Mif_Private_t *mif_private, %s_params *p)\n{\n"
                "    char msg[400];\n    (void)mif_private;\n    %s_params_default(p);\n",
                m, m, m);
    for (size_t k = 0; k < s->n_params; k++) {
        if (s->params[k].vector)
            emit_read_vector(out, s, k);
        else
            emit_read_scalar(out, s, k);
    }
    for (size_t k = 0; k < s->n_params; k++)
        emit_size_of_port(out, s, k);
    text_printf(out,
                "    if (%s_params_check(p, msg, sizeof msg))\n        return true;\n"
                "    cm_fault(mif_private, \"%%s\", msg);\n",
                m);
    if (vectors)
        text_printf(out, "    %s_params_free(p);\n", m);
    text_puts(out, "    return false;\n}\n");
}
