// SPDX-License-Identifier: GPL-2.0
/*
 * space: what `query` says of addresses and frames, held against what the
 * kernel says of them elsewhere. Says what differs, then how much was looked
 * at, NAME NUMBER lines, and exits with 1 if something differs.
 *
 *	space user PID		pages of each mapping of a process that stands still, by smaps,
 *				pagemap, kpageflags, kpagecount, zoneinfo, move_pages() and
 *				the page tables themselves, through /proc/kcore
 *	space kernel		addresses in all regions of the kernel, by its page tables
 *	space frames COUNT	about so many page frames, by the same as those of a process,
 *				and by lines of `kcore values` on standard input
 *	space placed		what `place` has promised, on standard input, by asking for
 *				each page
 */
#define _GNU_SOURCE
#include <linux/kernel-page-flags.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kcore.h"
#include "query.h"

#define PAGE		4096ULL
#define HUGE		(512 * PAGE)
#define COUNT(array)	(sizeof(array) / sizeof(*(array)))
#define COMPLAINTS_MAX	40
/* Of more pages, some are looked at. */
#define PAGES_MAX	700
#define TRIES		20

/* pagemap */
#define PM_PRESENT	0x8000000000000000ULL
#define PM_SWAPPED	0x4000000000000000ULL
#define PM_UFFD_WP	0x0200000000000000ULL
#define PM_EXCLUSIVE	0x0100000000000000ULL
#define PM_SOFT_DIRTY	0x0080000000000000ULL
#define PM_FRAME	0x007fffffffffffffULL

/* Entries of x86 page tables. */
#define ENTRY_PRESENT	1ULL
#define ENTRY_HUGE	0x80ULL
#define ENTRY_FRAME	0x000ffffffffff000ULL

static unsigned long long complaints;
static char about[128];

[[gnu::format(printf, 1, 2)]]
static void wrong(const char *format, ...)
{
	va_list args;

	if (complaints++ >= COMPLAINTS_MAX)
		return;
	printf("%s: ", about);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* --- What is counted -------------------------------------------------------- */

static struct {
	char name[32];
	unsigned long long number;
} tallies[64];

static void tally(const char *what, const char *name, unsigned long long number)
{
	char full[32];
	size_t i;

	snprintf(full, sizeof(full), "%s%s", what, name);
	for (i = 0; i < COUNT(tallies) - 1 && *tallies[i].name; i++)
		if (!strcmp(tallies[i].name, full))
			break;
	memcpy(tallies[i].name, full, sizeof(full));
	tallies[i].number += number;
}

static int report(void)
{
	size_t i;

	for (i = 0; i < COUNT(tallies) && *tallies[i].name; i++)
		printf("%s %llu\n", tallies[i].name, tallies[i].number);
	printf("wrong %llu\n", complaints);
	return !!complaints;
}

/* --- Comparing -------------------------------------------------------------- */

static void text_is(const char *table, const char *key, const char *want)
{
	const char *got = query_value(table, key);

	if (strcmp(got, want))
		wrong("%s is '%s', not '%s'", key, got, want);
}

static void number_is(const char *table, const char *key, uint64_t want)
{
	uint64_t got = query_number(query_value(table, key));

	if (got != want)
		wrong("%s is '%s', not %llu (%#llx)", key, query_value(table, key),
		      (unsigned long long)want, (unsigned long long)want);
}

/* --- The machine ------------------------------------------------------------ */

static int kpageflags, kpagecount;
static uint64_t section_pages, block_pages;
static int levels;

static struct zone {
	int node;
	char name[16];
	uint64_t start, spanned;
} zones[64];

static size_t nr_zones;

static uint64_t word_of(int fd, uint64_t index)
{
	uint64_t word = 0;

	return pread(fd, &word, sizeof(word), index * sizeof(word)) == sizeof(word) ? word : 0;
}

/* Each zone's last line is where it starts. */
static void zones_read(void)
{
	FILE *f = fopen("/proc/zoneinfo", "r");
	struct zone zone = {};
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "Node %d, zone %15s", &zone.node, zone.name) == 2 ||
		    sscanf(line, " spanned %lu", &zone.spanned) == 1)
			continue;
		if (sscanf(line, " start_pfn: %lu", &zone.start) == 1 && nr_zones < COUNT(zones))
			zones[nr_zones++] = zone;
	}
	if (f)
		fclose(f);
}

static uint64_t hex_of(const char *path)
{
	unsigned long number = 0;
	FILE *f = fopen(path, "r");

	if (f && fscanf(f, "%lx", &number) != 1)
		number = 0;
	if (f)
		fclose(f);
	return number;
}

static void machine_open(void)
{
	kpageflags = open("/proc/kpageflags", O_RDONLY);
	kpagecount = open("/proc/kpagecount", O_RDONLY);
	kcore_open();
	section_pages = 1ULL << (info("NUMBER(SECTION_SIZE_BITS)", 10) - 12);
	levels = info("NUMBER(pgtable_l5_enabled)", 10) ? 5 : 4;
	block_pages = hex_of("/sys/devices/system/memory/block_size_bytes") / PAGE;
	zones_read();
	if (kpageflags < 0 || kpagecount < 0 || !block_pages || !nr_zones)
		die("no /proc/kpageflags, blocks, zones");
}

static bool zone_has(const struct zone *zone, uint64_t pfn)
{
	return pfn >= zone->start && pfn - zone->start < zone->spanned;
}

static bool block_state(uint64_t block)
{
	char path[80], state[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%llu/state",
		 (unsigned long long)block);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%15s", state) != 1)
		*state = '\0';
	fclose(f);
	return !strcmp(state, "online");
}

/* Does the machine have memory there that is online? It stays so here. */
static bool block_online(uint64_t pfn)
{
	static char known[1024];
	uint64_t block = pfn / block_pages;

	if (block >= COUNT(known))
		return block_state(block);
	if (!known[block])
		known[block] = block_state(block) ? 'y' : 'n';
	return known[block] == 'y';
}

/* --- Frames ----------------------------------------------------------------- */

/* As the kernel's page-types has them, by their bit in kpageflags. */
static const char *const flag_names[64] = {
	[KPF_LOCKED] = "locked", [KPF_ERROR] = "error",
	[KPF_REFERENCED] = "referenced", [KPF_UPTODATE] = "uptodate",
	[KPF_DIRTY] = "dirty", [KPF_LRU] = "lru", [KPF_ACTIVE] = "active",
	[KPF_SLAB] = "slab", [KPF_WRITEBACK] = "writeback",
	[KPF_RECLAIM] = "reclaim", [KPF_BUDDY] = "buddy", [KPF_MMAP] = "mmap",
	[KPF_ANON] = "anonymous", [KPF_SWAPCACHE] = "swapcache",
	[KPF_SWAPBACKED] = "swapbacked",
	[KPF_COMPOUND_HEAD] = "compound_head",
	[KPF_COMPOUND_TAIL] = "compound_tail", [KPF_HUGE] = "huge",
	[KPF_UNEVICTABLE] = "unevictable", [KPF_HWPOISON] = "hwpoison",
	[KPF_KSM] = "ksm", [KPF_THP] = "thp",
	[KPF_OFFLINE] = "offline", [KPF_ZERO_PAGE] = "zero_page",
	[KPF_PGTABLE] = "pgtable",
	[32] = "reserved", [33] = "mlocked",
};

/* Some kernels say of all anonymous pages that they are KSM's. */
static bool ksm_lies;

static void ksm_try(void)
{
	int own = open("/proc/self/pagemap", O_RDONLY);
	uint64_t here = (uint64_t)&own;

	ksm_lies = word_of(kpageflags, word_of(own, here / PAGE) & PM_FRAME) & 1ULL << KPF_KSM;
	close(own);
}

static bool is_tail(uint64_t pfn)
{
	return word_of(kpageflags, pfn) & 1ULL << KPF_COMPOUND_TAIL;
}

/* The first frame of the folio that has it: it is aligned to its size. */
static uint64_t head_of(uint64_t pfn)
{
	uint64_t size;

	for (size = 1; is_tail(pfn); size *= 2)
		pfn &= ~size;
	return pfn;
}

#ifndef KPF_MLOCKED
#define KPF_MLOCKED	33	/* of the kernel's own, include/linux/kernel-page-flags.h */
#endif

/* What a folio has, and until Linux 6.10 kpageflags has of its first page only. */
static const uint64_t folio_flags =
	1ULL << KPF_LOCKED | 1ULL << KPF_REFERENCED | 1ULL << KPF_UPTODATE | 1ULL << KPF_DIRTY |
	1ULL << KPF_LRU | 1ULL << KPF_ACTIVE | 1ULL << KPF_WRITEBACK | 1ULL << KPF_RECLAIM |
	1ULL << KPF_SWAPCACHE | 1ULL << KPF_SWAPBACKED | 1ULL << KPF_UNEVICTABLE |
	1ULL << KPF_MLOCKED;

static uint64_t flags_of(uint64_t pfn)
{
	uint64_t flags = word_of(kpageflags, pfn);

	if (!(flags & 1ULL << KPF_COMPOUND_TAIL))
		return flags;
	return (flags & ~folio_flags) | (word_of(kpageflags, head_of(pfn)) & folio_flags);
}

/* Its flags in both, as names. Which is the huge zero page the kernel does not tell modules. */
static void flags_check(uint64_t flags)
{
	const char *got = query_value("page", "flags");
	uint64_t huge_zero = 1ULL << KPF_ZERO_PAGE | 1ULL << KPF_THP, skip = 0;
	size_t bit;

	if ((flags & huge_zero) == huge_zero)
		skip = huge_zero;
	if (ksm_lies && flags & 1ULL << KPF_ANON)
		skip |= 1ULL << KPF_KSM;
	for (bit = 0; bit < COUNT(flag_names); bit++) {
		bool want = flags >> bit & 1;

		if (flag_names[bit] && !(skip >> bit & 1) &&
		    query_has(got, flag_names[bit]) != want)
			wrong("flags are '%s', %s %s", got, want ? "without" : "with",
			      flag_names[bit]);
	}
}

static uint64_t order_of(uint64_t head)
{
	uint64_t pages = 1, order = 0;

	if (!(word_of(kpageflags, head) & 1ULL << KPF_COMPOUND_HEAD))
		return 0;
	/* Behind its last tail another one begins. */
	while (is_tail(head + pages)) {
		order++;
		pages *= 2;
	}
	return order;
}

/* Of its folio, as it lies in memory. */
static uint64_t refs_of(uint64_t pfn)
{
	uint64_t page = memmap_base() + head_of(pfn) * info("SIZE(page)", 10);
	uint32_t refs = -1;

	load_if(false, page + info("OFFSET(page._refcount)", 10), &refs, sizeof(refs));
	return refs;
}

static void folio_check(uint64_t pfn, uint64_t flags)
{
	uint64_t head = head_of(pfn);

	if (!(flags & (1ULL << KPF_COMPOUND_HEAD | 1ULL << KPF_COMPOUND_TAIL)))
		return;
	number_is("page", "head_pfn", head);
	number_is("page", "order", order_of(head));
	tally("order ", query_value("page", "order"), 1);
}

/* Node and zone are of those that span it, by its number; of holes they mean nothing. */
static void zone_check(uint64_t pfn)
{
	uint64_t node = query_number(query_value("page", "node"));
	const char *name = query_value("page", "zone");
	size_t i;

	for (i = 0; i < nr_zones; i++)
		if ((uint64_t)zones[i].node == node && !strcmp(zones[i].name, name) &&
		    zone_has(&zones[i], pfn))
			break;
	if (i == nr_zones && !query_has(query_value("page", "flags"), "reserved"))
		wrong("frame %llu is in zone %s of node %s", (unsigned long long)pfn, name,
		      query_value("page", "node"));
	tally("zone ", name, 1);
}

/* What its number alone says. */
static void place_check(uint64_t pfn, uint64_t physical)
{
	number_is("page", "pfn", pfn);
	number_is("page", "physical", physical);
	number_is("page", "section", pfn / section_pages);
	number_is("page", "subsection", pfn % section_pages / 512);
	if (block_online(pfn)) {
		number_is("page", "memory_block", pfn / block_pages);
		zone_check(pfn);
	}
}

/* --- The process ------------------------------------------------------------ */

static struct vma {
	unsigned long start, end, offset, inode;
	char perms[5], name[64], flags[128];
	unsigned long page_size, rss, swap, huge, hugetlb;
} vmas[256];

static size_t nr_vmas;
static int pagemap;
static int pid;

/* One line of smaps: a mapping begins, or it goes on. */
static void smaps_line(const char *line)
{
	struct vma new = {}, *vma = nr_vmas ? &vmas[nr_vmas - 1] : &new;
	unsigned long kb;

	if (sscanf(line, "%lx-%lx %4s %lx %*s %lu %63[^\n]", &new.start, &new.end, new.perms,
		   &new.offset, &new.inode, new.name) >= 5) {
		if (nr_vmas == COUNT(vmas))
			die("too many mappings");
		vmas[nr_vmas++] = new;
	} else if (sscanf(line, "VmFlags: %127[^\n]", vma->flags) == 1) {
		strcat(vma->flags, " ");
	} else if (sscanf(line, "KernelPageSize: %lu", &kb) == 1) {
		vma->page_size = kb * 1024;
	} else if (sscanf(line, "Rss: %lu", &kb) == 1) {
		vma->rss = kb / 4;
	} else if (sscanf(line, "Swap: %lu", &kb) == 1) {
		vma->swap = kb / 4;
	} else if (sscanf(line, "AnonHugePages: %lu", &kb) == 1 ||
		   sscanf(line, "ShmemPmdMapped: %lu", &kb) == 1 ||
		   sscanf(line, "FilePmdMapped: %lu", &kb) == 1) {
		vma->huge += kb / 4;
	} else if (sscanf(line, "Shared_Hugetlb: %lu", &kb) == 1 ||
		   sscanf(line, "Private_Hugetlb: %lu", &kb) == 1) {
		vma->hugetlb += kb / 4;
	}
}

static void process_open(int number)
{
	char path[64], line[512];
	FILE *f;

	pid = number;
	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	pagemap = open(path, O_RDONLY);
	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		smaps_line(line);
	if (pagemap < 0 || !nr_vmas)
		die("no such process");
	fclose(f);
}

static bool vma_is(const struct vma *vma, const char *flag)
{
	return strstr(vma->flags, flag);
}

/* What the first word that is true calls it. */
static const char *vma_kind(const struct vma *vma)
{
	if (vma_is(vma, "ht "))
		return "huge";
	if (!strncmp(vma->name, "[v", 2))
		return "vdso";
	if (vma_is(vma, "pf ") || vma_is(vma, "io ") || vma_is(vma, "mm ") ||
	    !strncmp(vma->name, "/tmp/dax/", 9))
		return "device";
	if (!strcmp(vma->name, "[heap]"))
		return "heap";
	if (!strcmp(vma->name, "[stack]"))
		return "stack";
	if (vma->perms[3] == 's')
		return "shared";
	return vma->inode ? "file" : "anon";
}

/* --- Levels ----------------------------------------------------------------- */

/* The bits that are decoded, those that all levels have first. */
static const struct {
	const char *name;
	uint64_t mask;
} entry_bits[] = {
	{ "present", ENTRY_PRESENT },
	{ "writable", 2 },
	{ "user", 4 },
	{ "accessed", 0x20 },
	{ "nx", 0x8000000000000000ULL },
	/* Of those that map something. */
	{ "write-through", 8 },
	{ "uncached", 0x10 },
	{ "dirty", 0x40 },
	{ "global", 0x100 },
	{ "special", 0x200 },
	{ "uffd-wp", 0x400 },
	{ "soft-dirty", 0x800 },
};

static void bits_check(const char *bits, uint64_t entry, bool leaf)
{
	size_t i;

	if (!(entry & ENTRY_PRESENT)) {
		if (query_has(bits, "present"))
			wrong("entry %#llx has '%s'", (unsigned long long)entry, bits);
		return;
	}
	for (i = 0; i < (leaf ? COUNT(entry_bits) : 5); i++)
		if (query_has(bits, entry_bits[i].name) != !!(entry & entry_bits[i].mask))
			wrong("entry %#llx has '%s'", (unsigned long long)entry, bits);
}

/* Level I of N, from the top: what its name, index and size have to be. */
static void level_check(const struct table *t, size_t i, uint64_t address)
{
	static const char *const names[] = { "pgd", "p4d", "pud", "pmd", "pte" };
	size_t n = i && levels == 4 ? i + 1 : i;
	/* The one at the top has more than the size of a p4d, if that is folded. */
	int shift = 12 + 9 * (levels - 1 - (int)i);
	uint64_t index = address >> shift & 511;

	if (strcmp(query_cell(t, i, "level"), n < COUNT(names) ? names[n] : "none"))
		wrong("level %zu is called %s", i, query_cell(t, i, "level"));
	if (query_number(query_cell(t, i, "index")) != index)
		wrong("index %s of level %zu, not %llu", query_cell(t, i, "index"), i,
		      (unsigned long long)index);
	if (query_number(query_cell(t, i, "size")) != 1ULL << shift)
		wrong("size %s of level %zu", query_cell(t, i, "size"), i);
}

/* The entry as it lies in memory, where the table does that the level above points to. */
static void entry_check(const struct table *t, size_t i, uint64_t table_pfn)
{
	uint64_t entry = query_number(query_cell(t, i, "entry"));
	uint64_t index = query_number(query_cell(t, i, "index")), word;

	if (query_number(query_cell(t, i, "table_pfn")) != table_pfn)
		wrong("table of level %zu is %s, not %llu", i, query_cell(t, i, "table_pfn"),
		      (unsigned long long)table_pfn);
	if (!load_if(true, table_pfn * PAGE + index * 8, &word, sizeof(word)))
		wrong("level %zu: no memory at frame %llu", i, (unsigned long long)table_pfn);
	else if (word != entry)
		wrong("level %zu: entry is %#llx, not %#llx", i, (unsigned long long)entry,
		      (unsigned long long)word);
}

/*
 * The walk: each entry is as it is in memory, and leads to the next table, and
 * the last to the frame. Nothing is known here of where it starts.
 */
static void walk_check(uint64_t address)
{
	const struct table *t = query_table("levels");
	uint64_t table_pfn, entry = 0;
	const char *state = "";
	size_t i;

	if (!t || !t->rows || (int)t->rows > levels) {
		wrong("%zu levels", t ? t->rows : 0);
		return;
	}
	table_pfn = query_number(query_cell(t, 0, "table_pfn"));
	for (i = 0; i < t->rows; i++) {
		state = query_cell(t, i, "state");
		entry = query_number(query_cell(t, i, "entry"));
		level_check(t, i, address);
		entry_check(t, i, table_pfn);
		bits_check(query_cell(t, i, "bits"), entry, strcmp(state, "table"));
		if (i + 1 < t->rows && strcmp(state, "table"))
			wrong("goes on behind %s", state);
		table_pfn = (entry & ENTRY_FRAME) / PAGE;
	}
	if (!strcmp(state, "table"))
		wrong("ends with a table");
	text_is("address", "state", state);
	if (entry & ENTRY_PRESENT && strcmp(state, "page"))
		wrong("entry %#llx is %s", (unsigned long long)entry, state);
}

/* Bytes that the last entry maps. */
static uint64_t leaf_size(void)
{
	const struct table *t = query_table("levels");

	return t && t->rows ? query_number(query_cell(t, t->rows - 1, "size")) : PAGE;
}

/* The bits of the last entry. */
static bool leaf_has(const char *bit)
{
	const struct table *t = query_table("levels");

	return t && t->rows && query_has(query_cell(t, t->rows - 1, "bits"), bit);
}

/* --- Pages of a process ----------------------------------------------------- */

/* What the kernel says of a page elsewhere. */
struct facts {
	uint64_t entry, flags, count, refs;
};

static struct facts facts_of(uint64_t address)
{
	struct facts facts = { .entry = word_of(pagemap, address / PAGE) };
	uint64_t pfn = facts.entry & PM_FRAME;

	if (facts.entry & PM_PRESENT) {
		facts.flags = flags_of(pfn);
		facts.count = word_of(kpagecount, pfn);
		facts.refs = refs_of(pfn);
	}
	return facts;
}

static void mapping_check(const struct vma *vma, uint64_t address)
{
	text_is("address", "kind", "user");
	text_is("address", "region", "user");
	number_is("address", "pid", pid);
	number_is("address", "address", address);
	number_is("address", "mapping_start", vma->start);
	number_is("address", "mapping_end", vma->end);
	text_is("address", "perms", vma->perms);
	text_is("address", "mapping_kind", vma_kind(vma));
}

/* On which node, by move_pages(): negative when that does not say. */
static int node_of(uint64_t address)
{
	void *page = (void *)(address & ~(PAGE - 1));
	int status = -1;

	if (syscall(SYS_move_pages, pid, 1, &page, NULL, &status, 0))
		return -1;
	return status;
}

static void present_check(uint64_t address, const struct facts *facts)
{
	uint64_t pfn = facts->entry & PM_FRAME;
	const char *state = query_value("address", "state");
	int node = node_of(address);

	if (strcmp(state, "page") && strcmp(state, "hint"))
		wrong("state is '%s', and pagemap has %#llx", state,
		      (unsigned long long)facts->entry);
	number_is("address", "pfn", pfn);
	number_is("address", "physical", pfn * PAGE + address % PAGE);
	place_check(pfn, pfn * PAGE);
	if (!block_online(pfn)) {
		text_is("page", "state", "device");
		text_is("page", "kind", "device");
		text_is("page", "zone", "Device");
		tally("device frames", "", 1);
		return;
	}
	flags_check(facts->flags);
	folio_check(pfn, facts->flags);
	number_is("page", "refcount", facts->refs);
	if (node >= 0) {
		number_is("page", "node", node);
		tally("node ", "by move_pages", 1);
	}
	if (facts->flags & 1ULL << KPF_ZERO_PAGE)
		return;
	number_is("page", "mapcount", facts->count);
	/*
	 * Of what pud entries map, 6.12 asks a count that only the tables of pmd
	 * entries have (hugetlb_pmd_shared()): what it says is left from before.
	 */
	if (query_number(query_value("page", "order")) > 9)
		return;
	if (!!(facts->entry & PM_EXCLUSIVE) !=
	    (query_number(query_value("page", "mapcount")) == 1))
		wrong("mapcount is %s, exclusive %d", query_value("page", "mapcount"),
		      !!(facts->entry & PM_EXCLUSIVE));
}

static void swapped_check(const struct facts *facts)
{
	const struct table *t = query_table("levels");
	const char *state = query_value("address", "state");
	uint64_t type = facts->entry & 31, offset = (facts->entry & PM_FRAME) >> 5;
	size_t last = t && t->rows ? t->rows - 1 : 0;

	if (strcmp(state, "swap") && strcmp(state, "poison") && strcmp(state, "marker"))
		wrong("state is '%s', and pagemap has %#llx", state,
		      (unsigned long long)facts->entry);
	if (!strcmp(state, "marker"))
		return;
	if (query_number(query_cell(t, last, "swap_offset")) != offset)
		wrong("swap_offset is %s, not %llu", query_cell(t, last, "swap_offset"),
		      (unsigned long long)offset);
	if (!strcmp(state, "swap") && query_number(query_cell(t, last, "swap_type")) != type)
		wrong("swap_type is %s, not %llu", query_cell(t, last, "swap_type"),
		      (unsigned long long)type);
}

/* Of those no pagemap tells; of /dev/mem the mapping itself does. */
static void device_check(const struct vma *vma, uint64_t address)
{
	uint64_t physical = vma->offset + (address - vma->start);

	if (strcmp(vma->name, "/dev/mem"))
		return;
	text_is("address", "state", "page");
	number_is("address", "physical", physical);
	number_is("address", "pfn", physical / PAGE);
}

static void facts_check(const struct vma *vma, uint64_t address, const struct facts *facts)
{
	bool device = vma_is(vma, "pf ");

	mapping_check(vma, address);
	walk_check(address);
	if (device) {
		device_check(vma, address);
		return;
	}
	if (facts->entry & PM_PRESENT)
		present_check(address, facts);
	else if (facts->entry & PM_SWAPPED)
		swapped_check(facts);
	else
		text_is("address", "state", "none");
	/* Of hugetlb pagemap does not tell. */
	if (!vma_is(vma, "sd ") && !vma_is(vma, "ht ") &&
	    leaf_has("soft-dirty") != !!(facts->entry & PM_SOFT_DIRTY))
		wrong("soft-dirty is %d, pagemap has %#llx", leaf_has("soft-dirty"),
		      (unsigned long long)facts->entry);
	if (leaf_has("uffd-wp") != !!(facts->entry & PM_UFFD_WP))
		wrong("uffd-wp is %d, pagemap has %#llx", leaf_has("uffd-wp"),
		      (unsigned long long)facts->entry);
}

/* One page, when nothing was seen to change meanwhile; bytes that its entry maps. */
static uint64_t page_check(const struct vma *vma, uint64_t address)
{
	struct facts before, after;
	const char *malformed;
	int tries, error;

	snprintf(about, sizeof(about), "%#llx (%s %s)", (unsigned long long)address, vma->perms,
		 vma->name);
	for (tries = 0; tries < TRIES; tries++) {
		before = facts_of(address);
		error = query_ask(&malformed, "user %d %#llx", pid, (unsigned long long)address);
		after = facts_of(address);
		if (error || malformed) {
			wrong("%s", error ? strerror(error) : malformed);
			return PAGE;
		}
		if (!memcmp(&before, &after, sizeof(before)))
			break;
	}
	if (tries == TRIES)
		wrong("it does not hold still");
	facts_check(vma, address, &before);
	tally("pages", "", 1);
	tally("state ", query_value("address", "state"), 1);
	return leaf_size();
}

/* Of pages that were never touched every 16th will do. */
static bool passed_over(const struct vma *vma, uint64_t address)
{
	return address / PAGE % 16 && !vma_is(vma, "pf ") && !word_of(pagemap, address / PAGE);
}

/*
 * All pages of a mapping, or of a large one some; of what one entry maps a few.
 * As many are found mapped by large entries as smaps says.
 */
static void vma_check(const struct vma *vma)
{
	uint64_t pages = (vma->end - vma->start) / PAGE, step, at = vma->start, size, end;
	uint64_t huge = 0;

	step = pages > PAGES_MAX && !vma->huge && !vma->hugetlb ? pages / PAGES_MAX : 1;
	while (at < vma->end) {
		if (passed_over(vma, at)) {
			at += step * PAGE;
			continue;
		}
		size = page_check(vma, at + 8);
		if (size <= PAGE || strcmp(query_value("address", "state"), "none") == 0) {
			end = (at & ~(size - 1)) + size;
			at = size > PAGE && end < vma->end && step == 1 ? end : at + step * PAGE;
			continue;
		}
		end = (at & ~(size - 1)) + size;
		/* The huge zero page is not counted as one. */
		if (query_has(query_value("page", "flags"), "mmap"))
			huge += (end - at) / PAGE;
		page_check(vma, at + PAGE + 1);
		page_check(vma, at + size / 2);
		page_check(vma, end - 1);
		at = end;
	}
	snprintf(about, sizeof(about), "%#lx-%#lx %s", vma->start, vma->end, vma->name);
	/* Where nobody may, smaps of Linux 6.1 sees no huge page. */
	if (huge != (vma_is(vma, "ht ") ? vma->hugetlb : vma->huge) &&
	    (vma->huge || strcmp(vma->perms, "---p")))
		wrong("%llu pages by large entries, and smaps has %lu and hugetlb %lu",
		      (unsigned long long)huge, vma->huge, vma->hugetlb);
	tally("mapping ", vma_kind(vma), 1);
	tally("large pages", "", huge);
}

static int user(int number)
{
	size_t i;

	process_open(number);
	for (i = 0; i < nr_vmas; i++)
		if (vmas[i].end <= 1UL << 63)
			vma_check(&vmas[i]);
	return report();
}

/* --- Addresses of the kernel ------------------------------------------------- */

/* A walk of our own, from the kernel's root. */
struct kernel_walk {
	uint64_t entries[5];
	size_t count;
	uint64_t size;
	bool present;
	uint64_t pfn;
};

static struct kernel_walk kernel_walk(uint64_t address)
{
	uint64_t table = info("SYMBOL(swapper_pg_dir)", 16), entry = 0;
	struct kernel_walk walk = {};
	bool physical = false;
	int level;

	for (level = levels; level > 0; level--) {
		walk.size = 1ULL << (12 + 9 * (level - 1));
		entry = load_word(physical, table + (address / walk.size % 512) * 8);
		walk.entries[walk.count++] = entry;
		if (!(entry & ENTRY_PRESENT) || level == 1 || (level < 4 && entry & ENTRY_HUGE))
			break;
		table = entry & ENTRY_FRAME;
		physical = true;
	}
	walk.present = entry & ENTRY_PRESENT;
	walk.pfn = ((entry & ENTRY_FRAME & ~(walk.size - 1)) | (address & (walk.size - 1))) / PAGE;
	return walk;
}

/* The answer may start from another root, whose entries are the same in the kernel's half. */
static void kernel_compare(uint64_t address, const char *region, const struct kernel_walk *walk)
{
	const struct table *t = query_table("levels");
	size_t i;

	text_is("address", "kind", "kernel");
	text_is("address", "region", region);
	number_is("address", "address", address);
	number_is("address", "pfn", walk->pfn);
	number_is("address", "page_size", walk->size);
	if (!strcmp(region, "vmemmap"))
		number_is("address", "struct_page_of", (address - memmap_base()) / 64);
	if (!t || t->rows != walk->count)
		wrong("%zu levels, not %zu", t ? t->rows : 0, walk->count);
	for (i = 0; i < walk->count; i++)
		if (query_number(query_cell(t, i, "entry")) != walk->entries[i])
			wrong("level %zu: entry is '%s', not %#llx", i, query_cell(t, i, "entry"),
			      (unsigned long long)walk->entries[i]);
	walk_check(address);
	if (block_online(walk->pfn))
		place_check(walk->pfn, walk->pfn * PAGE);
	tally(region, query_value("address", "page_size"), 1);
}

static void kernel_check(uint64_t address, const char *region)
{
	struct kernel_walk before, after;
	const char *malformed;
	int tries, error;

	snprintf(about, sizeof(about), "%#llx (%s)", (unsigned long long)address, region);
	for (tries = 0; tries < TRIES; tries++) {
		before = kernel_walk(address);
		error = query_ask(&malformed, "kernel %#llx", (unsigned long long)address);
		after = kernel_walk(address);
		if (!memcmp(&before, &after, sizeof(before)))
			break;
	}
	tally(region, "", 1);
	if (tries == TRIES)
		tally(region, " does not hold still", 1);
	else if (malformed)
		wrong("%s", malformed);
	else if (error != (before.present ? 0 : EFAULT))
		wrong("%s, and it is %smapped", error ? strerror(error) : "an answer",
		      before.present ? "" : "not ");
	else if (!error)
		kernel_compare(address, region, &before);
	else
		tally(region, " not mapped", 1);
}

/* The kernel's image and modules, by some of their symbols. */
static void kernel_symbols(void)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	unsigned long long address, last = 0;
	char line[512], type, module[64];
	unsigned int n = 0;

	while (f && fgets(line, sizeof(line), f)) {
		*module = '\0';
		/* What lies below is relative to each CPU. */
		if (sscanf(line, "%llx %c %*s [%63[^]]]", &address, &type, module) < 2 ||
		    address < 0xffffffff80000000ULL || address == last || !strcmp(module, "bpf"))
			continue;
		last = address;
		if (n++ % (*module ? 7 : 997) == 0)
			kernel_check(address, *module ? "module" : "image");
	}
	if (f)
		fclose(f);
}

static void kernel_vmalloc(void)
{
	FILE *f = fopen("/proc/vmallocinfo", "r");
	unsigned long start, end;
	char line[512];

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx", &start, &end) != 2 || start >= 0xffffffff80000000UL)
			continue;
		kernel_check(start + 16, "vmalloc");
		/* The last page of most is there to catch who goes on. */
		kernel_check(end - PAGE, "vmalloc");
	}
	if (f)
		fclose(f);
}

/* In each block of memory some, in the direct map, and their struct pages. */
static void kernel_memory(void)
{
	uint64_t base = direct_map(), memmap = memmap_base(), pfn, last = 0;
	size_t i;

	for (i = 0; i < nr_zones; i++)
		if (zones[i].spanned && zones[i].start + zones[i].spanned > last)
			last = zones[i].start + zones[i].spanned;
	for (pfn = 1; pfn < last; pfn += block_pages / 4 + 321) {
		if (!block_online(pfn))
			continue;
		kernel_check(base + pfn * PAGE + pfn % PAGE, "direct");
		kernel_check(memmap + pfn * 64, "vmemmap");
	}
}

static int kernel(void)
{
	kernel_symbols();
	kernel_vmalloc();
	kernel_memory();
	return report();
}

/* --- Page frames ------------------------------------------------------------- */

/* Pageblocks as kcore has them, and how many frames are in one that is otherwise by now. */
static struct run {
	uint64_t start, count;
	char type[16];
	int skip;
} runs[4096];

static size_t nr_runs, nr_blocks, nr_moved;

static void runs_read(void)
{
	char line[128];

	while (nr_runs < COUNT(runs) && fgets(line, sizeof(line), stdin)) {
		struct run *run = &runs[nr_runs];

		nr_runs += sscanf(line, "pageblocks %lu %lu %15s %d", &run->start, &run->count,
				  run->type, &run->skip) == 4;
	}
}

/* They do not change often. */
static void pageblock_check(uint64_t pfn)
{
	const char *type = query_value("page", "migratetype");
	size_t i;

	for (i = 0; i < nr_runs && pfn / 512 - runs[i].start >= runs[i].count; i++)
		;
	if (i == nr_runs)
		return;
	nr_blocks++;
	nr_moved += strcmp(type, runs[i].type) ||
		query_number(query_value("page", "skip")) != (uint64_t)runs[i].skip;
	tally("pageblock ", type, 1);
}

struct frame_facts {
	uint64_t flags, count, refs;
};

static struct frame_facts frame_facts(uint64_t pfn)
{
	struct frame_facts facts = {
		.flags = flags_of(pfn),
		.count = word_of(kpagecount, pfn),
		.refs = refs_of(pfn),
	};

	return facts;
}

static void frame_compare(uint64_t pfn, const struct frame_facts *facts)
{
	uint64_t mapcount = query_number(query_value("page", "mapcount"));

	place_check(pfn, pfn * PAGE);
	text_is("page", "state", "online");
	flags_check(facts->flags);
	folio_check(pfn, facts->flags);
	number_is("page", "refcount", facts->refs);
	pageblock_check(pfn);
	if (mapcount != facts->count && (mapcount != NUMBER_NONE || facts->count))
		wrong("mapcount is %s, not %llu", query_value("page", "mapcount"),
		      (unsigned long long)facts->count);
	tally("frames", "", 1);
	tally("kind ", query_value("page", "kind"), 1);
}

static void frame_check(uint64_t pfn)
{
	struct frame_facts before, after;
	const char *malformed;
	int tries, error;

	snprintf(about, sizeof(about), "frame %llu", (unsigned long long)pfn);
	for (tries = 0; tries < TRIES; tries++) {
		before = frame_facts(pfn);
		error = query_ask(&malformed, "page %llu", (unsigned long long)pfn);
		after = frame_facts(pfn);
		if (!memcmp(&before, &after, sizeof(before)))
			break;
	}
	/* Others use memory, too. */
	if (tries == TRIES)
		tally("frames that do not hold still", "", 1);
	else if (error || malformed)
		wrong("%s", error ? strerror(error) : malformed);
	else
		frame_compare(pfn, &before);
}

/* Spread over all blocks of memory that are online, and next to each other in some places. */
static int frames(unsigned long want)
{
	uint64_t last = 0, pfn, step;
	size_t i;

	runs_read();
	for (i = 0; i < nr_zones; i++)
		if (zones[i].spanned && zones[i].start + zones[i].spanned > last)
			last = zones[i].start + zones[i].spanned;
	/* An odd number, so that all places in a block have their turn. */
	step = last / want | 1;
	for (pfn = 1; pfn < last; pfn += step)
		if (block_online(pfn))
			frame_check(pfn);
	for (pfn = 4096; pfn < 4096 + want / 8; pfn++)
		frame_check(pfn);
	if (nr_moved * 50 > nr_blocks)
		wrong("%zu of %zu are in another pageblock", nr_moved, nr_blocks);
	return report();
}

/* --- What was promised ------------------------------------------------------- */

/* What asking for each page of it found. */
struct found {
	uint64_t resident, swapped, zero, hint, huge, hugetlb, shared, device, guard, softdirty,
		uffdwp, poisoned, page_size;
	int node, pkey;
};

static void found_page(struct found *found)
{
	const struct table *t = query_table("levels");
	const char *state = query_value("address", "state"), *flags = query_value("page", "flags");
	size_t last = t && t->rows ? t->rows - 1 : 0;
	bool there = !strcmp(state, "page") || !strcmp(state, "hint");

	found->softdirty += there && leaf_has("soft-dirty");
	found->uffdwp += leaf_has("uffd-wp");
	found->hint += !strcmp(state, "hint");
	found->swapped += !strcmp(state, "swap");
	found->poisoned += !strcmp(state, "poison");
	found->guard += !strcmp(state, "marker");
	if (!there)
		return;
	found->page_size = query_number(query_value("address", "page_size"));
	found->node = query_number(query_value("page", "node"));
	found->pkey = query_number(query_cell(t, last, "pkey"));
	if (!strcmp(query_value("address", "mapping_kind"), "device")) {
		found->device++;
	} else if (query_has(flags, "zero_page") || !query_has(flags, "mmap")) {
		found->zero++;
	} else {
		found->resident++;
		found->hugetlb += query_has(flags, "huge");
		found->huge += found->page_size > PAGE && !query_has(flags, "huge");
		found->shared += query_number(query_value("page", "mapcount")) > 1;
	}
}

static bool promise_check(struct found *found, char *promise)
{
	const struct {
		const char *name;
		uint64_t got;
	} all[] = {
		{ "resident", found->resident }, { "swapped", found->swapped },
		{ "zero", found->zero }, { "hint", found->hint }, { "huge", found->huge },
		{ "hugetlb", found->hugetlb }, { "device", found->device },
		{ "guard", found->guard }, { "poisoned", found->poisoned },
		{ "uffdwp", found->uffdwp }, { "softdirty", found->softdirty },
		{ "page_size", found->page_size }, { "node", found->node },
		{ "pkey", found->pkey }, { "shared", found->shared },
	};
	char *equals = strchr(promise, '=');
	uint64_t want = equals ? query_number(equals + 1) : 0;
	size_t i;

	if (!equals)
		return false;
	*equals = '\0';
	for (i = 0; i < COUNT(all) && strcmp(all[i].name, promise); i++)
		;
	if (i == COUNT(all))
		return false;
	if (all[i].got != want)
		wrong("%s is %llu, not %llu", promise, (unsigned long long)all[i].got,
		      (unsigned long long)want);
	tally("promises", "", 1);
	return true;
}

/* Asks for each page; of many, and of those of 1 GiB, for some. */
static void promises_check(uint64_t start, uint64_t end, char *promises)
{
	uint64_t pages = (end - start) / PAGE, at;
	uint64_t step = pages > 100000 ? 1024 : pages > 2048 ? 16 : 1;
	static const char separators[] = { ' ', '\n', '\0' };
	struct found found = {};
	const char *malformed;
	char *one;
	int error;

	for (at = start; at < end; at += step * PAGE) {
		error = query_ask(&malformed, "user %d %#llx", pid, (unsigned long long)at);
		if (error || malformed)
			wrong("%#llx: %s", (unsigned long long)at,
			      error ? strerror(error) : malformed);
		else
			found_page(&found);
		tally("pages", "", 1);
	}
	found.resident *= step;
	found.hugetlb *= step;
	for (one = strtok(promises, separators); one; one = strtok(NULL, separators))
		if (!promise_check(&found, one))
			wrong("no promise: %s", one);
}

static int placed(void)
{
	static char lines[128][256];
	unsigned long start, end;
	size_t count = 0, i;
	int length;

	while (count < COUNT(lines) && fgets(lines[count], sizeof(lines[count]), stdin)) {
		if (sscanf(lines[count], "ready %d", &pid) == 1)
			break;
		count++;
	}
	for (i = 0; i < count; i++) {
		if (sscanf(lines[i], "mapping %127s %lx %lx %n", about, &start, &end, &length) == 3)
			promises_check(start, end, lines[i] + length);
	}
	return report();
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	machine_open();
	ksm_try();
	if (argc == 3 && !strcmp(argv[1], "user"))
		return user(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "kernel"))
		return kernel();
	if (argc == 3 && !strcmp(argv[1], "frames"))
		return frames(strtoul(argv[2], NULL, 10));
	if (argc == 2 && !strcmp(argv[1], "placed"))
		return placed();
	puts("usage: space user|kernel|frames|placed ...");
	return 2;
}
