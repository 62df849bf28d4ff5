/* ngspice tells a code model nothing about its version. But every ngspice, executable or shared
 * library, contains its IFsimulator struct, which begins with three strings: the name "ngspice", a
 * description ("Circuit level simulation program") and PACKAGE_VERSION. They are found by looking
 * through the initialised writable data of the module that called us. Its table of options, of
 * which some exist in some configurations only, is found in the same way. */
#include "host.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The scan reads the host's data beyond single objects, which address sanitizer would take for an
 * error. */
#define UNCHECKED __attribute__((no_sanitize("address")))

/* What is looked for, word by word, in the module that contains the address. */
typedef struct search {
    uintptr_t address;
    bool (*found)(const struct dl_phdr_info *module, const uintptr_t *word, struct search *s);
    const uintptr_t *begin, *end; /* the segment that is being looked through */
    char *version;                /* what find_version writes to */
    size_t size;
    const char *option; /* what find_option looks for, and the result */
    int has_option;
} search;

static uintptr_t segment_start(const struct dl_phdr_info *module, int i)
{
    return module->dlpi_addr + module->dlpi_phdr[i].p_vaddr;
}

/* End of the mapped readable file data that begins at or before the address, or 0. */
static uintptr_t readable_until(const struct dl_phdr_info *module, uintptr_t address)
{
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &module->dlpi_phdr[i];
        uintptr_t start = segment_start(module, i);
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_R) && address >= start &&
            address < start + segment->p_filesz)
            return start + segment->p_filesz;
    }
    return 0;
}

/* Whether the module has these n bytes at the address. */
UNCHECKED static bool has_text(const struct dl_phdr_info *module, uintptr_t address,
                               const char *text, size_t n)
{
    uintptr_t end = readable_until(module, address);
    for (size_t i = 0; i < n; i++)
        if (address + i >= end || *(const char *)(address + i) != text[i])
            return false;
    return true;
}

UNCHECKED static void copy_string(const struct dl_phdr_info *module, uintptr_t address,
                                  const search *s)
{
    uintptr_t end = readable_until(module, address);
    size_t n = 0;
    for (; n + 1 < s->size && address + n < end && *(const char *)(address + n); n++)
        s->version[n] = *(const char *)(address + n);
    s->version[n] = '\0';
}

UNCHECKED static bool find_version(const struct dl_phdr_info *module, const uintptr_t *word,
                                   search *s)
{
    static const char name[] = "ngspice", descr[] = "Circuit level";
    if (s->end - word < 3 || !has_text(module, word[0], name, sizeof name) ||
        !has_text(module, word[1], descr, sizeof descr - 1))
        return false;
    copy_string(module, word[2], s);
    return true;
}

/* An IFparm, of which the table of options has an array: keyword, two ints, description. */
enum { OPTION_WORDS = 3, FEW_OPTIONS = 20 };

UNCHECKED static bool is_option(const struct dl_phdr_info *module, const uintptr_t *word,
                                const search *s)
{
    if (word < s->begin || s->end - word < OPTION_WORDS || !readable_until(module, word[0]))
        return false;
    char first = *(const char *)word[0];
    return first >= 'a' && first <= 'z' && readable_until(module, word[2]);
}

/* From an option that all versions have: through the whole table, if it is one. */
UNCHECKED static bool find_option(const struct dl_phdr_info *module, const uintptr_t *word,
                                  search *s)
{
    static const char common[] = "noopiter";
    if (!is_option(module, word, s) || !has_text(module, word[0], common, sizeof common))
        return false;
    int n = 0, has = 0;
    while (is_option(module, word - OPTION_WORDS, s))
        word -= OPTION_WORDS;
    for (; is_option(module, word, s); word += OPTION_WORDS, n++)
        has |= has_text(module, word[0], s->option, strlen(s->option) + 1);
    if (n < FEW_OPTIONS)
        return false;
    s->has_option = has;
    return true;
}

static bool scan(const struct dl_phdr_info *module, int i, search *s)
{
    const uintptr_t align = sizeof(uintptr_t) - 1;
    uintptr_t start = segment_start(module, i), end = start + module->dlpi_phdr[i].p_filesz;
    s->begin = (const uintptr_t *)((start + align) & ~align);
    s->end = (const uintptr_t *)(end & ~align);
    for (const uintptr_t *word = s->begin; word < s->end; word++)
        if (s->found(module, word, s))
            return true;
    return false;
}

static int visit(struct dl_phdr_info *module, size_t size, void *data)
{
    search *s = data;
    (void)size;
    if (!readable_until(module, s->address))
        return 0;
    for (int i = 0; i < module->dlpi_phnum; i++)
        if (module->dlpi_phdr[i].p_type == PT_LOAD && (module->dlpi_phdr[i].p_flags & PF_W) &&
            scan(module, i, s))
            break;
    return 1;
}

void cm_find_host_version(const void *address, char *version, size_t size)
{
    search s = {
        .address = (uintptr_t)address, .found = find_version, .version = version, .size = size};
    version[0] = '\0';
    dl_iterate_phdr(visit, &s);
}

int cm_host_option(const void *address, const char *name)
{
    search s = {
        .address = (uintptr_t)address, .found = find_option, .option = name, .has_option = -1};
    dl_iterate_phdr(visit, &s);
    return s.has_option;
}

typedef struct {
    uintptr_t address, slot;
    bool is_function;
} function_search;

static bool in_code(const struct dl_phdr_info *module, uintptr_t address)
{
    for (int i = 0; i < module->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &module->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) &&
            address - segment_start(module, i) < segment->p_memsz)
            return true;
    }
    return false;
}

UNCHECKED static int look_at_function(struct dl_phdr_info *module, size_t size, void *data)
{
    function_search *s = data;
    (void)size;
    if (!readable_until(module, s->address))
        return 0;
    uintptr_t end = readable_until(module, s->slot);
    s->is_function =
        end && end - s->slot >= sizeof(uintptr_t) && in_code(module, *(const uintptr_t *)s->slot);
    return 1;
}

bool cm_host_function(const void *address, const host_function *slot)
{
    function_search s = {(uintptr_t)address, (uintptr_t)slot, false};
    dl_iterate_phdr(look_at_function, &s);
    return s.is_function;
}
