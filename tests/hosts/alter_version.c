/* Copies an ngspice with another version in it, to see what a library does in a host that nobody
 * knows. usage: alter_version NGSPICE VERSION OUT
 *
 * The version is the third string of ngspice's IFsimulator struct, behind "ngspice" and "Circuit
 * level simulation program". The new text is written into the tail of the second one, and the third
 * pointer is set to it: the old text may be shared with other strings. Executables for x86-64 only,
 * with the pointers in place or in relocations. */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct image {
    char *data;
    size_t size;
    const Elf64_Ehdr *head;
    const Elf64_Phdr *segments;
};

static const char name[] = "ngspice", description[] = "Circuit level simulation program";

/* Of the description, this much stays: what a library looks for. */
enum { KEPT = sizeof "Circuit level" };

static void die(const char *what, const char *path)
{
    (void)fprintf(stderr, "alter_version: %s: %s\n", path, what);
    exit(1);
}

static void load(struct image *m, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0)
        die("cannot read", path);
    long size = ftell(f);
    rewind(f);
    if (size < (long)sizeof(Elf64_Ehdr))
        die("not an executable", path);
    m->size = (size_t)size;
    m->data = malloc(m->size);
    if (!m->data || fread(m->data, 1, m->size, f) != m->size)
        die("cannot read", path);
    (void)fclose(f);
    m->head = (const Elf64_Ehdr *)(const void *)m->data;
    if (memcmp(m->head->e_ident, ELFMAG, SELFMAG) != 0 || m->head->e_machine != EM_X86_64 ||
        m->head->e_phoff + (size_t)m->head->e_phnum * sizeof(Elf64_Phdr) > m->size)
        die("not an executable for x86-64", path);
    m->segments = (const Elf64_Phdr *)(const void *)(m->data + m->head->e_phoff);
}

/* What the file has for n bytes at an address, or NULL. */
static char *at_address(const struct image *m, uint64_t address, size_t n)
{
    for (int i = 0; i < m->head->e_phnum; i++) {
        const Elf64_Phdr *s = &m->segments[i];
        if (s->p_type == PT_LOAD && address >= s->p_vaddr &&
            address - s->p_vaddr + n <= s->p_filesz &&
            s->p_offset + (address - s->p_vaddr) + n <= m->size)
            return m->data + s->p_offset + (address - s->p_vaddr);
    }
    return NULL;
}

static bool is_text(const struct image *m, uint64_t address, const char *text, size_t n)
{
    const char *there = at_address(m, address, n);
    return there && memcmp(there, text, n) == 0;
}

/* The relocations of the executable and their number; none if the dynamic section has none. */
static Elf64_Rela *relocations(const struct image *m, size_t *n)
{
    uint64_t address = 0, size = 0;
    for (int i = 0; i < m->head->e_phnum; i++) {
        if (m->segments[i].p_type != PT_DYNAMIC)
            continue;
        const char *start = at_address(m, m->segments[i].p_vaddr, m->segments[i].p_filesz);
        const Elf64_Dyn *d = (const Elf64_Dyn *)(const void *)start;
        for (; d && d->d_tag != DT_NULL; d++) {
            if (d->d_tag == DT_RELA)
                address = d->d_un.d_ptr;
            else if (d->d_tag == DT_RELASZ)
                size = d->d_un.d_val;
        }
    }
    *n = size / sizeof(Elf64_Rela);
    return size ? (Elf64_Rela *)(void *)at_address(m, address, size) : NULL;
}

/* Sets the three pointers' third where the first two point to the texts, `step` words apart. */
static bool alter_words(const struct image *m, int64_t *word, size_t step, uint64_t new_offset)
{
    uint64_t first = (uint64_t)word[0], second = (uint64_t)word[step];
    if (!is_text(m, first, name, sizeof name) ||
        !is_text(m, second, description, sizeof description))
        return false;
    word[2 * step] = (int64_t)(second + new_offset);
    return true;
}

static bool alter_relocations(const struct image *m, uint64_t new_offset)
{
    size_t n;
    Elf64_Rela *r = relocations(m, &n);
    for (size_t i = 0; r && i + 2 < n; i++)
        if (r[i + 1].r_offset == r[i].r_offset + 8 && r[i + 2].r_offset == r[i].r_offset + 16 &&
            alter_words(m, &r[i].r_addend, sizeof *r / 8, new_offset))
            return true;
    return false;
}

static bool alter_data(const struct image *m, uint64_t new_offset)
{
    for (int i = 0; i < m->head->e_phnum; i++) {
        const Elf64_Phdr *s = &m->segments[i];
        if (s->p_type != PT_LOAD || !(s->p_flags & PF_W))
            continue;
        for (uint64_t at = (s->p_vaddr + 7) & ~7ULL; at + 24 <= s->p_vaddr + s->p_filesz; at += 8) {
            char *there = at_address(m, at, 24);
            if (there && alter_words(m, (int64_t *)(void *)there, 1, new_offset))
                return true;
        }
    }
    return false;
}

/* Writes the version into the description's tail. */
static bool write_version(const struct image *m, const char *version)
{
    for (size_t i = 0; i + sizeof description <= m->size; i++)
        if (memcmp(m->data + i, description, sizeof description) == 0) {
            memset(m->data + i + KEPT - 1, 0, sizeof description - KEPT);
            memcpy(m->data + i + KEPT, version, strlen(version));
            return true;
        }
    return false;
}

int main(int argc, char **argv)
{
    struct image m;
    if (argc != 4 || strlen(argv[2]) >= sizeof description - KEPT) {
        (void)fputs("usage: alter_version NGSPICE VERSION OUT\n", stderr);
        return 2;
    }
    load(&m, argv[1]);
    if (!alter_relocations(&m, KEPT) && !alter_data(&m, KEPT))
        die("no IFsimulator struct of ngspice in it", argv[1]);
    if (!write_version(&m, argv[2]))
        die("no description of ngspice in it", argv[1]);
    FILE *f = fopen(argv[3], "wb");
    if (!f || fwrite(m.data, 1, m.size, f) != m.size || fclose(f) != 0)
        die("cannot write", argv[3]);
    free(m.data);
    return 0;
}
