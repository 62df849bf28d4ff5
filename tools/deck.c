#include "deck.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text.h"

enum { MAX_BYTES = 256 << 20, MAX_FILES = 1000, MAX_DEPTH = 20 };

static const char *skip_space(const char *s)
{
    return s + strspn(s, " \t\r");
}

/* Does the card start with this keyword (".inc" also stands for ".include", as ngspice has it)? */
static bool starts(const char *line, const char *keyword)
{
    return strncasecmp(skip_space(line), keyword, strlen(keyword)) == 0;
}

static char *read_whole(const char *path, size_t *size, ns_error *e)
{
    struct stat st;
    FILE *f = fopen(path, "rb");
    if (!f) {
        ns_fail(e, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(f), &st) != 0 || S_ISDIR(st.st_mode)) {
        fclose(f);
        ns_fail(e, "%s is a folder, not a deck", path);
        return NULL;
    }
    text t = {0};
    char buf[65536];
    size_t n;
    text_add(&t, "");
    while ((n = fread(buf, 1, sizeof buf, f)) > 0 && t.n <= MAX_BYTES)
        text_add_bytes(&t, buf, n);
    bool bad = ferror(f) || t.n > MAX_BYTES || memchr(t.s, '\0', t.n);
    fclose(f);
    if (bad) {
        ns_fail(e, "%s is not a text file of at most %d MiB", path, MAX_BYTES >> 20);
        text_free(&t);
        return NULL;
    }
    *size = t.n;
    return t.s;
}

static void mark_control(deck_file *f, bool script)
{
    bool inside = false;
    for (int i = 0; i < f->n; i++) {
        if (starts(f->line[i], ".control"))
            inside = true;
        f->control[i] = script || inside || strncmp(f->line[i], "*#", 2) == 0;
        if (starts(f->line[i], ".endc"))
            inside = false;
    }
}

static void split_lines(deck_file *f, char *s, size_t size)
{
    int room = 0;
    for (char *end; s && size > 0; s = end) {
        char *nl = memchr(s, '\n', size);
        size_t len = nl ? (size_t)(nl - s) : size;
        end = nl ? nl + 1 : NULL;
        size -= nl ? len + 1 : len;
        if (len && s[len - 1] == '\r')
            len--;
        s[len] = '\0';
        if (f->n == room) {
            room = room ? room * 2 : 64;
            f->line = grow(f->line, (size_t)room, sizeof *f->line);
        }
        f->line[f->n++] = copy_string(s);
    }
    f->control = alloc_zeroed((size_t)f->n, sizeof *f->control);
}

/* The file name of an .include or .lib card (malloc'ed), or NULL; *from and *len say where in the
 * line it stands. */
static char *included_name(const char *line, size_t *from, size_t *len)
{
    bool lib = starts(line, ".lib");
    if (!lib && !starts(line, ".inc"))
        return NULL;
    const char *s = skip_space(line);
    s = skip_space(s + strcspn(s, " \t"));
    char quote = (*s == '"' || *s == '\'') ? *s : '\0';
    if (quote)
        s++;
    size_t n = quote ? strcspn(s, (char[]){quote, '\0'}) : strcspn(s, " \t\r;");
    if (n == 0)
        return NULL;
    /* ".lib name" alone opens a section of a library and names no file */
    const char *rest = skip_space(s + n + (quote && s[n] ? 1 : 0));
    if (lib && (*rest == '\0' || *rest == ';' || *rest == '$'))
        return NULL;
    *from = (size_t)(s - line);
    *len = n;
    return strndup(s, n);
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return copy_string(".");
    return slash == path ? copy_string("/") : format_string("%.*s", (int)(slash - path), path);
}

/* Where ngspice would find an included file: beside the file that includes it, then in the working
 * directory; then in the folders of the search path. */
static char *resolve(const deck *d, const char *name, const char *including)
{
    struct stat st;
    if (name[0] != '/') {
        char *dir = folder_of(including);
        char *path = format_string("%s/%s", dir, name);
        free(dir);
        if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
            return path;
        free(path);
    }
    if (stat(name, &st) == 0 && !S_ISDIR(st.st_mode))
        return copy_string(name);
    for (int i = 0; name[0] != '/' && d->folders && d->folders[i]; i++) {
        char *path = format_string("%s/%s", d->folders[i], name);
        if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
            return path;
        free(path);
    }
    return NULL;
}

static bool add_file(deck *d, const char *path, int depth, ns_error *e)
{
    size_t size;
    char *content = read_whole(path, &size, e);
    if (!content)
        return false;
    d->file = grow(d->file, (size_t)d->n_files + 1, sizeof *d->file);
    int me = d->n_files++;
    d->file[me] = (deck_file){.path = copy_string(path)};
    split_lines(&d->file[me], content, size);
    free(content);
    if (me == 0)
        d->script = d->file[0].n > 0 && starts(d->file[0].line[0], "*ng_script");
    mark_control(&d->file[me], d->script);
    for (int i = 0; i < d->file[me].n && depth < MAX_DEPTH && d->n_files < MAX_FILES; i++) {
        size_t from, len;
        char *name = included_name(d->file[me].line[i], &from, &len);
        char *found = name ? resolve(d, name, d->file[me].path) : NULL;
        bool known = false;
        for (int k = 0; found && k < d->n_files && !known; k++)
            known = strcmp(d->file[k].path, found) == 0;
        /* what cannot be read here is for the simulator to complain about */
        ns_error ignored;
        if (found && !known)
            add_file(d, found, depth + 1, &ignored);
        free(found);
        free(name);
    }
    return true;
}

bool deck_read(deck *d, const char *path, ns_error *e)
{
    return deck_read_in(d, path, NULL, e);
}

bool deck_read_in(deck *d, const char *path, const char *const *folders, ns_error *e)
{
    *d = (deck){.folders = folders};
    if (!add_file(d, path, 0, e))
        return false;
    if (d->file[0].n == 0) {
        deck_free(d);
        return ns_fail(e, "%s is empty", path);
    }
    char *full = realpath(path, NULL);
    d->dir = folder_of(full ? full : path);
    free(full);
    return true;
}

void deck_free(deck *d)
{
    for (int i = 0; i < d->n_files; i++) {
        for (int k = 0; k < d->file[i].n; k++)
            free(d->file[i].line[k]);
        free(d->file[i].line);
        free(d->file[i].control);
        free(d->file[i].path);
    }
    free(d->file);
    free(d->dir);
    *d = (deck){0};
}

/* Does the line take a section from a library of this name? Gives the section's place. */
static bool takes_section(const char *line, const char *library, size_t *from, size_t *len)
{
    size_t at, n;
    char *name = starts(line, ".lib") ? included_name(line, &at, &n) : NULL;
    const char *slash = name ? strrchr(name, '/') : NULL;
    bool same = name && strcmp(slash ? slash + 1 : name, library) == 0;
    free(name);
    if (!same)
        return false;
    const char *s = line + at + n;
    s += strspn(s, "\"' \t");
    *from = (size_t)(s - line);
    *len = strcspn(s, " \t\r;$");
    return true;
}

bool deck_set_section(deck *d, const char *library, const char *section, ns_error *e)
{
    bool found = false;
    for (int i = 1; i < d->file[0].n; i++) {
        char *line = d->file[0].line[i];
        size_t from, len;
        if (!takes_section(line, library, &from, &len))
            continue;
        d->file[0].line[i] = format_string("%.*s%s%s", (int)from, line, section, line + from + len);
        free(line);
        found = true;
    }
    return found || ns_fail(e, "%s has no line '.lib \"%s\" ...' to take section %s in",
                            d->file[0].path, library, section);
}

bool deck_write(const deck *d, FILE *f, const char *insert)
{
    const deck_file *main_file = &d->file[0];
    for (int i = 0; i < main_file->n; i++) {
        size_t from, len;
        const char *line = main_file->line[i];
        char *name = i == 0 ? NULL : included_name(line, &from, &len);
        char *found = name && name[0] != '/' ? resolve(d, name, main_file->path) : NULL;
        char *full = found ? realpath(found, NULL) : NULL;
        if (full && !strchr(full, '"')) {
            bool quoted = from > 0 && (line[from - 1] == '"' || line[from - 1] == '\'');
            const char *q = quoted ? "" : "\"";
            fprintf(f, "%.*s%s%s%s%s\n", (int)from, line, q, full, q, line + from + len);
        } else {
            fprintf(f, "%s\n", line);
        }
        free(full);
        free(found);
        free(name);
        if (i == 0)
            fputs(insert, f);
    }
    return fflush(f) == 0 && !ferror(f);
}

bool deck_has_analysis(const deck *d)
{
    static const char *const cards[] = {".op",   ".tran", ".ac",    ".dc",  ".noise", ".tf",
                                        ".sens", ".pz",   ".disto", ".pss", ".sp"};
    for (int i = 0; i < d->n_files; i++) {
        for (int k = i == 0; k < d->file[i].n; k++) {
            const char *s = skip_space(d->file[i].line[k]);
            size_t n = strcspn(s, " \t\r");
            for (size_t c = 0; c < sizeof cards / sizeof *cards; c++)
                if (n == strlen(cards[c]) && strncasecmp(s, cards[c], n) == 0)
                    return true;
        }
    }
    return false;
}

bool deck_has_commands(const deck *d)
{
    for (int i = 0; i < d->n_files; i++)
        for (int k = 0; k < d->file[i].n; k++)
            if (d->file[i].control[k])
                return true;
    return false;
}

double deck_option(const deck *d, const char *name, double otherwise)
{
    size_t n = strlen(name);
    for (int i = 0; i < d->n_files; i++) {
        for (int k = i == 0; k < d->file[i].n; k++) {
            const char *s = d->file[i].line[k];
            if (d->file[i].control[k] || !starts(s, ".opt"))
                continue;
            for (s = strcasestr(s, name); s; s = strcasestr(s + 1, name)) {
                const char *value = skip_space(s + n);
                if (isspace((unsigned char)s[-1]) && *value == '=')
                    return strtod(value + 1, NULL);
            }
        }
    }
    return otherwise;
}
