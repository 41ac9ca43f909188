// SPDX-License-Identifier: GPL-2.0
#include "../module/mapping.c"

#include <kunit/test.h>

#define R	BIT_ULL(MEMTOPO_MAPPING_READ)
#define W	BIT_ULL(MEMTOPO_MAPPING_WRITE)
#define X	BIT_ULL(MEMTOPO_MAPPING_EXEC)
#define MS	BIT_ULL(MEMTOPO_MAPPING_MAYSHARE)
#define HT	BIT_ULL(MEMTOPO_MAPPING_HUGETLB)
#define PF	BIT_ULL(MEMTOPO_MAPPING_PFNMAP)
#define IO	BIT_ULL(MEMTOPO_MAPPING_IO)
#define MM	BIT_ULL(MEMTOPO_MAPPING_MIXEDMAP)

static const struct memtopo_process process = {
	.start_brk = 0x10800,
	.brk = 0x20000,
	.start_stack = 0x7ff00,
};

struct mapping_case {
	struct memtopo_mapping mapping;
	const char *kind;
	const char *perms;
};

static const struct mapping_case cases[] = {
	{ { 0x30000, 0x31000, R | W }, "anon", "rw-p" },
	{ { 0x30000, 0x31000, 0 }, "anon", "---p" },
	{ { 0x30000, 0x31000, R | X, .file = true }, "file", "r-xp" },
	{ { 0x30000, 0x31000, R | W | MS, .file = true }, "shared", "rw-s" },
	/* VM_SHARED alone goes when nobody may write: what counts is MAYSHARE. */
	{ { 0x30000, 0x31000, R | BIT_ULL(MEMTOPO_MAPPING_SHARED) }, "anon",
	  "r--p" },
	{ { 0x10000, 0x20000, R | W }, "heap", "rw-p" },
	{ { 0x0f000, 0x10000, R | W }, "anon", "rw-p" },
	/* The page in which the break begins is the program's data as well. */
	{ { 0x0f000, 0x11000, R | W, .file = true }, "heap", "rw-p" },
	{ { 0x20000, 0x21000, R | W }, "anon", "rw-p" },
	{ { 0x1f000, 0x28000, R | W }, "heap", "rw-p" },
	{ { 0x70000, 0x80000, R | W }, "stack", "rw-p" },
	{ { 0x7ff00, 0x80000, R | W }, "stack", "rw-p" },
	{ { 0x70000, 0x7ff00, R | W }, "anon", "rw-p" },
	{ { 0x70000, 0x80000, R | W | HT, .file = true }, "huge", "rw-p" },
	{ { 0x30000, 0x31000, R | X, .special = true }, "vdso", "r-xp" },
	{ { 0x30000, 0x31000, R | PF | IO, .special = true }, "vdso", "r--p" },
	{ { 0x30000, 0x31000, R | PF | MS, .file = true }, "device", "r--s" },
	{ { 0x30000, 0x31000, R | IO }, "device", "r--p" },
	{ { 0x30000, 0x31000, R | MM }, "device", "r--p" },
	{ { 0x30000, 0x31000, R, .file = true, .dax = true }, "device",
	  "r--p" },
};

static void case_name(const struct mapping_case *param, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s %llx-%llx %llx", param->kind,
		 param->mapping.start, param->mapping.end,
		 param->mapping.flags);
}

KUNIT_ARRAY_PARAM(mapping, cases, case_name);

static void mapping_is(struct kunit *test)
{
	const struct mapping_case *c = test->param_value;
	char perms[MEMTOPO_PERMS_LEN];
	enum memtopo_mapping_kind kind;

	kind = memtopo_mapping_kind(&process, &c->mapping);
	KUNIT_EXPECT_STREQ(test, memtopo_mapping_kind_names[kind], c->kind);
	memtopo_mapping_perms(&c->mapping, perms);
	KUNIT_EXPECT_STREQ(test, perms, c->perms);
}

/* Every kind and every flag has a name, and flags have each its own. */
static void mapping_names(struct kunit *test)
{
	unsigned int i, j;

	for (i = 0; i < MEMTOPO_NR_MAPPING_KINDS; i++)
		KUNIT_EXPECT_NOT_NULL(test, memtopo_mapping_kind_names[i]);
	for (i = 0; i < MEMTOPO_NR_MAPPING_FLAGS; i++) {
		KUNIT_EXPECT_EQ(test, strlen(memtopo_mapping_flag_names[i]),
				(size_t)2);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test,
					    memtopo_mapping_flag_names[i],
					    memtopo_mapping_flag_names[j]);
	}
}

static struct kunit_case mapping_cases[] = {
	KUNIT_CASE_PARAM(mapping_is, mapping_gen_params),
	KUNIT_CASE(mapping_names),
	{}
};

static struct kunit_suite mapping_suite = {
	.name = "memtopo_mapping",
	.test_cases = mapping_cases,
};

kunit_test_suite(mapping_suite);
