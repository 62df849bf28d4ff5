/* The names of the fields that a parameter has in the struct of emit_params.c. */
#include <stdlib.h>
#include <string.h>

#include "emit.h"
#include "names.h"

void emit_field_name(struct text *out, const struct ifs_param *p)
{
    text_printf(out, "%s%s", p->name.text, name_reserved(p->name.text) ? "_" : "");
}

bool emit_has_flag(const struct ifs_param *p)
{
    return p->null_allowed && !p->n_defaults && !p->vector && p->type != IFS_STRING;
}

/* All fields of a parameter, each with a line end before and after it: x or x_, has_x, x_size. */
static struct text field_list(const struct ifs_param *p)
{
    struct text list = {0};
    text_puts(&list, "\n");
    emit_field_name(&list, p);
    text_puts(&list, "\n");
    if (emit_has_flag(p))
        text_printf(&list, "has_%s\n", p->name.text);
    if (p->vector)
        text_printf(&list, "%s_size\n", p->name.text);
    return list;
}

static bool share_field(const struct text *a, const struct text *b)
{
    bool shared = false;
    for (const char *begin = a->s, *end; !shared && begin[1]; begin = end) {
        struct text line = {0};
        end = strchr(begin + 1, '\n');
        text_add(&line, begin, (size_t)(end + 1 - begin));
        shared = strstr(b->s, line.s);
        text_free(&line);
    }
    return shared;
}

bool emit_fields_differ(const struct ifspec *s, struct diag *diag)
{
    int errors = diag->errors;
    struct text *fields = mem_resize(NULL, s->n_params * sizeof *fields);
    for (size_t k = 0; k < s->n_params; k++) {
        fields[k] = field_list(&s->params[k]);
        for (size_t j = 0; j < k; j++) {
            if (!share_field(&fields[k], &fields[j]))
                continue;
            diag_error(
                diag, s->src, s->params[k].name.at,
                "the fields of '%s' and '%s' would have the same name in the struct (vectors "
                "have <name>_size, optional ones has_<name>)",
                s->params[k].name.text, s->params[j].name.text);
            diag_note(diag, s->src, s->params[j].name.at, "the other parameter is here");
        }
    }
    for (size_t k = 0; k < s->n_params; k++)
        text_free(&fields[k]);
    free(fields);
    return diag->errors == errors;
}
