/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /proc/iomem: who has which physical addresses.
 */
#ifndef MEMTOPO_IOMEM_H
#define MEMTOPO_IOMEM_H

#include "source.h"

/* Below the system root. */
#define MEMTOPO_IOMEM "/proc/iomem"

/**
 * struct memtopo_resource - a line of /proc/iomem
 * @start: address of its first byte
 * @end: address of its last byte
 * @depth: how many resources it lies in
 * @name: who has it
 * @ram: index of the System RAM that it is or lies in, or MEMTOPO_NO_RAM
 */
struct memtopo_resource {
	u64 start;
	u64 end;
	unsigned int depth;
	const char *name;
	size_t ram;
};

#define MEMTOPO_NO_RAM (~(size_t)0)

/**
 * struct memtopo_ram - a range of System RAM
 * @start: address of its first byte
 * @end: address of its last byte
 * @driver: the driver that added it, or NULL
 * @group: the device that it was added for, or NULL
 */
struct memtopo_ram {
	u64 start;
	u64 end;
	char *driver;
	const char *group;
};

/**
 * struct memtopo_iomem - what /proc/iomem says
 * @resource: its lines, each followed by those that lie in it
 * @count: how many; none when that is not known
 * @ram: the System RAM, ascending
 * @ram_count: how many ranges
 * @text: what names point into
 */
struct memtopo_iomem {
	struct memtopo_resource *resource;
	size_t count;
	struct memtopo_ram *ram;
	size_t ram_count;
	char *text;
};

/**
 * struct memtopo_piece - page frames whose owner is the same
 * @start_pfn: first page frame
 * @end_pfn: page frame after the last
 * @resource: the innermost resource
 * @outermost: the outermost one
 * @ram: the System RAM that they are or lie in, or NULL
 */
struct memtopo_piece {
	u64 start_pfn;
	u64 end_pfn;
	const struct memtopo_resource *resource;
	const struct memtopo_resource *outermost;
	const struct memtopo_ram *ram;
};

/**
 * struct memtopo_pieces - all page frames that have an owner
 * @piece: the pieces, ascending
 * @count: how many
 */
struct memtopo_pieces {
	struct memtopo_piece *piece;
	size_t count;
};

/**
 * memtopo_iomem_read() - read /proc/iomem
 * @iomem: what to fill; memtopo_iomem_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * A recording may be without it, and those who may not know see each range at
 * address 0: then nothing is known.
 *
 * Return: 0 or -errno; -ESTALE when memory came or went meanwhile, or when the
 * file is damaged in a way that looks like that.
 */
int memtopo_iomem_read(struct memtopo_iomem *iomem, const char *root,
		       struct memtopo_error *err);

/**
 * memtopo_iomem_free() - release everything
 * @iomem: what is known, possibly all zero
 */
void memtopo_iomem_free(struct memtopo_iomem *iomem);

/**
 * memtopo_pieces_build() - cut the resources into page frames
 * @pieces: the pieces, to be passed to memtopo_pieces_free() in any case
 * @iomem: the resources
 * @page_size: size of a page
 *
 * As for the kernel, a page frame is memory when the whole of it is System RAM.
 * Others have a page frame when they have a byte of it; the first does.
 *
 * Return: 0 or -errno.
 */
int memtopo_pieces_build(struct memtopo_pieces *pieces, const struct memtopo_iomem *iomem,
			 u64 page_size);

/**
 * memtopo_pieces_at() - find a page frame
 * @pieces: the pieces
 * @pfn: the page frame
 *
 * Return: index of the first piece that ends after @pfn, or their count.
 */
size_t memtopo_pieces_at(const struct memtopo_pieces *pieces, u64 pfn);

/**
 * memtopo_pieces_free() - release all pieces
 * @pieces: the pieces
 */
void memtopo_pieces_free(struct memtopo_pieces *pieces);

#endif /* MEMTOPO_IOMEM_H */
