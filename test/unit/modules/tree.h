// SPDX-License-Identifier: MIT
// Files for the modules' tests. Include behind <cmocka.h>.
#ifndef TEST_MODULES_TREE_H
#define TEST_MODULES_TREE_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// A file under the folder `root`, with the folders that it needs.
static inline void put_file(const char *root, const char *path, const char *text)
{
    char full[512];
    snprintf(full, sizeof full, "%s/%s", root, path);
    for (char *at = full + strlen(root) + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = 0;
        mkdir(full, 0700);
        *at = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#endif
