/* Names that ngspice has given to something else. */
#ifndef CMPP_TAKEN_H
#define CMPP_TAKEN_H

/* What has the name, so that a model or node type cannot have it: "a device of ngspice", ...; NULL
 * if it is free. Names are in small letters. */
const char *taken_by(const char *name);

#endif
