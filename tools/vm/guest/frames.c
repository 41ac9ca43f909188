// SPDX-License-Identifier: GPL-2.0
/*
 * frames MOST LEAST: ask the module for page frames of every kind, and hold
 * each answer against what the kernel says of it by itself: /proc/kpageflags,
 * /proc/kpagecount, /proc/zoneinfo and /sys/devices/system/memory. MOST is how
 * many frames of a kind are looked at, LEAST how many must be in all. Prints
 * how many of which kind there were, and what differs; exits 1 if anything
 * does.
 *
 * A frame that changes while it is looked at is looked at again, for a machine
 * is never quite still.
 *
 * Where the kernel's files and the module differ, and why:
 *  - Before 6.12 the tails of compound pages have flags of their own in
 *    /proc/kpageflags. The module says those of the head, as later kernels do.
 *  - 6.12 calls every anonymous page KSM.
 *  - The huge zero page is a secret of the kernel's: the module has neither
 *    its flag ZERO_PAGE nor THP.
 */
#define _GNU_SOURCE
#include <linux/kernel-page-flags.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "query.h"

#define MEMORY		"/sys/devices/system/memory/"
#define TRIES		50
#define WINDOW		4096
#define RUN		512
#define SPANS_MAX	256
#define WINDOWS		96
#define OWN_PAGES	64
#define HUGE_SIZE	(2UL << 20)
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ	22
#endif
/* Of the kernel's own include/linux/kernel-page-flags.h. */
#define KPF_RESERVED	32
#define KPF(name)	(1ULL << KPF_##name)

static const struct {
	int bit;
	const char *name;
} names[] = {
	{ KPF_LOCKED, "locked" }, { KPF_ERROR, "error" },
	{ KPF_REFERENCED, "referenced" }, { KPF_UPTODATE, "uptodate" },
	{ KPF_DIRTY, "dirty" }, { KPF_LRU, "lru" }, { KPF_ACTIVE, "active" },
	{ KPF_SLAB, "slab" }, { KPF_WRITEBACK, "writeback" },
	{ KPF_RECLAIM, "reclaim" }, { KPF_BUDDY, "buddy" }, { KPF_MMAP, "mmap" },
	{ KPF_ANON, "anonymous" }, { KPF_SWAPCACHE, "swapcache" },
	{ KPF_SWAPBACKED, "swapbacked" }, { KPF_COMPOUND_HEAD, "compound_head" },
	{ KPF_COMPOUND_TAIL, "compound_tail" }, { KPF_HUGE, "huge" },
	{ KPF_UNEVICTABLE, "unevictable" }, { KPF_HWPOISON, "hwpoison" },
	{ KPF_KSM, "ksm" }, { KPF_THP, "thp" }, { 23, "offline" },
	{ 24, "zero_page" }, { 25, "idle_page" }, { 26, "pgtable" },
	{ KPF_RESERVED, "reserved" }, { 33, "mlocked" }, { 34, "mappedtodisk" },
	{ 34, "owner_2" }, { 35, "private" }, { 36, "private_2" },
	{ 37, "owner_private" }, { 38, "arch" }, { 39, "uncached" },
	{ 41, "arch_2" }, { 42, "arch_3" },
};

/* Kinds of which frames are wanted; the first that fits. */
static const struct kind {
	const char *name;
	unsigned long long bits;
	unsigned long long value;
	const char *says;		/* the module's kind; NULL for several */
} kinds[] = {
	{ "zero", 1ULL << 24, 1ULL << 24, NULL },
	{ "poisoned", KPF(HWPOISON), KPF(HWPOISON), "hwpoison" },
	{ "reserved", KPF(RESERVED), KPF(RESERVED), NULL },
	{ "hugetlb head", KPF(HUGE) | KPF(COMPOUND_TAIL), KPF(HUGE), NULL },
	{ "hugetlb tail", KPF(HUGE), KPF(HUGE), NULL },
	{ "slab head", KPF(SLAB) | KPF(COMPOUND_TAIL), KPF(SLAB), "slab" },
	{ "slab tail", KPF(SLAB), KPF(SLAB), "slab" },
	{ "page table", 1ULL << 26, 1ULL << 26, "table" },
	{ "offline page", 1ULL << 23, 1ULL << 23, "offline" },
	{ "free", KPF(BUDDY), KPF(BUDDY), "free" },
	{ "ksm", KPF(KSM) | KPF(ANON), KPF(KSM) | KPF(ANON), NULL },
	{ "thp head", KPF(THP) | KPF(COMPOUND_TAIL), KPF(THP), NULL },
	{ "thp tail", KPF(THP), KPF(THP), NULL },
	{ "compound head", KPF(COMPOUND_HEAD), KPF(COMPOUND_HEAD), NULL },
	{ "compound tail", KPF(COMPOUND_TAIL), KPF(COMPOUND_TAIL), NULL },
	{ "anonymous", KPF(ANON), KPF(ANON), "movable" },
	{ "file", KPF(LRU), KPF(LRU), "movable" },
	{ "mapped", KPF(MMAP), KPF(MMAP), NULL },
	{ "other", 0, 0, NULL },
};

#define KINDS		(sizeof(kinds) / sizeof(*kinds))

/* What cannot be told apart without a struct page. */
enum { HOLE = KINDS, OFFLINE_BLOCK, BEYOND, ALL_KINDS };

static unsigned int found[ALL_KINDS], compared[ALL_KINDS], restless, differing;
static int kpageflags, kpagecount;
static unsigned long long block_pages;
static unsigned int most;
static bool own_tails, all_anon_is_ksm;

static void die(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static bool word_at(int fd, unsigned long long pfn, unsigned long long *word)
{
	return pread(fd, word, sizeof(*word), pfn * sizeof(*word)) == sizeof(*word);
}

static unsigned long long flags_at(unsigned long long pfn)
{
	unsigned long long flags;

	return word_at(kpageflags, pfn, &flags) ? flags : KPF(NOPAGE);
}

/* Complaints about the frame that is being looked at. */
static char notes[4096];

[[gnu::format(printf, 1, 2)]]
static void note(const char *format, ...)
{
	size_t length = strlen(notes);
	va_list args;

	va_start(args, format);
	vsnprintf(notes + length, sizeof(notes) - length, format, args);
	va_end(args);
}

static const char *value_of(const char *key)
{
	return query_value("page", key);
}

static void want(const char *key, const char *wanted)
{
	const char *value = value_of(key);

	if (strcmp(value, wanted))
		note(" %s is %s, not %s", key, value, wanted);
}

static void want_number(const char *key, unsigned long long wanted)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", wanted);
	want(key, text);
}

static unsigned long long flags_of(void)
{
	char *list = strdup(value_of("flags")), *word;
	unsigned long long flags = 0;
	size_t i;

	for (word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		for (i = 0; i < sizeof(names) / sizeof(*names) && strcmp(names[i].name, word);
		     i++)
			;
		if (i < sizeof(names) / sizeof(*names))
			flags |= 1ULL << names[i].bit;
		else if (strcmp(word, "-"))
			note(" unknown flag %s", word);
	}
	free(list);
	return flags;
}

/* Flags of some frames in a row; of those that there are not, none. */
static void flags_from(unsigned long long pfn, unsigned long long *flags, size_t count)
{
	memset(flags, 0, count * sizeof(*flags));
	if (pread(kpageflags, flags, count * sizeof(*flags), pfn * sizeof(*flags)) < 0)
		die("/proc/kpageflags");
}

/* The first frame of the compound page that a tail is of. */
static unsigned long long head_of(unsigned long long pfn)
{
	unsigned long long flags[RUN], start;

	if (!(flags_at(pfn) & KPF(COMPOUND_TAIL)))
		return pfn;
	for (;;) {
		start = pfn > RUN ? pfn - RUN : 0;
		flags_from(start, flags, RUN);
		while (pfn > start)
			if (!(flags[--pfn - start] & KPF(COMPOUND_TAIL)))
				return pfn;
		if (!pfn)
			return 0;
	}
}

/* The frame behind the last tail of the compound page that begins here. */
static unsigned long long end_of(unsigned long long head)
{
	unsigned long long flags[RUN], end = head + 1;
	size_t i;

	for (;; end += RUN) {
		flags_from(end, flags, RUN);
		for (i = 0; i < RUN; i++)
			if (!(flags[i] & KPF(COMPOUND_TAIL)))
				return end + i;
	}
}

/* What the module has to say, by what the kernel says of the page and its head. */
static unsigned long long flags_wanted(unsigned long long flags, unsigned long long head)
{
	const unsigned long long own = KPF(HWPOISON) | KPF(COMPOUND_TAIL);
	const unsigned long long huge_zero = 1ULL << 24 | KPF(THP);

	if (flags & KPF(COMPOUND_TAIL) && own_tails)
		flags = (flags & own) | (head & ~(KPF(HWPOISON) | KPF(COMPOUND_HEAD)));
	if ((flags & huge_zero) == huge_zero)
		flags &= ~huge_zero;
	if (all_anon_is_ksm && flags & KPF(ANON))
		flags &= ~KPF(KSM);
	return flags;
}

static void check_flags(unsigned long long wanted)
{
	unsigned long long got = flags_of();

	if (all_anon_is_ksm)
		got &= ~KPF(KSM);
	if (got != wanted)
		note(" flags are %s (%#llx), not %#llx", value_of("flags"), got, wanted);
}

/* Order and head by those that are of the same compound page, or free block. */
static void check_extent(unsigned long long pfn, unsigned long long flags)
{
	unsigned long long order = query_number(value_of("order")), block[1 << 10], i;
	unsigned long long head = query_number(value_of("head_pfn"));

	if (flags & KPF(BUDDY)) {
		if (order > 10 || head & ((1ULL << order) - 1) || (pfn - head) >> order) {
			note(" head_pfn %llu order %llu cannot be", head, order);
			return;
		}
		flags_from(head, block, 1UL << order);
		for (i = 0; i < 1ULL << order && block[i] & KPF(BUDDY); i++)
			;
		if (i < 1ULL << order)
			note(" head_pfn %llu order %llu, but %llu is not free", head, order,
			     head + i);
		return;
	}
	head = head_of(pfn);
	want_number("head_pfn", head);
	if (1ULL << order != end_of(head) - head)
		note(" order is %llu of %llu pages", order, end_of(head) - head);
}

/*
 * The node that sysfs shows for a memory block, -1 when it is not just one. That
 * of the last block is known still.
 */
static int block_node(unsigned long long block)
{
	static unsigned long long last = -1ULL;
	static int nid;
	char path[128];
	int node;

	if (block == last)
		return nid;
	last = block;
	nid = -1;
	for (node = 0; node < 64; node++) {
		snprintf(path, sizeof(path), MEMORY "memory%llu/node%d", block, node);
		if (access(path, F_OK))
			continue;
		if (nid >= 0) {
			nid = -1;
			break;
		}
		nid = node;
	}
	return nid;
}

/**
 * struct span - what /proc/zoneinfo says of a zone that is not empty
 * @node: its node
 * @zone: its name
 * @start: first frame
 * @spanned: how many
 */
struct span {
	unsigned long long node;
	char zone[32];
	unsigned long long start;
	unsigned long long spanned;
};

static struct span spans[SPANS_MAX];
static size_t nr_spans;

/* They do not change while nothing is plugged. */
static void spans_read(void)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	struct span span = {};
	char line[256];

	if (!file)
		die("/proc/zoneinfo");
	while (fgets(line, sizeof(line), file) && nr_spans < SPANS_MAX) {
		if (sscanf(line, "Node %llu, zone %31s", &span.node, span.zone) == 2 ||
		    sscanf(line, " spanned %llu", &span.spanned) == 1)
			continue;
		if (sscanf(line, " start_pfn: %llu", &span.start) == 1)
			spans[nr_spans++] = span;
	}
	fclose(file);
}

/* Does such a zone span this frame? */
static bool zone_spans(unsigned long long pfn, unsigned long long node, const char *name)
{
	size_t i;

	for (i = 0; i < nr_spans; i++)
		if (spans[i].node == node && !strcmp(spans[i].zone, name) &&
		    pfn >= spans[i].start && pfn - spans[i].start < spans[i].spanned)
			return true;
	return false;
}

/* Where the frame is; there is no doubt about that. */
static void check_place(unsigned long long pfn)
{
	const struct table *table = query_table("page");
	char text[32];

	if (answer.count != 1 || !table || !table->consistent || table->width != 2 ||
	    strcmp(table->columns[0], "key") || strcmp(table->columns[1], "value"))
		note(" that is no table of a page");
	want_number("pfn", pfn);
	snprintf(text, sizeof(text), "%#llx", pfn << 12);
	want("physical", pfn ? text : "0x0");
	want_number("section", pfn >> 15);
	if (strcmp(value_of("subsection"), "-"))
		want_number("subsection", (pfn & 32767) >> 9);
	want_number("memory_block", pfn / block_pages);
}

static void check_zone(unsigned long long pfn, unsigned long long flags)
{
	unsigned long long node = query_number(value_of("node"));
	int nid = block_node(pfn / block_pages);
	char zone[32];

	/* One beside memory may be linked to a zone that has none, and so is no row. */
	if (nid >= 0 && (!(flags & KPF(RESERVED)) || strcmp(value_of("node"), "-")))
		want_number("node", nid);
	snprintf(zone, sizeof(zone), "%s", value_of("zone"));
	/* A hole at the border of a zone is of it all the same. */
	if (!(flags & KPF(RESERVED)) && !zone_spans(pfn, node, zone))
		note(" it is not in zone %s of node %llu", zone, node);
}

static size_t kind_of(unsigned long long flags)
{
	size_t i;

	if (all_anon_is_ksm)
		flags &= ~KPF(KSM);
	for (i = 0; (flags & kinds[i].bits) != kinds[i].value; i++)
		;
	return i;
}

/* Once; false when it was another page afterwards. */
static bool look(unsigned long long pfn, size_t *kind)
{
	unsigned long long flags, count, head, flags_after, count_after, head_after;
	unsigned long long head_pfn = head_of(pfn);
	const char *wrong;
	int err;

	*notes = '\0';
	head = flags_at(head_pfn);
	flags = flags_at(pfn);
	if (!word_at(kpagecount, pfn, &count))
		count = 0;
	err = query_ask(&wrong, pfn % 2 ? "page %llu" : "page 0x%llx", pfn);
	if (err || wrong) {
		note(" %s", wrong ?: strerror(err));
	} else {
		*kind = kind_of(flags);
		if (own_tails && flags & KPF(COMPOUND_TAIL))
			*kind = kind_of((head & ~KPF(COMPOUND_HEAD)) | KPF(COMPOUND_TAIL));
		check_place(pfn);
		check_zone(pfn, flags);
		check_extent(pfn, flags);
		check_flags(flags_wanted(flags, head));
		want("state", "online");
		want_number("mapcount", count);
		if (kinds[*kind].says && (strcmp(kinds[*kind].says, "movable") ||
					  strcmp(value_of("kind"), "pinned")))
			want("kind", kinds[*kind].says);
	}
	flags_after = flags_at(pfn);
	head_after = flags_at(head_pfn);
	if (!word_at(kpagecount, pfn, &count_after))
		count_after = 0;
	return flags == flags_after && count == count_after && head == head_after &&
		head_pfn == head_of(pfn);
}

/* A frame with a struct page, until it holds still and all is well, or often enough. */
static void compare(unsigned long long pfn)
{
	bool still = false, ever = false;
	unsigned int tries;
	size_t kind = 0;

	for (tries = 0; tries < TRIES && !(still && !*notes); tries++) {
		if (tries)
			usleep(tries * 100);
		still = look(pfn, &kind);
		ever |= still;
	}
	if (still && !*notes) {
		compared[kind]++;
	} else if (ever) {
		differing++;
		printf("%llu (%s):%s\n", pfn, kinds[kind].name, notes);
	} else {
		restless++;
	}
}

/* The state of the memory block, '?' when there is none. */
static char block_state(unsigned long long pfn)
{
	char path[128], state[32] = "?";
	FILE *file;

	snprintf(path, sizeof(path), MEMORY "memory%llu/state", pfn / block_pages);
	file = fopen(path, "r");
	if (!file)
		return '?';
	if (!fgets(state, sizeof(state), file))
		*state = '?';
	fclose(file);
	/* online or offline: the second letter tells. */
	return state[1];
}

/* A frame of which the kernel's files say nothing. */
static void compare_without(unsigned long long pfn)
{
	char state = block_state(pfn);
	const char *wrong;
	int err;
	size_t kind = state == 'f' ? OFFLINE_BLOCK : HOLE;

	if (state == 'n' || found[kind]++ >= most)
		return;
	*notes = '\0';
	err = query_ask(&wrong, "phys 0x%llx", pfn << 12 | 0x123);
	if (kind == HOLE && err != ENXIO)
		note(" errno is %d, not ENXIO", err);
	if (kind == OFFLINE_BLOCK && (err || wrong)) {
		note(" %s", wrong ?: strerror(err));
	} else if (kind == OFFLINE_BLOCK) {
		check_place(pfn);
		want("state", "offline");
		want("flags", "-");
		want("refcount", "-");
		want("zone", "-");
	}
	/* Or it has just been plugged in. */
	if (*notes && block_state(pfn) == state) {
		differing++;
		printf("%llu (%s):%s\n", pfn, kind == HOLE ? "hole" : "offline", notes);
	} else {
		compared[kind]++;
	}
}

/* Numbers that no frame has. */
static void compare_beyond(void)
{
	static const char *const requests[] = {
		"page 0xffffffffffffffff", "page 0x10000000000000", "phys 0xffffffffffffffff",
		"phys 0x10000000000000", "page 1099511627776",
	};
	const char *wrong;
	size_t i;
	int err;

	for (i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		err = query_ask(&wrong, "%s", requests[i]);
		if (err == ERANGE) {
			compared[BEYOND]++;
			continue;
		}
		differing++;
		printf("%s: errno is %d, not ERANGE\n", requests[i], err);
	}
}

/* Frames from @start on, so many of each kind, and not just neighbours. */
static void window(unsigned long long start, unsigned int share)
{
	static unsigned long long flags[WINDOW];
	unsigned int taken[KINDS] = {};
	ssize_t got = pread(kpageflags, flags, sizeof(flags), start * sizeof(*flags));
	size_t i, kind, pages = got > 0 ? got / sizeof(*flags) : 0;

	for (i = 0; i < WINDOW; i++) {
		/* Later kernels say nothing of what has no page. */
		if (i >= pages || flags[i] & KPF(NOPAGE) ||
		    (!flags[i] && block_state(start + i) != 'n')) {
			if (i % 509 == 0)
				compare_without(start + i);
			continue;
		}
		kind = kind_of(flags[i]);
		if (taken[kind] >= share || found[kind] >= most)
			continue;
		taken[kind]++;
		found[kind]++;
		compare(start + i);
		/* Some in a row, then elsewhere. */
		if (taken[kind] % 4 == 0)
			i += 37;
	}
}

static unsigned long long last_pfn(void)
{
	unsigned long long end = 0;
	size_t i;

	for (i = 0; i < nr_spans; i++)
		if (spans[i].start + spans[i].spanned > end)
			end = spans[i].start + spans[i].spanned;
	return end;
}

static void compare_range(char *memory, size_t size, size_t step)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	unsigned long long entry;
	size_t at;

	for (at = 0; at < size; at += step)
		if (word_at(fd, (uintptr_t)(memory + at) >> 12, &entry) && entry >> 63)
			compare(entry & ((1ULL << 55) - 1));
	close(fd);
}

static char *own(size_t size, int flags)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
			    -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Pages of our own, of kinds that may not be anywhere else. */
static void compare_own(void)
{
	size_t size = OWN_PAGES * 4096;
	char *small = own(size, 0), *locked = own(size, 0), *zero = own(size, 0);
	char *twice = own(4 * HUGE_SIZE, 0), *huge, *pool = own(HUGE_SIZE, MAP_HUGETLB);
	int fd;

	memset(small, 1, size);
	compare_range(small, size, 4096);
	memset(locked, 1, size);
	if (mlock(locked, size))
		die("mlock");
	compare_range(locked, size, 4096);
	madvise(zero, size, MADV_NOHUGEPAGE);
	madvise(zero, size, MADV_POPULATE_READ);
	compare_range(zero, 4096, 4096);
	huge = (char *)(((uintptr_t)twice + HUGE_SIZE - 1) & ~(HUGE_SIZE - 1));
	if (!madvise(huge, HUGE_SIZE, MADV_HUGEPAGE)) {
		memset(huge, 1, HUGE_SIZE);
		compare_range(huge, HUGE_SIZE, 4096 * 31);
		/* Part of it goes, and what stays is mapped page by page. */
		munmap(huge + HUGE_SIZE / 2, 4096);
		compare_range(huge, HUGE_SIZE, 4096 * 31);
	}
	if (pool) {
		memset(pool, 1, HUGE_SIZE);
		compare_range(pool, HUGE_SIZE, 4096 * 31);
	}
	fd = syscall(SYS_memfd_create, "frames", 0);
	if (fd < 0 || ftruncate(fd, size))
		die("memfd_create");
	small = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	locked = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	memset(small, 1, size);
	madvise(locked, size, MADV_POPULATE_READ);
	compare_range(small, size, 4096);
}

/* How this kernel's files differ from what they should say. */
static void learn(void)
{
	char *memory = own(4096, 0);
	int fd = open("/proc/self/pagemap", O_RDONLY);
	unsigned long long entry;
	struct utsname names;
	int major, minor;

	if (uname(&names) || sscanf(names.release, "%d.%d", &major, &minor) != 2)
		die("uname");
	own_tails = major < 6 || (major == 6 && minor < 12);
	*memory = 1;
	if (!word_at(fd, (uintptr_t)memory >> 12, &entry) || !(entry >> 63))
		die("pagemap");
	all_anon_is_ksm = flags_at(entry & ((1ULL << 55) - 1)) & KPF(KSM);
	close(fd);
	munmap(memory, 4096);
}

int main(int argc, char **argv)
{
	unsigned long long end, step, start;
	unsigned int least, total = 0;
	char text[32] = "";
	size_t i;
	int fd;

	if (argc != 3) {
		printf("usage: frames MOST LEAST\n");
		return 2;
	}
	most = atoi(argv[1]);
	least = atoi(argv[2]);
	kpageflags = open("/proc/kpageflags", O_RDONLY);
	kpagecount = open("/proc/kpagecount", O_RDONLY);
	fd = open(MEMORY "block_size_bytes", O_RDONLY);
	if (kpageflags < 0 || kpagecount < 0 || fd < 0 || read(fd, text, sizeof(text) - 1) < 1)
		die("open the kernel's files");
	block_pages = strtoull(text, NULL, 16) >> 12;
	spans_read();
	learn();

	compare_own();
	compare_beyond();
	end = last_pfn();
	step = end / WINDOWS + 1;
	if (step < WINDOW)
		step = WINDOW;
	/* And a block beyond, where there is nothing any more. */
	for (start = 0; start < end + block_pages; start += step)
		window(start, most / 16 + 4);

	for (i = 0; i < ALL_KINDS; i++) {
		total += compared[i];
		if (compared[i])
			printf("%s: %u\n", i < KINDS ? kinds[i].name : i == HOLE ? "hole" :
			       i == BEYOND ? "beyond" : "offline block", compared[i]);
	}
	printf("%u in all, %u would not hold still, %u differ\n", total, restless, differing);
	return differing || total < least;
}
