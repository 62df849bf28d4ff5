/* How far a run is, on stderr: a bar that is redrawn on a terminal, a line now and then elsewhere.
 */
#ifndef NGSPIKE_PROGRESS_H
#define NGSPIKE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"

typedef struct {
    bool on, terminal, utf8;
    double start, last_line; /* s, monotonic */
    double first_image;      /* when the images began */
    bool drawn;
} progress;

double seconds_now(void); /* monotonic */

progress progress_new(bool on);
/* Call about five times a second; shows nothing in the first two seconds. `net` may be NULL. */
void progress_show(progress *p, const host_progress *h, const ngspike_status *net);
/* Takes the bar away, so that something else can be printed. */
void progress_hide(progress *p);

/* One line of at most `width` columns, bar included. Exposed for the tests. */
void progress_format(char *out, size_t size, int width, bool utf8, const host_progress *h,
                     const ngspike_status *net, double elapsed, double image_time);

#endif
