// SPDX-License-Identifier: GPL-2.0
/*
 * memtopo-malloc.so: tells who traces the program of each allocation.
 *
 * It is loaded before all other libraries and calls what it stands in front of, the
 * allocator of the C library or another. What that calls in turn, be it malloc()
 * from within calloc(), is not told.
 */
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mark.h"

/* What is behind the functions here; all are looked up when one is called first. */
static struct {
	int found;
	void *(*malloc)(size_t size);
	void *(*calloc)(size_t count, size_t size);
	void *(*realloc)(void *old, size_t size);
	void *(*reallocarray)(void *old, size_t count, size_t size);
	void (*free)(void *old);
	int (*posix_memalign)(void **memory, size_t alignment, size_t size);
	void *(*aligned_alloc)(size_t alignment, size_t size);
	void *(*memalign)(size_t alignment, size_t size);
	void *(*valloc)(size_t size);
	void *(*pvalloc)(size_t size);
	void *(*sbrk)(intptr_t increment);
} real;

/* Cleared by the tracer when it leaves. */
static unsigned long is_told = 1;

/* Whether the thread is in one of these functions already; and in a look-up. */
static __thread int depth __attribute__((tls_model("initial-exec")));
static __thread int looking_up __attribute__((tls_model("initial-exec")));

/* What a look-up allocates comes from here, and stays. */
static max_align_t spare[512];
static size_t spare_used;

static void *spare_take(size_t size)
{
	size_t at;

	size = (size + 15) & ~(size_t)15;
	at = __atomic_fetch_add(&spare_used, size, __ATOMIC_RELAXED);
	if (size > sizeof(spare) || at > sizeof(spare) - size) {
		errno = ENOMEM;
		return NULL;
	}
	return (char *)spare + at;
}

static int is_spare(const void *memory)
{
	return (const char *)memory >= (const char *)spare &&
	       (const char *)memory < (const char *)spare + sizeof(spare);
}

/* Returns 0 in the middle of looking them up. Threads may do it at the same time. */
static int is_found(void)
{
	if (__atomic_load_n(&real.found, __ATOMIC_ACQUIRE))
		return 1;
	if (looking_up)
		return 0;
	looking_up = 1;
	real.malloc = dlsym(RTLD_NEXT, "malloc");
	real.calloc = dlsym(RTLD_NEXT, "calloc");
	real.realloc = dlsym(RTLD_NEXT, "realloc");
	real.reallocarray = dlsym(RTLD_NEXT, "reallocarray");
	real.free = dlsym(RTLD_NEXT, "free");
	real.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
	real.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
	real.memalign = dlsym(RTLD_NEXT, "memalign");
	real.valloc = dlsym(RTLD_NEXT, "valloc");
	real.pvalloc = dlsym(RTLD_NEXT, "pvalloc");
	real.sbrk = dlsym(RTLD_NEXT, "sbrk");
	looking_up = 0;
	__atomic_store_n(&real.found, 1, __ATOMIC_RELEASE);
	return 1;
}

static void mark(unsigned long what, unsigned long a, unsigned long b, const void *c)
{
	int error = errno;

	if (!__atomic_load_n(&is_told, __ATOMIC_RELAXED))
		return;
	syscall(SYS_gettid, MEMTOPO_MARK, what, a, b, c, &is_told);
	errno = error;
}

/* Returns whether this is to be told: what calls itself is told once. */
static int begin(unsigned long what, unsigned long a, unsigned long b, const void *c)
{
	if (depth++ || looking_up)
		return 0;
	mark(what, a, b, c);
	return 1;
}

static void end(unsigned long what, int told, const void *result)
{
	if (told)
		mark(what | MEMTOPO_MARK_RETURN, (unsigned long)result, 0, NULL);
	depth--;
}

void *malloc(size_t size)
{
	void *memory;
	int told;

	if (!is_found())
		return spare_take(size);
	told = begin(MEMTOPO_MARK_MALLOC, size, 0, NULL);
	memory = real.malloc(size);
	end(MEMTOPO_MARK_MALLOC, told, memory);
	return memory;
}

void *calloc(size_t count, size_t size)
{
	void *memory;
	size_t all;
	int told;

	if (!is_found())
		return __builtin_mul_overflow(count, size, &all) ? NULL : spare_take(all);
	told = begin(MEMTOPO_MARK_CALLOC, count, size, NULL);
	memory = real.calloc(count, size);
	end(MEMTOPO_MARK_CALLOC, told, memory);
	return memory;
}

/* Spare memory is known to no allocator: its content moves to memory that is. */
static void *spare_replace(const void *old, size_t size)
{
	size_t room = (const char *)spare + sizeof(spare) - (const char *)old;
	void *memory = malloc(size);

	if (memory)
		memcpy(memory, old, size < room ? size : room);
	return memory;
}

void *realloc(void *old, size_t size)
{
	void *memory;
	int told;

	if (is_spare(old) || !is_found())
		return spare_replace(old ? old : spare, size);
	told = begin(MEMTOPO_MARK_REALLOC, size, 0, old);
	memory = real.realloc(old, size);
	end(MEMTOPO_MARK_REALLOC, told, memory);
	return memory;
}

void *reallocarray(void *old, size_t count, size_t size)
{
	void *memory;
	size_t all;
	int told;

	if (is_spare(old) || !is_found() || !real.reallocarray) {
		if (!__builtin_mul_overflow(count, size, &all))
			return realloc(old, all);
		errno = ENOMEM;
		return NULL;
	}
	told = begin(MEMTOPO_MARK_REALLOCARRAY, count, size, old);
	memory = real.reallocarray(old, count, size);
	end(MEMTOPO_MARK_REALLOCARRAY, told, memory);
	return memory;
}

void free(void *old)
{
	int told, error = errno;

	if (!old || is_spare(old) || !is_found())
		return;
	told = begin(MEMTOPO_MARK_FREE, 0, 0, old);
	real.free(old);
	end(MEMTOPO_MARK_FREE, told, NULL);
	errno = error;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	int told, rc = ENOMEM;

	if (!is_found() || !real.posix_memalign)
		return rc;
	told = begin(MEMTOPO_MARK_POSIX_MEMALIGN, alignment, size, NULL);
	rc = real.posix_memalign(memory, alignment, size);
	end(MEMTOPO_MARK_POSIX_MEMALIGN, told, rc ? NULL : *memory);
	return rc;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	void *memory;
	int told;

	if (!is_found() || !real.aligned_alloc)
		return NULL;
	told = begin(MEMTOPO_MARK_ALIGNED_ALLOC, alignment, size, NULL);
	memory = real.aligned_alloc(alignment, size);
	end(MEMTOPO_MARK_ALIGNED_ALLOC, told, memory);
	return memory;
}

void *memalign(size_t alignment, size_t size)
{
	void *memory;
	int told;

	if (!is_found() || !real.memalign)
		return NULL;
	told = begin(MEMTOPO_MARK_MEMALIGN, alignment, size, NULL);
	memory = real.memalign(alignment, size);
	end(MEMTOPO_MARK_MEMALIGN, told, memory);
	return memory;
}

void *valloc(size_t size)
{
	void *memory;
	int told;

	if (!is_found() || !real.valloc)
		return NULL;
	told = begin(MEMTOPO_MARK_VALLOC, size, 0, NULL);
	memory = real.valloc(size);
	end(MEMTOPO_MARK_VALLOC, told, memory);
	return memory;
}

void *pvalloc(size_t size)
{
	void *memory;
	int told;

	if (!is_found() || !real.pvalloc)
		return NULL;
	told = begin(MEMTOPO_MARK_PVALLOC, size, 0, NULL);
	memory = real.pvalloc(size);
	end(MEMTOPO_MARK_PVALLOC, told, memory);
	return memory;
}

void *sbrk(intptr_t increment)
{
	void *memory;
	int told;

	if (!is_found() || !real.sbrk) {
		errno = ENOMEM;
		return (void *)-1;
	}
	told = begin(MEMTOPO_MARK_SBRK, increment, 0, NULL);
	memory = real.sbrk(increment);
	end(MEMTOPO_MARK_SBRK, told, memory);
	return memory;
}

static void __attribute__((constructor)) hello(void)
{
	mark(MEMTOPO_MARK_HELLO, 0, 0, NULL);
}
