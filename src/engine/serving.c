// SPDX-License-Identifier: MIT
//
// A program that listens has started. What it ran for that, most of the engine's library, of the other libraries and of the executable, is
// not run again: those pages are given back to the files they come from, and what is needed after all is mapped again at its first use, 16 pages at a time.
// And the engine's compilers yield to the thread that answers where they share its core.
//
// Only pages that are the file's own: where a debugger, or a loader that had to relocate code, made copies, the whole segment stays.
#include "engine/runtime.h"

#include "loop/loop.h"

#include <dirent.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// A quarter of the share of the thread that answers. With less, optimized code comes too late.
enum { COMPILERS_NICE = 5 };

enum { PAGES_AT_ONCE = 512 };

// Of an entry of /proc/self/pagemap.
static const uint64_t page_is_present = 1ull << 63, page_is_swapped = 1ull << 62,
                      page_is_of_file = 1ull << 61;

static atomic_bool told;
static atomic_bool serving;

// ---- code ---------------------------------------------------------------------------------------------------------------------------

// No page of [from, end) is a copy of our own.
static bool is_of_file(int pagemap, uintptr_t from, uintptr_t end, uintptr_t page)
{
    uint64_t entries[PAGES_AT_ONCE];
    for (uintptr_t at = from; at < end; at += PAGES_AT_ONCE * page) {
        size_t left = (end - at) / page, count = left < PAGES_AT_ONCE ? left : PAGES_AT_ONCE;
        ssize_t n =
            pread(pagemap, entries, count * sizeof entries[0], (off_t)(at / page * sizeof entries[0]));
        if (n != (ssize_t)(count * sizeof entries[0])) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if ((entries[i] & (page_is_present | page_is_swapped)) != 0 &&
                (entries[i] & (page_is_swapped | page_is_of_file)) != page_is_of_file) {
                return false;
            }
        }
    }
    return true;
}

static int give_back(struct dl_phdr_info *object, size_t size, void *data)
{
    (void)size;
    const int *pagemap = data;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) {
            continue;
        }
        uintptr_t from = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1),
                  end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        if (from < end && is_of_file(*pagemap, from, end, page)) {
            madvise((void *)from, end - from, MADV_DONTNEED); // advice: what is locked into memory stays
        }
    }
    return 0;
}

static void give_back_code(void)
{
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (pagemap >= 0) {
        dl_iterate_phdr(give_back, &pagemap);
        close(pagemap);
    }
}

// ---- compilers ----------------------------------------------------------------------------------------------------------------------

static bool is_compiler(const char *thread)
{
    char path[64], name[16] = "";
    snprintf(path, sizeof path, "/proc/self/task/%.20s/comm", thread);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false; // it has ended
    }
    ssize_t n = read(fd, name, sizeof name - 1);
    close(fd);
    return n > 0 && strncmp(name, "JITWorker", 9) == 0;
}

// They are started when they have something to do, and end after ten seconds without.
static void compilers_yield(void)
{
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL) {
        return;
    }
    int usual = getpriority(PRIO_PROCESS, 0);
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        if (is_compiler(entry->d_name)) {
            setpriority(PRIO_PROCESS, (id_t)strtoul(entry->d_name, NULL, 10), usual + COMPILERS_NICE);
        }
    }
    closedir(threads);
}

// ---- when ---------------------------------------------------------------------------------------------------------------------------

static void on_idle(loop_task *task)
{
    (void)task;
    atomic_store(&serving, true);
    give_back_code();
    compilers_yield();
}

// Mapping again what is needed takes 5 to 10 ms: after the compilers' first work, and then ever more rarely.
static bool is_worth_it(unsigned round)
{
    return round == 16 || round == 256 || round == 4096;
}

void js__serving_round(unsigned round)
{
    if (!atomic_load_explicit(&serving, memory_order_relaxed)) {
        return;
    }
    compilers_yield();
    if (is_worth_it(round)) {
        give_back_code();
    }
}

void js_process_serves(js_runtime *rt)
{
    static loop_task task = {.run = on_idle};
    if (rt != NULL && rt->loop != NULL && !atomic_exchange(&told, true)) {
        loop_idle_post(rt->loop, &task);
    }
}
