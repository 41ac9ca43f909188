// SPDX-License-Identifier: GPL-2.0
/*
 * landing NODE... - touches memory on each node, and says where it landed
 *
 * A line "START NODE ZONE PAGES SECTION,..." for the pages of a range that are on a node
 * in a zone, by what move_pages() and /proc/self/pagemap say; "moved START ..." for those
 * that were there when they had been moved. A system call ends each: that is
 * when somebody else may look.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096UL
#define RANGE (64 * PAGE)
#define SECTION_FRAMES (1UL << (27 - 12))

#define POLICY_BIND 2
#define POLICY_MOVE 2

static int pagemap;

static void fail(const char *what)
{
	fprintf(stderr, "landing: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void bind_to(void *start, size_t size, int node, int flags)
{
	unsigned long mask = 1UL << node;

	if (syscall(SYS_mbind, start, size, POLICY_BIND, &mask, 64, flags))
		fail("mbind");
}

static uint64_t frame_of(const char *page)
{
	uint64_t entry;

	if (pread(pagemap, &entry, sizeof(entry), (uintptr_t)page / PAGE * sizeof(entry)) !=
	    sizeof(entry) || !(entry >> 63))
		fail("pagemap");
	return entry & ((1ULL << 55) - 1);
}

static int node_of(char *page)
{
	int node = -1;

	if (syscall(SYS_move_pages, 0, 1UL, &page, NULL, &node, 0))
		fail("move_pages");
	return node;
}

static const char *zone_of(uint64_t frame)
{
	if (frame < (16UL << 20) / PAGE)
		return "DMA";
	return frame < (4UL << 30) / PAGE ? "DMA32" : "Normal";
}

/* One line for all pages that are on a node in a zone; sections may come again. */
static void tell_zone(const char *what, char *start, size_t pages, int node, const char *zone)
{
	size_t count = 0, i;
	uint64_t frame;

	for (i = 0; i < pages; i++)
		count += node_of(start + i * PAGE) == node &&
			 !strcmp(zone_of(frame_of(start + i * PAGE)), zone);
	if (!count)
		return;
	printf("%s%p %d %s %zu ", what, (void *)start, node, zone, count);
	for (i = 0; i < pages; i++) {
		frame = frame_of(start + i * PAGE);
		if (node_of(start + i * PAGE) != node || strcmp(zone_of(frame), zone))
			continue;
		printf("%s%lu", count ? "" : ",", frame / SECTION_FRAMES);
		count = 0;
	}
	putchar('\n');
}

static void tell(const char *what, char *start, size_t pages)
{
	static const char *const zones[] = { "DMA", "DMA32", "Normal" };
	size_t zone;
	int node;

	for (node = 0; node < 8; node++) {
		for (zone = 0; zone < 3; zone++)
			tell_zone(what, start, pages, node, zones[zone]);
	}
}

static void touch(char *start, size_t pages)
{
	size_t i;

	for (i = 0; i < pages; i++)
		start[i * PAGE] = 1;
}

/* Pages on a node, each number another, and on another node afterwards. */
static void node_try(int node, int other)
{
	size_t pages = 10 + 7 * node;
	char *memory;

	memory = mmap(NULL, RANGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		fail("mmap");
	bind_to(memory, RANGE, node, 0);
	touch(memory, pages);
	getppid();
	tell("", memory, pages);
	if (other != node) {
		bind_to(memory, RANGE, other, POLICY_MOVE);
		tell("moved ", memory, pages);
		/* Whatever moved is seen before it goes. */
	}
	munmap(memory, RANGE);
}

/* The heap, of which less is touched than it has. */
static void heap_try(int node)
{
	char *memory = sbrk(20 * PAGE + PAGE), *start;

	if (memory == (void *)-1)
		fail("sbrk");
	start = (char *)(((uintptr_t)memory + PAGE - 1) & ~(PAGE - 1));
	bind_to(start, 20 * PAGE, node, 0);
	touch(start, 5);
	getppid();
	tell("", start, 5);
	if (sbrk(-(intptr_t)(21 * PAGE)) == (void *)-1)
		fail("sbrk");
}

int main(int argc, char **argv)
{
	static char buffer[1 << 16];
	int i;

	/* What is written shall need no memory of its own. */
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	pagemap = open("/proc/self/pagemap", O_RDONLY);
	if (pagemap < 0)
		fail("pagemap");
	for (i = 1; i < argc; i++)
		node_try(atoi(argv[i]), atoi(argv[i % (argc - 1) + 1]));
	heap_try(atoi(argv[1]));
	return 0;
}
