/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Would an allocation succeed now? What get_page_from_freelist()
 * (mm/page_alloc.c) would find, zone by zone.
 */
#ifndef MEMTOPO_FIT_H
#define MEMTOPO_FIT_H

#include <stdio.h>

#include "view.h"

/* Exit status when it would not, which is not that of a failure. */
#define MEMTOPO_EXIT_UNFIT 3

/* What --gfp takes: the kinds that fit.c knows. */
#define MEMTOPO_REQUEST_KINDS "kernel, user, movable, atomic, nowait, dma or dma32"

/* Above every order that a kernel can be built for. */
#define MEMTOPO_ORDER_MAX 40

/**
 * struct memtopo_request - an allocation that is asked about
 * @order: of the block
 * @node: node that is asked for, or MEMTOPO_NONE for each that has CPUs
 * @zone: name of the highest zone it may use, or NULL for that of @gfp
 * @gfp: kind of request, or NULL for a kernel's
 * @thisnode: of no other node (__GFP_THISNODE)
 */
struct memtopo_request {
	u64 order;
	u64 node;
	const char *zone;
	const char *gfp;
	bool thisnode;
};

/* What becomes of a request, best first; or what a zone can do for it. */
enum memtopo_fit_result {
	MEMTOPO_FIT_NOW,	/* above the low watermark */
	MEMTOPO_FIT_KSWAPD,	/* below it: kswapd is woken */
	MEMTOPO_FIT_PAGES,	/* too few free pages for the watermark */
	MEMTOPO_FIT_RESERVE,	/* enough, but they are kept from this request */
	MEMTOPO_FIT_BLOCKS,	/* no free block that is large enough */
	MEMTOPO_FIT_ORDER,	/* no block can be so large */
	MEMTOPO_FIT_NOWHERE,	/* no zone: the list has none */
	MEMTOPO_FIT_RESULTS,
};

/**
 * struct memtopo_fit - a zone in which a request is tried; if there is none, a
 *	row that says so, with MEMTOPO_NONE for what would be the zone's
 * @from: node whose zonelist it is
 * @order: of the request
 * @gfp: its kind
 * @highest_zone: highest zone it may use
 * @answer: what becomes of the request: now, kswapd, reclaim or no
 * @node: node of the zone
 * @zone: name of the zone, or NULL
 * @distance: from @from to @node
 * @takes: 1 when the request is served here
 * @result: what this zone could do for it
 * @managed_pages: pages the allocator has
 * @free_pages: free
 * @highatomic_pages: of these, kept for atomic requests and so not for this
 * @cma_pages: of these, for contiguous memory and so not for this
 * @low: low watermark
 * @min: what the request may go down to
 * @reserve: kept from requests that could use higher zones
 * @spare: what it has beyond the least that is asked for, or lacks; signed
 * @blocks: free blocks of the order or larger that the request may use
 */
struct memtopo_fit {
	u64 from;
	u64 order;
	const char *gfp;
	const char *highest_zone;
	const char *answer;
	u64 node;
	const char *zone;
	u64 distance;
	u64 takes;
	enum memtopo_fit_result result;
	u64 managed_pages;
	u64 free_pages;
	u64 highatomic_pages;
	u64 cma_pages;
	u64 low;
	u64 min;
	u64 reserve;
	s64 spare;
	u64 blocks;
};

/**
 * struct memtopo_fits - all zones in which a request is tried
 * @fit: the zones, in the order in which they are tried, node by node
 * @count: how many
 * @room: for how many there is memory
 * @request: the request
 * @unfit: how many of the nodes it would not succeed on
 */
struct memtopo_fits {
	struct memtopo_fit *fit;
	size_t count;
	size_t room;
	struct memtopo_request request;
	size_t unfit;
};

/* How they are printed, and the tables that the answer is made from. */
extern const struct memtopo_view memtopo_fits_view;

/**
 * memtopo_fits_build() - try a request in all zones that it may use
 * @fits: the zones, to be passed to memtopo_fits_free() in any case
 * @machine: the machine
 * @request: the request
 * @err: where a request that makes no sense is described
 *
 * Return: 0 or -errno.
 */
int memtopo_fits_build(struct memtopo_fits *fits, const struct memtopo_machine *machine,
		       const struct memtopo_request *request, struct memtopo_error *err);

/**
 * memtopo_fits_free() - release the zones
 * @fits: the zones
 */
void memtopo_fits_free(struct memtopo_fits *fits);

/**
 * memtopo_fits_rows() - make the rows of the view
 * @fits: the zones
 * @rows: the rows, to be passed to memtopo_rows_free() in any case
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_fits_rows(const struct memtopo_fits *fits, struct memtopo_rows *rows);

/**
 * memtopo_fits_answer() - write the answer in a sentence for each node
 * @fits: the zones
 * @machine: the machine
 * @out: where to write it
 */
void memtopo_fits_answer(const struct memtopo_fits *fits,
			 const struct memtopo_machine *machine, FILE *out);

/**
 * memtopo_request_is_known() - whether there are requests of a kind
 * @gfp: the kind
 *
 * Return: whether there are.
 */
bool memtopo_request_is_known(const char *gfp);

#endif /* MEMTOPO_FIT_H */
