/* What is allowed in an ifspec.ifs, and yet is most likely a mistake or gives trouble later. */
#ifndef CMPP_LINT_H
#define CMPP_LINT_H

#include "ifspec.h"

/* Warns about one model that was parsed without an error. */
void lint(const struct ifspec *s, struct diag *diag);

#endif
