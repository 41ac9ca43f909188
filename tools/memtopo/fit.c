// SPDX-License-Identifier: GPL-2.0
/*
 * Would an allocation succeed now? Mirrors get_page_from_freelist() and what it
 * asks (mm/page_alloc.c): zone by zone in the order of the node's zonelist,
 * first down to the low watermark, then, with kswapd woken, as far down as the
 * request may go. Not considered: cpusets, memory policies, limits of control
 * groups, dirty limits, pages on the lists of CPUs, and kswapd being awake.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "fit.h"

/* No machine has so many pages, and sums of such numbers are far from overflow. */
#define PAGES_MAX 0x10000000000000ULL

/*
 * Kinds of requests: as the user writes them and as the kernel does; the highest
 * zones they may use, of which the first counts that the kernel has.
 */
static const struct kind {
	const char *name;
	const char *gfp;
	const char *zones[3];
	bool high;	/* __GFP_HIGH: it may use half of the min watermark */
	bool waits;	/* __GFP_DIRECT_RECLAIM: it waits until there is room */
	bool movable;	/* its pages can be moved, so it may use CMA */
} kinds[] = {
	{ "kernel", "GFP_KERNEL", { "Normal", "DMA32", "DMA" }, false, true, false },
	{ "user", "GFP_HIGHUSER", { "HighMem", "Normal", "DMA32" }, false, true, false },
	{ "movable", "GFP_HIGHUSER_MOVABLE", { "Movable", "HighMem", "Normal" },
	  false, true, true },
	{ "atomic", "GFP_ATOMIC", { "Normal", "DMA32", "DMA" }, true, false, false },
	{ "nowait", "GFP_NOWAIT", { "Normal", "DMA32", "DMA" }, false, false, false },
	{ "dma", "GFP_KERNEL|GFP_DMA", { "DMA", "Normal", "DMA32" }, false, true, false },
	{ "dma32", "GFP_KERNEL|GFP_DMA32", { "DMA32", "Normal", "DMA" }, false, true, false },
};

/* A request that is being tried. */
struct trial {
	const struct memtopo_machine *m;
	struct memtopo_fits *fits;
	const struct kind *kind;
	const char *highest;
	u64 order;
	u64 max_order;
	u64 pageblock_order;
	struct memtopo_error *err;
};

static const char *const result_names[MEMTOPO_FIT_RESULTS] = {
	[MEMTOPO_FIT_NOW] = "yes",
	[MEMTOPO_FIT_KSWAPD] = "kswapd",
	[MEMTOPO_FIT_PAGES] = "pages",
	[MEMTOPO_FIT_RESERVE] = "reserve",
	[MEMTOPO_FIT_BLOCKS] = "blocks",
	[MEMTOPO_FIT_ORDER] = "order",
	[MEMTOPO_FIT_NOWHERE] = "zone",
};

static const char *const result_words[MEMTOPO_FIT_RESULTS] = {
	[MEMTOPO_FIT_NOW] = "fits",
	[MEMTOPO_FIT_KSWAPD] = "fits, kswapd is woken",
	[MEMTOPO_FIT_PAGES] = "too few free pages",
	[MEMTOPO_FIT_RESERVE] = "kept from this request",
	[MEMTOPO_FIT_BLOCKS] = "no free block so large",
	[MEMTOPO_FIT_ORDER] = "no block is so large",
	[MEMTOPO_FIT_NOWHERE] = "no zone that it may use",
};

static const struct kind *kind_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!name || !strcmp(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

bool memtopo_request_is_known(const char *gfp)
{
	return kind_find(gfp);
}

static u64 info_number(const struct memtopo_machine *m, const char *key)
{
	const char *pos;
	u64 number;
	size_t i;

	for (i = 0; i < m->info.count; i++) {
		pos = m->info.pairs[i].value;
		if (!strcmp(m->info.pairs[i].key, key) && !memtopo_number_scan(&pos, &number) &&
		    !*pos)
			return number;
	}
	return MEMTOPO_NONE;
}

/* The i-th number of a list joined by commas, or 0. */
static u64 list_number(const char *list, size_t i)
{
	u64 number = 0;

	while (list && !memtopo_number_scan(&list, &number)) {
		if (!i--)
			return number;
		if (*list++ != ',')
			break;
	}
	return 0;
}

static const struct memtopo_watermark *watermark_find(const struct memtopo_machine *m, u64 node,
						      const char *zone, size_t len)
{
	const struct memtopo_allocator *a = &m->allocator;
	size_t i;

	for (i = 0; i < a->watermark_count; i++) {
		const struct memtopo_watermark *w = &a->watermarks[i];

		if (w->node == node && !strncmp(w->zone, zone, len) && !w->zone[len])
			return w;
	}
	return NULL;
}

/* The index of a zone in its node: its zones come in the kernel's order. */
static size_t zone_index(const struct memtopo_machine *m, u64 node, const char *zone)
{
	const struct memtopo_watermark *w = watermark_find(m, node, zone, strlen(zone));
	size_t index = 0;

	while (w && w > m->allocator.watermarks && w[-1].node == node) {
		index++;
		w--;
	}
	return index;
}

static const struct memtopo_free_area *areas_find(const struct memtopo_machine *m, u64 node,
						  const char *zone)
{
	const struct memtopo_allocator *a = &m->allocator;
	size_t i;

	for (i = 0; i < a->free_area_count; i++) {
		if (a->free_areas[i].node == node && !strcmp(a->free_areas[i].zone, zone))
			return &a->free_areas[i];
	}
	return NULL;
}

/*
 * Free blocks of an order that the request may use; all of them where their
 * types are not known. @hard: when it is short of memory.
 */
static u64 area_blocks(const struct trial *t, const struct memtopo_free_area *area, bool hard)
{
	u64 blocks;

	if (area->unmovable == MEMTOPO_NONE)
		return area->nr_free;
	blocks = area->unmovable + area->movable + area->reclaimable;
	if (t->kind->movable)
		blocks += area->cma;
	if (t->kind->high && hard)
		blocks += area->highatomic;
	return blocks;
}

/* The same for blocks of at least an order; 0 when there is no such zone. */
static u64 zone_blocks(const struct trial *t, u64 node, const char *zone, bool hard)
{
	const struct memtopo_allocator *a = &t->m->allocator;
	const struct memtopo_free_area *area = areas_find(t->m, node, zone);
	u64 blocks = 0;

	for (; area && area < a->free_areas + a->free_area_count; area++) {
		if (area->node != node || strcmp(area->zone, zone))
			break;
		if (area->order >= t->order)
			blocks += area_blocks(t, area, hard);
	}
	return blocks;
}

/*
 * ALLOC_NOFRAGMENT: could it be served without taking from pageblocks of
 * another type, unless it is a whole one?
 */
static bool zone_has_own(const struct trial *t, const struct memtopo_fit *fit)
{
	const struct memtopo_allocator *a = &t->m->allocator;
	const struct memtopo_free_area *area = areas_find(t->m, fit->node, fit->zone);

	if (!area || area->unmovable == MEMTOPO_NONE)
		return true;
	for (; area < a->free_areas + a->free_area_count; area++) {
		if (area->node != fit->node || strcmp(area->zone, fit->zone))
			break;
		if (area->order < t->order)
			continue;
		if (t->kind->movable ? area->movable + area->cma : area->unmovable)
			return true;
		if (area->order >= t->pageblock_order && area_blocks(t, area, false))
			return true;
	}
	return false;
}

/*
 * Mirrors cond_accept_memory(): blocks of the largest order that a guest accepts
 * before it looks, until what it had accepted reaches the promo watermark. They
 * count as free before.
 */
static u64 zone_accepts(const struct trial *t, const struct memtopo_watermark *w)
{
	u64 highatomic = w->nr_free_highatomic, missing, accepted;

	if (w->unaccepted_pages == MEMTOPO_NONE || t->max_order >= 64)
		return 0;
	if (highatomic == MEMTOPO_NONE)
		highatomic = w->nr_reserved_highatomic;
	missing = w->promo + highatomic + w->free_cma_pages + (1ULL << t->order) - 1;
	accepted = w->free_pages > w->unaccepted_pages ? w->free_pages - w->unaccepted_pages : 0;
	missing = missing > accepted ? missing - accepted : !w->promo;
	if (missing > w->unaccepted_pages)
		missing = w->unaccepted_pages;
	return (missing + (1ULL << t->max_order) - 1) >> t->max_order;
}

/*
 * Mirrors __zone_watermark_unusable_free(), and which blocks there are. @hard:
 * the request is short of memory, which it is not at first.
 */
static void fit_look(const struct trial *t, struct memtopo_fit *fit,
		     const struct memtopo_watermark *w, bool hard)
{
	/* Before it counted those that are free, the kernel took all for free. */
	bool counts = w->nr_free_highatomic != MEMTOPO_NONE;

	fit->cma_pages = t->kind->movable ? 0 : w->free_cma_pages;
	/* ALLOC_RESERVES: what cannot wait may use these, then. */
	fit->highatomic_pages = hard && !t->kind->waits ? 0 :
				counts ? w->nr_free_highatomic : w->nr_reserved_highatomic;
	fit->blocks = zone_blocks(t, fit->node, fit->zone, hard) + zone_accepts(t, w);
}

/*
 * Mirrors __zone_watermark_ok(): what is left above @mark and the reserve; a
 * request needs more than nothing.
 */
static s64 fit_spare(const struct trial *t, const struct memtopo_fit *fit, u64 mark)
{
	u64 need = mark + fit->reserve + fit->highatomic_pages + fit->cma_pages +
		   (1ULL << t->order) - 1;

	return (s64)fit->free_pages - (s64)need;
}

/*
 * What a request that is short of memory may go down to: half of the min
 * watermark with __GFP_HIGH, and a quarter less when it cannot wait.
 */
static u64 fit_min(const struct trial *t, u64 min)
{
	if (!t->kind->high)
		return min;
	min -= min / 2;
	return min - min / 4;
}

static enum memtopo_fit_result fit_result(const struct trial *t, struct memtopo_fit *fit,
					  const struct memtopo_watermark *w)
{
	fit_look(t, fit, w, false);
	fit->min = fit_min(t, w->min);
	fit->spare = fit_spare(t, fit, fit->low);
	if (fit->spare > 0 && (!t->order || fit->blocks))
		return MEMTOPO_FIT_NOW;
	fit_look(t, fit, w, true);
	fit->spare = fit_spare(t, fit, fit->min);
	/* One page of GFP_ATOMIC ignores the boost. */
	if (fit->spare <= 0 && t->kind->high && !t->order && w->boost && w->boost <= w->min) {
		fit->min = fit_min(t, w->min - w->boost);
		fit->spare = fit_spare(t, fit, fit->min);
	}
	if (fit->spare > 0)
		return !t->order || fit->blocks ? MEMTOPO_FIT_KSWAPD : MEMTOPO_FIT_BLOCKS;
	return fit->spare + (s64)fit->reserve > 0 ? MEMTOPO_FIT_RESERVE : MEMTOPO_FIT_PAGES;
}

/* That no zone is on the list is a row, too. */
static int fit_add_nowhere(struct trial *t, u64 from)
{
	struct memtopo_fits *fits = t->fits;

	if (memtopo_array_grow(&fits->fit, fits->count, &fits->room, sizeof(*fits->fit)))
		return -ENOMEM;
	fits->fit[fits->count++] = (struct memtopo_fit) {
		.from = from, .order = t->order, .gfp = t->kind->name,
		.highest_zone = t->highest, .answer = "no", .node = MEMTOPO_NONE,
		.distance = MEMTOPO_NONE, .result = MEMTOPO_FIT_NOWHERE,
		.managed_pages = MEMTOPO_NONE, .free_pages = MEMTOPO_NONE,
		.highatomic_pages = MEMTOPO_NONE, .cma_pages = MEMTOPO_NONE,
		.low = MEMTOPO_NONE, .min = MEMTOPO_NONE, .reserve = MEMTOPO_NONE,
		.blocks = MEMTOPO_NONE,
	};
	fits->unfit++;
	return 0;
}

static int fit_add(struct trial *t, u64 from, u64 node, const char *zone, size_t len,
		   u64 distance)
{
	const struct memtopo_watermark *w = watermark_find(t->m, node, zone, len);
	struct memtopo_fits *fits = t->fits;
	struct memtopo_fit *fit;

	/* It came or went while the tables were read. */
	if (!w)
		return 0;
	if (memtopo_array_grow(&fits->fit, fits->count, &fits->room, sizeof(*fits->fit)))
		return -ENOMEM;
	fit = &fits->fit[fits->count++];
	*fit = (struct memtopo_fit) {
		.from = from, .order = t->order, .gfp = t->kind->name,
		.highest_zone = t->highest, .node = node, .zone = w->zone,
		.distance = distance, .managed_pages = w->managed_pages,
		.free_pages = w->free_pages, .low = w->low,
		.reserve = list_number(w->lowmem_reserve, zone_index(t->m, node, t->highest)),
	};
	if (fit->reserve > PAGES_MAX)
		fit->reserve = PAGES_MAX;
	fit->result = fit_result(t, fit, w);
	return 0;
}

/* The zones of a list, "0/Normal,0/DMA32,..." */
static int fits_add_list(struct trial *t, const struct memtopo_zonelist *list)
{
	const char *pos = list->zones;
	u64 distance, node;
	size_t i, len;
	int rc = 0;

	for (i = 0; pos && *pos && !rc; i++) {
		if (memtopo_number_scan(&pos, &node) || *pos++ != '/')
			return -EINVAL;
		len = strcspn(pos, ",");
		distance = list_number(list->distances, i);
		rc = fit_add(t, list->node, node, pos, len, distance);
		pos += len;
		pos += *pos == ',';
	}
	return rc;
}

/*
 * Mirrors alloc_flags_nofragment(): a zone Normal above a DMA32 would rather
 * leave a request to that than mix types in a pageblock.
 */
static bool fits_avoid_mixing(const struct trial *t, const struct memtopo_fit *first)
{
	if (strcmp(first->zone, "Normal") ||
	    !watermark_find(t->m, first->node, "DMA32", strlen("DMA32")))
		return false;
	/* Free areas are those of zones that have memory. */
	return t->m->info.nodes_online <= 1 || areas_find(t->m, first->node, "DMA32");
}

/* The zone that serves the request, from @first on, or NULL. */
static struct memtopo_fit *fits_choose(const struct trial *t, struct memtopo_fit *first,
				       struct memtopo_fit *end)
{
	bool pick = first < end && fits_avoid_mixing(t, first);
	struct memtopo_fit *fit;

	/* Off the node, locality counts for more than that. */
	for (fit = first; pick && fit < end && fit->node == first->node; fit++) {
		if (fit->result == MEMTOPO_FIT_NOW && zone_has_own(t, fit))
			return fit;
	}
	for (fit = first; fit < end; fit++) {
		if (fit->result == MEMTOPO_FIT_NOW)
			return fit;
	}
	for (fit = first; fit < end; fit++) {
		if (fit->result == MEMTOPO_FIT_KSWAPD)
			return fit;
	}
	return NULL;
}

/* Whether there would be room, were everything free: reclaim does no more. */
static bool fits_ever(const struct memtopo_fit *fit, const struct memtopo_fit *end)
{
	for (; fit < end; fit++) {
		if (fit->managed_pages > fit->min + fit->reserve + (1ULL << fit->order) - 1)
			return true;
	}
	return false;
}

static void fits_answer(struct trial *t, size_t at)
{
	struct memtopo_fit *first = t->fits->fit + at, *end = t->fits->fit + t->fits->count;
	struct memtopo_fit *fit = fits_choose(t, first, end);
	const char *answer;

	if (fit)
		answer = fit->result == MEMTOPO_FIT_NOW ? "now" : "kswapd";
	else
		answer = t->kind->waits && fits_ever(first, end) ? "reclaim" : "no";
	if (fit)
		fit->takes = 1;
	else
		t->fits->unfit++;
	for (; first < end; first++)
		first->answer = answer;
}

/* No zone can have such a block. */
static void fits_refuse(struct trial *t, size_t at)
{
	size_t i;

	for (i = at; i < t->fits->count; i++) {
		t->fits->fit[i].answer = "no";
		t->fits->fit[i].result = MEMTOPO_FIT_ORDER;
	}
	t->fits->unfit++;
}

static int fits_add_node(struct trial *t, u64 node)
{
	const struct memtopo_allocator *a = &t->m->allocator;
	const char *list = t->fits->request.thisnode ? "thisnode" : "fallback";
	size_t at = t->fits->count, i;
	int rc;

	for (i = 0; i < a->zonelist_count; i++) {
		if (a->zonelists[i].node == node && a->zonelists[i].highest_zone &&
		    !strcmp(a->zonelists[i].list, list) &&
		    !strcmp(a->zonelists[i].highest_zone, t->highest))
			break;
	}
	/* On machines with one node it is the same. */
	if (i == a->zonelist_count && t->fits->request.thisnode && t->m->info.nodes_online == 1) {
		t->fits->request.thisnode = false;
		return fits_add_node(t, node);
	}
	if (i == a->zonelist_count)
		return memtopo_error_set(t->err, NULL, 0, "node %llu has no zonelist '%s'",
					 node, list);
	rc = fits_add_list(t, &a->zonelists[i]);
	if (rc)
		return rc;
	if (at == t->fits->count)
		return fit_add_nowhere(t, node);
	if (t->max_order != MEMTOPO_NONE && t->order > t->max_order)
		fits_refuse(t, at);
	else
		fits_answer(t, at);
	return 0;
}

/* Zones come in the kernel's order, in each list alike. */
static size_t zone_place(const struct memtopo_machine *m, const char *name)
{
	const struct memtopo_allocator *a = &m->allocator;
	size_t i = 0;

	while (i < a->zonelist_count &&
	       (!a->zonelists[i].highest_zone || strcmp(a->zonelists[i].highest_zone, name)))
		i++;
	return i;
}

static bool zone_is_named(const struct memtopo_machine *m, const char *name)
{
	return zone_place(m, name) < m->allocator.zonelist_count;
}

static int trial_begin(struct trial *t)
{
	const struct memtopo_request *request = &t->fits->request;
	size_t i;

	t->kind = kind_find(request->gfp);
	if (!t->kind)
		return -EINVAL;
	for (i = 0; !t->highest && i < ARRAY_SIZE(t->kind->zones); i++) {
		if (zone_is_named(t->m, t->kind->zones[i]))
			t->highest = t->kind->zones[i];
	}
	if (!t->highest || (request->zone && !zone_is_named(t->m, request->zone)))
		return memtopo_error_set(t->err, NULL, 0, "this kernel has no zone '%.32s'",
					 request->zone ? request->zone : t->kind->zones[0]);
	if (request->zone && zone_place(t->m, request->zone) > zone_place(t->m, t->highest))
		return memtopo_error_set(t->err, NULL, 0,
					 "a %s request may use zones up to %.32s, not %.32s",
					 t->kind->name, t->highest, request->zone);
	if (request->zone)
		t->highest = request->zone;
	t->order = request->order;
	t->max_order = info_number(t->m, "max_order");
	t->pageblock_order = info_number(t->m, "pageblock_order");
	return 0;
}

int memtopo_fits_build(struct memtopo_fits *fits, const struct memtopo_machine *machine,
		       const struct memtopo_request *request, struct memtopo_error *err)
{
	struct trial t = { .m = machine, .fits = fits, .err = err };
	const struct memtopo_node *node;
	size_t i;
	int rc;

	memset(fits, 0, sizeof(*fits));
	fits->request = *request;
	rc = trial_begin(&t);
	if (rc)
		return rc;
	if (request->node != MEMTOPO_NONE) {
		node = memtopo_node_find(machine, request->node);
		if (!node || !memtopo_node_has(node, "online"))
			return memtopo_error_set(err, NULL, 0, "there is no node %llu online",
						 request->node);
		return fits_add_node(&t, request->node);
	}
	for (i = 0; i < machine->node_count && !rc; i++) {
		node = &machine->nodes[i];
		if (node->cpus && memtopo_node_has(node, "online"))
			rc = fits_add_node(&t, node->node);
	}
	if (!rc && !fits->count)
		return memtopo_error_set(err, NULL, 0, "no node that is online has CPUs");
	return rc;
}

void memtopo_fits_free(struct memtopo_fits *fits)
{
	free(fits->fit);
	memset(fits, 0, sizeof(*fits));
}

int memtopo_fits_rows(const struct memtopo_fits *fits, struct memtopo_rows *rows)
{
	memset(rows, 0, sizeof(*rows));
	return memtopo_rows_take(rows, fits->fit, fits->count, sizeof(*fits->fit), NULL);
}

static void answer_write(const struct memtopo_fit *fit, const struct memtopo_fit *taker,
			 const struct memtopo_machine *m, FILE *out)
{
	u64 bytes = memtopo_machine_bytes(m, 1ULL << fit->order);

	if (!strcmp(fit->answer, "now"))
		fputs("Yes", out);
	else if (!strcmp(fit->answer, "kswapd"))
		fputs("Yes, and kswapd is woken", out);
	else if (!strcmp(fit->answer, "reclaim"))
		fputs("Not now, only after reclaim or compaction", out);
	else
		fputs("No", out);
	fprintf(out, ": order %llu", fit->order);
	if (bytes != MEMTOPO_NONE)
		fprintf(out, " (%llu KiB)", bytes >> 10);
	fprintf(out, ", %s, on node %llu", kind_find(fit->gfp)->gfp, fit->from);
	if (taker)
		fprintf(out, " comes from node %llu, zone %s", taker->node, taker->zone);
	fputs(".\n", out);
}

void memtopo_fits_answer(const struct memtopo_fits *fits,
			 const struct memtopo_machine *machine, FILE *out)
{
	const struct memtopo_fit *taker;
	size_t i, j;

	for (i = 0; i < fits->count; i = j) {
		taker = NULL;
		for (j = i; j < fits->count && fits->fit[j].from == fits->fit[i].from; j++) {
			if (fits->fit[j].takes)
				taker = &fits->fit[j];
		}
		answer_write(&fits->fit[i], taker, machine, out);
	}
}

static int fit_result_name(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_fit *fit = row;

	(void)m;
	return memtopo_value_text(value, result_names[fit->result]);
}

static int fit_why(const struct memtopo_machine *m, const void *row,
		   struct memtopo_value *value)
{
	const struct memtopo_fit *fit = row;

	(void)m;
	return memtopo_value_text(value, fit->takes && fit->result == MEMTOPO_FIT_NOW ?
				  "takes it" : fit->takes ? "takes it, kswapd is woken" :
				  result_words[fit->result]);
}

static int fit_spare_size(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_fit *fit = row;
	s64 bytes;

	if (fit->result != MEMTOPO_FIT_NOWHERE &&
	    !__builtin_mul_overflow(fit->spare, (s64)m->info.page_size, &bytes))
		value->number = bytes;
	return 0;
}

static int fit_spare_pages(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_fit *fit = row;

	(void)m;
	if (fit->result == MEMTOPO_FIT_NOWHERE)
		return 0;
	return asprintf(&value->text, "%lld", fit->spare) < 0 ? -ENOMEM : 0;
}

static const struct memtopo_column fit_columns[] = {
	FIELD("FROM", NUMBER, TEXT | JSON, fit, from, "node that is asked"),
	FIELD("ORDER", NUMBER, JSON, fit, order, "order of the block"),
	FIELD("GFP", TEXT, JSON, fit, gfp, "kind of the request"),
	FIELD("HIGHEST_ZONE", TEXT, JSON, fit, highest_zone, "highest zone it may use"),
	FIELD("ANSWER", TEXT, JSON, fit, answer, "of the request: now, kswapd, reclaim or no"),
	FIELD("NODE", NUMBER, TEXT | JSON, fit, node, "node of the zone"),
	FIELD("ZONE", TEXT, TEXT | JSON, fit, zone, "name of the zone"),
	FIELD("DISTANCE", NUMBER, JSON, fit, distance, "from the node asked"),
	FIELD("TAKES", NUMBER, JSON, fit, takes, "1 when the request is served here"),
	MADE("RESULT", TEXT, JSON, fit_result_name,
	     "yes, kswapd, pages, reserve, blocks, order or zone"),
	FIELD("MANAGED_PAGES", NUMBER, JSON, fit, managed_pages, "pages the allocator has"),
	FIELD("FREE_PAGES", NUMBER, JSON, fit, free_pages, "pages free"),
	FIELD("HIGHATOMIC_PAGES", NUMBER, JSON, fit, highatomic_pages,
	      "of these, kept for atomic requests"),
	FIELD("CMA_PAGES", NUMBER, JSON, fit, cma_pages, "of these, for contiguous memory"),
	FIELD("LOW", NUMBER, JSON, fit, low, "low watermark in pages"),
	FIELD("MIN", NUMBER, JSON, fit, min, "what the request may go down to, in pages"),
	FIELD("RESERVE", NUMBER, JSON, fit, reserve, "pages kept from such requests"),
	MADE("SPARE_PAGES", NUMBER, JSON, fit_spare_pages, "pages beyond what is asked for"),
	FIELD("BLOCKS", NUMBER, TEXT | JSON, fit, blocks, "free blocks that are large enough"),
	FIELD("FREE", PAGES, TEXT, fit, free_pages, "size free"),
	FIELD("KEPT", PAGES, TEXT, fit, reserve, "size kept from such requests"),
	MADE("SPARE", BALANCE, TEXT, fit_spare_size, "size beyond what is asked for, or lacking"),
	MADE("WHY", TEXT, TEXT, fit_why, "what becomes of the request here"),
};

const struct memtopo_view memtopo_fits_view = {
	.name = "fits",
	.help = "whether an allocation would succeed now, and from where",
	/* Zones tell whether a table of theirs is whole. */
	.tables = MEMTOPO_HAS(NODES) | MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(WATERMARKS) |
		  MEMTOPO_HAS(ZONELISTS) | MEMTOPO_HAS(FREE_AREAS),
	.columns = fit_columns,
	.column_count = ARRAY_SIZE(fit_columns),
};
