/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Marks: how memtopo-malloc.so tells who traces the program of an allocation.
 *
 * A mark is a system call that does nothing, gettid(), with arguments that mean
 * nothing to the kernel. It is in order with all other calls, no sandbox forbids it,
 * and without a tracer it does no harm.
 */
#ifndef MEMTOPO_MARK_H
#define MEMTOPO_MARK_H

/* The first argument, by which a mark is known. */
#define MEMTOPO_MARK 0x6d656d746f706f21UL

/*
 * The second argument is what is called; with MEMTOPO_MARK_RETURN, which has returned
 * the third. Before that the third and the fourth are numbers, the fifth is an
 * address, as it has them. The sixth is where the word is that says whether
 * there are to be marks at all.
 */
enum memtopo_mark {
	MEMTOPO_MARK_HELLO,
	MEMTOPO_MARK_MALLOC,
	MEMTOPO_MARK_CALLOC,
	MEMTOPO_MARK_REALLOC,
	MEMTOPO_MARK_REALLOCARRAY,
	MEMTOPO_MARK_FREE,
	MEMTOPO_MARK_POSIX_MEMALIGN,
	MEMTOPO_MARK_ALIGNED_ALLOC,
	MEMTOPO_MARK_MEMALIGN,
	MEMTOPO_MARK_VALLOC,
	MEMTOPO_MARK_PVALLOC,
	MEMTOPO_MARK_SBRK,
	MEMTOPO_MARKS,
	MEMTOPO_MARK_RETURN = 0x100,
};

#endif /* MEMTOPO_MARK_H */
