// SPDX-License-Identifier: MIT
//
// The binding of fs: the tables of this folder, the constants, and the memory shared with JavaScript.
#include "node/fs/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#define CONSTANT(name)                                                                                       \
    {                                                                                                        \
#name, name                                                                                          \
    }

static const struct {
    const char *name;
    int value;
} constants[] = {
    CONSTANT(UV_FS_SYMLINK_DIR),
    CONSTANT(UV_FS_SYMLINK_JUNCTION),
    CONSTANT(O_RDONLY),
    CONSTANT(O_WRONLY),
    CONSTANT(O_RDWR),
    CONSTANT(UV_DIRENT_UNKNOWN),
    CONSTANT(UV_DIRENT_FILE),
    CONSTANT(UV_DIRENT_DIR),
    CONSTANT(UV_DIRENT_LINK),
    CONSTANT(UV_DIRENT_FIFO),
    CONSTANT(UV_DIRENT_SOCKET),
    CONSTANT(UV_DIRENT_CHAR),
    CONSTANT(UV_DIRENT_BLOCK),
    CONSTANT(S_IFMT),
    CONSTANT(S_IFREG),
    CONSTANT(S_IFDIR),
    CONSTANT(S_IFCHR),
    CONSTANT(S_IFBLK),
    CONSTANT(S_IFIFO),
    CONSTANT(S_IFLNK),
    CONSTANT(S_IFSOCK),
    CONSTANT(O_CREAT),
    CONSTANT(O_EXCL),
    {"UV_FS_O_FILEMAP", 0},
    CONSTANT(O_NOCTTY),
    CONSTANT(O_TRUNC),
    CONSTANT(O_APPEND),
    CONSTANT(O_DIRECTORY),
    CONSTANT(O_NOATIME),
    CONSTANT(O_NOFOLLOW),
    CONSTANT(O_SYNC),
    CONSTANT(O_DSYNC),
    CONSTANT(O_DIRECT),
    CONSTANT(O_NONBLOCK),
    CONSTANT(S_IRWXU),
    CONSTANT(S_IRUSR),
    CONSTANT(S_IWUSR),
    CONSTANT(S_IXUSR),
    CONSTANT(S_IRWXG),
    CONSTANT(S_IRGRP),
    CONSTANT(S_IWGRP),
    CONSTANT(S_IXGRP),
    CONSTANT(S_IRWXO),
    CONSTANT(S_IROTH),
    CONSTANT(S_IWOTH),
    CONSTANT(S_IXOTH),
    CONSTANT(F_OK),
    CONSTANT(R_OK),
    CONSTANT(W_OK),
    CONSTANT(X_OK),
    CONSTANT(UV_FS_COPYFILE_EXCL),
    {"COPYFILE_EXCL", UV_FS_COPYFILE_EXCL},
    CONSTANT(UV_FS_COPYFILE_FICLONE),
    {"COPYFILE_FICLONE", UV_FS_COPYFILE_FICLONE},
    CONSTANT(UV_FS_COPYFILE_FICLONE_FORCE),
    {"COPYFILE_FICLONE_FORCE", UV_FS_COPYFILE_FICLONE_FORCE},
};

// Fills the object passed: made on first use of fs.constants.
JS_FUNCTION(fs_constants)
{
    js_object object = js_object_of(ctx, js_arg(argc, argv, 0));
    if (object == NULL) {
        return JS_UNDEFINED;
    }
    js_lock(ctx);
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        js_set(ctx, object, constants[i].name, js_int32(constants[i].value));
    }
    js_unlock(ctx);
    return argv[0];
}

static const js_function_spec fs_functions[] = {
    {"constants", fs_constants, 1, "constants(object) -> object"},
    {0},
};

static int fs_init(js_context ctx, js_object binding)
{
    static const js_function_spec *const tables[] = {
        fs_file_functions, fs_whole_functions,     fs_stat_functions,   fs_attribute_functions,
        fs_link_functions, fs_directory_functions, fs_remove_functions, fs_watch_functions,
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        js_functions_add(ctx, binding, tables[i]);
    }
    js_value exception = NULL;
    js_set(ctx, binding, "scratch", js_array_buffer_static(ctx, fs_scratch, FS_SCRATCH_LEN, &exception));
    js_set(ctx, binding, "statDoubles",
           js_array_buffer_static(ctx, fs_stat_doubles, sizeof fs_stat_doubles, &exception));
    js_set(ctx, binding, "statIntegers",
           js_array_buffer_static(ctx, fs_stat_integers, sizeof fs_stat_integers, &exception));
    return exception == NULL ? 0 : -ENOMEM;
}

const js_binding_spec node_fs_binding = {"fs", fs_functions, fs_init};
