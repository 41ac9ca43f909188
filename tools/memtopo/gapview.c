// SPDX-License-Identifier: GPL-2.0
/*
 * The view of the gaps, and what they add up to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "gap.h"
#include "gapview.h"

static int hole_kind(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_hole *hole = row;

	(void)m;
	return memtopo_value_text(value, memtopo_hole_kind_name(hole->kind));
}

static int hole_class(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_hole *hole = row;

	(void)m;
	return memtopo_value_text(value, memtopo_hole_class(hole->kind));
}

static int hole_name(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	char name[64];

	(void)m;
	memtopo_hole_name(row, name, sizeof(name));
	return memtopo_value_text(value, name);
}

static int hole_nodes(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_hole *hole = row;
	char nodes[32];

	(void)m;
	if (!hole->node_count)
		return 0;
	if (hole->node_count == 1)
		snprintf(nodes, sizeof(nodes), "%u", hole->nodes[0]);
	else
		snprintf(nodes, sizeof(nodes), "%u,%u", hole->nodes[0], hole->nodes[1]);
	return memtopo_value_text(value, nodes);
}

static int hole_owner(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	char owner[96];

	(void)m;
	if (!memtopo_hole_owner(row, owner, sizeof(owner)))
		return 0;
	return memtopo_value_text(value, owner);
}

static const struct memtopo_column hole_columns[] = {
	FIELD("START_PFN", NUMBER, JSON, hole, start_pfn, "first page frame"),
	FIELD("PAGES", NUMBER, JSON, hole, pages, "how many page frames"),
	SPAN("START", START, TEXT, hole, start_pfn, spanned_pages, "address of the first byte"),
	SPAN("END", END, TEXT, hole, start_pfn, spanned_pages, "address of the last byte"),
	FIELD("SIZE", PAGES, TEXT, hole, pages, "size"),
	MADE("KIND", TEXT, JSON, hole_kind, "kind of gap, one word"),
	MADE("NAME", TEXT, TEXT | JSON, hole_name, "kind of gap, for people"),
	MADE("NODES", NUMBERS, TEXT | JSON, hole_nodes, "nodes on either side, or its own"),
	MADE("CLASS", TEXT, JSON, hole_class, "hole: without a struct page; unmanaged: with one"),
	FIELD("SPANNED_PAGES", NUMBER, JSON, hole, spanned_pages, "page frames from first to last"),
	FIELD("COUNT", NUMBER, JSON, hole, count, "in how many pieces"),
	FIELD("ZONE", TEXT, JSON, hole, zone, "zone of the pages"),
	MADE("OWNER", TEXT, TEXT, hole_owner, "who has most of it, and how many others"),
	FIELD("OWNERS", PHRASES, JSON, hole, owners, "who has it as /proc/iomem says"),
};

/* In the picture's company they are the holes alone, as the layout has them. */
static int holes_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
		       bool all)
{
	int rc;

	if (m->wanted & MEMTOPO_HAS(UNMANAGED))
		rc = memtopo_gaps_build(&rows->holes, m, all);
	else
		rc = memtopo_holes_build(&rows->holes, m);
	return rc ? rc : memtopo_rows_take(rows, rows->holes.hole, rows->holes.count,
					   sizeof(*rows->holes.hole), NULL);
}

const struct memtopo_view memtopo_holes_view = {
	.name = "holes",
	.help = "what is not the allocator's: holes, and pages by what has them",
	.tables = MEMTOPO_HAS(NODES) | MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(SECTIONS),
	.columns = hole_columns,
	.column_count = ARRAY_SIZE(hole_columns),
	.build = holes_build,
};

static const struct memtopo_column total_columns[] = {
	FIELD("KIND", TEXT, JSON, total, kind, "kind, one word"),
	FIELD("TOTAL", TEXT, TEXT, total, words, "kind, for people"),
	FIELD("CLASS", TEXT, JSON, total, class, "sum, managed, hole or unmanaged"),
	FIELD("PAGES", NUMBER, TEXT | JSON, total, pages, "how many page frames"),
	FIELD("SIZE", PAGES, TEXT, total, pages, "size"),
};

static const struct memtopo_view totals_view = {
	.name = "totals",
	.columns = total_columns,
	.column_count = ARRAY_SIZE(total_columns),
};

static const struct memtopo_column zone_columns[] = {
	FIELD("NODE", NUMBER, JSON, zone_balance, node, "node id"),
	FIELD("ZONE", TEXT, JSON, zone_balance, zone, "name of the zone"),
	FIELD("PRESENT_PAGES", NUMBER, JSON, zone_balance, present_pages,
	      "pages without the holes"),
	FIELD("MANAGED_PAGES", NUMBER, JSON, zone_balance, managed_pages,
	      "pages the allocator has"),
	FIELD("NAMED_PAGES", NUMBER, JSON, zone_balance, named_pages, "memory in a gap"),
	FIELD("UNSURE_PAGES", NUMBER, JSON, zone_balance, unsure_pages,
	      "in a gap, but memory or not"),
	FIELD("UNNAMED_PAGES", NUMBER, JSON, zone_balance, unnamed_pages, "not accounted for"),
	FIELD("OVERNAMED_PAGES", NUMBER, JSON, zone_balance, overnamed_pages, "counted twice"),
};

static const struct memtopo_view zones_view = {
	.name = "zones",
	.columns = zone_columns,
	.column_count = ARRAY_SIZE(zone_columns),
};

static int balance_json(const struct memtopo_rows *gaps, const struct memtopo_balance *balance,
			const struct memtopo_machine *m, const struct memtopo_style *style)
{
	struct memtopo_rows totals = { .count = 0 }, zones = { .count = 0 };
	const struct memtopo_member members[] = {
		{ .view = &memtopo_holes_view, .rows = gaps, .machine = m,
		  .columns = style->columns },
		{ .view = &totals_view, .rows = &totals, .machine = m },
		{ .view = &zones_view, .rows = &zones, .machine = m },
	};
	int rc;

	rc = memtopo_rows_take(&totals, balance->total, balance->total_count,
			       sizeof(*balance->total), NULL);
	if (!rc)
		rc = memtopo_rows_take(&zones, balance->zone, balance->zone_count,
				       sizeof(*balance->zone), NULL);
	if (!rc)
		rc = memtopo_members_print(members, ARRAY_SIZE(members), style);
	memtopo_rows_free(&totals);
	memtopo_rows_free(&zones);
	return rc;
}

static int balance_table(const struct memtopo_balance *balance, const struct memtopo_machine *m,
			 const struct memtopo_style *style)
{
	struct memtopo_rows totals = { .count = 0 };
	int rc;

	putchar('\n');
	rc = memtopo_rows_take(&totals, balance->total, balance->total_count,
			       sizeof(*balance->total), NULL);
	if (!rc)
		rc = memtopo_rows_print(&totals_view, &totals, m, style);
	if (!rc) {
		putchar('\n');
		memtopo_balance_explain(balance, stdout);
	}
	memtopo_rows_free(&totals);
	return rc;
}

int memtopo_gaps_print(const struct memtopo_machine *machine,
		       const struct memtopo_style *style)
{
	bool json = style->format == MEMTOPO_FORMAT_JSON;
	bool plain = style->columns || style->output_all || style->noheadings ||
		     style->format != MEMTOPO_FORMAT_TABLE;
	struct memtopo_balance balance = { .zone = NULL };
	struct memtopo_rows gaps;
	int rc;

	rc = memtopo_rows_build(&gaps, &memtopo_holes_view, machine, style->all);
	if (!rc)
		rc = memtopo_balance_build(&balance, &gaps.holes, machine);
	if (!rc && json)
		rc = balance_json(&gaps, &balance, machine, style);
	else if (!rc)
		rc = memtopo_rows_print(&memtopo_holes_view, &gaps, machine, style);
	if (!rc && !plain)
		rc = balance_table(&balance, machine, style);
	memtopo_balance_free(&balance);
	memtopo_rows_free(&gaps);
	return rc;
}
