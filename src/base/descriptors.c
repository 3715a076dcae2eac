// SPDX-License-Identifier: MIT
// Opens as many descriptors as are asked for and closes them again.
#include "base/descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int base_descriptors_check(unsigned count)
{
    int opened[BASE_DESCRIPTORS_MAX];
    unsigned n = 0;
    int rc = 0;
    while (n < count && n < BASE_DESCRIPTORS_MAX) {
        opened[n] = n == 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : fcntl(opened[0], F_DUPFD_CLOEXEC, 0);
        if (opened[n] < 0) {
            rc = -errno;
            break;
        }
        n++;
    }
    while (n > 0) {
        close(opened[--n]);
    }
    return rc;
}
