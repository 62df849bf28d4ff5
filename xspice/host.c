/* ngspice tells a code model nothing about its version. But every ngspice, executable or shared
 * library, contains its IFsimulator struct, which begins with three strings: the name "ngspice", a
 * description
 * ("Circuit level simulation program") and PACKAGE_VERSION. They are found by looking through the
 * initialised writable data of the module that called us. */
#include "host.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>

/* The scan reads the host's data beyond single objects, which address sanitizer would take for an
 * error. */
#define UNCHECKED __attribute__((no_sanitize("address")))

typedef struct {
    uintptr_t address;
    char *version;
    size_t size;
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

/* Looks for the three strings in one segment. */
UNCHECKED static bool scan(const struct dl_phdr_info *module, int i, const search *s)
{
    static const char name[] = "ngspice", descr[] = "Circuit level";
    const uintptr_t align = sizeof(uintptr_t) - 1;
    uintptr_t start = segment_start(module, i);
    uintptr_t end = start + module->dlpi_phdr[i].p_filesz;
    for (uintptr_t at = (start + align) & ~align; at + 3 * sizeof at <= end; at += sizeof at) {
        const uintptr_t *word = (const uintptr_t *)at;
        if (has_text(module, word[0], name, sizeof name) &&
            has_text(module, word[1], descr, sizeof descr - 1)) {
            copy_string(module, word[2], s);
            return true;
        }
    }
    return false;
}

static int visit(struct dl_phdr_info *module, size_t size, void *data)
{
    const search *s = data;
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
    search s = {(uintptr_t)address, version, size};
    version[0] = '\0';
    dl_iterate_phdr(visit, &s);
}
