// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of page tables, as the manuals of the CPUs and the headers of the
 * kernels have them: the layouts and the words here are written down from
 * those, and share nothing with arch.h.
 */
#include "../module/entry.c"

#include <kunit/test.h>

#define PRESENT		(MEMTOPO_IN_PAGE | MEMTOPO_IN_HUGE | MEMTOPO_IN_TABLE)
#define LEAF		(MEMTOPO_IN_PAGE | MEMTOPO_IN_HUGE)
#define ANY		(PRESENT | MEMTOPO_IN_HINT)

/* Linux 6.12 on an x86_64 with protection keys; 46 bits of address. */
static const struct memtopo_entry_layout x86_64 = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { 48, 9, false },
		[MEMTOPO_LEVEL_P4D] = { 39, 9, false },
		[MEMTOPO_LEVEL_PUD] = { 30, 9, true },
		[MEMTOPO_LEVEL_PMD] = { 21, 9, true },
		[MEMTOPO_LEVEL_PTE] = { 12, 9, true },
	},
	.page_shift = 12,
	.entry_size = 8,
	.ignored = 0x60,
	.valid = 1,
	.leaf_mask = 0x80,
	.leaf_value = 0x80,
	.hint = 0x100,
	.hint_huge = 0x180,
	.address = 0x00003ffffffff000,
	.special = 0x200,
	.devmap = 1ULL << 57,
	.inverted = true,
	.pkey_shift = 59,
	.pkey_bits = 4,
	.pkey_user = 4,
	.swap_type_shift = 59,
	.swap_type_bits = 5,
	.swap_offset_shift = 9,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 34,
	.swap_files = 23,
	.nr_swap_kinds = 9,
	.swap_kinds = {
		MEMTOPO_ENTRY_POISON, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_DEVICE, MEMTOPO_ENTRY_DEVICE,
		MEMTOPO_ENTRY_EXCLUSIVE, MEMTOPO_ENTRY_EXCLUSIVE,
		MEMTOPO_ENTRY_MARKER,
	},
	.nr_bits = 16,
	.bits = {
		{ "present", 1, 1, PRESENT },
		{ "writable", 2, 2, ANY },
		{ "user", 4, 4, ANY },
		{ "accessed", 0x20, 0x20, ANY },
		{ "dirty", 0x40, 0x40, LEAF | MEMTOPO_IN_HINT },
		{ "huge", 0x80, 0x80, MEMTOPO_IN_HUGE },
		{ "pat", 0x80, 0x80, MEMTOPO_IN_PAGE },
		{ "pat", 0x1000, 0x1000, MEMTOPO_IN_HUGE },
		{ "global", 0x100, 0x100, LEAF },
		{ "prot-none", 0x100, 0x100, MEMTOPO_IN_HINT },
		{ "soft-dirty", 0x804, 0x804, LEAF },
		{ "special", 0x200, 0x200, LEAF },
		{ "devmap", 1ULL << 57, 1ULL << 57, LEAF },
		{ "nx", 1ULL << 63, 1ULL << 63, ANY },
		{ "soft-dirty", 2, 2, MEMTOPO_IN_SWAP },
		{ "exclusive", 8, 8, MEMTOPO_IN_SWAP },
	},
};

/* Linux 6.12 on an arm64 with pages of 4 KiB and 48 bits of address. */
static const struct memtopo_entry_layout arm64 = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { 39, 9, false },
		[MEMTOPO_LEVEL_P4D] = { 39, 0, false },
		[MEMTOPO_LEVEL_PUD] = { 30, 9, true },
		[MEMTOPO_LEVEL_PMD] = { 21, 9, true },
		[MEMTOPO_LEVEL_PTE] = { 12, 9, true },
	},
	.page_shift = 12,
	.entry_size = 8,
	.valid = 1,
	.leaf_mask = 3,
	.leaf_value = 1,
	.hint = 0x800,
	.hint_huge = 0x800,
	.address = 0x0000fffffffff000,
	.special = 1ULL << 56,
	.devmap = 1ULL << 57,
	.swap_type_shift = 6,
	.swap_type_bits = 5,
	.swap_offset_shift = 12,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 36,
	.swap_files = 27,
	.nr_swap_kinds = 5,
	.swap_kinds = {
		MEMTOPO_ENTRY_POISON, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_MARKER,
	},
	.nr_bits = 9,
	.bits = {
		{ "present", 1, 1, PRESENT },
		{ "writable", 1ULL << 51, 1ULL << 51, LEAF },
		{ "user", 0x40, 0x40, LEAF },
		{ "uncached", 7 << 2, 2 << 2, LEAF },
		{ "accessed", 0x400, 0x400, LEAF },
		{ "global", 0x800, 0, LEAF },
		{ "contiguous", 1ULL << 52, 1ULL << 52, LEAF },
		{ "uxn", 1ULL << 54, 1ULL << 54, LEAF },
		{ "exclusive", 4, 4, MEMTOPO_IN_SWAP },
	},
};

/* The same with pages of 64 KiB, and addresses of 52 bits. */
static const struct memtopo_entry_layout arm64_64k = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { 42, 10, false },
		[MEMTOPO_LEVEL_P4D] = { 42, 0, false },
		[MEMTOPO_LEVEL_PUD] = { 42, 0, false },
		[MEMTOPO_LEVEL_PMD] = { 29, 13, true },
		[MEMTOPO_LEVEL_PTE] = { 16, 13, true },
	},
	.page_shift = 16,
	.entry_size = 8,
	.valid = 1,
	.leaf_mask = 3,
	.leaf_value = 1,
	.hint = 0x800,
	.hint_huge = 0x800,
	.address = 0x0000ffffffff0000,
	.address_high = 0xf000,
	.address_high_shift = 36,
	.swap_type_shift = 6,
	.swap_type_bits = 5,
	.swap_offset_shift = 12,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 36,
	.swap_files = 27,
};

/* Linux 6.12 on an i386 with PAE. */
static const struct memtopo_entry_layout pae = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { 30, 2, false },
		[MEMTOPO_LEVEL_P4D] = { 30, 0, false },
		[MEMTOPO_LEVEL_PUD] = { 30, 0, false },
		[MEMTOPO_LEVEL_PMD] = { 21, 9, true },
		[MEMTOPO_LEVEL_PTE] = { 12, 9, true },
	},
	.page_shift = 12,
	.entry_size = 8,
	.ignored = 0x60,
	.valid = 1,
	.leaf_mask = 0x80,
	.leaf_value = 0x80,
	.hint = 0x100,
	.hint_huge = 0x180,
	.address = 0x0000000ffffff000,
	.inverted = true,
	.swap_type_shift = 59,
	.swap_type_bits = 5,
	.swap_offset_shift = 9,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 24,
	.swap_files = 28,
	.nr_swap_kinds = 4,
	.swap_kinds = {
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_MARKER,
	},
};

#define PGD	MEMTOPO_LEVEL_PGD
#define P4D	MEMTOPO_LEVEL_P4D
#define PUD	MEMTOPO_LEVEL_PUD
#define PMD	MEMTOPO_LEVEL_PMD
#define PTE	MEMTOPO_LEVEL_PTE
#define NO	MEMTOPO_NO_VALUE

/* A swap entry of x86: its offset is stored inverted. */
#define X86_SWAP(type, offset) \
	((u64)(type) << 59 | (~(u64)(offset) << 14 >> 5))
/* The address of an entry that the CPU shall not use, inverted likewise. */
#define X86_HIDDEN(pfn)		(~((u64)(pfn) << 12) & 0x000ffffffffff000)
#define ARM64_SWAP(type, offset)	((u64)(type) << 6 | (u64)(offset) << 12)

struct entry_case {
	const char *name;
	const struct memtopo_entry_layout *layout;
	enum memtopo_level level;
	u64 raw;
	enum memtopo_entry_state state;
	u64 pfn;
	u64 swap_type;
	u64 swap_offset;
	u64 pkey;
	const char *bits;
};

static const struct entry_case cases[] = {
	{ "x86 none", &x86_64, PTE, 0, MEMTOPO_ENTRY_NONE, NO, NO, NO, NO, "" },
	{ "x86 none with stray bits", &x86_64, PMD, 0x60, MEMTOPO_ENTRY_NONE,
	  NO, NO, NO, NO, "" },
	{ "x86 page", &x86_64, PTE, 0x8000000123456867, MEMTOPO_ENTRY_PAGE,
	  0x123456, NO, NO, 0,
	  "present,writable,user,accessed,dirty,soft-dirty,nx" },
	{ "x86 page of the kernel", &x86_64, PTE, 0x0000000001234963,
	  MEMTOPO_ENTRY_PAGE, 0x1234, NO, NO, NO,
	  "present,writable,accessed,dirty,global" },
	{ "x86 highest page", &x86_64, PTE, 0x00003ffffffff005,
	  MEMTOPO_ENTRY_PAGE, 0x3ffffffff, NO, NO, 0, "present,user" },
	{ "x86 page with pat", &x86_64, PTE, 0x1085, MEMTOPO_ENTRY_PAGE,
	  1, NO, NO, 0, "present,user,pat" },
	{ "x86 bits above the address", &x86_64, PTE, 0x000fc00000001005,
	  MEMTOPO_ENTRY_PAGE, 1, NO, NO, 0, "present,user" },
	{ "x86 special", &x86_64, PTE, 0x8000000000001225, MEMTOPO_ENTRY_PAGE,
	  1, NO, NO, 0, "present,user,accessed,special,nx" },
	{ "x86 devmap", &x86_64, PTE, 0x8200000000001225, MEMTOPO_ENTRY_PAGE,
	  1, NO, NO, 0, "present,user,accessed,special,devmap,nx" },
	{ "x86 pkey 15", &x86_64, PTE, 0x7800000000001005, MEMTOPO_ENTRY_PAGE,
	  1, NO, NO, 15, "present,user" },
	{ "x86 pkey 5 of 2 MiB", &x86_64, PMD, 0x28000000002000e7,
	  MEMTOPO_ENTRY_PAGE, 0x200, NO, NO, 5,
	  "present,writable,user,accessed,dirty,huge" },
	{ "x86 table of a pmd", &x86_64, PMD, 0x0000000012345067,
	  MEMTOPO_ENTRY_TABLE, 0x12345, NO, NO, NO,
	  "present,writable,user,accessed" },
	{ "x86 table with nx of a pgd", &x86_64, PGD, 0x8000000012345067,
	  MEMTOPO_ENTRY_TABLE, 0x12345, NO, NO, NO,
	  "present,writable,user,accessed,nx" },
	{ "x86 2 MiB", &x86_64, PMD, 0x80000000012000e7, MEMTOPO_ENTRY_PAGE,
	  0x1200, NO, NO, 0,
	  "present,writable,user,accessed,dirty,huge,nx" },
	{ "x86 2 MiB with pat", &x86_64, PMD, 0x0000000001201085,
	  MEMTOPO_ENTRY_PAGE, 0x1200, NO, NO, 0, "present,user,huge,pat" },
	{ "x86 1 GiB", &x86_64, PUD, 0x00000000c00000e7, MEMTOPO_ENTRY_PAGE,
	  0xc0000, NO, NO, 0,
	  "present,writable,user,accessed,dirty,huge" },
	{ "x86 1 GiB with pat", &x86_64, PUD, 0x00000000c0001085,
	  MEMTOPO_ENTRY_PAGE, 0xc0000, NO, NO, 0, "present,user,huge,pat" },
	{ "x86 no 512 GiB", &x86_64, P4D, 0x00000080000000e7,
	  MEMTOPO_ENTRY_UNKNOWN, NO, NO, NO, NO, "" },
	{ "x86 no 256 TiB", &x86_64, PGD, 0x00000080000000e7,
	  MEMTOPO_ENTRY_UNKNOWN, NO, NO, NO, NO, "" },
	{ "x86 hint", &x86_64, PTE, X86_HIDDEN(0x123456) | 0x120,
	  MEMTOPO_ENTRY_HINT, 0x123456, NO, NO, NO, "accessed,prot-none" },
	{ "x86 hint at frame 0", &x86_64, PTE, X86_HIDDEN(0) | 0x120,
	  MEMTOPO_ENTRY_HINT, 0, NO, NO, NO, "accessed,prot-none" },
	{ "x86 hint at the highest frame", &x86_64, PTE,
	  X86_HIDDEN(0x3ffffffff) | 0x100, MEMTOPO_ENTRY_HINT, 0x3ffffffff,
	  NO, NO, NO, "prot-none" },
	{ "x86 hint of 2 MiB", &x86_64, PMD, X86_HIDDEN(0x1200) | 0x1a0,
	  MEMTOPO_ENTRY_HINT, 0x1200, NO, NO, NO, "accessed,prot-none" },
	{ "x86 2 MiB that is split", &x86_64, PMD, X86_HIDDEN(0x1200) | 0xe6,
	  MEMTOPO_ENTRY_HINT, 0x1200, NO, NO, NO,
	  "writable,user,accessed,dirty" },
	{ "x86 hint of 1 GiB", &x86_64, PUD, X86_HIDDEN(0xc0000) | 0x1a0,
	  MEMTOPO_ENTRY_HINT, 0xc0000, NO, NO, NO, "accessed,prot-none" },
	{ "x86 no hint of 512 GiB", &x86_64, P4D, 0x100,
	  MEMTOPO_ENTRY_UNKNOWN, NO, NO, NO, NO, "" },
	{ "x86 swap 0 at 1", &x86_64, PTE, X86_SWAP(0, 1), MEMTOPO_ENTRY_SWAP,
	  NO, 0, 1, NO, "" },
	{ "x86 swap 22 at the end", &x86_64, PTE,
	  X86_SWAP(22, 0x3ffffffffffff) | 0xa, MEMTOPO_ENTRY_SWAP,
	  NO, 22, 0x3ffffffffffff, NO, "soft-dirty,exclusive" },
	{ "x86 swap at 0", &x86_64, PTE, X86_SWAP(3, 0), MEMTOPO_ENTRY_SWAP,
	  NO, 3, 0, NO, "" },
	{ "x86 poison", &x86_64, PTE, X86_SWAP(23, 0x123456),
	  MEMTOPO_ENTRY_POISON, 0x123456, 23, 0x123456, NO, "" },
	{ "x86 poison of 2 MiB", &x86_64, PMD, X86_SWAP(23, 0x1200),
	  MEMTOPO_ENTRY_POISON, 0x1200, 23, 0x1200, NO, "" },
	{ "x86 migration read", &x86_64, PTE, X86_SWAP(24, 0x123456),
	  MEMTOPO_ENTRY_MIGRATION, 0x123456, 24, 0x123456, NO, "" },
	{ "x86 migration of the highest frame, young and dirty", &x86_64, PTE,
	  X86_SWAP(25, 0x3ffffffff | 3ULL << 34), MEMTOPO_ENTRY_MIGRATION,
	  0x3ffffffff, 25, 0x3ffffffff, NO, "" },
	{ "x86 migration write of 2 MiB", &x86_64, PMD, X86_SWAP(26, 0x1200),
	  MEMTOPO_ENTRY_MIGRATION, 0x1200, 26, 0x1200, NO, "" },
	{ "x86 migration of 1 GiB", &x86_64, PUD, X86_SWAP(26, 0xc0000),
	  MEMTOPO_ENTRY_MIGRATION, 0xc0000, 26, 0xc0000, NO, "" },
	{ "x86 device write", &x86_64, PTE, X86_SWAP(27, 0x200000000),
	  MEMTOPO_ENTRY_DEVICE, 0x200000000, 27, 0x200000000, NO, "" },
	{ "x86 device read", &x86_64, PTE, X86_SWAP(28, 0x200000000),
	  MEMTOPO_ENTRY_DEVICE, 0x200000000, 28, 0x200000000, NO, "" },
	{ "x86 exclusive write", &x86_64, PTE, X86_SWAP(29, 0x123456),
	  MEMTOPO_ENTRY_EXCLUSIVE, 0x123456, 29, 0x123456, NO, "" },
	{ "x86 exclusive read", &x86_64, PTE, X86_SWAP(30, 0x123456),
	  MEMTOPO_ENTRY_EXCLUSIVE, 0x123456, 30, 0x123456, NO, "" },
	{ "x86 marker", &x86_64, PTE, X86_SWAP(31, 2), MEMTOPO_ENTRY_MARKER,
	  NO, 31, 2, NO, "" },
	{ "x86 nothing is swapped at 512 GiB", &x86_64, P4D, X86_SWAP(0, 1),
	  MEMTOPO_ENTRY_UNKNOWN, NO, NO, NO, NO, "" },

	{ "arm64 none", &arm64, PTE, 0, MEMTOPO_ENTRY_NONE, NO, NO, NO, NO,
	  "" },
	{ "arm64 page", &arm64, PTE, 0x00e8000123456fc3, MEMTOPO_ENTRY_PAGE,
	  0x123456, NO, NO, NO, "present,writable,user,accessed,uxn" },
	{ "arm64 page of the kernel", &arm64, PTE, 0x0068000001234703,
	  MEMTOPO_ENTRY_PAGE, 0x1234, NO, NO, NO,
	  "present,writable,accessed,global,uxn" },
	{ "arm64 one of several", &arm64, PTE, 0x0018000001234c4b,
	  MEMTOPO_ENTRY_PAGE, 0x1234, NO, NO, NO,
	  "present,writable,user,uncached,accessed,contiguous" },
	{ "arm64 table", &arm64, PMD, 0x0800000012345003, MEMTOPO_ENTRY_TABLE,
	  0x12345, NO, NO, NO, "present" },
	{ "arm64 2 MiB", &arm64, PMD, 0x0068000001200701, MEMTOPO_ENTRY_PAGE,
	  0x1200, NO, NO, NO, "present,writable,accessed,global,uxn" },
	{ "arm64 1 GiB", &arm64, PUD, 0x0068000080000701, MEMTOPO_ENTRY_PAGE,
	  0x80000, NO, NO, NO, "present,writable,accessed,global,uxn" },
	{ "arm64 no 512 GiB", &arm64, PGD, 0x0068008000000701,
	  MEMTOPO_ENTRY_UNKNOWN, NO, NO, NO, NO, "" },
	{ "arm64 hint", &arm64, PTE, 0x00e8000123456fc2, MEMTOPO_ENTRY_HINT,
	  0x123456, NO, NO, NO, "" },
	{ "arm64 hint of 2 MiB", &arm64, PMD, 0x0068000001200f00,
	  MEMTOPO_ENTRY_HINT, 0x1200, NO, NO, NO, "" },
	{ "arm64 swap", &arm64, PTE, ARM64_SWAP(26, 0x3ffffffffffff) | 4,
	  MEMTOPO_ENTRY_SWAP, NO, 26, 0x3ffffffffffff, NO, "exclusive" },
	{ "arm64 swap at 1", &arm64, PTE, ARM64_SWAP(0, 1),
	  MEMTOPO_ENTRY_SWAP, NO, 0, 1, NO, "" },
	{ "arm64 poison", &arm64, PTE, ARM64_SWAP(27, 0x123456),
	  MEMTOPO_ENTRY_POISON, 0x123456, 27, 0x123456, NO, "" },
	{ "arm64 migration, young and dirty", &arm64, PMD,
	  ARM64_SWAP(30, 0x1200 | 3ULL << 36), MEMTOPO_ENTRY_MIGRATION,
	  0x1200, 30, 0x1200, NO, "" },
	{ "arm64 marker", &arm64, PTE, ARM64_SWAP(31, 1),
	  MEMTOPO_ENTRY_MARKER, NO, 31, 1, NO, "" },

	{ "arm64 high page", &arm64_64k, PTE, 0x00000000abcdf003,
	  MEMTOPO_ENTRY_PAGE, 0xf0000abcd, NO, NO, NO, NULL },
	{ "arm64 high table", &arm64_64k, PGD, 0x000000000001f003,
	  MEMTOPO_ENTRY_TABLE, 0xf00000001, NO, NO, NO, NULL },
	{ "arm64 512 MiB", &arm64_64k, PMD, 0x0000000060001001,
	  MEMTOPO_ENTRY_PAGE, 0x100006000, NO, NO, NO, NULL },

	{ "pae page", &pae, PTE, 0x8000000fffffe067, MEMTOPO_ENTRY_PAGE,
	  0xfffffe, NO, NO, NO, NULL },
	{ "pae 2 MiB", &pae, PMD, 0x00000000002000e7, MEMTOPO_ENTRY_PAGE,
	  0x200, NO, NO, NO, NULL },
	{ "pae table", &pae, PGD, 0x0000000000345001, MEMTOPO_ENTRY_TABLE,
	  0x345, NO, NO, NO, NULL },
	{ "pae hint", &pae, PTE, X86_HIDDEN(0xffffe) | 0x120,
	  MEMTOPO_ENTRY_HINT, 0xffffe, NO, NO, NO, NULL },
	{ "pae swap", &pae, PTE, X86_SWAP(27, 0x7ffffff), MEMTOPO_ENTRY_SWAP,
	  NO, 27, 0x7ffffff, NO, NULL },
	{ "pae migration", &pae, PTE, X86_SWAP(28, 0x123456),
	  MEMTOPO_ENTRY_MIGRATION, 0x123456, 28, 0x123456, NO, NULL },
	{ "pae unknown", &pae, PGD, X86_SWAP(28, 1), MEMTOPO_ENTRY_UNKNOWN,
	  NO, NO, NO, NO, NULL },
};

static void case_name(const struct entry_case *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(entry, cases, case_name);

/* The names of the bits that are set, joined by commas. */
static void bits_text(const struct memtopo_entry_layout *layout, u32 bits,
		      char *text, size_t size)
{
	unsigned int i;
	size_t at = 0;

	text[0] = '\0';
	for (i = 0; i < layout->nr_bits; i++)
		if (bits & BIT(i))
			at += scnprintf(text + at, size - at, "%s%s",
					at ? "," : "", layout->bits[i].name);
}

static void entry_decodes(struct kunit *test)
{
	const struct entry_case *c = test->param_value;
	struct memtopo_entry entry;
	char text[128];

	memtopo_entry_decode(c->layout, c->level, c->raw, &entry);
	KUNIT_EXPECT_STREQ(test, memtopo_entry_state_names[entry.state],
			   memtopo_entry_state_names[c->state]);
	KUNIT_EXPECT_EQ(test, entry.pfn, c->pfn);
	KUNIT_EXPECT_EQ(test, entry.swap_type, c->swap_type);
	KUNIT_EXPECT_EQ(test, entry.swap_offset, c->swap_offset);
	KUNIT_EXPECT_EQ(test, entry.pkey, c->pkey);
	KUNIT_EXPECT_EQ(test, entry.size,
			1ULL << c->layout->levels[c->level].shift);
	if (!c->bits)
		return;
	bits_text(c->layout,
		  memtopo_entry_bits(c->layout, c->level, entry.state, c->raw),
		  text, sizeof(text));
	KUNIT_EXPECT_STREQ(test, text, c->bits);
}

/* Every frame that x86_64 can name, one bit at a time and all at once. */
static void entry_frames(struct kunit *test)
{
	struct memtopo_entry entry;
	unsigned int bit;
	u64 pfn;

	for (bit = 0; bit <= 34; bit++) {
		pfn = bit < 34 ? BIT_ULL(bit) : BIT_ULL(34) - 1;
		memtopo_entry_decode(&x86_64, PTE, pfn << 12 | 5, &entry);
		KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_PAGE);
		KUNIT_EXPECT_EQ(test, entry.pfn, pfn);
		memtopo_entry_decode(&x86_64, PTE, X86_HIDDEN(pfn) | 0x100,
				     &entry);
		KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_HINT);
		KUNIT_EXPECT_EQ(test, entry.pfn, pfn);
		memtopo_entry_decode(&x86_64, PMD, pfn << 12 | 0x85, &entry);
		KUNIT_EXPECT_EQ(test, entry.pfn, pfn & ~0x1ffULL);
		memtopo_entry_decode(&x86_64, PUD, pfn << 12 | 0x85, &entry);
		KUNIT_EXPECT_EQ(test, entry.pfn, pfn & ~0x3ffffULL);
		memtopo_entry_decode(&x86_64, PMD, pfn << 12 | 5, &entry);
		KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_TABLE);
		KUNIT_EXPECT_EQ(test, entry.pfn, pfn);
	}
}

/* Every swap type, at the ends of what an offset can be. */
static void entry_swap_types(struct kunit *test)
{
	static const u64 offsets[] = { 0, 1, 0x3fffffffffffe, 0x3ffffffffffff };
	struct memtopo_entry entry;
	unsigned int type, i;

	for (type = 0; type < 23; type++) {
		for (i = 0; i < ARRAY_SIZE(offsets); i++) {
			/* Which no swap is large enough for: no bit is set. */
			if (!X86_SWAP(type, offsets[i]))
				continue;
			memtopo_entry_decode(&x86_64, PTE,
					     X86_SWAP(type, offsets[i]),
					     &entry);
			KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_SWAP);
			KUNIT_EXPECT_EQ(test, entry.swap_type, type);
			KUNIT_EXPECT_EQ(test, entry.swap_offset, offsets[i]);
			KUNIT_EXPECT_EQ(test, entry.pfn, NO);
		}
	}
	/* A kernel with fewer kinds than the layout has room for. */
	memtopo_entry_decode(&pae, PTE, X86_SWAP(31, 1), &entry);
	KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_MARKER);
	for (type = 27; type < 32; type++) {
		memtopo_entry_decode(&arm64_64k, PTE, ARM64_SWAP(type, 1),
				     &entry);
		KUNIT_EXPECT_EQ(test, entry.state, MEMTOPO_ENTRY_UNKNOWN);
	}
}

/* No word whatever reads beyond the layout or is left without a state. */
static void entry_any_word(struct kunit *test)
{
	static const struct memtopo_entry_layout *const layouts[] = {
		&x86_64, &arm64, &arm64_64k, &pae,
	};
	struct memtopo_entry entry;
	enum memtopo_level level;
	unsigned int i, n;
	u64 word = 1;

	for (n = 0; n < 20000; n++) {
		/* Knuth's generator. */
		word = word * 6364136223846793005ULL + 1442695040888963407ULL;
		i = word >> 60 & 3;
		level = (word >> 32) % MEMTOPO_NR_LEVELS;
		memtopo_entry_decode(layouts[i], level, n & 1 ? word :
				     BIT_ULL(n / 2 % 64), &entry);
		if (entry.state >= MEMTOPO_NR_ENTRY_STATES)
			KUNIT_FAIL(test, "%llx has no state", word);
		if (entry.pfn != NO && entry.pfn >> 52)
			KUNIT_FAIL(test, "%llx has frame %llx", word,
				   entry.pfn);
	}
}

static void entry_indexes(struct kunit *test)
{
	const u64 user = 0x00ff123456789abc, kernel = 0xffff888123456789;

	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&x86_64, PGD, user), 0xff);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&x86_64, P4D, user), 0x24);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&x86_64, PUD, user), 0xd1);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&x86_64, PMD, user), 0xb3);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&x86_64, PTE, user), 0x189);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&arm64, PGD, kernel), 0x111);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&arm64, P4D, kernel), 0);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&arm64_64k, PMD, ~0ULL),
			0x1fff);
	KUNIT_EXPECT_EQ(test, memtopo_entry_index(&pae, PGD, 0xffffffff), 3);
}

static struct kunit_case entry_cases[] = {
	KUNIT_CASE_PARAM(entry_decodes, entry_gen_params),
	KUNIT_CASE(entry_frames),
	KUNIT_CASE(entry_swap_types),
	KUNIT_CASE(entry_any_word),
	KUNIT_CASE(entry_indexes),
	{}
};

static struct kunit_suite entry_suite = {
	.name = "memtopo_entry",
	.test_cases = entry_cases,
};

kunit_test_suite(entry_suite);
