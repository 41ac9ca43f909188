// SPDX-License-Identifier: GPL-2.0
/*
 * Showing the memory of a process: its mappings, and where their pages are.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "column.h"
#include "process.h"
#include "size.h"

/* Rows of a table that shows the largest areas alone. */
#define AREAS_SHOWN 20

/* Nodes that are named one by one where there is little room. */
#define NODES_SHOWN 3

/* An owner of pages, for its share of all. */
struct share {
	u64 node;
	u64 pages;
};

static int share_compare(const void *left, const void *right)
{
	const struct share *a = left, *b = right;

	if (a->pages != b->pages)
		return a->pages > b->pages ? -1 : 1;
	return a->node < b->node ? -1 : 1;
}

/* To the nearest. */
static unsigned int percent_of(u64 part, u64 whole)
{
	return ((__uint128_t)part * 100 + whole / 2) / whole;
}

/* How many nodes own pages, each of which gets a share. */
static size_t shares_add(struct share *shares, const struct memtopo_area *area)
{
	size_t count = 0, i, j;

	for (i = 0; i < area->owner_count; i++) {
		for (j = 0; j < count && shares[j].node != area->owners[i].node; j++)
			;
		if (j == count)
			shares[count++] = (struct share) { .node = area->owners[i].node };
		shares[j].pages += area->owners[i].pages;
	}
	qsort(shares, count, sizeof(*shares), share_compare);
	return count;
}

/* "0", "0:75%,1:25%" or "2:40%,0:30%,+5": the nodes with most of it come first. */
static int area_nodes(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_area *area = row;
	size_t count, shown, size, i;
	struct share *shares;
	FILE *out;

	(void)m;
	if (!area->owner_count)
		return 0;
	shares = calloc(area->owner_count, sizeof(*shares));
	out = shares ? open_memstream(&value->text, &size) : NULL;
	if (!out) {
		free(shares);
		return -ENOMEM;
	}
	count = shares_add(shares, area);
	shown = count > NODES_SHOWN ? NODES_SHOWN - 1 : count;
	for (i = 0; i < shown; i++) {
		fprintf(out, "%s%llu", i ? "," : "", shares[i].node);
		if (count > 1)
			fprintf(out, ":%u%%", percent_of(shares[i].pages,
							 area->pages[MEMTOPO_USE_RESIDENT]));
	}
	if (shown < count)
		fprintf(out, ",+%zu", count - shown);
	free(shares);
	if (!fclose(out))
		return 0;
	free(value->text);
	value->text = NULL;
	return -ENOMEM;
}

static int area_owners(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_area *area = row;

	return memtopo_value_owners(value, m, area->owners, area->owner_count, true);
}

/* A count of pages, a size for people. */
#define USED(type, name, flags, use, help) \
	FIELD(name, FRAMES, flags, type, pages[MEMTOPO_USE_##use], help)

static const struct memtopo_column mapping_columns[] = {
	FIELD("START", HEX, TEXT | JSON, area, start, "address of the first byte"),
	FIELD("END", HEX, JSON, area, end, "address after the last byte"),
	FIELD("SIZE", FRAMES, TEXT, area, span, "size"),
	FIELD("PAGES", NUMBER, JSON, area, span, "how many pages it has room for"),
	FIELD("COUNT", NUMBER, MERGED, area, count, "how many mappings the row stands for"),
	FIELD("PERMS", TEXT, TEXT | JSON, area, perms, "what may be done there, as in maps"),
	FIELD("KIND", TEXT, TEXT | JSON, area, kind, "what it is for"),
	USED(area, "RESIDENT", TEXT | JSON, RESIDENT, "pages in memory"),
	USED(area, "SWAPPED", TEXT | JSON, SWAPPED, "pages swapped out"),
	USED(area, "HUGE", TEXT | JSON, HUGE, "resident pages that huge entries map"),
	USED(area, "HUGETLB", JSON, HUGETLB, "resident pages of hugetlbfs"),
	USED(area, "LARGE", JSON, LARGE, "resident pages in larger folios, however mapped"),
	USED(area, "SHARED", JSON, SHARED, "resident pages that are mapped more than once"),
	USED(area, "ANON", JSON, ANON, "resident anonymous pages"),
	USED(area, "FILE", JSON, FILE, "resident pages of files"),
	USED(area, "SHMEM", JSON, SHMEM, "resident pages of shared memory"),
	USED(area, "ZERO", JSON, ZERO, "entries of the zero page"),
	USED(area, "DEVICE", JSON, DEVICE, "entries of what is not the allocator's memory"),
	USED(area, "HINT", JSON, HINT, "resident pages that NUMA balancing samples"),
	USED(area, "MIGRATING", JSON, MIGRATING, "entries of pages that are being moved"),
	USED(area, "POISONED", JSON, POISONED, "entries of pages with hardware errors"),
	MADE("NODES", TEXT, TEXT, area_nodes, "nodes, with their shares of what is resident"),
	MADE("OWNERS", WORDS, JSON, area_owners,
	     "nodes and zones and their resident pages, NODE/ZONE:PAGES"),
	FIELD("PAGE_SIZE", NUMBER, JSON, area, page_size, "bytes of its pages"),
	FIELD("FLAGS", WORDS, JSON, area, flags, "flags as smaps has them in VmFlags"),
	FIELD("DEVICE_ID", TEXT, JSON, area, device, "device of its file"),
	FIELD("INODE", NUMBER, JSON, area, inode, "inode of its file"),
	FIELD("OFFSET", NUMBER, JSON, area, offset, "where in the file it begins"),
	FIELD("PATH", TEXT, JSON, area, path, "what maps calls it"),
	FIELD("NAME", TEXT, TEXT | JSON, area, name, "the last part of that"),
};

const struct memtopo_view memtopo_mappings_view = {
	.name = "mappings",
	.help = "where the memory of a process is",
	.columns = mapping_columns,
	.column_count = ARRAY_SIZE(mapping_columns),
	.roomy = "start,end,size,perms,kind,resident,swapped,huge,nodes,name",
};

static const struct memtopo_column kind_columns[] = {
	FIELD("KIND", TEXT, TEXT | JSON, area, kind, "what mappings are for"),
	FIELD("MAPPINGS", NUMBER, TEXT | JSON, area, count, "how many mappings"),
	FIELD("SIZE", FRAMES, TEXT, area, span, "their size"),
	FIELD("PAGES", NUMBER, JSON, area, span, "how many pages they have room for"),
	USED(area, "RESIDENT", TEXT | JSON, RESIDENT, "pages in memory"),
	USED(area, "SWAPPED", TEXT | JSON, SWAPPED, "pages swapped out"),
	USED(area, "HUGE", TEXT | JSON, HUGE, "resident pages that huge entries map"),
	USED(area, "HUGETLB", TEXT | JSON, HUGETLB, "resident pages of hugetlbfs"),
	USED(area, "LARGE", JSON, LARGE, "resident pages in larger folios, however mapped"),
	USED(area, "SHARED", TEXT | JSON, SHARED, "resident pages that are mapped more than once"),
	USED(area, "ANON", JSON, ANON, "resident anonymous pages"),
	USED(area, "FILE", JSON, FILE, "resident pages of files"),
	USED(area, "SHMEM", JSON, SHMEM, "resident pages of shared memory"),
	USED(area, "ZERO", JSON, ZERO, "entries of the zero page"),
	USED(area, "DEVICE", JSON, DEVICE, "entries of what is not the allocator's memory"),
	USED(area, "HINT", JSON, HINT, "resident pages that NUMA balancing samples"),
	USED(area, "MIGRATING", JSON, MIGRATING, "entries of pages that are being moved"),
	USED(area, "POISONED", JSON, POISONED, "entries of pages with hardware errors"),
	MADE("NODES", TEXT, TEXT, area_nodes, "nodes, with their shares of what is resident"),
	MADE("OWNERS", WORDS, JSON, area_owners, "nodes and zones and their resident pages"),
};

static const struct memtopo_view kinds_view = {
	.name = "kinds",
	.columns = kind_columns,
	.column_count = ARRAY_SIZE(kind_columns),
};

static int spot_percent(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_spot *spot = row;

	(void)m;
	if (spot->total)
		value->number = percent_of(spot->pages, spot->total);
	return 0;
}

static const struct memtopo_column place_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, spot, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, spot, zone, "name of the zone"),
	FIELD("SECTION", NUMBER, 0, spot, section, "number of the section"),
	FIELD("KIND", TEXT, 0, spot, kind, "what the mappings are for"),
	FIELD("DISTANCE", NUMBER, TEXT | JSON, spot, distance, "from the CPU that runs it"),
	FIELD("PAGES", NUMBER, JSON, spot, pages, "resident pages"),
	FIELD("RESIDENT", FRAMES, TEXT, spot, pages, "size that is resident"),
	MADE("PERCENT", NUMBER, TEXT, spot_percent, "of all that is resident"),
	FIELD("HUGE", FRAMES, TEXT | JSON, spot, huge, "of these, what huge entries map"),
	FIELD("HUGETLB", FRAMES, TEXT | JSON, spot, hugetlb, "of these, of hugetlbfs"),
};

static const struct memtopo_view places_view = {
	.name = "places",
	.columns = place_columns,
	.column_count = ARRAY_SIZE(place_columns),
};

/* The columns of places when none are added up. */
#define PLACES_TEXT "node,zone,section,kind,distance,resident,percent,huge,hugetlb"
#define PLACES_JSON "node,zone,section,kind,distance,pages,huge,hugetlb"

/* One decimal, which is a number in JSON, too. */
static int summary_distance(const struct memtopo_machine *m, const void *row,
			    struct memtopo_value *value)
{
	const struct memtopo_summary *summary = row;

	(void)m;
	if (summary->distance == MEMTOPO_NONE)
		return 0;
	return memtopo_value_print(value, "%llu.%llu", summary->distance / 10,
				   summary->distance % 10);
}

#define PLACED(name, field) \
	FIELD(name, HEX, JSON, summary, process.field, "")
#define COUNTED(name, field) \
	FIELD(name, NUMBER, JSON, summary, process.field, "")

static const struct memtopo_column process_columns[] = {
	COUNTED("PID", pid),
	COUNTED("TGID", tgid),
	FIELD("COMM", TEXT, JSON, summary, process.comm, ""),
	COUNTED("THREADS", threads),
	COUNTED("CPU", cpu),
	COUNTED("CPU_NODE", cpu_node),
	PLACED("START_CODE", start_code),
	PLACED("END_CODE", end_code),
	PLACED("START_DATA", start_data),
	PLACED("END_DATA", end_data),
	PLACED("START_BRK", start_brk),
	PLACED("BRK", brk),
	PLACED("START_STACK", start_stack),
	PLACED("MMAP_BASE", mmap_base),
	PLACED("TASK_SIZE", task_size),
	COUNTED("TOTAL_VM", total_vm),
	COUNTED("LOCKED_VM", locked_vm),
	COUNTED("PINNED_VM", pinned_vm),
	COUNTED("DATA_VM", data_vm),
	COUNTED("EXEC_VM", exec_vm),
	COUNTED("STACK_VM", stack_vm),
	COUNTED("MAP_COUNT", map_count),
	COUNTED("PAGE_TABLE_BYTES", page_table_bytes),
	COUNTED("MAPPINGS", mappings),
	COUNTED("PAGES", pages),
	USED(summary, "RESIDENT", JSON, RESIDENT, ""),
	USED(summary, "SWAPPED", JSON, SWAPPED, ""),
	USED(summary, "HUGE", JSON, HUGE, ""),
	USED(summary, "HUGETLB", JSON, HUGETLB, ""),
	USED(summary, "LARGE", JSON, LARGE, ""),
	USED(summary, "SHARED", JSON, SHARED, ""),
	USED(summary, "ANON", JSON, ANON, ""),
	USED(summary, "FILE", JSON, FILE, ""),
	USED(summary, "SHMEM", JSON, SHMEM, ""),
	USED(summary, "ZERO", JSON, ZERO, ""),
	USED(summary, "DEVICE", JSON, DEVICE, ""),
	USED(summary, "HINT", JSON, HINT, ""),
	USED(summary, "MIGRATING", JSON, MIGRATING, ""),
	USED(summary, "POISONED", JSON, POISONED, ""),
	FIELD("REMOTE", NUMBER, JSON, summary, remote, ""),
	MADE("MEAN_DISTANCE", NUMBER, JSON, summary_distance, ""),
};

static const struct memtopo_view process_view = {
	.name = "process",
	.columns = process_columns,
	.column_count = ARRAY_SIZE(process_columns),
};

/* All that is made of an address space. */
struct report {
	const struct memtopo_space *space;
	const struct memtopo_style *style;
	struct memtopo_summary summary;
	struct memtopo_areas areas;
	struct memtopo_areas kinds;
	struct memtopo_spots spots;
	struct memtopo_rows process_rows;
	struct memtopo_rows area_rows;
	struct memtopo_rows kind_rows;
	struct memtopo_rows spot_rows;
};

static bool area_is_shown(const void *array, size_t i)
{
	const struct memtopo_area *areas = array;

	return areas[i].is_shown;
}

/* People get the largest areas, and sums. */
static int report_make(struct report *report, bool is_for_people)
{
	const struct memtopo_space *space = report->space;
	bool all = report->style->all;
	int rc;

	memtopo_summary_build(&report->summary, space);
	rc = memtopo_areas_build(&report->areas, space, all);
	if (!rc && is_for_people && !all)
		rc = memtopo_areas_rank(&report->areas, AREAS_SHOWN);
	if (!rc)
		rc = memtopo_kinds_build(&report->kinds, space, is_for_people);
	if (!rc)
		rc = memtopo_spots_build(&report->spots, space, all);
	if (!rc)
		rc = memtopo_rows_take(&report->process_rows, &report->summary, 1, 0, NULL);
	if (!rc)
		rc = memtopo_rows_take(&report->area_rows, report->areas.area,
				       report->areas.count, sizeof(*report->areas.area),
				       area_is_shown);
	if (!rc)
		rc = memtopo_rows_take(&report->kind_rows, report->kinds.area,
				       report->kinds.count, sizeof(*report->kinds.area), NULL);
	if (!rc)
		rc = memtopo_rows_take(&report->spot_rows, report->spots.spot,
				       report->spots.count, sizeof(*report->spots.spot), NULL);
	return rc;
}

static void report_free(struct report *report)
{
	memtopo_rows_free(&report->process_rows);
	memtopo_rows_free(&report->area_rows);
	memtopo_rows_free(&report->kind_rows);
	memtopo_rows_free(&report->spot_rows);
	memtopo_areas_free(&report->areas);
	memtopo_areas_free(&report->kinds);
	memtopo_spots_free(&report->spots);
}

static int report_json(const struct report *report)
{
	const struct memtopo_machine *m = report->space->machine;
	const struct memtopo_style *style = report->style;
	const struct memtopo_member members[] = {
		{ .view = &process_view, .rows = &report->process_rows, .machine = m,
		  .is_object = true },
		{ .view = &memtopo_mappings_view, .rows = &report->area_rows, .machine = m,
		  .columns = style->columns },
		{ .view = &kinds_view, .rows = &report->kind_rows, .machine = m },
		{ .view = &places_view, .rows = &report->spot_rows, .machine = m,
		  .columns = style->all ? PLACES_JSON : NULL },
	};

	return memtopo_members_print(members, ARRAY_SIZE(members), style);
}

/* A count of pages as people read it. */
static const char *size_of(const struct report *report, u64 pages, char *text)
{
	return memtopo_size_format(text, memtopo_machine_bytes(report->space->machine, pages));
}

static void print_head(const struct report *report)
{
	const struct memtopo_process *process = &report->summary.process;
	const u64 *pages = report->summary.pages;
	char size[3][MEMTOPO_SIZE_ROOM];

	printf("Process %llu", process->pid);
	if (process->comm)
		printf(" (%.64s)", process->comm);
	printf(", %llu thread%s, on CPU %llu", process->threads, process->threads == 1 ? "" : "s",
	       process->cpu);
	if (process->cpu_node != MEMTOPO_NONE)
		printf(" of node %llu", process->cpu_node);
	printf("\n%llu mapping%s, %s: %s resident, %s swapped out", process->mappings,
	       process->mappings == 1 ? "" : "s",
	       size_of(report, process->pages, size[0]),
	       size_of(report, pages[MEMTOPO_USE_RESIDENT], size[1]),
	       size_of(report, pages[MEMTOPO_USE_SWAPPED], size[2]));
	printf("; page tables %s\n", memtopo_size_format(size[0], process->page_table_bytes));
	if (process->brk > process->start_brk)
		printf("Heap from 0x%llx to the program break at 0x%llx, %s\n",
		       process->start_brk, process->brk,
		       memtopo_size_format(size[0], process->brk - process->start_brk));
	else
		printf("No heap; the program break is at 0x%llx\n", process->brk);
}

/* What of the areas has no row. */
static void print_rest(const struct report *report)
{
	const struct memtopo_areas *areas = &report->areas;
	u64 count = 0, resident = 0, swapped = 0;
	char size[2][MEMTOPO_SIZE_ROOM];
	size_t i;

	for (i = 0; i < areas->count; i++) {
		if (areas->area[i].is_shown)
			continue;
		count += areas->area[i].count;
		resident += areas->area[i].pages[MEMTOPO_USE_RESIDENT];
		swapped += areas->area[i].pages[MEMTOPO_USE_SWAPPED];
	}
	if (count)
		printf("%llu more with %s resident and %s swapped out: --all shows them\n", count,
		       size_of(report, resident, size[0]), size_of(report, swapped, size[1]));
}

/* Where all nodes are as near there is nothing to say. */
static void print_remote(const struct report *report)
{
	const struct memtopo_summary *summary = &report->summary;
	u64 resident = summary->pages[MEMTOPO_USE_RESIDENT];
	char size[MEMTOPO_SIZE_ROOM];

	if (!resident || summary->remote == MEMTOPO_NONE || report->space->machine->node_count < 2)
		return;
	if (summary->remote)
		printf("\n%s, %u%% of what is resident, is", size_of(report, summary->remote, size),
		       percent_of(summary->remote, resident));
	else
		printf("\nNothing of what is resident is");
	printf(" on nodes farther than node %llu", summary->process.cpu_node);
	if (summary->distance != MEMTOPO_NONE)
		printf("; mean distance %llu.%llu", summary->distance / 10,
		       summary->distance % 10);
	putchar('\n');
}

static int report_text(const struct report *report)
{
	const struct memtopo_machine *m = report->space->machine;
	struct memtopo_style style = *report->style;
	int rc;

	print_head(report);
	putchar('\n');
	/* A wide terminal has room for the ends of areas, too. */
	style.all = true;
	rc = memtopo_rows_print(&memtopo_mappings_view, &report->area_rows, m, &style);
	if (rc)
		return rc;
	print_rest(report);
	putchar('\n');
	rc = memtopo_rows_print(&kinds_view, &report->kind_rows, m, &style);
	if (rc || !report->spot_rows.count)
		return rc;
	putchar('\n');
	style.columns = report->style->all ? PLACES_TEXT : NULL;
	rc = memtopo_rows_print(&places_view, &report->spot_rows, m, &style);
	if (!rc)
		print_remote(report);
	return rc;
}

int memtopo_space_print(const struct memtopo_space *space, const struct memtopo_style *style)
{
	bool is_for_people = style->format == MEMTOPO_FORMAT_TABLE && !style->columns &&
			     !style->output_all && !style->noheadings;
	struct report report = { .space = space, .style = style };
	int rc;

	rc = report_make(&report, is_for_people);
	if (!rc && style->format == MEMTOPO_FORMAT_JSON)
		rc = report_json(&report);
	else if (!rc && is_for_people)
		rc = report_text(&report);
	else if (!rc)
		rc = memtopo_rows_print(&memtopo_mappings_view, &report.area_rows, space->machine,
					style);
	report_free(&report);
	return rc;
}
