/* Fuzzes the cfunc.mod side against a fixed ifspec.ifs that has something of each kind. A
 * translation without errors must also keep the lines. Build with clang
 * -fsanitize=fuzzer,address,undefined. */
#include <stdint.h>
#include <stdlib.h>

#include "cmpp/cfunc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char spec[] =
    "NAME_TABLE:\nC_Function_Name: cm_f\nSpice_Model_Name: f\nDescription: \"\"\n"
    "PORT_TABLE:\nPort_Name: a b c d e\nDescription: \"\" \"\" \"\" \"\" \"\"\n"
    "Direction: in out inout in out\nDefault_Type: v v gd d spike\n"
    "Allowed_Types: [v vd] [v] [gd] [d] [spike]\nVector: no yes no yes no\n"
    "Vector_Bounds: - [1 -] - - -\nNull_Allowed: no no no yes yes\n"
    "PARAMETER_TABLE:\nParameter_Name: p q r s\nDescription: \"\" \"\" \"\" \"\"\n"
    "Data_Type: real int string complex\nDefault_Value: 1 [1 2] \"x\" <1 2>\n"
    "Limits: [0 2] - - -\nVector: no yes no no\nVector_Bounds: - b - -\nNull_Allowed: yes yes yes "
    "yes\n"
    "STATIC_VAR_TABLE:\nStatic_Var_Name: v w\nData_Type: pointer real\nVector: no "
    "yes\nDescription: \"\" \"\"\n";

static size_t lines(const char *s, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += s[i] == '\n';
    return count;
}

/* Translates n bytes; returns the lines of the output that are not the input's, or -1 after errors.
 */
static long added_lines(const struct ifspec *s, const char *text, size_t n)
{
    struct source src = {"fuzz/cfunc.mod", text, n};
    struct cfunc_names names = {src.name, src.name, "f.c"};
    struct diag diag = {0};
    struct text out = {0};
    long added = -1;
    if (cfunc_translate(&out, s, &src, &names, &diag) != (diag.errors == 0))
        abort();
    if (!diag.errors)
        added = (long)lines(out.s, out.n) - (long)lines(text, n);
    text_free(&out);
    text_free(&diag.out);
    return added;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char plain[] = "cm_f\n", reading[] = "#include \"f_params.h\"\ncm_f\n";
    struct arena arena = {0};
    struct source ifs = {"fuzz/ifspec.ifs", spec, sizeof spec - 1};
    const char *text = arena_copy(&arena, (const char *)data, size);
    struct diag diag = {0};
    struct ifspec s;
    if (!ifspec_parse(&s, &ifs, &diag))
        abort();
    long added = added_lines(&s, text, size);
    long with_reader = added_lines(&s, reading, sizeof reading - 1);
    bool unended = size > 0 && text[size - 1] != '\n'; /* the reader starts on a line of its own */
    if (added >= 0 && added != added_lines(&s, plain, sizeof plain - 1) &&
        added != with_reader + (unended ? 1 : 0))
        abort();
    ifspec_free(&s);
    text_free(&diag.out);
    arena_free(&arena);
    return 0;
}
