/* The page of ngspike tb: every testbench's figures against their limits, and its pictures. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "html.h"
#include "tb_run.h"

void tb_engineering(char *out, size_t size, double v)
{
    static const char prefix[] = "fpnum kMG";
    if (isnan(v)) {
        snprintf(out, size, "none");
        return;
    }
    int k = v == 0 ? 0 : (int)floor(log10(fabs(v)) / 3 + 1e-9);
    if (v == 0 || k < -5 || k > 3 || k == 0)
        snprintf(out, size, "%.5g", fabs(v) < 1e-16 ? 0 : v);
    else
        snprintf(out, size, "%.5g%c", v / pow(1000, k), prefix[k + 5]);
}

static void add_cell(text *t, const char *tag, const char *class, const char *s)
{
    text_addf(t, "<%s%s%s%s>", tag, *class ? " class=\"" : "", class, *class ? "\"" : "");
    html_text(t, s);
    text_addf(t, "</%s>", tag);
}

/* The usual limits, and below them those of corners that have their own. */
static void add_limits(text *t, const tb_figure *f)
{
    char low[32], high[32];
    tb_engineering(low, sizeof low, f->low);
    tb_engineering(high, sizeof high, f->high);
    text_addf(t, "<td>%s .. %s", low, high);
    for (int i = 0; i < f->n_other; i++) {
        tb_engineering(low, sizeof low, f->other[i].low);
        tb_engineering(high, sizeof high, f->other[i].high);
        text_add(t, "<br>");
        html_text(t, f->other[i].corners);
        text_addf(t, ": %s .. %s", low, high);
    }
    text_add(t, "</td>");
}

static void add_table(text *t, const tb_benches *b, int k)
{
    const tb_bench *bench = &b->bench[k];
    const tb_job *j = &b->job[k * b->n_columns];
    char value[32];
    text_add(t, "<table>\n<tr><th>figure</th><th>limits</th>");
    for (int c = 0; c < b->n_columns; c++)
        add_cell(t, "th", "", b->column[c].label);
    text_add(t, "<th></th></tr>\n");
    for (int i = 0; i < bench->n_figures; i++) {
        const tb_figure *f = &bench->figure[i];
        text_add(t, "<tr>");
        add_cell(t, "th", "", f->name);
        add_limits(t, f);
        for (int c = 0; c < b->n_columns; c++) {
            tb_engineering(value, sizeof value, j[c].value[i]);
            add_cell(t, "td", tb_within(f, b->column[c].corner, j[c].value[i]) ? "" : "bad", value);
        }
        char *about = format_string("%s%s%s", f->unit, *f->unit ? ", " : "", f->text);
        add_cell(t, "td", "sub", about);
        free(about);
        text_add(t, "</tr>\n");
    }
    text_add(t, "</table>\n");
}

static bool add_plots(text *t, const tb_benches *b, int k, ns_error *e)
{
    const tb_bench *bench = &b->bench[k];
    bool ok = true;
    for (int i = 0; ok && i < bench->n_plots; i++) {
        ns_error why;
        text svg = {0};
        char *name = format_string("%s-%d.svg", bench->name, i + 1);
        if (tb_draw(&svg, b, k, &bench->plot[i], &why)) {
            text_add(t, "<figure>\n");
            text_add(t, svg.s);
            add_cell(t, "figcaption", "", bench->plot[i].text);
            text_add(t, "</figure>\n");
            ok = text_write_in(&svg, b->output, name, e);
        } else {
            text_add(t, "<p class=\"note\">Left out: ");
            html_text(t, bench->plot[i].text);
            text_add(t, " (");
            html_text(t, why.msg);
            text_add(t, ").</p>\n");
        }
        text_free(&svg);
        free(name);
    }
    return ok;
}

bool tb_write_page(const tb_benches *b, ns_error *e)
{
    text t = {0};
    bool ok = mkdir(b->output, 0777) == 0 || errno == EEXIST ||
              ns_fail(e, "cannot make the folder %s: %s", b->output, strerror(errno));
    html_begin(&t, "ngspike testbenches");
    text_add(&t, "<h1>Testbenches</h1>\n<style>td{padding-right:1.5rem}</style>\n");
    for (int k = 0; ok && k < b->n_benches; k++) {
        text_add(&t, "<section>\n");
        add_cell(&t, "h2", "", b->bench[k].name);
        text_add(&t, "\n<p>");
        html_text(&t, b->bench[k].title);
        text_add(&t, "</p>\n");
        add_table(&t, b, k);
        ok = add_plots(&t, b, k, e);
        text_add(&t, "</section>\n");
    }
    html_end(&t);
    ok = ok && text_write_in(&t, b->output, "index.html", e);
    text_free(&t);
    return ok;
}
