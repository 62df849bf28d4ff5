/* Reading shapes: a list of which model has which, and one drawing each. */
#include "symbol_shape.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aline.h"
#include "describe.h"
#include "file.h"

struct reader {
    struct symbol_shape *shape;
    const struct ifspec *s;
    const struct symbol_options *o;
    struct arena *arena;
    struct diag *diag;
    struct source src;
    size_t at; /* the next line */
};

static const char BLANK[] = " \t\r";

/* The next line as [*begin, return): false at the end of the file. */
static bool next_line(struct reader *r, char **line, struct span *at)
{
    if (r->at >= r->src.size)
        return false;
    size_t n = strcspn(r->src.text + r->at, "\n");
    *at = (struct span){r->at, n};
    *line = arena_copy(r->arena, r->src.text + r->at, n);
    r->at += n + 1;
    return true;
}

/* ---- parameters ---- */

static const char *default_value(struct reader *r, const struct ifs_param *p)
{
    struct text value = {0};
    const char *copy = NULL;
    if (p->type == IFS_STRING && p->n_defaults == 1 && !p->vector)
        text_puts(&value, p->defaults[0].string);
    else if (!symbol_value(&value, r->o, p))
        goto out;
    copy = arena_copy(r->arena, value.s, value.n);
out:
    text_free(&value);
    return copy;
}

static void add_shown(struct reader *r, const struct ifs_param *p, const char *value)
{
    struct symbol_shape *h = r->shape;
    h->shown = arena_grow(r->arena, h->shown, h->n_shown, sizeof *h->shown);
    h->shown[h->n_shown++] = (struct symbol_shown){p, value};
}

/* NAME, NAME?, NAME=VALUE: an attribute of its own, or a piece of `more`. */
static void read_param(struct reader *r, char *word, struct text *more, bool in_more,
                       struct span at)
{
    char *value = strchr(word, '=');
    if (value)
        *value++ = '\0';
    size_t n = strlen(word);
    bool optional = n && word[n - 1] == '?';
    if (optional)
        word[n - 1] = '\0';
    int k = ifspec_param(r->s, word);
    if (k < 0 && optional)
        return;
    if (k < 0) {
        diag_error(r->diag, &r->src, at, "%s has no parameter '%s'", r->s->model.text, word);
        return;
    }
    const struct ifs_param *p = &r->s->params[k];
    const char *text = value ? value : default_value(r, p);
    const char *quote = p->type == IFS_STRING ? "\"" : "";
    if (in_more && !p->null_allowed && !p->n_defaults)
        diag_error(r->diag, &r->src, at,
                   "parameter '%s' of %s has to be given: put it before the ;", word,
                   r->s->model.text);
    else if (!text)
        diag_error(r->diag, &r->src, at,
                   "parameter '%s' of %s has no default: give a value, %s=VALUE", word,
                   r->s->model.text, word);
    else if (in_more)
        text_printf(more, "%s%s=%s%s%s", more->n ? " " : "", word, quote, text, quote);
    else
        add_shown(r, p, text);
}

static bool is_shown(const struct symbol_shape *h, const struct ifs_param *p)
{
    for (size_t i = 0; i < h->n_shown; i++)
        if (h->shown[i].param == p)
            return true;
    return false;
}

static void read_params(struct reader *r, char *words, struct span at)
{
    struct text more = {0};
    bool in_more = false;
    char *save = NULL;
    text_puts(&more, "");
    for (char *w = strtok_r(words, BLANK, &save); w; w = strtok_r(NULL, BLANK, &save)) {
        if (strcmp(w, ";") == 0)
            in_more = true;
        else
            read_param(r, w, &more, in_more, at);
    }
    for (size_t k = 0; k < r->s->n_params; k++) {
        const struct ifs_param *p = &r->s->params[k];
        if (!p->null_allowed && !p->n_defaults && !is_shown(r->shape, p))
            add_shown(r, p, "required");
    }
    r->shape->more = arena_copy(r->arena, more.s, more.n);
    text_free(&more);
}

/* Finds the model's line of the list; returns the name of its shape, or NULL. */
static const char *read_list(struct reader *r, const char *path)
{
    char *line;
    struct span at;
    while (next_line(r, &line, &at)) {
        char *save = NULL, *pattern = strtok_r(line, BLANK, &save);
        if (!pattern || *pattern == '#' || fnmatch(pattern, r->s->model.text, 0) != 0)
            continue;
        char *name = strtok_r(NULL, BLANK, &save);
        if (!name) {
            diag_error(r->diag, &r->src, at, "expected a pattern and a shape");
            return NULL;
        }
        read_params(r, save, at);
        return name;
    }
    diag_failure(r->diag, "%s: no line fits the model %s", path, r->s->model.text);
    return NULL;
}

/* ---- the drawing ---- */

static bool read_pin(struct reader *r, const char *line)
{
    struct symbol_shape *h = r->shape;
    char name[64];
    int x, y, end = 0;
    if (sscanf(line, "pin %63s %d %d%n", name, &x, &y, &end) != 3 || line[end])
        return false;
    h->pins = arena_grow(r->arena, h->pins, h->n_pins, sizeof *h->pins);
    h->pins[h->n_pins++] =
        (struct symbol_shape_pin){arena_copy(r->arena, name, strlen(name)), x, y};
    return true;
}

static bool read_item(struct reader *r, char *line)
{
    struct symbol_shape *h = r->shape;
    int end = 0;
    if (strncmp(line, "pin ", 4) == 0)
        return read_pin(r, line);
    if (strncmp(line, "type ", 5) == 0 && line[5]) {
        h->type = line + 5;
        return true;
    }
    if (sscanf(line, "name %d %d%n", &h->name_x, &h->name_y, &end) == 2 && !line[end])
        return true;
    if (sscanf(line, "values %d %d%n", &h->values_x, &h->values_y, &end) == 2 && !line[end])
        return true;
    if (!strchr("LPATB", line[0]) || line[1] != ' ')
        return false;
    h->lines = arena_grow(r->arena, h->lines, h->n_lines, sizeof *h->lines);
    h->lines[h->n_lines++] = line;
    return true;
}

static void read_drawing(struct reader *r)
{
    char *line;
    struct span at;
    while (next_line(r, &line, &at))
        if (*line && *line != '#' && !read_item(r, line))
            diag_error(r->diag, &r->src, at,
                       "expected: type NAME, pin NAME X Y, name X Y, values X Y, or a line of "
                       "Xschem's that draws (L, P, A, T, B)");
}

bool symbol_shape_read(struct symbol_shape *shape, const char *folder, const char *drawing,
                       const struct ifspec *s, const struct symbol_options *o, struct arena *arena,
                       struct diag *diag)
{
    struct reader r = {.shape = shape, .s = s, .o = o, .arena = arena, .diag = diag};
    int errors = diag->errors;
    *shape = (struct symbol_shape){.type = "code_model"};
    const char *path = path_join(arena, folder, "list");
    if (!file_read(&r.src, arena, path, diag))
        return false;
    const char *name = read_list(&r, path);
    if (!name)
        return false;
    struct text file = {0};
    text_printf(&file, "%s.shape", drawing ? drawing : name);
    path = path_join(arena, folder, arena_copy(arena, file.s, file.n));
    text_free(&file);
    r.at = 0;
    if (!file_read(&r.src, arena, path, diag))
        return false;
    read_drawing(&r);
    return diag->errors == errors;
}

/* ---- ports and pins ---- */

/* Whether the shape has a pin of this port: its name, or its name and what tells apart elements. */
static bool has_pin_of(const struct symbol_shape *h, const char *port)
{
    size_t n = strlen(port);
    for (size_t i = 0; i < h->n_pins; i++) {
        const char *pin = h->pins[i].name;
        if (strncmp(pin, port, n) == 0 && pin[n + strspn(pin + n, "_0123456789pn")] == '\0')
            return true;
    }
    return false;
}

/* A vector has as many elements as the shape has pins of it, within its bounds. */
static void set_size(const struct symbol_shape *h, const struct ifs_port *p, int *size)
{
    size_t n = strlen(p->name.text);
    int pins = 0;
    for (size_t i = 0; i < h->n_pins; i++) {
        const char *pin = h->pins[i].name;
        pins += strncmp(pin, p->name.text, n) == 0 && pin[n] &&
                pin[n + strspn(pin + n, "0123456789")] == '\0';
    }
    bool low = p->bounds.has_lower && pins < p->bounds.lower.integer;
    bool high = p->bounds.has_upper && pins > p->bounds.upper.integer;
    if (pins && !low && !high)
        *size = pins;
}

void symbol_shape_ports(const struct symbol_shape *h, const struct ifspec *s,
                        struct symbol_options *o)
{
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        bool one = !p->vector && aline_nodes(p->default_type.type) == 1;
        if (p->null_allowed && !has_pin_of(h, p->name.text))
            o->ports[k].null = true, o->ports[k].attribute = one;
        if (p->vector)
            set_size(h, p, &o->ports[k].size);
    }
    o->shape = h;
}

static struct symbol_pin *find_pin(struct symbol_layout *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->pins[i].name, name) == 0)
            return &l->pins[i];
    return NULL;
}

void symbol_shape_place(const struct symbol_shape *h, struct symbol_layout *l, struct diag *diag)
{
    if (!h->n_pins)
        return;
    for (size_t i = 0; i < h->n_pins; i++) {
        struct symbol_pin *pin = find_pin(l, h->pins[i].name);
        if (!pin) {
            diag_failure(diag, "the shape has a pin '%s' that the model lacks", h->pins[i].name);
            continue;
        }
        pin->x = h->pins[i].x;
        pin->y = h->pins[i].y;
    }
    for (size_t i = 0; i < l->n; i++) {
        size_t k = 0;
        while (k < h->n_pins && strcmp(h->pins[k].name, l->pins[i].name) != 0)
            k++;
        if (k == h->n_pins)
            diag_failure(diag, "the shape has no pin '%s'", l->pins[i].name);
    }
}
