/* Text inside HTML and XML. */
#ifndef NGSPIKE_HTML_H
#define NGSPIKE_HTML_H

#include "text.h"

/* Appends s with markup characters escaped; bytes that are not UTF-8 and control characters become
 * U+FFFD. */
void html_text(text *t, const char *s);
/* Appends the start of a page up to <body> with its style; html_end closes it. */
void html_begin(text *t, const char *title);
void html_end(text *t);

#endif
