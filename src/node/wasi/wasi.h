// SPDX-License-Identifier: MIT
//
// binding('wasi'): the system interface "preview1" of WebAssembly programs. A world is a table of descriptors; paths are found below one of them
// and never leave it (paths.c). Functions work on the program's memory in place and give an error of WASI's. Thread: the runtime's.
#ifndef PROTOJS_NODE_WASI_WASI_H
#define PROTOJS_NODE_WASI_WASI_H

#include "engine/engine.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>

typedef enum wasi_error {
    WASI_OK = 0,
    WASI_2BIG,
    WASI_ACCES,
    WASI_ADDRINUSE,
    WASI_ADDRNOTAVAIL,
    WASI_AFNOSUPPORT,
    WASI_AGAIN,
    WASI_ALREADY,
    WASI_BADF,
    WASI_BADMSG,
    WASI_BUSY,
    WASI_CANCELED,
    WASI_CHILD,
    WASI_CONNABORTED,
    WASI_CONNREFUSED,
    WASI_CONNRESET,
    WASI_DEADLK,
    WASI_DESTADDRREQ,
    WASI_DOM,
    WASI_DQUOT,
    WASI_EXIST,
    WASI_FAULT,
    WASI_FBIG,
    WASI_HOSTUNREACH,
    WASI_IDRM,
    WASI_ILSEQ,
    WASI_INPROGRESS,
    WASI_INTR,
    WASI_INVAL,
    WASI_IO,
    WASI_ISCONN,
    WASI_ISDIR,
    WASI_LOOP,
    WASI_MFILE,
    WASI_MLINK,
    WASI_MSGSIZE,
    WASI_MULTIHOP,
    WASI_NAMETOOLONG,
    WASI_NETDOWN,
    WASI_NETRESET,
    WASI_NETUNREACH,
    WASI_NFILE,
    WASI_NOBUFS,
    WASI_NODEV,
    WASI_NOENT,
    WASI_NOEXEC,
    WASI_NOLCK,
    WASI_NOLINK,
    WASI_NOMEM,
    WASI_NOMSG,
    WASI_NOPROTOOPT,
    WASI_NOSPC,
    WASI_NOSYS,
    WASI_NOTCONN,
    WASI_NOTDIR,
    WASI_NOTEMPTY,
    WASI_NOTRECOVERABLE,
    WASI_NOTSOCK,
    WASI_NOTSUP,
    WASI_NOTTY,
    WASI_NXIO,
    WASI_OVERFLOW,
    WASI_OWNERDEAD,
    WASI_PERM,
    WASI_PIPE,
    WASI_PROTO,
    WASI_PROTONOSUPPORT,
    WASI_PROTOTYPE,
    WASI_RANGE,
    WASI_ROFS,
    WASI_SPIPE,
    WASI_SRCH,
    WASI_STALE,
    WASI_TIMEDOUT,
    WASI_TXTBSY,
    WASI_XDEV,
    WASI_NOTCAPABLE,
} wasi_error;

#define WASI_RIGHT(n) (UINT64_C(1) << (n))
enum { WASI_RIGHTS = 30 };
#define WASI_RIGHT_DATASYNC WASI_RIGHT(0)
#define WASI_RIGHT_READ WASI_RIGHT(1)
#define WASI_RIGHT_SEEK WASI_RIGHT(2)
#define WASI_RIGHT_SET_FLAGS WASI_RIGHT(3)
#define WASI_RIGHT_SYNC WASI_RIGHT(4)
#define WASI_RIGHT_TELL WASI_RIGHT(5)
#define WASI_RIGHT_WRITE WASI_RIGHT(6)
#define WASI_RIGHT_ADVISE WASI_RIGHT(7)
#define WASI_RIGHT_ALLOCATE WASI_RIGHT(8)
#define WASI_RIGHT_CREATE_DIRECTORY WASI_RIGHT(9)
#define WASI_RIGHT_CREATE_FILE WASI_RIGHT(10)
#define WASI_RIGHT_LINK_SOURCE WASI_RIGHT(11)
#define WASI_RIGHT_LINK_TARGET WASI_RIGHT(12)
#define WASI_RIGHT_OPEN WASI_RIGHT(13)
#define WASI_RIGHT_READDIR WASI_RIGHT(14)
#define WASI_RIGHT_READLINK WASI_RIGHT(15)
#define WASI_RIGHT_RENAME_SOURCE WASI_RIGHT(16)
#define WASI_RIGHT_RENAME_TARGET WASI_RIGHT(17)
#define WASI_RIGHT_PATH_STAT WASI_RIGHT(18)
#define WASI_RIGHT_PATH_SET_SIZE WASI_RIGHT(19)
#define WASI_RIGHT_PATH_SET_TIMES WASI_RIGHT(20)
#define WASI_RIGHT_STAT WASI_RIGHT(21)
#define WASI_RIGHT_SET_SIZE WASI_RIGHT(22)
#define WASI_RIGHT_SET_TIMES WASI_RIGHT(23)
#define WASI_RIGHT_SYMLINK WASI_RIGHT(24)
#define WASI_RIGHT_REMOVE_DIRECTORY WASI_RIGHT(25)
#define WASI_RIGHT_UNLINK WASI_RIGHT(26)
#define WASI_RIGHT_POLL WASI_RIGHT(27)
#define WASI_RIGHT_SHUTDOWN WASI_RIGHT(28)
#define WASI_RIGHT_ACCEPT WASI_RIGHT(29)
#define WASI_RIGHTS_ALL (WASI_RIGHT(WASI_RIGHTS) - 1)

typedef enum wasi_type {
    WASI_TYPE_UNKNOWN = 0,
    WASI_TYPE_BLOCK,
    WASI_TYPE_CHARACTER,
    WASI_TYPE_DIRECTORY,
    WASI_TYPE_REGULAR,
    WASI_TYPE_DATAGRAM,
    WASI_TYPE_STREAM,
    WASI_TYPE_SYMLINK,
} wasi_type;

typedef struct wasi_descriptor {
    int fd; // -1: none
    bool is_borrowed;
    wasi_type type;
    uint64_t rights, inherited;
    char *preopened; // the name it has for the program, or NULL
    DIR *listing;    // opened when first read
} wasi_descriptor;

typedef struct wasi {
    wasi_descriptor *table;
    size_t count, room;
    js_runtime *runtime;
    char *args, *env; // texts, each ended by a NUL
    size_t args_len, env_len;
    uint32_t args_count, env_count;
} wasi;

// A call: the program's memory and the arguments, as unsigned numbers.
typedef struct wasi_call {
    wasi *w;
    uint8_t *memory;
    size_t memory_len;
    uint64_t a[9];
} wasi_call;

typedef wasi_error (*wasi_function)(wasi_call *c);
typedef struct wasi_row {
    const char *name;
    const char *signature; // i: 32 bits, a number; l: 64 bits, a bigint
    wasi_function function;
} wasi_row;
extern const wasi_row wasi_file_rows[], wasi_path_rows[], wasi_world_rows[]; // each ended by a zero row

wasi_error wasi_errno(int error);
// The memory from `at` on, or NULL where `len` bytes are not all inside.
void *wasi_at(const wasi_call *c, uint64_t at, uint64_t len);
static inline uint32_t wasi_load32(const void *from)
{
    uint32_t v;
    memcpy(&v, from, sizeof v);
    return v;
}
static inline uint64_t wasi_load64(const void *from)
{
    uint64_t v;
    memcpy(&v, from, sizeof v);
    return v;
}
static inline void wasi_store32(void *to, uint32_t v)
{
    memcpy(to, &v, sizeof v);
}
static inline void wasi_store64(void *to, uint64_t v)
{
    memcpy(to, &v, sizeof v);
}

// An open descriptor with all of the rights. Fails: BADF, NOTCAPABLE.
wasi_error wasi_find(const wasi *w, uint64_t number, uint64_t rights, wasi_descriptor **out);
// Adopts `fd`, also on failure.
wasi_error wasi_add(wasi *w, int fd, uint64_t rights, uint64_t inherited, uint32_t *number);
void wasi_drop(wasi_descriptor *d);
wasi_type wasi_type_of(mode_t mode, int fd);
void wasi_stat_out(void *to, const struct stat *st);
wasi_error wasi_times_in(uint64_t access_ns, uint64_t modified_ns, uint64_t flags, struct timespec out[2]);

// Where a path leads: a name in a folder, which is not followed any more.
typedef struct wasi_place {
    int parent;
    bool is_owned;  // `parent` is to be closed
    bool is_folder; // the path ended with a slash
    char name[NAME_MAX + 1];
} wasi_place;
// Finds the place of a path below the folder `root`: every name on the way is opened without following it, links are read and walked, `..` goes back the way
// that was come. So neither a link nor a change meanwhile leads outside. Owns: the caller, wasi_place_deinit.
wasi_error wasi_place_find(int root, const char *path, size_t len, bool follow, wasi_place *out);
void wasi_place_deinit(wasi_place *place);

#endif
