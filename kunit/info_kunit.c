// SPDX-License-Identifier: GPL-2.0
/*
 * Info: every key on a machine of each memory model.
 */
#include "../module/info.c"

#include "fake.h"

/* The value a machine gives a key. */
static const char *value(struct kunit *test, const struct memtopo_snapshot *snap,
			 const char *key)
{
	const struct memtopo_table *table = &memtopo_table_info;
	size_t length = strlen(key);
	size_t line;

	for (line = 2; line < memtopo_table_lines(table, snap); line++) {
		const char *text = fake_line(test, table, snap, line);

		if (!strncmp(text, key, length) && text[length] == ' ')
			return text + length + 1;
	}
	return "(no such key)";
}

struct info_case {
	const char *key;
	const char *sparsemem;
	const char *flatmem;
};

static const struct info_case info_cases[] = {
	{ "version", MEMTOPO_VERSION, MEMTOPO_VERSION },
	{ "topology", "numa", "uma" },
	{ "memory_model", "sparsemem", "flatmem" },
	{ "sparsemem_extreme", "yes", "-" },
	{ "sparsemem_vmemmap", "yes", "-" },
	{ "page_size", "4096", "4096" },
	{ "page_struct_size", "64", "64" },
	{ "section_size", "134217728", "-" },
	{ "sections_possible", "524288", "-" },
	{ "sections_present", "3", "-" },
	{ "sections_online", "2", "-" },
	{ "subsection_size", "2097152", "-" },
	{ "memory_block_size", "134217728", "-" },
	{ "pageblock_order", "9", "10" },
	{ "max_order", "10", "10" },
	{ "max_physmem_bits", "46", "-" },
	{ "nodes_possible", "8", "1" },
	{ "nodes_online", "2", "1" },
	{ "nodes_memory", "1", "0" },
	{ "nodes_cpu", "1", "1" },
	/* Section 1 begins with subsection 4, section 9 ends after 7. */
	{ "first_present_pfn", "34816", "16" },
	{ "last_present_pfn", "299007", "4111" },
	/* Sections 1 and 2 whole, eight subsections of section 9. */
	{ "memmap_bytes", "4456448", "262144" },
	{ "mem_map_start_pfn", "-", "16" },
	{ "mem_map_pages", "-", "4096" },
	{ "generation", "12", "0" },
};

KUNIT_ARRAY_PARAM_DESC(info, info_cases, key);

static void sparsemem(struct kunit *test)
{
	const struct info_case *c = test->param_value;
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake->generation = 12;
	fake_node_add(fake, 0, 1);
	fake->nodes[0].states |= BIT(MEMTOPO_NODE_MEMORY);
	fake_node_add(fake, 2, 0);
	section = fake_section_add(fake, 1, FAKE_EARLY);
	bitmap_clear(section->subsections, 0, 4);
	fake_section_add(fake, 2, FAKE_EARLY);
	section = fake_section_add(fake, 9, FAKE_OFFLINE);
	bitmap_clear(section->subsections, 8, 56);
	KUNIT_EXPECT_STREQ(test,
			   value(test,
				 fake_snapshot(fake, memtopo_table_info.parts),
				 c->key), c->sparsemem);
}

static void flatmem(struct kunit *test)
{
	const struct info_case *c = test->param_value;
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);

	fake_node_add(fake, 0, 1);
	KUNIT_EXPECT_STREQ(test,
			   value(test,
				 fake_snapshot(fake, memtopo_table_info.parts),
				 c->key), c->flatmem);
}

static void static_no_vmemmap(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_section_add(fake, 0, 0xc7e8000f);
	snap = fake_snapshot(fake, memtopo_table_info.parts);
	KUNIT_EXPECT_STREQ(test, value(test, snap, "sparsemem_extreme"), "no");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "sparsemem_vmemmap"), "no");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "subsection_size"), "-");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "memory_block_size"), "-");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "sections_possible"), "64");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "last_present_pfn"), "16383");
}

static void no_section_present(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	snap = fake_snapshot(fake, memtopo_table_info.parts);
	KUNIT_EXPECT_STREQ(test, value(test, snap, "sections_present"), "0");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "first_present_pfn"), "-");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "last_present_pfn"), "-");
	KUNIT_EXPECT_STREQ(test, value(test, snap, "memmap_bytes"), "0");
}

/* Every key has a case above, but for those that name the running kernel. */
static void every_key_tested(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(info_keys), ARRAY_SIZE(info_cases) + 2);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(sparsemem, info_gen_params),
	KUNIT_CASE_PARAM(flatmem, info_gen_params),
	KUNIT_CASE(static_no_vmemmap),
	KUNIT_CASE(no_section_present),
	KUNIT_CASE(every_key_tested),
	{}
};

static struct kunit_suite info_suite = {
	.name = "memtopo_info",
	.test_cases = cases,
};

kunit_test_suite(info_suite);
