/* The values in one column of a table, read as what their fields ask for. */
#ifndef CMPP_CELL_H
#define CMPP_CELL_H

#include "ifspec.h"
#include "table.h"

/* One column of a table on its way into the ifspec. */
struct binder {
    struct ifspec *s;
    struct diag *diag;
    struct table *table;
    size_t column;
    bool broken; /* an error was reported about this column, now or by the parser */
};

/* Something that people write for a word of the language. */
struct cell_mistake {
    const char *wrong, *right;
};

/* An error about this column. */
void cell_error(struct binder *b, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "FIELD must be WHAT, not ..." */
void cell_expected(struct binder *b, const struct raw *v, enum field_kind field, const char *what);

/* The value of this column; NULL if the field has none or it could not be read. */
const struct raw *cell(struct binder *b, enum field_kind field);

/* The readers report what they cannot read and return what the field means when it is left out. */
struct ifs_name cell_name(struct binder *b, enum field_kind field);
const char *cell_descr(struct binder *b);
bool cell_bool(struct binder *b, enum field_kind field);

/* - or [lower upper], each end a value of the type or - */
struct ifs_range cell_range(struct binder *b, enum field_kind field, enum ifs_type type);

/* Index of the word in a list that ends with NULL, or its length with an error. mistakes ends with
 * {0}. */
size_t cell_word(struct binder *b, enum field_kind field, const char *const *words,
                 const struct cell_mistake *mistakes, const char *what);

/* Converts one value to a type; false with an error that names the field. */
bool cell_convert(struct binder *b, const struct raw *v, enum ifs_type type, enum field_kind field,
                  struct ifs_value *value);

/* What is right for something that people write, or NULL. */
const char *cell_mistaken(const struct cell_mistake *mistakes, const char *word);

#endif
