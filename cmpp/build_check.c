/* A look at the linked library, as ngspice will see it. */
#include "build.h"

#include <elf.h>
#include <string.h>

#include "file.h"

static const char *const looked_up[] = {"CMdevNum", "CMdevs", "CMudnNum", "CMudns",
                                        "CMgetCoreItfPtr"};
enum { LOOKED_UP = sizeof looked_up / sizeof *looked_up };

/* n items of this size at a place of the file; NULL if they are not all in it. */
static const void *part(const struct source *file, Elf64_Off at, Elf64_Xword n, size_t size)
{
    if (at > file->size || n > (file->size - at) / size)
        return NULL;
    return file->text + at;
}

static const Elf64_Shdr *sections(const struct source *file, size_t *n)
{
    const Elf64_Ehdr *header = part(file, 0, 1, sizeof *header);
    *n = 0;
    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_type != ET_DYN)
        return NULL;
    *n = header->e_shnum;
    return part(file, header->e_shoff, header->e_shnum, sizeof(Elf64_Shdr));
}

/* Marks the names that this table of exported symbols has. */
static void mark(const struct source *file, const Elf64_Shdr *table, const Elf64_Shdr *names,
                 bool found[LOOKED_UP])
{
    size_t n = table->sh_size / sizeof(Elf64_Sym);
    const Elf64_Sym *symbols = part(file, table->sh_offset, n, sizeof *symbols);
    const char *text = part(file, names->sh_offset, names->sh_size, 1);
    if (!symbols || !text || !names->sh_size || text[names->sh_size - 1])
        return;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < LOOKED_UP; i++)
            if (symbols[k].st_shndx != SHN_UNDEF && symbols[k].st_name < names->sh_size &&
                strcmp(text + symbols[k].st_name, looked_up[i]) == 0)
                found[i] = true;
}

bool build_check(const char *path, struct arena *arena, struct diag *diag)
{
    struct source file;
    bool found[LOOKED_UP] = {false};
    size_t n;
    if (!file_read(&file, arena, path, diag))
        return false;
    const Elf64_Shdr *list = sections(&file, &n);
    for (size_t k = 0; list && k < n; k++)
        if (list[k].sh_type == SHT_DYNSYM && list[k].sh_link < n)
            mark(&file, &list[k], &list[list[k].sh_link], found);
    for (size_t i = 0; i < LOOKED_UP; i++) {
        if (found[i])
            continue;
        diag_failure(diag,
                     "the linked library does not export %s, so ngspice could not load it: look "
                     "for a version script, -s or the like in LDFLAGS and CFLAGS",
                     looked_up[i]);
        return false;
    }
    return true;
}
