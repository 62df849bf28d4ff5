/* Fuzzes the ifspec.ifs side: any bytes give either messages or outputs, never a fault. Build with
 * clang -fsanitize=fuzzer,address,undefined. */
#include <stdint.h>
#include <stdlib.h>

#include "cmpp/emit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct source src = {"fuzz/ifspec.ifs", arena_copy(&arena, (const char *)data, size), size};
    struct diag diag = {0};
    struct ifspec s;
    bool ok = ifspec_parse(&s, &src, &diag);
    if (ok != (diag.errors == 0))
        abort();
    if (ok) {
        struct text out = {0};
        emit_ifs(&out, &s, src.name);
        emit_params(&out, &s, src.name, &diag);
        emit_read_declaration(&out, &s);
        emit_read(&out, &s);
        text_free(&out);
    }
    ifspec_free(&s);
    text_free(&diag.out);
    arena_free(&arena);
    return 0;
}
