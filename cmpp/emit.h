/* The outputs of the preprocessor: C that compiles without a warning, and documents. The same
 * for the same input: no dates, no absolute paths. `origin` is the name of the input in the comment
 * at the top. */
#ifndef CMPP_EMIT_H
#define CMPP_EMIT_H

#include "diag.h"
#include "ifspec.h"
#include "library.h"

/* The tables of a model: `const cm_model <C_Function_Name>_model` of cm_model.h. */
void emit_ifs(struct text *out, const struct ifspec *s, const char *origin);

/* The parameters as a plain C header: struct, defaults, check. False, with errors, where two fields
 * of the struct would have the same name. */
bool emit_params(struct text *out, const struct ifspec *s, const char *origin, struct diag *diag);

/* The declaration and the definition of <model>_params_read, which fills that struct from the host;
 * the definition needs cm.h and the header above before it. */
void emit_read_declaration(struct text *out, const struct ifspec *s);
void emit_read(struct text *out, const struct ifspec *s);

/* All models and node types of one library. */
void emit_lst(struct text *out, const struct library *lib);

/* The reference of n models as Markdown, in their order, for GitHub. False, with an error, where
 * two models have the same name. */
bool emit_doc(struct text *out, const struct ifspec *models, size_t n, struct diag *diag);

/* The reference of one model as a manual page in roff, for man(7) macros. `section` is the page's:
 * 7, 3x. */
void emit_man(struct text *out, const struct ifspec *s, const char *section);

/* The name of the struct's field for a parameter: its own, with _ where C or a standard header has
 * taken it. */
void emit_field_name(struct text *out, const struct ifs_param *p);

/* Whether the struct says if an optional parameter without default was given: has_<name>. */
bool emit_has_flag(const struct ifs_param *p);

/* Whether no two parameters make fields of the same name; if not, with errors. */
bool emit_fields_differ(const struct ifspec *s, struct diag *diag);

/* Opens an output: the comment that it is generated. */
void emit_banner(struct text *out, const char *origin);

#endif
