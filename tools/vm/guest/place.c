// SPDX-License-Identifier: GPL-2.0
/*
 * place: a process whose pages lie where and how it is known, and that then
 * holds still: it stops itself (SIGSTOP), until it is killed.
 *
 *	place [NAME]...		make these placements, or all; prints for each
 *
 *	mapping NAME START END WHAT=NUMBER...	so it was made, START and END in hex
 *	without NAME REASON			it could not be
 *	child PID				shares some of them, as still
 *	ready PID				all is made, it stops now
 *
 * WHAT is, in base pages, resident (of that shared, huge, hugetlb, hint), zero,
 * swapped, device, guard, softdirty, uffdwp; page_size in bytes; or node, zone
 * or pkey, that of all its pages. What is not named is 0 or not promised: see
 * the table at the end.
 *
 * Wants /tmp/tmpfs, /tmp/huge (tmpfs with huge=always), /tmp/ramfs and /tmp/dax
 * to be mounted, and for some swap, huge pages, and KSM running.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE		4096UL
#define HUGE		(2UL << 20)
#define GIANT		(512 * HUGE)
#define PM_PRESENT	0x8000000000000000ULL
#define PM_SWAPPED	0x4000000000000000ULL
#define PM_FRAME	0x007fffffffffffffULL
/* What takes the kernel a while is waited for that long. */
#define SECONDS		60
#define NODES		64

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif
#define GUARD_INSTALL	102	/* MADV_GUARD_INSTALL, from Linux 6.13 */

static const char *current;
static int pagemap;

[[gnu::format(printf, 3, 4)]]
static void say(const void *start, size_t size, const char *what, ...)
{
	va_list args;

	printf("mapping %s %#lx %#lx ", current, (unsigned long)start, (unsigned long)start + size);
	va_start(args, what);
	vprintf(what, args);
	va_end(args);
	putchar('\n');
}

static void fails(const char *what)
{
	printf("without %s %s: %s\n", current, what, strerror(errno));
}

static void *map(size_t size, int prot, int flags, int fd)
{
	char *memory = mmap(NULL, size, prot, flags, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Private memory of small pages that is not touched yet. */
static char *small(size_t pages)
{
	char *memory = map(pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (memory)
		madvise(memory, pages * PAGE, MADV_NOHUGEPAGE);
	return memory;
}

/* Writes to each of these pages something that no other page has. */
static void touch(char *memory, size_t pages)
{
	static unsigned long unique;
	size_t i;

	for (i = 0; i < pages; i++)
		__atomic_store_n((unsigned long *)(memory + i * PAGE), ++unique, __ATOMIC_RELAXED);
}

static void look(const char *memory, size_t pages)
{
	size_t i;

	for (i = 0; i < pages; i++)
		__atomic_load_n(memory + i * PAGE, __ATOMIC_RELAXED);
}

static uint64_t entry_of(const void *address)
{
	uint64_t entry = 0;

	if (pread(pagemap, &entry, sizeof(entry), (unsigned long)address / PAGE * sizeof(entry)) !=
	    sizeof(entry))
		return 0;
	return entry;
}

static size_t count(const char *memory, size_t pages, uint64_t bit)
{
	size_t i, n = 0;

	for (i = 0; i < pages; i++)
		n += !!(entry_of(memory + i * PAGE) & bit);
	return n;
}

/* A part of an area that begins where huge pages do; what is around it stays mapped, untouched. */
static char *aligned(size_t size)
{
	char *memory = map(size + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	return memory ? (char *)(((unsigned long)memory + HUGE - 1) & ~(HUGE - 1)) : NULL;
}

/* A child that has all of this, does that, and then is as still as its parent. */
static void fork_still(void (*first)(char *), char *memory)
{
	int ends[2];
	char byte = 0;
	pid_t pid;

	fflush(stdout);
	if (pipe(ends))
		exit(1);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		first(memory);
		if (write(ends[1], &byte, 1) != 1)
			exit(1);
		for (;;)
			pause();
	}
	if (pid < 0 || read(ends[0], &byte, 1) != 1)
		exit(1);
	close(ends[0]);
	close(ends[1]);
	printf("child %d\n", pid);
}

/* Small blocks: malloc() takes them from the heap. */
static void place_heap(void)
{
	char *start, *block;
	size_t i;

	start = sbrk(0);
	for (i = 0; i < 640; i++) {
		block = malloc(240);
		if (!block)
			return fails("malloc");
		memset(block, i, 240);
	}
	say(start, (char *)sbrk(0) - start, "page_size=4096");
}

/* And what the program takes of it by itself. */
static void place_sbrk(void)
{
	char *start = sbrk(0), *memory;

	/* Neighbours may share a page. */
	if (sbrk(-(unsigned long)start & (PAGE - 1)) == (void *)-1)
		return fails("sbrk");
	memory = sbrk(48 * PAGE);
	if (memory == (void *)-1)
		return fails("sbrk");
	touch(memory, 40);
	say(memory, 48 * PAGE, "page_size=4096 resident=40");
}

static void place_anon(void)
{
	char *memory = small(64);

	if (!memory)
		return fails("mmap");
	touch(memory, 20);
	touch(memory + 30 * PAGE, 7);
	say(memory, 64 * PAGE, "page_size=4096 resident=27");
}

static void place_on(int node)
{
	unsigned long nodes = 1UL << node;
	char *memory = small(32);

	if (!memory || syscall(SYS_mbind, memory, 32 * PAGE, MPOL_BIND, &nodes, NODES, 0))
		return;
	touch(memory, 32);
	say(memory, 32 * PAGE, "page_size=4096 resident=32 node=%d", node);
}

/* On each node that has memory. */
static void place_nodes(void)
{
	int node;

	for (node = 0; node < NODES; node++)
		place_on(node);
}

/* Enough to fill a small zone Movable and to go on elsewhere. */
static void place_zones(void)
{
	unsigned long nodes = 1;
	char *memory = small(20480);

	if (!memory || syscall(SYS_mbind, memory, 20480 * PAGE, MPOL_BIND, &nodes, NODES, 0))
		return fails("mbind");
	touch(memory, 20480);
	say(memory, 20480 * PAGE, "page_size=4096 resident=20480 node=0");
}

/* Two of three are used, and one of a mapping that a child has, too. */
static void place_hugetlb(void)
{
	char *memory = map(3 * HUGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	if (!memory)
		return fails("mmap");
	touch(memory, 1);
	touch(memory + 2 * HUGE, 1);
	say(memory, 3 * HUGE, "page_size=%lu resident=1024 hugetlb=1024", HUGE);
}

static void touch_one(char *memory)
{
	touch(memory, 1);
}

static void place_hugetlb_shared(void)
{
	char *memory = map(HUGE, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1);

	if (!memory)
		return fails("mmap");
	touch(memory, 1);
	fork_still(touch_one, memory);
	say(memory, HUGE, "page_size=%lu resident=512 hugetlb=512 shared=512", HUGE);
}

/* Where the machine was booted with one. */
static void place_giant(void)
{
	char *memory = map(GIANT, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 30 << MAP_HUGE_SHIFT, -1);

	if (!memory)
		return fails("mmap");
	touch(memory, 1);
	say(memory, GIANT, "page_size=%lu resident=262144 hugetlb=262144", GIANT);
}

static void place_thp(void)
{
	char *memory = aligned(2 * HUGE);

	if (!memory || madvise(memory, 2 * HUGE, MADV_HUGEPAGE))
		return fails("madvise");
	touch(memory, 1);
	touch(memory + HUGE, 1);
	say(memory, 2 * HUGE, "resident=1024 huge=1024");
}

/* Still one folio, and mapped page by page; one of them is no longer mapped. */
static void place_thp_split(void)
{
	char *memory = aligned(HUGE);

	if (!memory || madvise(memory, HUGE, MADV_HUGEPAGE))
		return fails("madvise");
	touch(memory, 1);
	/* Or it would be made one again. */
	if (madvise(memory, HUGE, MADV_NOHUGEPAGE) ||
	    madvise(memory + 100 * PAGE, PAGE, MADV_DONTNEED))
		return fails("madvise");
	say(memory, HUGE, "page_size=4096 resident=511");
}

static void place_thp_zero(void)
{
	char *memory = aligned(HUGE);

	if (!memory || madvise(memory, HUGE, MADV_HUGEPAGE))
		return fails("madvise");
	look(memory, 1);
	say(memory, HUGE, "zero=512");
}

/* A file of these pages, mapped so, with such a part of it written. */
static char *file(const char *name, size_t pages, int flags)
{
	char page[PAGE], *memory;
	size_t i;
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		return NULL;
	for (i = 0; i < pages; i++) {
		memset(page, i + 1, sizeof(page));
		if (write(fd, page, sizeof(page)) != sizeof(page))
			return NULL;
	}
	memory = map(pages * PAGE, PROT_READ | PROT_WRITE, flags, fd);
	/* So that a look at one maps no others. */
	if (memory)
		madvise(memory, pages * PAGE, MADV_RANDOM);
	close(fd);
	return memory;
}

static void place_thp_shmem(void)
{
	int fd = open("/tmp/huge/thp", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *memory = aligned(HUGE);

	if (fd < 0 || !memory || ftruncate(fd, HUGE) ||
	    mmap(memory, HUGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != memory)
		return fails("mmap");
	touch(memory, 1);
	say(memory, HUGE, "resident=512 huge=512");
}

static void touch_ten(char *memory)
{
	touch(memory, 10);
}

static void place_shared(void)
{
	char *memory = map(32 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);

	if (!memory)
		return fails("mmap");
	touch(memory, 20);
	fork_still(touch_ten, memory);
	say(memory, 32 * PAGE, "page_size=4096 resident=20 shared=10");
}

static void place_memfd(void)
{
	int fd = memfd_create("place", 0);
	char *memory;

	if (fd < 0 || ftruncate(fd, 16 * PAGE))
		return fails("memfd_create");
	memory = map(16 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	if (!memory)
		return fails("mmap");
	touch(memory, 9);
	say(memory, 16 * PAGE, "page_size=4096 resident=9");
}

static void place_tmpfs(void)
{
	char *memory = file("/tmp/tmpfs/file", 16, MAP_SHARED);

	if (!memory)
		return fails("file");
	touch(memory + 3 * PAGE, 1);
	say(memory, 16 * PAGE, "page_size=4096");
}

/* Of a file, some read and some written, which are its own then. */
static void place_file(void)
{
	char *memory = file("/tmp/ramfs/file", 32, MAP_PRIVATE);

	if (!memory)
		return fails("file");
	look(memory, 12);
	touch(memory + 8 * PAGE, 8);
	say(memory, 32 * PAGE, "page_size=4096");
}

static void place_locked(void)
{
	char *memory = small(16);

	if (!memory || mlock(memory, 16 * PAGE))
		return fails("mlock");
	say(memory, 16 * PAGE, "page_size=4096 resident=16");
}

/* The CPU may not, but they are there. */
static void place_none(void)
{
	char *memory = small(16);

	if (!memory)
		return fails("mmap");
	touch(memory, 11);
	if (mprotect(memory, 16 * PAGE, PROT_NONE))
		return fails("mprotect");
	say(memory, 16 * PAGE, "page_size=4096 resident=11 hint=11");
}

/* The same of a huge page. */
static void place_thp_none(void)
{
	char *memory = aligned(HUGE);

	if (!memory || madvise(memory, HUGE, MADV_HUGEPAGE))
		return fails("madvise");
	touch(memory, 1);
	if (mprotect(memory, HUGE, PROT_NONE))
		return fails("mprotect");
	say(memory, HUGE, "resident=512 huge=512 hint=512");
}

static bool in_time(const time_t *start)
{
	usleep(20000);
	return time(NULL) - *start < SECONDS;
}

static void place_swapped(void)
{
	time_t start = time(NULL);
	char *memory = small(64);

	if (!memory)
		return fails("mmap");
	touch(memory, 50);
	do {
		if (madvise(memory, 50 * PAGE, MADV_PAGEOUT))
			return fails("madvise");
	} while (count(memory, 50, PM_SWAPPED) < 50 && in_time(&start));
	/* This one comes back. */
	look(memory + 7 * PAGE, 1);
	say(memory, 64 * PAGE, "page_size=4096 resident=%zu swapped=%zu",
	    count(memory, 50, PM_PRESENT), count(memory, 50, PM_SWAPPED));
}

/* All have the same in them, and become one. */
static void place_merged(void)
{
	time_t start = time(NULL);
	char *memory = small(16);
	size_t i, same;

	if (!memory || madvise(memory, 16 * PAGE, MADV_MERGEABLE))
		return fails("madvise");
	memset(memory, 0x5a, 16 * PAGE);
	do {
		for (i = 1, same = 0; i < 16; i++)
			same += (entry_of(memory + i * PAGE) & PM_FRAME) ==
				(entry_of(memory) & PM_FRAME);
	} while (same < 15 && in_time(&start));
	say(memory, 16 * PAGE, "page_size=4096 resident=16 shared=%zu", same == 15 ? 16 : same);
}

static void place_forked(void)
{
	char *memory = small(32);

	if (!memory)
		return fails("mmap");
	touch(memory, 24);
	fork_still(touch_ten, memory);
	say(memory, 32 * PAGE, "page_size=4096 resident=24 shared=14");
}

static void place_zero(void)
{
	char *memory = small(16);

	if (!memory)
		return fails("mmap");
	look(memory, 10);
	say(memory, 16 * PAGE, "page_size=4096 zero=10");
}

/* The BIOS, which may be looked at everywhere. */
static void place_device(void)
{
	int fd = open("/dev/mem", O_RDONLY);
	char *memory;

	if (fd < 0)
		return fails("/dev/mem");
	memory = mmap(NULL, 4 * PAGE, PROT_READ, MAP_SHARED, fd, 0xf0000);
	if (memory == MAP_FAILED)
		return fails("mmap");
	say(memory, 4 * PAGE, "page_size=4096 device=4");
}

/* Memory that the page allocator does not have, by a file system that maps it as it is. */
static void place_dax(void)
{
	char *memory = file("/tmp/dax/file", 16, MAP_SHARED);

	if (!memory)
		return fails("file");
	touch(memory, 7);
	say(memory, 16 * PAGE, "page_size=4096 device=7");
}

static void place_uffd(void)
{
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = { .api = UFFD_API };
	char *memory = small(16);
	struct uffdio_register all = {
		.range = { .start = (unsigned long)memory, .len = 16 * PAGE },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect some = {
		.range = { .start = (unsigned long)memory, .len = 6 * PAGE },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	if (fd < 0 || !memory)
		return fails("userfaultfd");
	touch(memory, 12);
	if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &all) ||
	    ioctl(fd, UFFDIO_WRITEPROTECT, &some))
		return fails("userfaultfd");
	say(memory, 16 * PAGE, "page_size=4096 resident=12 uffdwp=6");
}

static void place_pkey(void)
{
	int key = pkey_alloc(0, PKEY_DISABLE_WRITE);
	char *memory = small(8);

	if (key < 0 || !memory)
		return fails("pkey_alloc");
	touch(memory, 8);
	if (pkey_mprotect(memory, 8 * PAGE, PROT_READ | PROT_WRITE, key))
		return fails("pkey_mprotect");
	say(memory, 8 * PAGE, "page_size=4096 resident=8 pkey=%d", key);
}

/* Pages that nobody may touch; before 6.13 there are none of these. */
static void place_guard(void)
{
	char *memory = small(16);

	if (!memory)
		return fails("mmap");
	touch(memory, 16);
	if (madvise(memory + 4 * PAGE, 5 * PAGE, GUARD_INSTALL))
		return fails("madvise");
	say(memory, 16 * PAGE, "page_size=4096 resident=11 guard=5");
}

/* Above what four levels reach. */
static void place_high(void)
{
	char *memory = mmap((void *)(1UL << 52), 8 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || (unsigned long)memory < 1UL << 47)
		return fails("address");
	touch(memory, 5);
	say(memory, 8 * PAGE, "page_size=4096 resident=5");
}

/* Whoever has such a page gets a signal, once. */
static void place_poisoned(void)
{
	char *memory = small(4);

	if (!memory)
		return fails("mmap");
	touch(memory, 4);
	if (madvise(memory + PAGE, PAGE, MADV_HWPOISON))
		return fails("madvise");
	say(memory, 4 * PAGE, "page_size=4096 resident=3 poisoned=1");
}

/* What the kernel maps, and the stack. */
static void place_vdso(void)
{
	char *memory = (char *)getauxval(AT_SYSINFO_EHDR);

	if (!memory)
		return fails("getauxval");
	look(memory, 1);
	say(memory, PAGE, "page_size=4096 resident=1");
}

static void place_stack(void)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0) & ~(PAGE - 1);

	say((void *)here, PAGE, "page_size=4096 resident=1");
}

static void *idle(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void place_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, idle, NULL))
		return fails("pthread_create");
}

/* The last: until then, all pages are soft-dirty. */
static void place_softdirty(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY);
	char *memory = small(16);

	if (fd < 0 || !memory)
		return fails("clear_refs");
	touch(memory, 16);
	if (write(fd, "4", 1) != 1)
		return fails("clear_refs");
	touch(memory, 5);
	say(memory, 16 * PAGE, "page_size=4096 resident=16 softdirty=5");
}

/* Told of a poisoned page, which it does not touch again. */
static void survive(int sig)
{
	(void)sig;
}

static const struct {
	const char *name;
	void (*make)(void);
} placements[] = {
	{ "heap", place_heap },
	{ "sbrk", place_sbrk },
	{ "anon", place_anon },
	{ "nodes", place_nodes },
	{ "zones", place_zones },
	{ "hugetlb", place_hugetlb },
	{ "hugetlb-shared", place_hugetlb_shared },
	{ "giant", place_giant },
	{ "thp", place_thp },
	{ "thp-split", place_thp_split },
	{ "thp-zero", place_thp_zero },
	{ "thp-shmem", place_thp_shmem },
	{ "thp-none", place_thp_none },
	{ "shared", place_shared },
	{ "memfd", place_memfd },
	{ "tmpfs", place_tmpfs },
	{ "file", place_file },
	{ "locked", place_locked },
	{ "none", place_none },
	{ "swapped", place_swapped },
	{ "merged", place_merged },
	{ "forked", place_forked },
	{ "zero", place_zero },
	{ "device", place_device },
	{ "dax", place_dax },
	{ "uffd", place_uffd },
	{ "pkey", place_pkey },
	{ "guard", place_guard },
	{ "high", place_high },
	{ "poisoned", place_poisoned },
	{ "vdso", place_vdso },
	{ "stack", place_stack },
	{ "thread", place_thread },
	{ "softdirty", place_softdirty },
};

#define PLACEMENTS	(sizeof(placements) / sizeof(*placements))

static void make(const char *name)
{
	size_t i;

	for (i = 0; i < PLACEMENTS; i++) {
		if (name && strcmp(name, placements[i].name))
			continue;
		current = placements[i].name;
		placements[i].make();
	}
}

int main(int argc, char **argv)
{
	int i;

	signal(SIGBUS, survive);
	pagemap = open("/proc/self/pagemap", O_RDONLY);
	if (pagemap < 0)
		return 1;
	for (i = 1; i < argc; i++)
		make(argv[i]);
	if (argc == 1)
		make(NULL);
	printf("ready %d\n", getpid());
	fflush(stdout);
	kill(getpid(), SIGSTOP);
	for (;;)
		pause();
}
