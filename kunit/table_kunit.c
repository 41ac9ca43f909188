// SPDX-License-Identifier: GPL-2.0
/*
 * Tables: headings, and that rows and columns agree.
 */
#include "../module/table.c"

#include "fake.h"

static const struct memtopo_table *const tables[] = {
	&memtopo_table_info,
	&memtopo_table_nodes,
	&memtopo_table_zones,
	&memtopo_table_sections,
	&memtopo_table_distances,
	&memtopo_table_blocks,
	&memtopo_table_free_areas,
	&memtopo_table_pageblocks,
	&memtopo_table_unmanaged,
};

static void table_desc(const struct memtopo_table *const *table, char *desc)
{
	strscpy(desc, (*table)->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(table, tables, table_desc);

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 3, 2);
	fake_memory_add(fake, 0, 32768, 0, FAKE_NORMAL);
	fake_pages_add(fake, 5, 9, BIT(MEMTOPO_PAGE_RESERVED), 1);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_OFFLINE);
	return fake;
}

static size_t spaces(const char *line)
{
	size_t count = 0;

	for (; *line; line++)
		count += *line == ' ';
	return count;
}

/* awk finds a column by its number, so every line must have as many. */
static void as_many_fields(struct kunit *test)
{
	const struct memtopo_table *table =
		*(const struct memtopo_table **)test->param_value;
	struct memtopo_snapshot *snap = fake_snapshot(machine(test),
						      table->parts);
	size_t fields = spaces(fake_line(test, table, snap, 1));
	size_t line;

	KUNIT_ASSERT_GT(test, memtopo_table_lines(table, snap), (size_t)2);
	for (line = 2; line < memtopo_table_lines(table, snap); line++) {
		const char *text = fake_line(test, table, snap, line);

		if (!*text)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, spaces(text), fields, "%s", text);
		KUNIT_EXPECT_NULL_MSG(test, strstr(text, "  "), "%s", text);
	}
}

static void state_line(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->generation = 1234567890123ULL;
	snap = fake_snapshot(fake, 0);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_zones, snap, 0),
			   "# memtopo 1 zones generation=1234567890123 consistent=1");
	snap->consistent = false;
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_zones, snap, 0),
			   "# memtopo 1 zones generation=1234567890123 consistent=0");
}

static void column_names(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_info, snap, 1),
			   "key value");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_nodes, snap, 1),
			   "node states start_pfn spanned_pages present_pages managed_pages free_pages memmap_pages cpus");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_zones, snap, 1),
			   "node zone start_pfn spanned_pages present_pages managed_pages cma_pages free_pages min low high promo boost lowmem_reserve");
	KUNIT_EXPECT_STREQ(test,
			   fake_line(test, &memtopo_table_sections, snap, 1),
			   "section start_pfn flags nodes zones subsections memory_block");
}

static size_t odd_rows(const struct memtopo_snapshot *snap)
{
	return 4;
}

static void odd_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		    size_t row)
{
	if (row % 2)
		seq_printf(m, "%zu", row);
}

/* A row without text is no line, not an empty one. */
static void rows_without_text(struct kunit *test)
{
	static const char *const columns[] = { "odd", NULL };
	static const struct memtopo_table table = {
		.name = "odds",
		.columns = columns,
		.rows = odd_rows,
		.row = odd_row,
	};
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);
	struct seq_file m = { .size = 256 };
	size_t line;

	m.buf = kunit_kzalloc(test, m.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	KUNIT_ASSERT_EQ(test, memtopo_table_lines(&table, snap), (size_t)6);
	for (line = 0; line < 6; line++)
		memtopo_table_write(&m, &table, snap, line);
	m.buf[m.count] = '\0';
	KUNIT_EXPECT_STREQ(test, m.buf,
			   "# memtopo 1 odds generation=0 consistent=1\nodd\n1\n3\n");
	/* What did not fit says so, and is written again with more room. */
	m.size = m.count;
	memtopo_table_write(&m, &table, snap, 3);
	KUNIT_EXPECT_TRUE(test, seq_has_overflowed(&m));
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE_PARAM(as_many_fields, table_gen_params),
	KUNIT_CASE(state_line),
	KUNIT_CASE(column_names),
	KUNIT_CASE(rows_without_text),
	{}
};

static struct kunit_suite table_suite = {
	.name = "memtopo_table",
	.test_cases = table_cases,
};

kunit_test_suite(table_suite);
