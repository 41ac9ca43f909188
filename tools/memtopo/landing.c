// SPDX-License-Identifier: GPL-2.0
/*
 * Where the pages of a traced program land.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "landing.h"

/* More ranges of one address space are not watched; the oldest goes. */
#define WATCHED_MAX 64

/* How often a new range is looked at before it has to wait for a tick. */
#define LOOKS 3

/* More sections than this are counted, not listed. */
#define SECTIONS_MAX 8

/* Room for so many of them, and for how many others there are. */
#define SECTIONS_ROOM (SECTIONS_MAX * 24 + 32)

int memtopo_lookout_open(struct memtopo_lookout *lookout, const char *root)
{
	struct memtopo_error err;
	int rc;

	memset(lookout, 0, sizeof(*lookout));
	lookout->root = root;
	rc = memtopo_machine_load(&lookout->machine, root, MEMTOPO_HAS_SPACE, &err);
	if (!rc || rc == -ENOMEM)
		return rc;
	lookout->is_off = true;
	fprintf(stderr, "memtopo: note: where pages land is not told: %s\n", err.text);
	return 0;
}

void memtopo_lookout_close(struct memtopo_lookout *lookout)
{
	memtopo_machine_free(&lookout->machine);
	free(lookout->spots);
}

/* Memory that was plugged has other nodes and zones. */
static int machine_renew(struct memtopo_lookout *lookout, struct memtopo_error *err)
{
	struct memtopo_machine machine;
	int rc;

	rc = memtopo_machine_load(&machine, lookout->root, MEMTOPO_HAS_SPACE, err);
	if (rc) {
		memtopo_machine_free(&machine);
		return rc;
	}
	memtopo_machine_free(&lookout->machine);
	lookout->machine = machine;
	return 0;
}

static bool is_same(const struct memtopo_spot *a, const struct memtopo_spot *b)
{
	return a->node == b->node && a->zone == b->zone && a->section == b->section;
}

/* Adds the pages of @spot where there are such already, or as a new one. */
static int spots_add(struct memtopo_spot **spots, size_t *count, const struct memtopo_spot *spot)
{
	struct memtopo_spot *more;
	size_t i;

	for (i = 0; i < *count; i++) {
		if (is_same(&(*spots)[i], spot)) {
			(*spots)[i].pages += spot->pages;
			return 0;
		}
	}
	more = reallocarray(*spots, *count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[(*count)++] = *spot;
	*spots = more;
	return 0;
}

static u64 spots_find(const struct memtopo_spot *spots, size_t count,
		      const struct memtopo_spot *spot)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (is_same(&spots[i], spot))
			return spots[i].pages;
	}
	return 0;
}

static int spot_compare(const void *left, const void *right)
{
	const struct memtopo_spot *a = left, *b = right;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->zone != b->zone)
		return a->zone < b->zone ? -1 : 1;
	return a->section < b->section ? -1 : a->section > b->section;
}

/* What the module says of a range, whatever kinds of mappings are in it. */
static int range_ask(const struct memtopo_watched *range, struct memtopo_lookout *lookout,
		     u64 pid, struct memtopo_watched *now, struct memtopo_error *err)
{
	size_t owners = lookout->machine.owner_count, i;
	struct memtopo_space space;
	int rc;

	*now = *range;
	now->spots = NULL;
	now->spot_count = 0;
	now->pages = 0;
	rc = memtopo_space_ask(&space, &lookout->machine, lookout->root, pid, range->start,
			       range->end, err);
	for (i = 0; i < space.place_count && !rc; i++) {
		const struct memtopo_spot spot = {
			.node = space.places[i].node, .zone = space.places[i].zone_index,
			.section = space.places[i].section, .pages = space.places[i].pages,
		};

		rc = spots_add(&now->spots, &now->spot_count, &spot);
		now->pages += spot.pages;
	}
	memtopo_space_free(&space);
	/* What it says of owners is not kept. */
	lookout->machine.owner_count = owners;
	if (!rc && now->spots)
		qsort(now->spots, now->spot_count, sizeof(*now->spots), spot_compare);
	return rc;
}

/* Sections in order, neighbours as ranges. */
static void sections_write(char *text, const struct memtopo_spot *spots, size_t count)
{
	size_t len = 0, runs = 0, first, i;

	*text = '\0';
	if (spots[0].section == MEMTOPO_NONE)
		return;
	for (i = 0; i < count; i++) {
		first = i;
		while (i + 1 < count && spots[i + 1].section == spots[i].section + 1)
			i++;
		if (++runs > SECTIONS_MAX) {
			len += sprintf(text + len, " and %zu more", count - first);
			return;
		}
		len += sprintf(text + len, "%s%llu", first ? "," : "", spots[first].section);
		if (i > first)
			len += sprintf(text + len, "-%llu", spots[i].section);
	}
}

/* Tells of pages that are new in one zone, all of which are neighbours in @spots. */
static int zone_tell(const struct memtopo_watched *range, struct memtopo_lookout *lookout, u64 pid,
		     const struct memtopo_spot *spots, size_t count, bool moved)
{
	const struct memtopo_spot sum = {
		.node = spots[0].node, .zone = spots[0].zone, .section = MEMTOPO_NONE,
	};
	struct memtopo_spot total = sum;
	char sections[SECTIONS_ROOM];
	size_t i;
	int rc;

	for (i = 0; i < count; i++)
		total.pages += spots[i].pages;
	sections_write(sections, spots, count);
	rc = moved ? 0 : spots_add(&lookout->spots, &lookout->spot_count, &total);
	if (rc || !lookout->seen)
		return rc;
	return lookout->seen(lookout->context, &(struct memtopo_landed) {
		.pid = pid, .cause = range->cause, .start = range->start, .end = range->end,
		.pages = total.pages, .moved = moved, .node = sum.node,
		.zone = lookout->machine.zone_names[sum.zone], .sections = sections,
	});
}

/* Tells what is in @now and was not in @range. */
static int news_tell(const struct memtopo_watched *range, const struct memtopo_watched *now,
		     struct memtopo_lookout *lookout, u64 pid)
{
	struct memtopo_spot *news = NULL;
	size_t count = 0, first, i;
	u64 was;
	int rc = 0;

	for (i = 0; i < now->spot_count && !rc; i++) {
		struct memtopo_spot spot = now->spots[i];

		was = spots_find(range->spots, range->spot_count, &spot);
		if (spot.pages <= was)
			continue;
		spot.pages -= was;
		rc = spots_add(&news, &count, &spot);
	}
	for (first = 0; first < count && !rc; first = i) {
		for (i = first; i < count; i++) {
			if (news[i].node != news[first].node || news[i].zone != news[first].zone)
				break;
		}
		/* When there are no more than before, what is new here was elsewhere. */
		rc = zone_tell(range, lookout, pid, news + first, i - first,
			       now->pages <= range->pages);
	}
	free(news);
	return rc;
}

/* The module is gone, or has had enough: that is said once. */
static int trouble_take(struct memtopo_lookout *lookout, int rc, const struct memtopo_error *err)
{
	switch (rc) {
	case -ENOMEM:
		return rc;
	case -ESRCH:
	case -EFAULT:
	case -EAGAIN:
	case -EINTR:
	case -ENODATA:
	case -ERANGE:
		/* It ended, or is about to. */
		return 0;
	}
	if (!lookout->is_off)
		fprintf(stderr, "memtopo: note: where pages land is not told any more: %s\n",
			err->text);
	lookout->is_off = true;
	return 0;
}

/* @tell: what is new; or else it is taken as what it is from now on. */
static int range_look(struct memtopo_watched *range, struct memtopo_lookout *lookout, u64 pid,
		      bool tell)
{
	struct memtopo_watched now;
	struct memtopo_error err;
	int rc;

	rc = range_ask(range, lookout, pid, &now, &err);
	if (rc == -ESTALE) {
		free(now.spots);
		rc = machine_renew(lookout, &err);
		if (!rc)
			rc = range_ask(range, lookout, pid, &now, &err);
	}
	if (rc) {
		free(now.spots);
		return trouble_take(lookout, rc, &err);
	}
	if (tell)
		rc = news_tell(range, &now, lookout, pid);
	if (now.looks && tell)
		now.looks--;
	free(range->spots);
	*range = now;
	return rc;
}

static bool is_full(const struct memtopo_watched *range, u64 page)
{
	return range->pages >= (range->end - range->start) / page;
}

int memtopo_watches_look(struct memtopo_watches *watches, struct memtopo_lookout *lookout,
			 u64 pid, u64 start, u64 end, bool fresh)
{
	u64 page = lookout->machine.info.page_size;
	bool more = false;
	size_t i;
	int rc = 0;

	for (i = 0; i < watches->count && !rc && !lookout->is_off; i++) {
		struct memtopo_watched *range = &watches->range[i];

		if (range->end <= start || end <= range->start || is_full(range, page) ||
		    (fresh && !range->looks))
			continue;
		rc = range_look(range, lookout, pid, true);
		more |= range->looks;
	}
	if (fresh)
		watches->fresh = more;
	return rc;
}

static void range_drop(struct memtopo_watches *watches, size_t at)
{
	free(watches->range[at].spots);
	watches->count--;
	memmove(&watches->range[at], &watches->range[at + 1],
		(watches->count - at) * sizeof(*watches->range));
}

static int range_add(struct memtopo_watches *watches, const struct memtopo_watched *range)
{
	struct memtopo_watched *more;

	if (watches->count == WATCHED_MAX)
		range_drop(watches, 0);
	more = reallocarray(watches->range, watches->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	watches->range = more;
	more[watches->count++] = *range;
	watches->fresh = true;
	return 0;
}

/* Takes addresses away; what is left of a range may be two parts. */
static int range_cut(struct memtopo_watches *watches, struct memtopo_lookout *lookout, u64 pid,
		     u64 start, u64 end)
{
	struct memtopo_watched rest;
	size_t i;
	int rc = 0;

	for (i = 0; i < watches->count && !rc; i++) {
		struct memtopo_watched *range = &watches->range[i];

		if (range->end <= start || end <= range->start)
			continue;
		if (start <= range->start && range->end <= end) {
			range_drop(watches, i--);
			continue;
		}
		rest = *range;
		rest.start = end;
		rest.spots = NULL;
		rest.spot_count = 0;
		if (range->start < start)
			range->end = start;
		else
			range->start = end;
		rc = range_look(range, lookout, pid, false);
		if (rc || range->end != start || rest.start >= rest.end)
			continue;
		rc = range_look(&rest, lookout, pid, false);
		if (!rc)
			rc = range_add(watches, &rest);
		if (rc)
			free(rest.spots);
	}
	return rc;
}

/* Looks at what there is now, so that only what changes from now on is told. */
static int range_renew(struct memtopo_watches *watches, struct memtopo_lookout *lookout, u64 pid,
		       u64 start, u64 end)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < watches->count && !rc; i++) {
		if (watches->range[i].end > start && end > watches->range[i].start)
			rc = range_look(&watches->range[i], lookout, pid, false);
	}
	return rc;
}

static int range_make(struct memtopo_watches *watches, const struct memtopo_change *change,
		      const char *cause)
{
	struct memtopo_watched range = {
		.start = change->start, .end = change->end, .looks = LOOKS,
	};

	if (range.start >= range.end)
		return 0;
	snprintf(range.cause, sizeof(range.cause), "%s", cause);
	return range_add(watches, &range);
}

int memtopo_watches_change(struct memtopo_watches *watches, struct memtopo_lookout *lookout,
			   u64 pid, const struct memtopo_change *change, const char *cause,
			   bool all)
{
	bool is_new = change->kind == MEMTOPO_CHANGE_GROWN ||
		      change->kind == MEMTOPO_CHANGE_MAPPED ||
		      change->kind == MEMTOPO_CHANGE_MOVED;
	int rc = 0;

	if (lookout->is_off)
		return 0;
	if (change->kind == MEMTOPO_CHANGE_MOVED)
		rc = range_cut(watches, lookout, pid, change->old_start, change->old_end);
	if (!rc && (is_new || change->kind == MEMTOPO_CHANGE_SHRUNK ||
		    change->kind == MEMTOPO_CHANGE_UNMAPPED))
		rc = range_cut(watches, lookout, pid, change->start, change->end);
	if (!rc && change->kind == MEMTOPO_CHANGE_DROPPED)
		rc = range_renew(watches, lookout, pid, change->start, change->end);
	if (!rc && is_new && (all || !change->is_backed))
		rc = range_make(watches, change, cause);
	/* What was moved has its pages already. */
	if (!rc && change->kind == MEMTOPO_CHANGE_MOVED)
		rc = range_renew(watches, lookout, pid, change->start, change->end);
	return rc;
}

void memtopo_watches_free(struct memtopo_watches *watches)
{
	while (watches->count)
		range_drop(watches, watches->count - 1);
	free(watches->range);
	memset(watches, 0, sizeof(*watches));
}
