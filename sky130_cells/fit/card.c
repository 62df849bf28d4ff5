#include "card.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value is that at the bin's centre; `along` says that it is a slope of another parameter, over
 * 1/L or 1/W (BSIM4's binning, L and W in um). */
typedef struct {
    const char *name;
    double start, low, high;
    char along; /* 0, 'l', 'w' */
    const char *of;
    bool hot; /* fitted at another temperature */
} param;

static const param table[] = {
    {"vth0", 0.55, 0.1, 1.6, 0, NULL, false},
    {"k1", 0.5, 0.05, 1.5, 0, NULL, false},
    {"k2", 0, -0.2, 0.2, 0, NULL, false},
    {"u0", 0.03, 0.001, 0.12, 0, NULL, false},
    {"ua", 1e-9, -3e-9, 8e-9, 0, NULL, false},
    {"ub", 1e-18, -4e-18, 8e-18, 0, NULL, false},
    {"uc", 1e-11, -3e-10, 3e-10, 0, NULL, false},
    {"vsat", 1e5, 2e4, 6e5, 0, NULL, false},
    {"a0", 1, 0, 6, 0, NULL, false},
    {"ags", 0.2, -1, 5, 0, NULL, false},
    {"keta", -0.02, -0.3, 0.1, 0, NULL, false},
    {"nfactor", 1.5, 0.3, 6, 0, NULL, false},
    {"voff", -0.1, -0.35, 0.05, 0, NULL, false},
    {"minv", 0, -1.5, 1.5, 0, NULL, false},
    {"cdscd", 0, -5e-3, 5e-3, 0, NULL, false},
    {"eta0", 0.05, -0.5, 2, 0, NULL, false},
    {"etab", -0.05, -1, 0.5, 0, NULL, false},
    {"pclm", 1, 0.02, 8, 0, NULL, false},
    {"pdiblc2", 0.002, 1e-6, 0.05, 0, NULL, false},
    {"rdsw", 200, 0, 2500, 0, NULL, false},
    {"delta", 0.01, 0.001, 0.08, 0, NULL, false},
    {"lvth0", 0, -0.3, 0.3, 'l', "vth0", false},
    {"lk1", 0, -0.3, 0.3, 'l', "k1", false},
    {"lk2", 0, -0.1, 0.1, 'l', "k2", false},
    {"lu0", 0, -0.02, 0.02, 'l', "u0", false},
    {"lvsat", 0, -1e5, 1e5, 'l', "vsat", false},
    {"la0", 0, -2, 2, 'l', "a0", false},
    {"lnfactor", 0, -1, 1, 'l', "nfactor", false},
    {"lvoff", 0, -0.1, 0.1, 'l', "voff", false},
    {"leta0", 0, -0.3, 0.3, 'l', "eta0", false},
    {"lpclm", 0, -2, 2, 'l', "pclm", false},
    {"lua", 0, -1e-9, 1e-9, 'l', "ua", false},
    {"wvth0", 0, -0.3, 0.3, 'w', "vth0", false},
    {"wk1", 0, -0.3, 0.3, 'w', "k1", false},
    {"wk2", 0, -0.1, 0.1, 'w', "k2", false},
    {"wu0", 0, -0.02, 0.02, 'w', "u0", false},
    {"wvsat", 0, -1e5, 1e5, 'w', "vsat", false},
    {"wa0", 0, -2, 2, 'w', "a0", false},
    {"wnfactor", 0, -1, 1, 'w', "nfactor", false},
    {"wvoff", 0, -0.1, 0.1, 'w', "voff", false},
    {"weta0", 0, -0.3, 0.3, 'w', "eta0", false},
    {"kt1", -0.3, -1, 0.3, 0, NULL, true},
    {"ute", -1.5, -4, 1, 0, NULL, true},
    {"at", 3.3e4, -1e5, 2e5, 0, NULL, true},
};

int card_params(void)
{
    return sizeof table / sizeof table[0];
}

bool card_free(int i, bool several_w, bool several_l, bool hot)
{
    const param *p = &table[i];
    return p->hot == hot && (p->along != 'w' || several_w) && (p->along != 'l' || several_l);
}

double card_low(const fit_device *d, int i)
{
    return d->sign < 0 && strcmp(table[i].name, "vth0") == 0 ? -table[i].high : table[i].low;
}

double card_high(const fit_device *d, int i)
{
    return d->sign < 0 && strcmp(table[i].name, "vth0") == 0 ? -table[i].low : table[i].high;
}

double card_start(const fit_device *d, int i)
{
    if (d->sign < 0 && strcmp(table[i].name, "vth0") == 0)
        return -0.95;
    if (d->sign < 0 && strcmp(table[i].name, "u0") == 0)
        return 0.008;
    return table[i].start;
}

static int find(const char *name)
{
    int i = 0;
    while (strcmp(table[i].name, name) != 0)
        i++;
    return i;
}

/* The value in the card: at 1/L = 1/W = 0. */
static double origin(const fit_bin *b, int i)
{
    double v = b->value[i];
    for (int k = 0; k < card_params(); k++)
        if (table[k].along && strcmp(table[k].of, table[i].name) == 0)
            v -= b->value[k] / (table[k].along == 'l' ? b->center.l : b->center.w);
    return v;
}

/* No value may come to 0 or below anywhere in the bin, or BSIM4 refuses the card. */
void card_keep_positive(fit_bin *b)
{
    static const char *const positive[] = {"u0", "vsat", "pclm"};
    for (size_t k = 0; k < sizeof positive / sizeof positive[0]; k++) {
        double most = b->value[find(positive[k])] * 0.45; /* along each of L and W */
        for (int i = 0; i < card_params(); i++) {
            if (!table[i].along || strcmp(table[i].of, positive[k]) != 0)
                continue;
            bool l = table[i].along == 'l';
            double c = 1 / (l ? b->center.l : b->center.w);
            double way =
                fmax(fabs(1 / (l ? b->l_lo : b->w_lo) - c), fabs(1 / (l ? b->l_hi : b->w_hi) - c));
            b->value[i] = fmin(fmax(b->value[i], -most / way), most / way);
        }
    }
}

void card_apply(const fit_card *c, int bin, int i)
{
    const fit_bin *b = &c->bin[bin - 1];
    sim_command("altermod card.%d %s=%.9g", bin, table[i].name, origin(b, i));
    if (table[i].along) {
        int of = find(table[i].of);
        sim_command("altermod card.%d %s=%.9g", bin, table[of].name, origin(b, of));
    }
}

char *card_text(const fit_card *c, const char *name, const char *comment)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    fputs(comment, f);
    for (int k = 0; k < c->n_bins; k++) {
        const fit_bin *b = &c->bin[k];
        fprintf(
            f,
            ".model %s.%d %s level=54 version=4.5 lmin=%gu lmax=%gu wmin=%gu wmax=%gu\n"
            "+ tnom=27 toxe=%.4g toxm=%.4g ndep=1.7e17 xj=0.15u dvt0=0 dvt0w=0 k3=0 lpe0=0 "
            "cdsc=0 paramchk=0\n"
            "+ cgso=%.4g cgdo=%.4g cf=0 cjs=%.4g cjd=%.4g mjs=%.3g mjd=%.3g pbs=0.8 pbd=0.8\n"
            "+ cjsws=%.4g cjswd=%.4g mjsws=%.3g mjswd=%.3g cjswgs=0 cjswgd=0 jss=1e-8 jsd=1e-8\n",
            name, k + 1, c->dev->sign > 0 ? "nmos" : "pmos", b->l_lo, b->l_hi, b->w_lo, b->w_hi,
            c->caps.toxe, c->caps.toxe, c->caps.cgo, c->caps.cgo, c->caps.cj, c->caps.cj,
            c->caps.mj, c->caps.mj, c->caps.cjsw, c->caps.cjsw, c->caps.mjsw, c->caps.mjsw);
        int column = 0;
        for (int i = 0; i < card_params(); i++) {
            double v = origin(b, i);
            if (v == 0 && table[i].along)
                continue;
            column += fprintf(f, "%s%s=%.5g", column ? " " : "+ ", table[i].name, v);
            if (column > 95) {
                fputc('\n', f);
                column = 0;
            }
        }
        if (column)
            fputc('\n', f);
    }
    fclose(f);
    return text;
}
