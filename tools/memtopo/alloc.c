// SPDX-License-Identifier: GPL-2.0
/*
 * What a traced program asks of malloc() and its kin, and what became of it.
 */
#include <string.h>

#include "alloc.h"

/* What the numbers of a call are, and how its arguments are in order. */
static const struct function {
	const char *name;
	/* o: the old memory, n: the next number, i: the same, which has a sign */
	const char *arguments;
	/* Of its two numbers: both multiplied, the first or the second alone, or none. */
	enum { BYTES_NONE, BYTES_FIRST, BYTES_SECOND, BYTES_PRODUCT } bytes;
	/* Whether it is sure where the memory comes from when no mapping is made. */
	bool is_fresh;
} functions[] = {
	[MEMTOPO_MARK_MALLOC] = { "malloc", "n", BYTES_FIRST, true },
	[MEMTOPO_MARK_CALLOC] = { "calloc", "nn", BYTES_PRODUCT, true },
	[MEMTOPO_MARK_REALLOC] = { "realloc", "on", BYTES_FIRST, false },
	[MEMTOPO_MARK_REALLOCARRAY] = { "reallocarray", "onn", BYTES_PRODUCT, false },
	[MEMTOPO_MARK_FREE] = { "free", "o", BYTES_NONE, false },
	[MEMTOPO_MARK_POSIX_MEMALIGN] = { "posix_memalign", "nn", BYTES_SECOND, true },
	[MEMTOPO_MARK_ALIGNED_ALLOC] = { "aligned_alloc", "nn", BYTES_SECOND, true },
	[MEMTOPO_MARK_MEMALIGN] = { "memalign", "nn", BYTES_SECOND, true },
	[MEMTOPO_MARK_VALLOC] = { "valloc", "n", BYTES_FIRST, true },
	[MEMTOPO_MARK_PVALLOC] = { "pvalloc", "n", BYTES_FIRST, true },
	[MEMTOPO_MARK_SBRK] = { "sbrk", "i", BYTES_NONE, false },
};

bool memtopo_alloc_read(struct memtopo_alloc *alloc, const u64 *args)
{
	u64 what = args[1] & ~(u64)MEMTOPO_MARK_RETURN;

	if (args[0] != MEMTOPO_MARK || what >= MEMTOPO_MARKS)
		return false;
	if (args[1] & MEMTOPO_MARK_RETURN) {
		if (alloc->what != what)
			return false;
		alloc->has_returned = true;
		alloc->result = args[2];
		return true;
	}
	memset(alloc, 0, sizeof(*alloc));
	alloc->what = what;
	alloc->a = args[2];
	alloc->b = args[3];
	alloc->old = args[4];
	return true;
}

const char *memtopo_alloc_name(unsigned int what)
{
	return functions[what].name;
}

u64 memtopo_alloc_bytes(const struct memtopo_alloc *alloc)
{
	u64 bytes;

	switch (functions[alloc->what].bytes) {
	case BYTES_FIRST:
		return alloc->a;
	case BYTES_SECOND:
		return alloc->b;
	case BYTES_PRODUCT:
		return __builtin_mul_overflow(alloc->a, alloc->b, &bytes) ? 0 : bytes;
	default:
		return 0;
	}
}

bool memtopo_alloc_has_failed(const struct memtopo_alloc *alloc)
{
	if (alloc->what == MEMTOPO_MARK_SBRK)
		return alloc->result == ~0ULL;
	return functions[alloc->what].bytes && alloc->a && !alloc->result;
}

static void address_write(u64 address, FILE *out)
{
	if (address)
		fprintf(out, "0x%llx", address);
	else
		fputs("NULL", out);
}

void memtopo_alloc_arguments(const struct memtopo_alloc *alloc, FILE *out)
{
	const char *argument = functions[alloc->what].arguments;
	u64 number = alloc->a;

	for (; *argument; argument++) {
		if (*argument == 'o') {
			address_write(alloc->old, out);
		} else {
			fprintf(out, *argument == 'i' ? "%lld" : "%llu", number);
			number = alloc->b;
		}
		if (argument[1])
			fputs(", ", out);
	}
}

void memtopo_alloc_write(const struct memtopo_alloc *alloc, FILE *out)
{
	fprintf(out, "%s(", functions[alloc->what].name);
	memtopo_alloc_arguments(alloc, out);
	putc(')', out);
	if (!alloc->has_returned) {
		fputs(" = ?", out);
	} else if (alloc->what == MEMTOPO_MARK_SBRK && alloc->result == ~0ULL) {
		fputs(" = -1", out);
	} else if (alloc->what != MEMTOPO_MARK_FREE) {
		fputs(" = ", out);
		address_write(alloc->result, out);
	}
}

bool memtopo_alloc_fits(const struct memtopo_alloc *alloc, u64 start, u64 end, u64 page)
{
	u64 bytes = memtopo_alloc_bytes(alloc);

	return bytes && start <= alloc->result && alloc->result < end &&
	       end - alloc->result >= bytes && end - alloc->result - bytes < 2 * page;
}

/* glibc learns as well: what was mapped and is free again raises its threshold. */
static void threshold_learn(struct memtopo_alloc_stats *stats, u64 bytes, bool is_mapped)
{
	if (is_mapped) {
		if (!stats->threshold_max || bytes < stats->threshold_max)
			stats->threshold_max = bytes;
		if (stats->threshold_min >= bytes)
			stats->threshold_min = 0;
		return;
	}
	if (bytes > stats->threshold_min)
		stats->threshold_min = bytes;
	if (stats->threshold_max && bytes >= stats->threshold_max) {
		stats->threshold_max = 0;
		stats->raised++;
	}
}

void memtopo_alloc_count(struct memtopo_alloc_stats *stats, const struct memtopo_alloc *alloc)
{
	u64 bytes = memtopo_alloc_bytes(alloc);

	stats->calls[alloc->what]++;
	if (memtopo_alloc_has_failed(alloc)) {
		stats->failed++;
		return;
	}
	stats->asked += bytes;
	if (!bytes || !(alloc->is_mapped || functions[alloc->what].is_fresh))
		return;
	threshold_learn(stats, bytes, alloc->is_mapped);
	if (alloc->is_mapped) {
		if (!stats->mapped++ || bytes < stats->mapped_min)
			stats->mapped_min = bytes;
	} else {
		stats->others++;
		if (bytes > stats->others_max)
			stats->others_max = bytes;
	}
}
