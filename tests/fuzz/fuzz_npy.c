/* libFuzzer harness: any bytes as a .npy file. Build with
 * clang -fsanitize=fuzzer,address,undefined. */
#include "data/npy.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    float a[6];
    ns_error e = {""};
    const int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n) {
        abort();
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (ns_npy_read(path, a, 2, 3, &e)) {
        for (int i = 0; i < 6; i++) {
            if (!isfinite(a[i])) {
                abort(); /* what was accepted is finite */
            }
        }
    } else if (!e.msg[0]) {
        abort();
    }
    close(fd);
    return 0;
}
