/* Fuzzes the ifspec.ifs side: any bytes give either messages or outputs, never a fault. Built and
 * run by tests/cmpp/fuzz.sh. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmpp/emit.h"
#include "cmpp/lint.h"
#include "cmpp/symbol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void emit_symbols(struct text *out, const struct ifspec *s)
{
    for (enum symbol_card card = SYMBOL_CARD_OWN; card <= SYMBOL_CARD_ONLY; card++) {
        struct arena arena = {0};
        struct symbol_options o = {.card = card};
        struct symbol_layout layout;
        symbol_options_init(&o, s, &arena);
        symbol_layout_make(&layout, s, &o, &arena);
        emit_symbol(out, s, &o, &layout);
        arena_free(&arena);
    }
}

static void emit_all(const struct ifspec *s)
{
    struct text out = {0};
    struct diag diag = {0};
    emit_ifs(&out, s, s->src->name);
    if (emit_params(&out, s, s->src->name, &diag) != (diag.errors == 0))
        abort();
    emit_read_declaration(&out, s);
    emit_read(&out, s);
    if (!emit_doc(&out, s, 1, &diag))
        abort();
    emit_man(&out, s, "7");
    emit_symbols(&out, s);
    lint(s, &diag);
    if (strlen(out.s) != out.n) /* outputs are text */
        abort();
    text_free(&out);
    text_free(&diag.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct source src = {"fuzz/ifspec.ifs", arena_copy(&arena, (const char *)data, size), size};
    struct diag diag = {0};
    struct ifspec s;
    bool ok = ifspec_parse(&s, &src, &diag);
    if (ok != (diag.errors == 0) || (!ok && !diag.out.n))
        abort();
    if (ok)
        emit_all(&s);
    ifspec_free(&s);
    text_free(&diag.out);
    arena_free(&arena);
    return 0;
}
