/* The commands that make C of one model: ifs, mod and params. */
#include "cmd.h"

#include "cfunc.h"
#include "emit.h"
#include "file.h"

int cmd_ifs(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    const char *file;
    int status = parse_files(c, argc, argv, &r, &file, 1);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, file, &src, &s))
        emit_ifs(&r.out, &s, path_tail(file, 2));
    ifspec_free(&s);
    return finish(&r);
}

int cmd_params(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    const char *file;
    int status = parse_files(c, argc, argv, &r, &file, 1);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, file, &src, &s))
        emit_params(&r.out, &s, path_tail(file, 2), &r.diag);
    ifspec_free(&s);
    return finish(&r);
}

int cmd_mod(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src, code;
    struct ifspec s;
    const char *files[2];
    int status = parse_files(c, argc, argv, &r, files, 2);
    if (status >= 0)
        return status;
    struct cfunc_names names = {path_tail(files[1], 2), path_line(files[1]),
                                r.out_path ? path_tail(r.out_path, 1) : "stdout"};
    if (read_ifspec(&r, files[0], &src, &s) && file_read(&code, &r.arena, files[1], &r.diag))
        cfunc_translate(&r.out, &s, &code, &names, &r.diag);
    ifspec_free(&s);
    return finish(&r);
}
