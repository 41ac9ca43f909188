/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a traced program asks of malloc() and its kin, and what became of it.
 */
#ifndef MEMTOPO_ALLOC_H
#define MEMTOPO_ALLOC_H

#include <stdbool.h>
#include <stdio.h>

#include "mark.h"
#include "parse.h"

/**
 * struct memtopo_alloc - a call of malloc() or of its kin
 * @what: which, enum memtopo_mark
 * @a: its first number: a size, a count, or an alignment
 * @b: its second number, if it has one
 * @old: the memory that it is given, if it is
 * @has_returned: it has, with @result
 * @result: the memory that it returned
 * @is_mapped: which is a mapping of its own, made in this call
 */
struct memtopo_alloc {
	unsigned int what;
	u64 a;
	u64 b;
	u64 old;
	bool has_returned;
	u64 result;
	bool is_mapped;
};

/**
 * struct memtopo_alloc_stats - all such calls together
 * @calls: how often each was called
 * @failed: how many returned no memory
 * @asked: bytes that were asked for
 * @mapped: requests that got a mapping of their own
 * @mapped_min: the smallest of them
 * @others: requests that did not
 * @others_max: the largest of them
 * @raised: how often a request came from the heap that was not smaller than one
 *          before it which got a mapping
 * @threshold_min: no request of this size or less got a mapping, of late
 * @threshold_max: one of this size did, of late
 */
struct memtopo_alloc_stats {
	u64 calls[MEMTOPO_MARKS];
	u64 failed;
	u64 asked;
	u64 mapped;
	u64 mapped_min;
	u64 others;
	u64 others_max;
	u64 raised;
	u64 threshold_min;
	u64 threshold_max;
};

/**
 * memtopo_alloc_read() - read the arguments of a mark
 * @alloc: the call that it tells of; with those that it has had before, when it
 *         tells that it has returned
 * @args: six arguments of a system call
 *
 * Return: false when it is no mark, or tells of no call that is known.
 */
bool memtopo_alloc_read(struct memtopo_alloc *alloc, const u64 *args);

/**
 * memtopo_alloc_name() - the name of what is called
 * @what: enum memtopo_mark
 *
 * Return: its name, as in the manual.
 */
const char *memtopo_alloc_name(unsigned int what);

/**
 * memtopo_alloc_bytes() - how much memory a call asks for
 * @alloc: the call
 *
 * Return: bytes, 0 when it asks for none or for more than there are addresses.
 */
u64 memtopo_alloc_bytes(const struct memtopo_alloc *alloc);

/**
 * memtopo_alloc_has_failed() - whether a call that has returned got no memory
 * @alloc: the call
 *
 * Return: whether it asked for memory and got none.
 */
bool memtopo_alloc_has_failed(const struct memtopo_alloc *alloc);

/**
 * memtopo_alloc_arguments() - write the arguments of a call
 * @alloc: the call
 * @out: where to
 */
void memtopo_alloc_arguments(const struct memtopo_alloc *alloc, FILE *out);

/**
 * memtopo_alloc_write() - write a call as C has it, with what it returned
 * @alloc: the call
 * @out: where to
 */
void memtopo_alloc_write(const struct memtopo_alloc *alloc, FILE *out);

/**
 * memtopo_alloc_fits() - whether memory is a mapping of its own
 * @alloc: the call, which has returned memory
 * @start: first address of a mapping that was made in the call
 * @end: address after its last one
 * @page: bytes of a page
 *
 * A mapping that is much larger than what was asked for is one from which more
 * than this request is served, such as an arena.
 *
 * Return: whether it is.
 */
bool memtopo_alloc_fits(const struct memtopo_alloc *alloc, u64 start, u64 end, u64 page);

/**
 * memtopo_alloc_count() - add a call that has returned to the others
 * @stats: all calls
 * @alloc: the call
 */
void memtopo_alloc_count(struct memtopo_alloc_stats *stats, const struct memtopo_alloc *alloc);

#endif /* MEMTOPO_ALLOC_H */
