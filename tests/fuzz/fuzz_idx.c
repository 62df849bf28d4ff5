/* libFuzzer harness: any bytes as an IDX file, plain or gzip. Build with
 * clang -fsanitize=fuzzer,address,undefined. */
#include "data/idx.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* What the header promises must be there, byte for byte: reads it all under the sanitizer's eyes.
 */
static void touch(const ns_idx *x)
{
    size_t size = 1;
    for (int i = 0; i < x->ndim; i++) {
        size *= x->dim[i];
    }
    const volatile uint8_t *data = x->data;
    for (size_t i = 0; i < size; i++) {
        (void)data[i];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    ns_idx x;
    ns_error e = {""};
    const int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n) {
        abort();
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (ns_idx_read(&x, path, &e)) {
        touch(&x);
        ns_idx_free(&x);
    } else if (!e.msg[0] || x.data) {
        abort(); /* a failure has a message and leaves nothing */
    }
    close(fd);
    return 0;
}
