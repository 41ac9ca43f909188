// SPDX-License-Identifier: GPL-2.0
/*
 * The strip: the address space to scale in one line, and a ruler below.
 *
 * Each cell stands for an equal share of the addresses. A hole that would
 * leave little room for the memory is cut: two marks stand for all of it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "part.h"
#include "size.h"

/* Who owns a cell: a node by its id, or one of these. */
#define CLASS_HOLE (MEMTOPO_MAX_NODE + 1)
#define CLASS_OFFLINE (MEMTOPO_MAX_NODE + 2)
#define CLASS_DEVICE (MEMTOPO_MAX_NODE + 3)
#define CLASSES (MEMTOPO_MAX_NODE + 4)

/* Characters that a cut takes; every eighth one of a line may be one. */
#define CUT_WIDTH 2
#define CUTS_MAX (MEMTOPO_WIDTH_MAX / 8)

/* Addresses between two cuts. */
struct segment {
	u64 start;
	u64 end;
	unsigned int cells;
};

struct strip {
	const struct memtopo_layout *layout;
	const struct memtopo_stretch *cuts[CUTS_MAX];
	size_t cut_count;
	struct segment segment[CUTS_MAX + 1];
	size_t count;
	unsigned int width;
	u64 drawn;		/* pages that are drawn to scale */
	u64 cut;		/* pages that are not */
	double debt[CLASSES];	/* pages owned, less the cells drawn for them */
	double share[CLASSES];	/* pages owned in the current cell */
	bool seen[CLASSES];
	unsigned int touched[MEMTOPO_WIDTH_MAX];
	size_t touched_count;
};

static u64 stretch_end(const struct memtopo_stretch *stretch)
{
	return stretch->start_pfn + stretch->span_pages;
}

static bool is_cut(const struct strip *strip, const struct memtopo_stretch *stretch)
{
	size_t i;

	for (i = 0; i < strip->cut_count; i++) {
		if (strip->cuts[i] == stretch)
			return true;
	}
	return false;
}

static const struct memtopo_stretch *largest_hole(const struct strip *strip)
{
	const struct memtopo_stretch *stretch, *largest = NULL;
	size_t i;

	for (i = 0; i < strip->layout->count; i++) {
		stretch = &strip->layout->stretch[i];
		if (stretch->hole && (!largest || stretch->span_pages > largest->span_pages) &&
		    !is_cut(strip, stretch))
			largest = stretch;
	}
	return largest;
}

static int cut_compare(const void *a, const void *b)
{
	const struct memtopo_stretch *const *left = a, *const *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* Holes are cut, largest first, until memory has half of what is left. */
static void strip_cut(struct strip *strip)
{
	const struct memtopo_stretch *largest;
	u64 holes = 0, memory = 0;
	size_t i;

	for (i = 0; i < strip->layout->count; i++) {
		if (strip->layout->stretch[i].hole)
			holes += strip->layout->stretch[i].span_pages;
	}
	memory = strip->layout->end_pfn - holes;
	while (holes > memory && strip->cut_count < strip->width / 8) {
		largest = largest_hole(strip);
		if (!largest)
			break;
		strip->cuts[strip->cut_count++] = largest;
		strip->cut += largest->span_pages;
		holes -= largest->span_pages;
	}
	/* Of many holes alike either all are cut or none is. */
	largest = holes > memory ? largest_hole(strip) : NULL;
	while (largest && strip->cut_count &&
	       strip->cuts[strip->cut_count - 1]->span_pages <= 2 * largest->span_pages)
		strip->cut -= strip->cuts[--strip->cut_count]->span_pages;
	/* Stretches lie in address order, and so shall the cuts. */
	qsort(strip->cuts, strip->cut_count, sizeof(strip->cuts[0]), cut_compare);
	strip->drawn = strip->layout->end_pfn - strip->cut;
}

static void strip_segment(struct strip *strip, u64 start, u64 end)
{
	struct segment *segment = &strip->segment[strip->count];

	if (start >= end)
		return;
	segment->start = start;
	segment->end = end;
	strip->count++;
}

/* Shares the cells out; what rounding leaves goes to the longest segment. */
static void strip_scale(struct strip *strip)
{
	unsigned int cells = strip->width - strip->cut_count * CUT_WIDTH, used = 0;
	struct segment *segment, *longest = &strip->segment[0];
	size_t i;

	for (i = 0; i < strip->count; i++) {
		segment = &strip->segment[i];
		segment->cells = (__uint128_t)(segment->end - segment->start) *
				 cells / strip->drawn;
		if (!segment->cells)
			segment->cells = 1;
		used += segment->cells;
		if (segment->cells > longest->cells)
			longest = segment;
	}
	longest->cells += cells - used;
}

static int strip_prepare(struct strip *strip, const struct memtopo_layout *layout,
			 unsigned int width)
{
	u64 start = 0;
	size_t i;

	strip->layout = layout;
	strip->width = width;
	strip_cut(strip);
	if (!strip->drawn)
		return -ENODATA;
	for (i = 0; i < strip->cut_count; i++) {
		strip_segment(strip, start, strip->cuts[i]->start_pfn);
		start = stretch_end(strip->cuts[i]);
	}
	strip_segment(strip, start, layout->end_pfn);
	strip_scale(strip);
	return 0;
}

static void cell_share(struct strip *strip, unsigned int class, double pages)
{
	if (!pages)
		return;
	if (!strip->share[class]) {
		if (strip->touched_count == ARRAY_SIZE(strip->touched))
			return;
		strip->touched[strip->touched_count++] = class;
	}
	strip->share[class] += pages;
}

/* How much of [from, to) is in the cell [start, end). */
static double overlap(double from, double to, double start, double end)
{
	if (from < start)
		from = start;
	if (to > end)
		to = end;
	return from < to ? to - from : 0;
}

/*
 * The order of the nodes in a section that straddles them is not known. They
 * most likely go on from the memory below.
 */
static bool descends(const struct strip *strip, const struct memtopo_stretch *stretch)
{
	const struct memtopo_stretch *below = stretch;

	while (below > strip->layout->stretch) {
		below--;
		if (!below->hole)
			break;
	}
	return below < stretch && below->node_count == 1 &&
	       below->nodes[0].node == stretch->nodes[stretch->node_count - 1].node;
}

static void cell_add_nodes(struct strip *strip, const struct memtopo_stretch *stretch,
			   u64 start, u64 end)
{
	double at = stretch->start_pfn, owned = 0, part, present = 1;
	const struct memtopo_owner *node;
	size_t n = stretch->node_count, i;

	/* What is absent inside is there as a hole, too. */
	if (stretch->run)
		present = (double)stretch->run->pages / stretch->span_pages;
	for (i = 0; i < n; i++)
		owned += stretch->nodes[i].pages;
	for (i = 0; i < n && owned; i++) {
		node = &stretch->nodes[descends(strip, stretch) ? n - 1 - i : i];
		part = stretch->span_pages * (node->pages / owned);
		cell_share(strip, node->node, overlap(at, at + part, start, end) * present);
		at += part;
	}
}

static void cell_add(struct strip *strip, const struct memtopo_stretch *stretch,
		     u64 start, u64 end)
{
	double pages = overlap(stretch->start_pfn, stretch_end(stretch), start, end);

	if (stretch->hole)
		cell_share(strip, CLASS_HOLE, pages);
	else if (!stretch->node_count)
		cell_share(strip, stretch->run && memtopo_section_is_device(stretch->run->first) ?
			   CLASS_DEVICE : CLASS_OFFLINE, pages);
	else if (pages)
		cell_add_nodes(strip, stretch, start, end);
}

/*
 * Those who own less than a cell each take turns: the one to whom most is
 * owed gets the cell. A node that was never drawn comes first, so that
 * even a small one is seen.
 */
static unsigned int cell_pick(struct strip *strip)
{
	unsigned int class, best = CLASS_HOLE;
	double total = 0, most = 0;
	bool fresh, best_fresh = false;
	size_t i;

	for (i = 0; i < strip->touched_count; i++) {
		class = strip->touched[i];
		total += strip->share[class];
		strip->debt[class] += strip->share[class];
		strip->share[class] = 0;
		fresh = class <= MEMTOPO_MAX_NODE && !strip->seen[class];
		if (!i || fresh > best_fresh ||
		    (fresh == best_fresh && strip->debt[class] > most)) {
			best = class;
			best_fresh = fresh;
			most = strip->debt[class];
		}
	}
	strip->debt[best] -= total;
	strip->seen[best] = true;
	strip->touched_count = 0;
	return best;
}

static void cell_draw(struct memtopo_canvas *canvas, unsigned int class)
{
	static const char names[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	unsigned int ink = memtopo_ink_node(class) - MEMTOPO_INK_NODE + MEMTOPO_INK_CELL;

	if (class == CLASS_HOLE)
		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_HOLE, 1);
	else if (class == CLASS_OFFLINE)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "-");
	else if (class == CLASS_DEVICE)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "+");
	else
		memtopo_canvas_put(canvas, ink, "%c",
				   class < sizeof(names) - 1 ? names[class] : '#');
}

/* First and last page frame of a segment's cell. */
static u64 cell_edge(const struct segment *segment, unsigned int cell)
{
	return segment->start + (__uint128_t)(segment->end - segment->start) *
	       cell / segment->cells;
}

/* The stretches before @first end before the segment. */
static size_t segment_draw(struct memtopo_canvas *canvas, struct strip *strip,
			   const struct segment *segment, size_t first)
{
	const struct memtopo_stretch *stretch = strip->layout->stretch;
	size_t count = strip->layout->count, i;
	unsigned int cell;
	u64 start, end;

	for (cell = 0; cell < segment->cells; cell++) {
		start = cell_edge(segment, cell);
		end = cell_edge(segment, cell + 1);
		while (first < count && stretch_end(&stretch[first]) <= start)
			first++;
		for (i = first; i < count && stretch[i].start_pfn < end; i++)
			cell_add(strip, &stretch[i], start, end);
		cell_draw(canvas, cell_pick(strip));
	}
	return first;
}

static void cells_draw(struct memtopo_canvas *canvas, struct strip *strip)
{
	size_t first = 0, i;

	for (i = 0; i < strip->count; i++) {
		if (i || strip->segment[i].start)
			memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_CUT,
					     CUT_WIDTH);
		first = segment_draw(canvas, strip, &strip->segment[i], first);
	}
	memtopo_canvas_end(canvas);
}

/* A mark of the ruler and what is written below it. */
struct tick {
	unsigned int column;
	char label[MEMTOPO_SIZE_ROOM];
};

struct ruler {
	struct tick tick[MEMTOPO_WIDTH_MAX];
	size_t count;
	unsigned int free;	/* first column where a label may stand */
	unsigned int width;
	char end[MEMTOPO_SIZE_ROOM];
};

static void ruler_mark(struct ruler *ruler, const struct memtopo_machine *m,
		       unsigned int column, u64 pfn)
{
	struct tick *tick = &ruler->tick[ruler->count];

	memtopo_size_exact(tick->label, memtopo_machine_bytes(m, pfn));
	if (column < ruler->free || column + strlen(tick->label) > ruler->width)
		return;
	tick->column = column;
	ruler->free = column + strlen(tick->label) + 2;
	ruler->count++;
}

static void ruler_measure(struct ruler *ruler, const struct memtopo_machine *m,
			  const struct strip *strip)
{
	const struct segment *segment;
	unsigned int column = 0;
	u64 step = 1, pfn;
	size_t i;

	/* A mark about every ten cells, at round addresses. */
	while (step < strip->drawn / strip->width * 10)
		step *= 2;
	for (i = 0; i < strip->count; i++) {
		segment = &strip->segment[i];
		if (i || segment->start)
			column += CUT_WIDTH;
		ruler_mark(ruler, m, column, segment->start);
		for (pfn = (segment->start / step + 1) * step; pfn < segment->end; pfn += step)
			ruler_mark(ruler, m, column + (__uint128_t)(pfn - segment->start) *
				   segment->cells / (segment->end - segment->start), pfn);
		column += segment->cells;
	}
	/* Where it ends is written below the last cell, which has no mark. */
	memtopo_size_exact(ruler->end, memtopo_machine_bytes(m, strip->layout->end_pfn));
	if (ruler->free + strlen(ruler->end) > ruler->width)
		ruler->end[0] = '\0';
}

static void ruler_draw(struct memtopo_canvas *canvas, const struct memtopo_machine *m,
		       const struct strip *strip, unsigned int margin)
{
	struct ruler ruler = { .width = strip->width };
	unsigned int column;
	size_t i;

	ruler_measure(&ruler, m, strip);
	memtopo_canvas_tab(canvas, margin);
	for (column = 0, i = 0; column < strip->width; column++) {
		bool tick = i < ruler.count && ruler.tick[i].column == column;

		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT,
				     tick ? MEMTOPO_GLYPH_TICK : MEMTOPO_GLYPH_LINE, 1);
		i += tick;
	}
	memtopo_canvas_end(canvas);
	for (i = 0; i < ruler.count; i++) {
		memtopo_canvas_tab(canvas, margin + ruler.tick[i].column);
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%s", ruler.tick[i].label);
	}
	memtopo_canvas_tab(canvas, margin + strip->width - strlen(ruler.end));
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%s", ruler.end);
	memtopo_canvas_end(canvas);
}

static void legend_draw(struct memtopo_canvas *canvas, const struct memtopo_machine *m,
			const struct strip *strip)
{
	char size[MEMTOPO_SIZE_ROOM];
	u64 highest = m->node_count ? m->nodes[m->node_count - 1].node : 0;

	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " node by number");
	if (highest > 9)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", a is 10");
	if (highest > 35)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", A is 36");
	if (highest > 61)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", # above 61");
	if (strip->seen[CLASS_HOLE]) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "   ");
		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_HOLE, 1);
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " hole");
	}
	if (strip->seen[CLASS_OFFLINE])
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "   - not online");
	if (strip->seen[CLASS_DEVICE])
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "   + device memory");
	if (strip->cut_count) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "   ");
		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_CUT, CUT_WIDTH);
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " hole cut short (%s in all)",
				   memtopo_size_format(size, memtopo_machine_bytes(m, strip->cut)));
	}
	memtopo_canvas_end(canvas);
}

int memtopo_strip_draw(struct memtopo_canvas *canvas,
		       const struct memtopo_machine *machine,
		       const struct memtopo_layout *layout)
{
	struct strip *strip;
	int rc;

	strip = calloc(1, sizeof(*strip));
	if (!strip)
		return -ENOMEM;
	rc = strip_prepare(strip, layout, canvas->width - 2);
	if (!rc) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " ");
		cells_draw(canvas, strip);
		ruler_draw(canvas, machine, strip, 1);
		legend_draw(canvas, machine, strip);
	}
	free(strip);
	/* A machine without memory has nothing to draw, which is no failure. */
	return rc == -ENODATA ? 0 : rc;
}
