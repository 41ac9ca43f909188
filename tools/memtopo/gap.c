// SPDX-License-Identifier: GPL-2.0
/*
 * Gaps: every page frame that is not the page allocator's, by name, and whether
 * that is all of them.
 *
 * The module says which frames are reserved, given up, or hold struct pages;
 * its memmap table where struct pages are, and /proc/iomem who has the rest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gap.h"

/* Page frames that hold struct pages, [start, end). */
struct range {
	u64 start;
	u64 end;
};

/* What the names of frames are looked up in. */
struct finder {
	const struct memtopo_machine *machine;
	struct memtopo_holes *gaps;
	struct memtopo_pieces pieces;
	struct range *memmap;
	size_t memmap_count;
	bool each;
};

/* What a page frame is, and how far that holds. */
struct answer {
	enum memtopo_hole_kind kind;
	const struct memtopo_resource *resource;
	u64 end;
};

static int range_compare(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* The memmap table is in the order of what it is for; this is in its own. */
static int finder_open(struct finder *finder, struct memtopo_holes *gaps,
		       const struct memtopo_machine *m, bool each)
{
	const struct memtopo_memmap *row = m->allocator.memmaps;
	size_t count = m->allocator.memmap_count, i;
	struct range *last = NULL, *range;

	*finder = (struct finder) { .machine = m, .gaps = gaps, .each = each };
	finder->memmap = calloc(count + 1, sizeof(*finder->memmap));
	if (!finder->memmap)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		finder->memmap[i] = (struct range) { row[i].memmap_pfn,
						     row[i].memmap_pfn + row[i].memmap_pages };
	qsort(finder->memmap, count, sizeof(*finder->memmap), range_compare);
	for (i = 0; i < count; i++) {
		range = &finder->memmap[i];
		if (last && range->start <= last->end) {
			if (range->end > last->end)
				last->end = range->end;
			continue;
		}
		last = &finder->memmap[finder->memmap_count++];
		*last = *range;
	}
	return memtopo_pieces_build(&finder->pieces, &m->iomem, m->info.page_size);
}

static void finder_close(struct finder *finder)
{
	free(finder->memmap);
	memtopo_pieces_free(&finder->pieces);
}

/* The first range that ends after @pfn. */
static const struct range *memmap_at(const struct finder *finder, u64 pfn)
{
	size_t low = 0, high = finder->memmap_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (finder->memmap[middle].end <= pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < finder->memmap_count ? &finder->memmap[low] : NULL;
}

/* What of the memory that was there at boot has a name. */
static enum memtopo_hole_kind boot_kind(const char *name)
{
	static const struct {
		const char *name;
		enum memtopo_hole_kind kind;
	} names[] = {
		{ "Kernel code", MEMTOPO_GAP_KERNEL_CODE },
		{ "Kernel rodata", MEMTOPO_GAP_KERNEL_RODATA },
		{ "Kernel data", MEMTOPO_GAP_KERNEL_DATA },
		{ "Kernel bss", MEMTOPO_GAP_KERNEL_BSS },
		{ "Crash kernel", MEMTOPO_GAP_CRASH_KERNEL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(name, names[i].name))
			return names[i].kind;
	}
	return MEMTOPO_GAP_BOOT;
}

/* What a reserved page frame is. */
static enum memtopo_hole_kind reserved_kind(const struct finder *finder,
					    const struct memtopo_piece *piece, bool memmap)
{
	if (memmap)
		return MEMTOPO_GAP_MEMMAP;
	if (!finder->pieces.count)
		return MEMTOPO_GAP_RESERVED;
	if (!piece || !piece->ram)
		return MEMTOPO_GAP_NO_RAM;
	return boot_kind(piece->resource->name);
}

static bool row_is(const struct memtopo_unmanaged *row, const char *kind)
{
	return !strcmp(row->kind, kind);
}

/* What @pfn of a row is, and up to where the rest of it is the same, to @end. */
static struct answer finder_ask(const struct finder *finder,
				const struct memtopo_unmanaged *row, u64 pfn, u64 end)
{
	size_t at = memtopo_pieces_at(&finder->pieces, pfn);
	const struct memtopo_piece *piece = NULL;
	const struct range *memmap = memmap_at(finder, pfn);
	struct answer answer = { .end = end };
	u64 edge;

	if (at < finder->pieces.count) {
		piece = &finder->pieces.piece[at];
		edge = piece->start_pfn <= pfn ? piece->end_pfn : piece->start_pfn;
		answer.end = edge < answer.end ? edge : answer.end;
		piece = piece->start_pfn <= pfn ? piece : NULL;
	}
	if (row_is(row, "offline")) {
		answer.kind = MEMTOPO_GAP_OFFLINE_PAGES;
	} else if (row_is(row, "memmap")) {
		answer.kind = MEMTOPO_GAP_OWN_MEMMAP;
	} else {
		if (memmap) {
			edge = memmap->start <= pfn ? memmap->end : memmap->start;
			answer.end = edge < answer.end ? edge : answer.end;
		}
		answer.kind = reserved_kind(finder, piece, memmap && memmap->start <= pfn);
	}
	answer.resource = piece ? piece->resource : NULL;
	return answer;
}

/* That memory is System RAM goes without saying. */
static int gap_own(struct memtopo_hole *gap, const struct memtopo_resource *resource)
{
	if (!resource || !strcmp(resource->name, "System RAM"))
		return 0;
	gap->owner = resource->name;
	gap->owners = strdup(resource->name);
	return gap->owners ? 0 : -ENOMEM;
}

static int row_gap(const struct finder *finder, const struct memtopo_unmanaged *row,
		   u64 start, u64 end, u64 pages, const struct answer *answer)
{
	struct memtopo_hole *gap;

	gap = memtopo_hole_add(finder->gaps, start, end - start, answer->kind);
	if (!gap)
		return -ENOMEM;
	gap->pages = pages;
	gap->nodes[gap->node_count++] = row->node;
	gap->zone = row->zone;
	return gap_own(gap, answer->resource);
}

/*
 * Of a row that is not whole nobody knows where its frames are, so it has a
 * name only if all that it spans has the same.
 */
static int row_scattered(const struct finder *finder, const struct memtopo_unmanaged *row,
			 u64 end)
{
	struct answer answer, next;
	bool memory = true, other = true;
	u64 pfn;

	answer = finder_ask(finder, row, row->start_pfn, end);
	for (pfn = row->start_pfn; pfn < end; pfn = next.end) {
		next = finder_ask(finder, row, pfn, end);
		if (next.kind == MEMTOPO_GAP_NO_RAM)
			memory = false;
		else
			other = false;
		if (next.kind != answer.kind)
			answer.kind = MEMTOPO_GAP_RESERVED;
		if (next.resource != answer.resource)
			answer.resource = NULL;
	}
	if (answer.kind == MEMTOPO_GAP_RESERVED && finder->pieces.count && memory && !other)
		answer.kind = MEMTOPO_GAP_BOOT;
	return row_gap(finder, row, row->start_pfn, end, row->pages, &answer);
}

static int row_add(const struct finder *finder, const struct memtopo_unmanaged *row)
{
	u64 end = row->start_pfn + row->spanned_pages, pfn;
	struct answer answer;
	int rc = 0;

	if (row->pages < row->spanned_pages)
		return row_scattered(finder, row, end);
	for (pfn = row->start_pfn; pfn < end && !rc; pfn = answer.end) {
		answer = finder_ask(finder, row, pfn, end);
		rc = row_gap(finder, row, pfn, answer.end, answer.end - pfn, &answer);
	}
	return rc;
}

/* Pages of a section that the zone of devices has: no node counts them as present. */
static u64 section_device_pages(const struct memtopo_machine *m,
				const struct memtopo_section *section)
{
	const struct memtopo_owner *owner = m->owners + section->zones.at;
	u64 pages = 0;
	size_t i;

	for (i = 0; i < section->zones.count; i++) {
		if (!strcmp(m->zone_names[owner[i].zone], "Device"))
			pages += owner[i].pages;
	}
	return pages;
}

/*
 * What is no memory is no zone's either, yet has struct pages. Some kernels leave
 * such of them without a link to a zone as the firmware's tables are in, so they
 * are in no row. @row is the first that ends after what was looked at before.
 */
static int range_no_zone(const struct finder *finder, u64 pfn, u64 end, size_t *row)
{
	const struct memtopo_allocator *a = &finder->machine->allocator;
	const struct memtopo_unmanaged *next;
	const struct memtopo_piece *piece;
	struct memtopo_hole *gap;
	u64 edge;
	size_t at;

	for (; pfn < end; pfn = edge) {
		at = memtopo_pieces_at(&finder->pieces, pfn);
		piece = at < finder->pieces.count ? &finder->pieces.piece[at] : NULL;
		edge = !piece ? end : piece->start_pfn <= pfn ? piece->end_pfn : piece->start_pfn;
		edge = edge < end ? edge : end;
		piece = piece && piece->start_pfn <= pfn ? piece : NULL;
		if (piece && piece->ram)
			continue;
		while (*row < a->unmanaged_count &&
		       a->unmanaged[*row].start_pfn + a->unmanaged[*row].spanned_pages <= pfn)
			++*row;
		next = *row < a->unmanaged_count ? &a->unmanaged[*row] : NULL;
		if (next && next->start_pfn <= pfn) {
			edge = next->start_pfn + next->spanned_pages;
			continue;
		}
		if (next && next->start_pfn < edge)
			edge = next->start_pfn;
		gap = memtopo_hole_add(finder->gaps, pfn, edge - pfn, MEMTOPO_GAP_NO_ZONE);
		if (!gap || gap_own(gap, piece ? piece->resource : NULL))
			return -ENOMEM;
	}
	return 0;
}

static int no_zone_add(const struct finder *finder)
{
	const struct memtopo_machine *m = finder->machine;
	const struct memtopo_section *section;
	u64 first, last, frames;
	const char *pos;
	size_t row = 0, i;
	int rc = 0;

	for (i = 0; i < m->section_count && finder->pieces.count && !rc; i++) {
		section = &m->sections[i];
		pos = section->subsections;
		if (!memtopo_section_has(section, 'O') || section_device_pages(m, section))
			continue;
		if (!pos)
			rc = range_no_zone(finder, section->start_pfn,
					   section->start_pfn + section->pages, &row);
		frames = pos ? m->info.subsection_size / m->info.page_size : 0;
		first = MEMTOPO_NONE;
		while (pos && !rc && memtopo_list_next(&pos, &first, &last) > 0)
			rc = range_no_zone(finder, section->start_pfn + first * frames,
					   section->start_pfn + (last + 1) * frames, &row);
	}
	return rc;
}

/* Without the table only the counts tell that something is missing. */
static int unlocated_add(struct memtopo_holes *gaps, const struct memtopo_machine *m)
{
	const struct memtopo_zone *zone;
	struct memtopo_hole *gap;
	size_t i;

	for (i = 0; i < m->zone_count; i++) {
		zone = &m->zones[i];
		if (zone->present_pages <= zone->managed_pages)
			continue;
		gap = memtopo_hole_add(gaps, MEMTOPO_NONE,
				       zone->present_pages - zone->managed_pages,
				       MEMTOPO_GAP_UNLOCATED);
		if (!gap)
			return -ENOMEM;
		gap->nodes[gap->node_count++] = zone->node;
		gap->zone = zone->zone;
	}
	return 0;
}

/* Online frames that no zone counts as present are no memory. */
static int unlocated_no_ram(struct memtopo_holes *gaps, const struct memtopo_machine *m)
{
	u64 online = 0, present = 0;
	size_t i;

	for (i = 0; i < m->section_count; i++) {
		if (memtopo_section_has(&m->sections[i], 'O'))
			online += m->sections[i].pages - section_device_pages(m, &m->sections[i]);
	}
	for (i = 0; i < m->zone_count; i++)
		present += m->zones[i].present_pages;
	if (online > present && !memtopo_hole_add(gaps, MEMTOPO_NONE, online - present,
						  MEMTOPO_GAP_UNLOCATED_NO_RAM))
		return -ENOMEM;
	return 0;
}

/* From its first present subsection to its last. */
static void section_place(const struct memtopo_machine *m,
			  const struct memtopo_section *section, u64 *start, u64 *end)
{
	u64 first = MEMTOPO_NONE, last, frames;
	const char *pos = section->subsections;

	*start = section->start_pfn;
	*end = section->start_pfn + memtopo_section_pages(m);
	if (!pos)
		return;
	frames = m->info.subsection_size / m->info.page_size;
	*start = MEMTOPO_NONE;
	while (memtopo_list_next(&pos, &first, &last) > 0) {
		if (*start == MEMTOPO_NONE)
			*start = section->start_pfn + first * frames;
		*end = section->start_pfn + (last + 1) * frames;
	}
	if (*start == MEMTOPO_NONE)
		*start = *end;
}

/* What is not online is nobody's, and what is of a device is not the allocator's. */
static int section_add(struct memtopo_holes *gaps, const struct memtopo_machine *m,
		       const struct memtopo_section *section)
{
	struct memtopo_hole *gap;
	enum memtopo_hole_kind kind;
	u64 start, end, pages;

	if (memtopo_section_has(section, 'O')) {
		pages = section_device_pages(m, section);
		kind = MEMTOPO_GAP_DEVICE;
	} else {
		pages = section->pages;
		kind = memtopo_section_is_device(section) ? MEMTOPO_GAP_DEVICE :
							    MEMTOPO_GAP_OFFLINE;
	}
	if (!pages)
		return 0;
	section_place(m, section, &start, &end);
	gap = memtopo_hole_add(gaps, start, end - start, kind);
	if (!gap)
		return -ENOMEM;
	gap->pages = pages;
	return 0;
}

/* The struct pages of a flat mem_map are there, and its reserved frames located. */
static void unlocated_drop(struct memtopo_holes *gaps)
{
	size_t count = 0, i;

	for (i = 0; i < gaps->count; i++) {
		if (gaps->hole[i].kind == MEMTOPO_HOLE_UNLOCATED)
			free(gaps->hole[i].owners);
		else
			gaps->hole[count++] = gaps->hole[i];
	}
	gaps->count = count;
}

/* Cuts hole @i, whose place in the array it keeps, by owners. */
static int hole_cut(const struct finder *finder, size_t i)
{
	struct memtopo_hole hole = finder->gaps->hole[i], *part = &finder->gaps->hole[i];
	u64 end = hole.start_pfn + hole.pages, pfn, edge;
	const struct memtopo_piece *piece;
	size_t at;

	if (hole.start_pfn == MEMTOPO_NONE)
		return 0;
	free(part->owners);
	for (pfn = hole.start_pfn; pfn < end; pfn = edge) {
		if (pfn > hole.start_pfn)
			part = memtopo_hole_add(finder->gaps, 0, 0, hole.kind);
		if (!part)
			return -ENOMEM;
		at = memtopo_pieces_at(&finder->pieces, pfn);
		piece = at < finder->pieces.count ? &finder->pieces.piece[at] : NULL;
		edge = !piece ? end : piece->start_pfn <= pfn ? piece->end_pfn : piece->start_pfn;
		edge = edge < end ? edge : end;
		*part = hole;
		part->start_pfn = pfn;
		part->pages = edge - pfn;
		part->spanned_pages = edge - pfn;
		part->owner = NULL;
		part->owners = NULL;
		if (piece && piece->start_pfn <= pfn && gap_own(part, piece->resource))
			return -ENOMEM;
	}
	return 0;
}

static int gaps_add(const struct finder *finder)
{
	const struct memtopo_machine *m = finder->machine;
	const struct memtopo_allocator *a = &m->allocator;
	struct memtopo_holes *gaps = finder->gaps;
	bool located = m->loaded & MEMTOPO_HAS(UNMANAGED);
	size_t count = gaps->count, i;
	int rc = 0;

	if (located && memtopo_machine_is_flat(m))
		unlocated_drop(gaps);
	for (i = 0; i < count && finder->each && finder->pieces.count && !rc; i++)
		rc = hole_cut(finder, i);
	for (i = 0; i < m->section_count && !rc; i++)
		rc = section_add(gaps, m, &m->sections[i]);
	for (i = 0; i < a->unmanaged_count && !rc; i++)
		rc = row_add(finder, &a->unmanaged[i]);
	if (rc)
		return rc;
	if (located)
		return no_zone_add(finder);
	rc = unlocated_add(gaps, m);
	return rc || memtopo_machine_is_flat(m) ? rc : unlocated_no_ram(gaps, m);
}

static int gap_compare(const void *a, const void *b)
{
	const struct memtopo_hole *left = a, *right = b;

	if (left->start_pfn != right->start_pfn)
		return left->start_pfn < right->start_pfn ? -1 : 1;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	if (!left->node_count || !right->node_count)
		return 0;
	return left->nodes[0] < right->nodes[0] ? -1 : left->nodes[0] > right->nodes[0];
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Whether pages may be managed between two gaps that are one for people. */
static bool kind_scatters(enum memtopo_hole_kind kind)
{
	return kind >= MEMTOPO_GAP_MEMMAP && kind <= MEMTOPO_GAP_OFFLINE_PAGES;
}

static bool gap_takes(const struct memtopo_hole *gap, const struct memtopo_hole *next)
{
	if (memtopo_hole_class(gap->kind) != memtopo_hole_class(MEMTOPO_GAP_BOOT) ||
	    gap->kind != next->kind || next->start_pfn == MEMTOPO_NONE ||
	    gap->node_count != next->node_count || gap->nodes[0] != next->nodes[0] ||
	    !text_same(gap->zone, next->zone) || !text_same(gap->owners, next->owners))
		return false;
	return kind_scatters(gap->kind) ||
	       gap->start_pfn + gap->spanned_pages == next->start_pfn;
}

static void gaps_merge(struct memtopo_holes *gaps)
{
	struct memtopo_hole *gap = gaps->hole, *next;
	u64 end;

	if (!gaps->count)
		return;
	for (next = gap + 1; next < gaps->hole + gaps->count; next++) {
		if (!gap_takes(gap, next)) {
			*++gap = *next;
			continue;
		}
		end = next->start_pfn + next->spanned_pages;
		gap->count += gap->start_pfn + gap->spanned_pages < next->start_pfn;
		if (end > gap->start_pfn + gap->spanned_pages)
			gap->spanned_pages = end - gap->start_pfn;
		gap->pages += next->pages;
		free(next->owners);
	}
	gaps->count = gap - gaps->hole + 1;
}

int memtopo_gaps_build(struct memtopo_holes *gaps, const struct memtopo_machine *machine,
		       bool each)
{
	struct finder finder;
	int rc;

	rc = memtopo_holes_build(gaps, machine);
	if (rc)
		return rc;
	rc = finder_open(&finder, gaps, machine, each);
	if (!rc)
		rc = gaps_add(&finder);
	finder_close(&finder);
	if (rc || !gaps->count)
		return rc;
	qsort(gaps->hole, gaps->count, sizeof(*gaps->hole), gap_compare);
	if (!each)
		gaps_merge(gaps);
	return 0;
}

/* Memory that is the zone's, but not managed: for that it must be RAM. */
static bool kind_is_named(enum memtopo_hole_kind kind)
{
	return kind >= MEMTOPO_GAP_KERNEL_CODE && kind <= MEMTOPO_GAP_UNLOCATED &&
	       kind != MEMTOPO_GAP_RESERVED;
}

/* Neighbours are mostly of one zone: @at is where the last was found. */
static void zone_count(struct memtopo_balance *balance, const struct memtopo_hole *gap,
		       size_t *at)
{
	struct memtopo_zone_balance *zone;
	size_t i;

	for (i = 0; i < balance->zone_count && gap->zone; i++, ++*at) {
		if (*at >= balance->zone_count)
			*at = 0;
		zone = &balance->zone[*at];
		if (zone->node != gap->nodes[0] || strcmp(zone->zone, gap->zone))
			continue;
		if (kind_is_named(gap->kind))
			zone->named_pages += gap->pages;
		else if (gap->kind == MEMTOPO_GAP_RESERVED)
			zone->unsure_pages += gap->pages;
		return;
	}
}

static int zones_balance(struct memtopo_balance *balance, const struct memtopo_holes *gaps,
			 const struct memtopo_machine *m)
{
	struct memtopo_zone_balance *zone;
	size_t at = 0, i;
	u64 named;

	balance->zone = calloc(m->zone_count + 1, sizeof(*balance->zone));
	if (!balance->zone)
		return -ENOMEM;
	for (i = 0; i < m->zone_count; i++) {
		if (!m->zones[i].present_pages && !m->zones[i].managed_pages)
			continue;
		zone = &balance->zone[balance->zone_count++];
		zone->node = m->zones[i].node;
		zone->zone = m->zones[i].zone;
		zone->present_pages = m->zones[i].present_pages;
		zone->managed_pages = m->zones[i].managed_pages;
	}
	for (i = 0; i < gaps->count; i++)
		zone_count(balance, &gaps->hole[i], &at);
	for (i = 0; i < balance->zone_count; i++) {
		zone = &balance->zone[i];
		named = zone->managed_pages + zone->named_pages;
		if (zone->present_pages > named)
			zone->unnamed_pages = zone->present_pages - named;
		else
			zone->overnamed_pages = named - zone->present_pages;
		/* Of what may be memory, so much is. */
		if (zone->unnamed_pages <= zone->unsure_pages)
			zone->unnamed_pages = 0;
		else
			zone->unnamed_pages -= zone->unsure_pages;
	}
	return 0;
}

static void total_add(struct memtopo_balance *balance, const char *kind, const char *words,
		      const char *class, u64 pages)
{
	balance->total[balance->total_count++] = (struct memtopo_total) {
		.kind = kind, .words = words, .class = class, .pages = pages,
	};
}

int memtopo_balance_build(struct memtopo_balance *balance, const struct memtopo_holes *gaps,
			  const struct memtopo_machine *machine)
{
	const struct memtopo_machine *m = machine;
	u64 kinds[MEMTOPO_HOLE_KINDS] = { 0 }, span = 0, sum = 0;
	enum memtopo_hole_kind kind;
	size_t i;

	memset(balance, 0, sizeof(*balance));
	balance->located = m->loaded & MEMTOPO_HAS(UNMANAGED);
	if (m->info.last_present_pfn != MEMTOPO_NONE)
		span = m->info.last_present_pfn + 1;
	for (i = 0; i < gaps->count; i++)
		kinds[gaps->hole[i].kind] += gaps->hole[i].pages;
	for (i = 0; i < m->zone_count; i++)
		sum += m->zones[i].managed_pages;
	total_add(balance, "span", "all page frames", "sum", span);
	total_add(balance, "managed", "managed", "managed", sum);
	for (kind = 0; kind < MEMTOPO_HOLE_KINDS; kind++) {
		sum += kinds[kind];
		if (kinds[kind])
			total_add(balance, memtopo_hole_kind_name(kind),
				  memtopo_hole_kind_words(kind), memtopo_hole_class(kind),
				  kinds[kind]);
	}
	if (span > sum)
		balance->unnamed_pages = span - sum;
	else
		balance->overnamed_pages = sum - span;
	if (balance->unnamed_pages)
		total_add(balance, "unnamed", "not accounted for", "sum",
			  balance->unnamed_pages);
	if (balance->overnamed_pages)
		total_add(balance, "overnamed", "counted twice", "sum",
			  balance->overnamed_pages);
	return zones_balance(balance, gaps, m);
}

static const char *plural(u64 count)
{
	return count == 1 ? "" : "s";
}

/* Returns whether it adds up. */
static bool zone_explain(const struct memtopo_balance *balance,
			 const struct memtopo_zone_balance *zone, FILE *out)
{
	u64 gap = zone->present_pages > zone->managed_pages ?
		  zone->present_pages - zone->managed_pages : 0;

	fprintf(out, "%llu/%s: %llu page%s present but not managed, ", zone->node, zone->zone,
		gap, plural(gap));
	if (!balance->located)
		fputs("not located.\n", out);
	else if (zone->unnamed_pages)
		fprintf(out, "%llu of them without a name.\n", zone->unnamed_pages);
	else if (zone->overnamed_pages)
		fprintf(out, "%llu more have a name.\n", zone->overnamed_pages);
	else if (gap > zone->named_pages)
		fprintf(out, "%llu named, the rest reserved.\n", zone->named_pages);
	else
		fputs("all named.\n", out);
	return !balance->located || (!zone->unnamed_pages && !zone->overnamed_pages);
}

void memtopo_balance_explain(const struct memtopo_balance *balance, FILE *out)
{
	bool good = true;
	size_t i;

	for (i = 0; i < balance->zone_count; i++)
		good = zone_explain(balance, &balance->zone[i], out) && good;
	if (balance->unnamed_pages)
		fprintf(out, "Of all page frames %llu are not accounted for.\n",
			balance->unnamed_pages);
	else if (balance->overnamed_pages)
		fprintf(out, "Page frames are counted more than once, %llu in all.\n",
			balance->overnamed_pages);
	else
		fputs("All page frames are accounted for.\n", out);
	if (!good || balance->unnamed_pages || balance->overnamed_pages)
		fputs("Drivers that take or give pages between two readings, or reserve managed\n"
		      "ones, make such a difference.\n", out);
}

void memtopo_balance_free(struct memtopo_balance *balance)
{
	free(balance->zone);
	memset(balance, 0, sizeof(*balance));
}
