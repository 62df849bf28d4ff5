/* The command kit: headers and glue for people with a build system of their own. */
#include "cmd.h"

#include <getopt.h>

#include "build.h"
#include "file.h"
#include "kit.h"

/* The flags as one line. */
static const char *line(struct arena *arena, const char *const *flags)
{
    struct words w = {0};
    struct text t = {0};
    words_add_all(&w, arena, flags);
    words_print(&t, w.items);
    const char *copy = arena_copy(arena, t.s, t.n);
    text_free(&t);
    return copy;
}

/* The README with the flags that the command build uses. */
static bool write_readme(struct run *r, const char *folder)
{
    const struct {
        const char *mark;
        const char *const *flags;
    } places[] = {{"@COMMON@", build_common_flags},
                  {"@WARNINGS@", build_warning_flags},
                  {"@GLUE@", build_glue_flags},
                  {"@LINK@", build_link_flags}};
    struct kit_file readme = *kit_find("kit-README.md");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct text t = {0};
        kit_replace(&t, &readme, places[i].mark, line(&r->arena, places[i].flags));
        readme.text = arena_copy(&r->arena, t.s, t.n);
        readme.size = t.n;
        text_free(&t);
    }
    return kit_put(path_join(&r->arena, folder, "README.md"), readme.text, readme.size, &r->diag);
}

int cmd_kit(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    int status = parse_options(c, argc, argv, &r);
    if (status >= 0)
        return status;
    if (r.out_path || argc - optind != 1)
        return usage_error(c, "expected one folder");
    const char *folder = argv[optind];
    if (kit_write(path_join(&r.arena, folder, "xspice"), "xspice/", &r.diag) &&
        kit_write(path_join(&r.arena, folder, "glue"), "glue/", &r.diag))
        write_readme(&r, folder);
    return finish_messages(&r);
}
