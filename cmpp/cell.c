#include "cell.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "names.h"

static const char *list_item(const void *list, size_t k)
{
    return ((const char *const *)list)[k];
}

static size_t find_in(const char *const *list, const char *name)
{
    size_t k = 0;
    while (list[k] && !name_same(list[k], name))
        k++;
    return k;
}

void cell_error(struct binder *b, struct span at, const char *fmt, ...)
{
    char message[1000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    diag_error(b->diag, b->s->src, at, "%s", message);
    b->broken = true;
}

/* What was written in place of what is expected; into text, which it returns. */
static const char *describe(const struct binder *b, const struct raw *v, char text[80])
{
    static const char *const kinds[] = {
        [RAW_NONE] = "'-'",        [RAW_NAME] = "the name '", [RAW_NUMBER] = "the number ",
        [RAW_STRING] = "a string", [RAW_LIST] = "a list",     [RAW_COMPLEX] = "a complex number"};
    bool name = v->kind == RAW_NAME, quote = name || v->kind == RAW_NUMBER;
    int length = !quote ? 0 : v->at.len > 50 ? 50 : (int)v->at.len;
    snprintf(text, 80, "%s%.*s%s", kinds[v->kind], length, b->s->src->text + v->at.at,
             name ? "'" : "");
    return text;
}

void cell_expected(struct binder *b, const struct raw *v, enum field_kind field, const char *what)
{
    char found[80];
    cell_error(b, v->at, "%s must be %s, not %s", field_name(field), what, describe(b, v, found));
}

const struct raw *cell(struct binder *b, enum field_kind field)
{
    const struct field *f = &b->table->fields[field];
    const struct raw *v = !f->broken && b->column < f->n ? &f->values[b->column] : NULL;
    bool missing = !f->at.len && field_required(field, b->table->kind);
    b->broken = b->broken || f->broken || missing || (v && v->kind == RAW_BROKEN);
    return v && v->kind != RAW_BROKEN ? v : NULL;
}

struct ifs_name cell_name(struct binder *b, enum field_kind field)
{
    const struct raw *v = cell(b, field);
    if (v && v->kind == RAW_NAME)
        return (struct ifs_name){v->text, v->at};
    if (v)
        cell_expected(b, v, field, "a name: a letter or _, then letters, digits and _");
    return (struct ifs_name){.text = ""};
}

const char *cell_descr(struct binder *b)
{
    const struct raw *v = cell(b, FIELD_DESCRIPTION);
    if (v && v->kind == RAW_STRING)
        return v->text;
    if (v)
        cell_expected(b, v, FIELD_DESCRIPTION, "a \"string\"");
    return "";
}

/* -1: neither true nor false */
static int truth(const struct raw *v)
{
    static const char *const words[] = {"no", "yes", "false", "true", NULL};
    size_t k = v->kind == RAW_NAME ? find_in(words, v->text) : 4;
    return k < 4 ? (int)(k % 2) : -1;
}

bool cell_bool(struct binder *b, enum field_kind field)
{
    const struct raw *v = cell(b, field);
    int value = v ? truth(v) : 0;
    if (value < 0)
        cell_expected(b, v, field, "yes or no");
    return value == 1;
}

const char *cell_mistaken(const struct cell_mistake *mistakes, const char *word)
{
    while (mistakes->wrong && !name_same(mistakes->wrong, word))
        mistakes++;
    return mistakes->right;
}

size_t cell_word(struct binder *b, enum field_kind field, const char *const *words,
                 const struct cell_mistake *mistakes, const char *what)
{
    size_t n = 0;
    while (words[n])
        n++;
    const struct raw *v = cell(b, field);
    if (!v)
        return n;
    if (v->kind != RAW_NAME) {
        cell_expected(b, v, field, what);
        return n;
    }
    size_t k = find_in(words, v->text);
    if (k < n)
        return k;
    const char *guess = cell_mistaken(mistakes, v->text);
    if (!guess)
        guess = name_closest(v->text, list_item, words);
    cell_error(b, v->at, "unknown %s '%s': it is %s%s%s%s", field_name(field), v->text, what,
               guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    return n;
}

static bool is_int(double x)
{
    return x >= INT_MIN && x <= INT_MAX && x == (double)(int)x;
}

bool cell_convert(struct binder *b, const struct raw *v, enum ifs_type type, enum field_kind field,
                  struct ifs_value *value)
{
    static const char *const what[IFS_TYPES] = {
        "TRUE or FALSE for a boolean", "a whole number of 32 bits for an int",
        "a number for a real",         "<re im> for a complex",
        "a \"string\" for a string",   "- for a pointer"};
    bool ok = false;
    *value = (struct ifs_value){.at = v->at};
    if (type == IFS_BOOLEAN) {
        value->integer = truth(v);
        ok = value->integer >= 0;
    } else if (type == IFS_INTEGER) {
        ok = v->kind == RAW_NUMBER && is_int(v->number);
        value->integer = ok ? (int)v->number : 0;
    } else if (type == IFS_STRING) {
        ok = v->kind == RAW_STRING;
        value->string = v->text;
    } else if (type == IFS_REAL || type == IFS_COMPLEX) {
        ok = v->kind == (type == IFS_REAL ? RAW_NUMBER : RAW_COMPLEX);
        value->real = v->number;
        value->imaginary = v->imaginary;
    }
    if (!ok)
        cell_expected(b, v, field, what[type]);
    return ok;
}

struct ifs_range cell_range(struct binder *b, enum field_kind field, enum ifs_type type)
{
    struct ifs_range r = {0};
    const struct raw *v = cell(b, field);
    if (!v || v->kind == RAW_NONE)
        return r;
    if (v->kind != RAW_LIST || v->n != 2) {
        cell_expected(b, v, field, "- or a range [lower upper], either of which may be -");
        return r;
    }
    const struct raw *lower = &v->items[0], *upper = &v->items[1];
    r.at = v->at;
    r.has_lower = lower->kind != RAW_NONE && cell_convert(b, lower, type, field, &r.lower);
    r.has_upper = upper->kind != RAW_NONE && cell_convert(b, upper, type, field, &r.upper);
    return r;
}
