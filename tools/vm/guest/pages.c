// SPDX-License-Identifier: GPL-2.0
/*
 * pages PID: every page of a process that has an entry in its page tables, as
 * /proc/PID/pagemap, kpageflags and kpagecount have them; pages of the same
 * kind that follow one another, in the process and in memory, in one line:
 *
 *	page ADDRESS PAGES PFN FLAGS COUNT	present; FLAGS as in kpageflags
 *	away ADDRESS PAGES TYPE			not present; TYPE of the swap entry
 *
 * What older kernels say only of the head of a compound page is added to its
 * tails' flags.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE		4096
#define BIT(n)		(1ULL << (n))
#define PRESENT		BIT(63)
#define SWAPPED		BIT(62)
#define FRAME		0x007fffffffffffffULL
#define TYPE		0x1f
#define AT_ONCE		512
#define TAIL		BIT(16)
#define OF_HEAD		(BIT(12) | BIT(14))	/* anonymous, swap-backed */

/* Pages that follow one another; none while pages is 0. */
static struct run {
	bool present;
	uint64_t address;
	uint64_t pages;
	uint64_t pfn;
	uint64_t flags;
	uint64_t count;
} run;

static int kpageflags, kpagecount;

static uint64_t word(int fd, uint64_t index)
{
	uint64_t value = 0;

	/* What is beyond all memory has none. */
	if (pread(fd, &value, sizeof(value), index * sizeof(value)) != sizeof(value))
		return 0;
	return value;
}

static uint64_t flags_of(uint64_t pfn)
{
	static uint64_t tail, head, of_head;
	uint64_t flags = word(kpageflags, pfn);

	if (!(flags & TAIL))
		return flags;
	/* One behind the other they have the same head. */
	if (!tail || pfn != tail + 1) {
		for (head = pfn; flags & TAIL && head; )
			flags = word(kpageflags, --head);
		of_head = flags & OF_HEAD;
		flags = word(kpageflags, pfn);
	}
	tail = pfn;
	return flags | of_head;
}

static void flush(void)
{
	if (run.pages && run.present)
		printf("page %#lx %lu %lu %#lx %lu\n",
		       run.address, run.pages, run.pfn, run.flags, run.count);
	else if (run.pages)
		printf("away %#lx %lu %lu\n", run.address, run.pages,
		       run.pfn);
	run.pages = 0;
}

static void add(const struct run *page)
{
	if (run.pages && run.present == page->present &&
	    page->address == run.address + run.pages * PAGE &&
	    page->pfn == run.pfn + (run.present ? run.pages : 0) &&
	    page->flags == run.flags && page->count == run.count) {
		run.pages++;
		return;
	}
	flush();
	run = *page;
}

static void entry(uint64_t address, uint64_t raw)
{
	struct run page = { .address = address, .pages = 1 };

	if (raw & PRESENT) {
		page.present = true;
		page.pfn = raw & FRAME;
		page.flags = flags_of(page.pfn);
		page.count = word(kpagecount, page.pfn);
	} else if (raw & SWAPPED) {
		page.pfn = raw & TYPE;
	} else {
		return;
	}
	add(&page);
}

static bool mapping(int pagemap, uint64_t start, uint64_t end)
{
	uint64_t raw[AT_ONCE];
	ssize_t got, i;

	while (start < end) {
		size_t want = (end - start) / PAGE;

		if (want > AT_ONCE)
			want = AT_ONCE;
		got = pread(pagemap, raw, want * sizeof(*raw), start / PAGE * sizeof(*raw));
		if (got <= 0)
			return false;
		for (i = 0; i < got / (ssize_t)sizeof(*raw); i++, start += PAGE)
			entry(start, raw[i]);
	}
	return true;
}

static int open_of(const char *pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, name);
	return open(path, O_RDONLY);
}

int main(int argc, char **argv)
{
	int maps, pagemap;
	uint64_t start, end;
	char line[512];
	FILE *file;

	if (argc != 2)
		return 2;
	kpageflags = open("/proc/kpageflags", O_RDONLY);
	kpagecount = open("/proc/kpagecount", O_RDONLY);
	maps = open_of(argv[1], "maps");
	pagemap = open_of(argv[1], "pagemap");
	file = maps < 0 ? NULL : fdopen(maps, "r");
	if (!file || pagemap < 0 || kpageflags < 0 || kpagecount < 0)
		return 1;
	while (fgets(line, sizeof(line), file)) {
		char *rest;

		start = strtoull(line, &rest, 16);
		end = strtoull(rest + 1, NULL, 16);
		/* The page of the kernel's half that processes see has no entry there. */
		if (!strstr(line, "[vsyscall]") && !mapping(pagemap, start, end))
			return 1;
	}
	flush();
	return 0;
}
