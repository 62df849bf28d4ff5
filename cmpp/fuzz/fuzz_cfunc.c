/* Fuzzes the cfunc.mod side against a fixed ifspec.ifs that has something of each kind. A
 * translation without errors must also keep the lines. Built and run by tests/cmpp/fuzz.sh. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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
    "STATIC_VAR_TABLE:\nStatic_Var_Name: v w\nData_Type: pointer real\nVector: no yes\n"
    "Description: \"\" \"\"\n";

static const char prefix[] = "void cm_f(ARGS);\n";

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

/* prefix and data in the arena */
static const char *join(struct arena *arena, const char *first, const uint8_t *data, size_t size)
{
    size_t n = strlen(first);
    char *text = arena_alloc(arena, n + size + 1);
    memcpy(text, first, n);
    if (size)
        memcpy(text + n, data, size);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char reading[] = "#include \"f_params.h\"\nvoid cm_f(ARGS);\n";
    struct arena arena = {0};
    struct source ifs = {"fuzz/ifspec.ifs", spec, sizeof spec - 1};
    struct diag diag = {0};
    struct ifspec s;
    if (!ifspec_parse(&s, &ifs, &diag))
        abort();
    size_t n = sizeof prefix - 1;
    long added = added_lines(&s, join(&arena, prefix, data, size), n + size);
    long of_prefix = added_lines(&s, prefix, n),
         of_reader = added_lines(&s, reading, sizeof reading - 1);
    bool unended = size > 0 && data[size - 1] != '\n'; /* the reader starts on a line of its own */
    if (of_prefix < 0 || of_reader < 0)
        abort();
    if (added >= 0 && added != of_prefix && added != of_reader + (unended ? 1 : 0))
        abort();
    ifspec_free(&s);
    text_free(&diag.out);
    arena_free(&arena);
    return 0;
}
