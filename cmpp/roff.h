/* Text for roff, for groff and mandoc alike. */
#ifndef CMPP_ROFF_H
#define CMPP_ROFF_H

#include "text.h"

/* Text that is to be read as it stands: UTF-8, at the beginning of a line or within one. Blanks in
 * a row become one, those around are dropped; long words get places to break at. */
void roff_text(struct text *out, const char *s, size_t n);

/* The same and the end of the line, after a full stop unless the text ends with a mark. */
void roff_sentence(struct text *out, const char *s, size_t n);

#endif
