/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A place in memory: what the module says of a number, and with it what the
 * tables of the layout know of the page frame behind it.
 */
#ifndef MEMTOPO_PLACE_H
#define MEMTOPO_PLACE_H

#include "address.h"
#include "canvas.h"
#include "maps.h"
#include "view.h"

/**
 * struct memtopo_place - what is known of a number
 * @text: the number as the user wrote it
 * @walk: what the module says, or the layout where the module cannot tell
 * @maps: the names of the process that was asked about
 * @mapping: name of the mapping that an address of it lies in, or NULL
 * @gap: what the frame is a part of when no struct page is there, or NULL
 * @gap_start: first page frame of that gap, or MEMTOPO_NONE
 * @gap_pages: how many it has, or MEMTOPO_NONE
 * @owner: who has the frame as /proc/iomem says, the innermost one, or NULL
 * @area: the outermost one, or NULL
 * @unasked: why the module could not tell of the frame, or NULL
 */
struct memtopo_place {
	const char *text;
	struct memtopo_walk walk;
	struct memtopo_maps maps;
	const char *mapping;
	char *gap;
	u64 gap_start;
	u64 gap_pages;
	const char *owner;
	const char *area;
	char *unasked;
};

/* A place, the address in it, the levels of its walk, and its page frame. */
extern const struct memtopo_view memtopo_where_view;
extern const struct memtopo_view memtopo_address_view;
extern const struct memtopo_view memtopo_levels_view;
extern const struct memtopo_view memtopo_page_view;

/**
 * memtopo_place_load() - find out about a number
 * @place: the place, to be passed to memtopo_place_free() in any case; @text and
 *         what memtopo_walk_load() wants are set, and the rest is zero
 * @machine: the machine, with its info, and with the layout and /proc/iomem
 *           where they are to be of use
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * Where there is no memory, and where the module does not answer, what the
 * layout has of a page frame is the answer.
 *
 * Return: 0 or -errno.
 */
int memtopo_place_load(struct memtopo_place *place, struct memtopo_machine *machine,
		       const char *root, struct memtopo_error *err);

/**
 * memtopo_place_free() - release a place
 * @place: the place
 */
void memtopo_place_free(struct memtopo_place *place);

/**
 * memtopo_place_draw() - tell of a place: what it is, and where
 * @canvas: where to draw
 * @place: the place
 * @machine: the machine
 * @walk: draw how the page tables lead there, too
 */
void memtopo_place_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			const struct memtopo_machine *machine, bool walk);

/**
 * memtopo_place_doubt() - where the answer contradicts itself, or the layout
 * @place: the place
 * @machine: the machine
 * @out: where to write it, a note in a line for each contradiction
 */
void memtopo_place_doubt(const struct memtopo_place *place,
			 const struct memtopo_machine *machine, FILE *out);

#endif /* MEMTOPO_PLACE_H */
