/* The figures of the report. Each appends a complete <svg> to t; false: there is nothing to draw,
 * *why says what lacks. */
#ifndef NGSPIKE_FIGURES_H
#define NGSPIKE_FIGURES_H

#include "results.h"
#include "text.h"

/* Colours that are told apart on light and dark paper and by the colour-blind. */
#define COLOR_MAIN  "#2f78c4"
#define COLOR_OTHER "#d9762b"
#define COLOR_RIGHT "#2b8a57"
#define COLOR_WRONG "#c9384f"
#define COLOR_QUIET "#8b949e"

bool figure_confusion(text *t, const results *r, const char **why);
bool figure_fields(text *t, const results *r, const char **why);
bool figure_raster(text *t, const results *r, const char **why);
bool figure_histogram(text *t, const results *r, const char **why);
bool figure_hysteresis(text *t, const results *r, const char **why);

#endif
