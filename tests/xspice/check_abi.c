/* Compares our declarations and the layout table with the facts of an ngspice's own headers. */
#include "core.h"
#include "fault.h"
#include "noise.h"

extern const size_t abi_facts[], n_abi_facts;

int main(int argc, char **argv)
{
    const cm_layout *row = argc == 2 ? cm_layout_find(argv[1]) : NULL;
    if (!row) {
        (void)fprintf(stderr, "check_abi: no layout for version %s\n", argc == 2 ? argv[1] : "?");
        return 1;
    }
#define FACT(name, theirs, ours) {name, (size_t)(ours)},
    const struct {
        const char *name;
        size_t value;
    } ours[] = {
#include "abi_facts.def"
    };
    size_t n = sizeof ours / sizeof ours[0];
    int wrong = n != n_abi_facts;
    for (size_t i = 0; i < n && i < n_abi_facts; i++)
        if (ours[i].value != abi_facts[i]) {
            (void)fprintf(stderr, "check_abi: %s: %s: %zu in its headers, %zu in ours\n", argv[1],
                          ours[i].name, abi_facts[i], ours[i].value);
            wrong++;
        }
    (void)printf("%zu facts compared, %d wrong\n", n, wrong);
    return wrong != 0;
}
