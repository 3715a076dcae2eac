// SPDX-License-Identifier: MIT
//
// One open-addressed table keyed by (directory entry, name) holds the whole tree.
#include "modules/path_tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOTS_MIN = 256, LINKS_MAX = 40 };

static uint32_t hash_name(const mod_entry *directory, const char *name, size_t len)
{
    uint64_t h = (directory == NULL ? 0 : directory->hash) + UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
    }
    h ^= h >> 32;
    return (uint32_t)(h ^ h >> 15);
}

int mod_tree_init(mod_tree *tree)
{
    *tree = (mod_tree){.slot_count = SLOTS_MIN, .generation = 1};
    tree->slots = calloc(SLOTS_MIN, sizeof *tree->slots);
    tree->root = mod_arena_alloc(&tree->arena, sizeof *tree->root);
    if (tree->slots == NULL || tree->root == NULL) {
        mod_tree_deinit(tree);
        return -ENOMEM;
    }
    tree->root->parent = tree->root;
    tree->root->path = "/";
    tree->root->path_len = 1;
    tree->root->name_at = 1;
    tree->root->kind_known = true;
    tree->root->kind = MOD_DIRECTORY;
    tree->root->real = tree->root;
    return 0;
}

void mod_tree_deinit(mod_tree *tree)
{
    free(tree->slots);
    mod_arena_deinit(&tree->arena);
    *tree = (mod_tree){0};
}

static bool grow(mod_tree *tree)
{
    size_t count = tree->slot_count * 2;
    mod_entry **slots = calloc(count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < tree->slot_count; i++) {
        mod_entry *e = tree->slots[i];
        if (e == NULL) {
            continue;
        }
        size_t at = e->hash & (count - 1);
        while (slots[at] != NULL) {
            at = (at + 1) & (count - 1);
        }
        slots[at] = e;
    }
    free(tree->slots);
    tree->slots = slots;
    tree->slot_count = count;
    return true;
}

static mod_entry *entry_new(mod_tree *tree, mod_entry *directory, const char *name, size_t len, uint32_t hash)
{
    size_t dir_len = directory == tree->root ? 0 : directory->path_len;
    if (len > UINT32_MAX / 2 - dir_len) {
        return NULL;
    }
    mod_entry *e = mod_arena_alloc(&tree->arena, sizeof *e);
    char *path = mod_arena_alloc(&tree->arena, dir_len + 1 + len + 1);
    if (e == NULL || path == NULL) {
        return NULL;
    }
    memcpy(path, directory->path, dir_len);
    path[dir_len] = '/';
    memcpy(path + dir_len + 1, name, len);
    e->parent = directory;
    e->path = path;
    e->path_len = (uint32_t)(dir_len + 1 + len);
    e->name_at = (uint32_t)dir_len + 1;
    e->hash = hash;
    e->unusable = directory->unusable || memchr(name, 0, len) != NULL;
    return e;
}

mod_entry *mod_tree_child(mod_tree *tree, mod_entry *directory, const char *name, size_t len)
{
    uint32_t hash = hash_name(directory, name, len);
    if (tree->used * 2 >= tree->slot_count && !grow(tree)) {
        return NULL;
    }
    size_t at = hash & (tree->slot_count - 1);
    for (mod_entry *e; (e = tree->slots[at]) != NULL; at = (at + 1) & (tree->slot_count - 1)) {
        if (e->hash == hash && e->parent == directory && e->path_len - e->name_at == len &&
            memcmp(e->path + e->name_at, name, len) == 0) {
            return e;
        }
    }
    mod_entry *e = entry_new(tree, directory, name, len, hash);
    if (e != NULL) {
        tree->slots[at] = e;
        tree->used++;
    }
    return e;
}

mod_entry *mod_tree_walk(mod_tree *tree, mod_entry *from, const char *text, size_t len)
{
    const char *end = text + len;
    bool absolute = len > 0 && *text == '/';
    mod_entry **recent = &tree->recent[len % (sizeof tree->recent / sizeof *tree->recent)];
    // A file's path comes again when it is loaded, a folder's with each name that is looked for from there.
    if (absolute && *recent != NULL && (*recent)->path_len == len &&
        memcmp((*recent)->path, text, len) == 0) {
        return *recent;
    }
    mod_entry *e = absolute ? tree->root : from;
    while (text < end && e != NULL) {
        const char *slash = memchr(text, '/', (size_t)(end - text));
        size_t n = (size_t)((slash == NULL ? end : slash) - text);
        if (n == 2 && text[0] == '.' && text[1] == '.') {
            e = e->parent;
        } else if (n > 1 || (n == 1 && text[0] != '.')) {
            e = mod_tree_child(tree, e, text, n);
        }
        text += n + 1;
    }
    if (absolute && e != NULL) {
        *recent = e;
    }
    return e;
}

mod_entry *mod_tree_with_suffix(mod_tree *tree, mod_entry *entry, const char *suffix, size_t len)
{
    char small[NAME_MAX + 1];
    size_t name_len = entry->path_len - entry->name_at;
    if (entry == tree->root) {
        return mod_tree_child(tree, entry, suffix, len);
    }
    char *name = name_len + len <= sizeof small ? small : malloc(name_len + len);
    if (name == NULL) {
        return NULL;
    }
    memcpy(name, entry->path + entry->name_at, name_len);
    memcpy(name + name_len, suffix, len);
    mod_entry *e = mod_tree_child(tree, entry->parent, name, name_len + len);
    if (name != small) {
        free(name);
    }
    return e;
}

// A directory is listed after so many questions about its files; one with more names than that is not, or no more.
enum { LIST_AFTER = 8, LIST_MAX = 2000 };

static void learn(mod_tree *tree, mod_entry *directory, const struct dirent *d)
{
    size_t len = strlen(d->d_name);
    if (d->d_name[0] == '.' && (len == 1 || (len == 2 && d->d_name[1] == '.'))) {
        return;
    }
    mod_entry *e = mod_tree_child(tree, directory, d->d_name, len);
    if (e == NULL) {
        directory->is_large = true;
        return;
    }
    bool plain = d->d_type == DT_REG || d->d_type == DT_DIR;
    if (plain && (!e->kind_known || e->kind == MOD_MISSING)) {
        e->kind = d->d_type == DT_DIR ? MOD_DIRECTORY : MOD_FILE;
        e->kind_known = true;
        e->is_link = false;
    } else if (!plain) {
        e->is_listed_generation = tree->generation;
    }
}

static void list(mod_tree *tree, mod_entry *directory)
{
    DIR *stream = opendir(directory->path);
    unsigned count = 0;
    struct dirent *d;
    if (stream == NULL) {
        directory->is_large = true;
        return;
    }
    tree->stat_calls++;
    while (!directory->is_large && (d = readdir(stream)) != NULL) {
        learn(tree, directory, d);
        directory->is_large |= ++count > LIST_MAX;
    }
    closedir(stream);
    if (!directory->is_large) {
        directory->listed_generation = tree->generation;
    }
}

// Whether the list of its directory answers for an entry: true with `entry->kind` set.
static bool is_answered_by_list(mod_tree *tree, mod_entry *entry)
{
    mod_entry *directory = entry->parent;
    if (directory->is_large || directory == entry) {
        return false;
    }
    if (directory->asked_generation != tree->generation) {
        directory->asked_generation = tree->generation;
        directory->asked = 0;
    }
    if (directory->listed_generation != tree->generation && directory->asked++ >= LIST_AFTER) {
        list(tree, directory);
    } else if (directory->listed_generation != tree->generation) {
        return false;
    }
    if (directory->listed_generation != tree->generation || entry->is_listed_generation == tree->generation) {
        return false;
    }
    if (!entry->kind_known) {
        entry->kind = MOD_MISSING;
    }
    return true;
}

static mod_kind ask(mod_tree *tree, mod_entry *entry)
{
    struct stat st;
    entry->is_link = false;
    if (entry->unusable) {
        return MOD_MISSING;
    }
    if (is_answered_by_list(tree, entry)) {
        return entry->kind;
    }
    tree->stat_calls++;
    if (lstat(entry->path, &st) != 0) {
        return MOD_MISSING;
    }
    if (S_ISLNK(st.st_mode)) {
        entry->is_link = true;
        tree->stat_calls++;
        if (stat(entry->path, &st) != 0) {
            return MOD_MISSING;
        }
    }
    return S_ISDIR(st.st_mode) ? MOD_DIRECTORY : MOD_FILE;
}

mod_kind mod_entry_kind(mod_tree *tree, mod_entry *entry)
{
    if (entry->kind_known && (entry->kind != MOD_MISSING || entry->miss_generation == tree->generation)) {
        return entry->kind;
    }
    entry->kind = ask(tree, entry);
    entry->kind_known = true;
    entry->miss_generation = tree->generation;
    return entry->kind;
}

static mod_entry *link_target(mod_tree *tree, mod_entry *entry, mod_entry *real_parent)
{
    char target[PATH_MAX];
    ssize_t n = readlink(entry->path, target, sizeof target);
    if (n <= 0 || entry->links >= LINKS_MAX) {
        return NULL;
    }
    // Segment by segment: ".." after a link leaves the link's target, not its name.
    mod_entry *e = target[0] == '/' ? tree->root : real_parent;
    const char *at = target, *end = target + n;
    entry->links++;
    while (at < end && e != NULL) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t len = (size_t)((slash == NULL ? end : slash) - at);
        if (len == 2 && at[0] == '.' && at[1] == '.') {
            e = e->parent;
        } else if (len > 1 || (len == 1 && at[0] != '.')) {
            e = mod_tree_child(tree, e, at, len);
            e = e == NULL ? NULL : mod_entry_real(tree, e);
        }
        at += len + 1;
    }
    entry->links--;
    return e;
}

mod_entry *mod_entry_real(mod_tree *tree, mod_entry *entry)
{
    if (entry->real != NULL) {
        return entry->real;
    }
    if (mod_entry_kind(tree, entry) == MOD_MISSING) {
        return NULL;
    }
    mod_entry *directory = mod_entry_real(tree, entry->parent);
    if (directory == NULL) {
        return NULL;
    }
    mod_entry *real = entry;
    if (entry->is_link) {
        real = link_target(tree, entry, directory);
    } else if (directory != entry->parent) {
        real =
            mod_tree_child(tree, directory, entry->path + entry->name_at, entry->path_len - entry->name_at);
        // The same file under its other name: nothing is asked again.
        if (real != NULL && !real->kind_known) {
            real->kind = entry->kind;
            real->kind_known = true;
        }
        real = real == NULL ? NULL : mod_entry_real(tree, real);
    }
    entry->real = real;
    return real;
}

bool mod_entry_is_named(const mod_entry *entry, const char *name)
{
    size_t len = strlen(name);
    return entry->path_len - entry->name_at == len && memcmp(entry->path + entry->name_at, name, len) == 0;
}

void mod_tree_forget_misses(mod_tree *tree)
{
    tree->generation++;
}
