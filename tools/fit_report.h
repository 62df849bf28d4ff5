/* What ngspike fit says of its results: tables, the .model card, JSON, a figure. */
#ifndef NGSPIKE_FIT_REPORT_H
#define NGSPIKE_FIT_REPORT_H

#include "fit/fit.h"
#include "text.h"

/* A fit as asked for, and what came of each family, best first. */
typedef struct {
    const ns_fit_data *data;
    size_t n_data;
    const ns_fit_options *o;
    const char *status; /* "ok", "interrupted" */
    ns_fit_result *fit;
    double *seconds; /* that each took */
    int n;
} fit_report;

void fit_print_data(const ns_fit_data *d);
void fit_print_ranking(const fit_report *f);
void fit_print_result(const fit_report *f, const ns_fit_result *r);
/* A .model card that ngspice takes as it is, with comments. */
void fit_card(text *t, const fit_report *f, const ns_fit_result *r);
bool fit_write_json(const fit_report *f, const char *path, ns_error *e); /* "-": standard output */
/* Data against fit, a row of two panels per file: readings; residuals. */
void figure_fit(text *t, const fit_report *f, const ns_fit_result *r);

#endif
