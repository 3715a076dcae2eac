// SPDX-License-Identifier: MIT
//
// Functions of libraries that are not loaded at start: a call opens the library and arrives with all of its arguments.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Of GIO and libsystemd, declared here so that the test needs no headers.
extern void *g_inet_address_new_from_string(const char *text);
extern char *g_inet_address_to_string(void *address);
extern const char *g_type_name(size_t type);
extern size_t g_inet_address_get_type(void);
extern int sd_id128_from_string(const char *text, uint8_t id[16]);

static int find(struct dl_phdr_info *info, size_t size, void *name)
{
    (void)size;
    return info->dlpi_name[0] == '/' && strstr(info->dlpi_name, name) != NULL;
}

static bool is_loaded(const char *name)
{
    return dl_iterate_phdr(find, (void *)(uintptr_t)name) != 0;
}

static void opens_gio_when_called(void **state)
{
    (void)state;
    assert_false(is_loaded("/libgio-2.0.so"));
    assert_false(is_loaded("/libmount.so"));
    assert_false(is_loaded("/libffi.so"));
    for (int i = 0; i < 2; i++) {
        void *address = g_inet_address_new_from_string("192.0.2.7");
        char *text = g_inet_address_to_string(address);
        assert_string_equal(text, "192.0.2.7");
        free(text);
    }
    assert_true(is_loaded("/libgio-2.0.so"));
    // GIO finds the stand-in of GObject, and through it the same GObject as this.
    assert_string_equal(g_type_name(g_inet_address_get_type()), "GInetAddress");
    assert_true(is_loaded("/libffi.so"));
}

static void opens_systemd_when_called(void **state)
{
    (void)state;
    assert_false(is_loaded("/libgcrypt.so"));
    uint8_t id[16] = {0};
    assert_int_equal(sd_id128_from_string("00112233445566778899aabbccddeeff", id), 0);
    assert_int_equal(id[0], 0x00);
    assert_int_equal(id[15], 0xff);
    assert_true(is_loaded("/libgcrypt.so"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_gio_when_called),
        cmocka_unit_test(opens_systemd_when_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
