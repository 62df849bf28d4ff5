/* The C files of a library: the kit's, and those made of ifspec.ifs and cfunc.mod. */
#include "build.h"

#include <string.h>

#include "cfunc.h"
#include "emit.h"
#include "file.h"
#include "kit.h"

const char *build_generated(const struct build *b, const struct library_entry *e, const char *kind)
{
    struct text name = {0};
    text_printf(&name, "%s_%s", e->symbol, kind);
    const char *path = path_join(b->arena, b->work, name.s);
    text_free(&name);
    return path;
}

static bool put(const struct build *b, struct text *t, const char *path)
{
    bool ok = kit_put(path, t->s, t->n, b->diag);
    text_free(t);
    return ok;
}

/* NAME_params.h, for a cfunc.mod that may include it. */
static bool write_params(struct build *b, const struct ifspec *s, const struct source *code)
{
    struct text name = {0}, out = {0};
    text_printf(&name, "%s_params.h", s->model.text);
    const char *path = path_join(b->arena, b->work, name.s);
    bool wanted = strstr(code->text, name.s) != NULL;
    text_free(&name);
    if (!wanted)
        return true;
    return emit_params(&out, s, path_tail(s->src->name, 2), b->diag) && put(b, &out, path);
}

static bool write_model(struct build *b, const struct library_entry *e, const struct ifspec *s)
{
    struct text tables = {0}, function = {0};
    struct source code;
    const char *folder = path_folder(b->arena, e->src->name);
    const char *from = path_join(b->arena, folder, "cfunc.mod");
    const char *to = build_generated(b, e, "cfunc.c");
    struct cfunc_names names = {path_tail(from, 2), from, path_tail(to, 1)};
    if (!file_read(&code, b->arena, from, b->diag))
        return false;
    emit_ifs(&tables, s, path_tail(e->src->name, 2));
    /* ngspice's preprocessor gives models that header, so that they include none. */
    if (!strstr(code.text, "\"cm.h\""))
        text_puts(&function, "#include \"ngspice/cm.h\"\n");
    if (!cfunc_translate(&function, s, &code, &names, b->diag) || !write_params(b, s, &code)) {
        text_free(&tables);
        text_free(&function);
        return false;
    }
    bool written = put(b, &function, to);
    return put(b, &tables, build_generated(b, e, "ifspec.c")) && written;
}

static bool translate(struct build *b, const struct library_entry *e)
{
    struct ifspec s = {0};
    struct diag again = {0}; /* what build_find has shown already */
    bool ok = ifspec_parse(&s, e->src, &again) && write_model(b, e, &s);
    ifspec_free(&s);
    text_free(&again.out);
    return ok;
}

bool build_translate(struct build *b)
{
    bool ok = true;
    for (size_t k = 0; k < b->lib.models.n; k++)
        ok = translate(b, &b->lib.models.items[k]) && ok;
    if (!ok)
        return false;
    struct text list = {0};
    emit_lst(&list, &b->lib);
    return put(b, &list, path_join(b->arena, b->work, "models.c")) &&
           kit_write(path_join(b->arena, b->work, "xspice"), "xspice/", b->diag) &&
           kit_write(path_join(b->arena, b->work, "glue"), "glue/", b->diag);
}
