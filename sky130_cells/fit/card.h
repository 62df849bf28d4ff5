/* A device's cards: one BSIM4 card for each bin of widths and lengths, their parameters as numbers
 * that a least-squares fit can turn. */
#ifndef FIT_CARD_H
#define FIT_CARD_H

#include "sim.h"

enum { MAX_BINS = 16, MAX_PARAMS = 64, BIN_SIZES = 9 };

typedef struct {
    double w_lo, w_hi, l_lo, l_hi; /* um */
    fit_size center;
    double value[MAX_PARAMS]; /* in the order of the table in card.c */
} fit_bin;

typedef struct {
    double toxe, cgo;          /* m, F/m */
    double cj, cjsw, mj, mjsw; /* F/m^2, F/m */
} fit_caps;

typedef struct {
    const fit_device *dev;
    fit_caps caps;
    fit_bin bin[MAX_BINS];
    int n_bins;
} fit_card;

int card_params(void); /* how many parameters a bin has */
/* Is it free in this bin (slopes along W and L only if there are several), at the temperature of
 * the circuit or (`hot`) at another? Limits and start of its value. */
bool card_free(int i, bool several_w, bool several_l, bool hot);
double card_low(const fit_device *d, int i);
double card_high(const fit_device *d, int i);
double card_start(const fit_device *d, int i);

/* Limits slopes so that mobility, saturation velocity and pclm stay positive in the whole bin. */
void card_keep_positive(fit_bin *b);
/* Sets parameter i of a loaded card (bin number from 1). */
void card_apply(const fit_card *c, int bin, int i);
/* .model lines of all bins, malloc'ed. */
char *card_text(const fit_card *c, const char *name, const char *comment);

#endif
