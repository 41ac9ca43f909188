/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a system call changed in an address space, in plain words.
 */
#ifndef MEMTOPO_CHANGE_H
#define MEMTOPO_CHANGE_H

#include "parse.h"
#include "syscall.h"

/* Room for the words, a path among them. */
#define MEMTOPO_WORDS_ROOM (MEMTOPO_PATH_ROOM + 160)

/* What became of a range of addresses. */
enum memtopo_change_kind {
	MEMTOPO_CHANGE_NONE,
	MEMTOPO_CHANGE_GROWN,	/* the heap did */
	MEMTOPO_CHANGE_SHRUNK,	/* the heap did */
	MEMTOPO_CHANGE_MAPPED,
	MEMTOPO_CHANGE_UNMAPPED,
	MEMTOPO_CHANGE_MOVED,	/* from an old range to a new one, which may overlap */
	MEMTOPO_CHANGE_DROPPED,	/* it is still there, but may have lost its pages */
	MEMTOPO_CHANGE_OTHER,
};

/**
 * struct memtopo_change - what a call changed
 * @kind: in which way
 * @start: first address of the range; 0 when there is none
 * @end: address after its last one
 * @old_start: the range before it was moved
 * @old_end: its end
 * @is_backed: its pages are those of a file
 * @words: that in words, "" when there is nothing to say
 */
struct memtopo_change {
	enum memtopo_change_kind kind;
	u64 start;
	u64 end;
	u64 old_start;
	u64 old_end;
	bool is_backed;
	char words[MEMTOPO_WORDS_ROOM];
};

/**
 * memtopo_change_find() - what a call changed, or is about to change
 * @change: the change
 * @syscall: the call
 * @page: bytes of a page
 * @brk: program break before the call, 0 when it is not known; that after it on
 *       return
 *
 * Of a call that has not returned there is the range alone that it may take
 * something away from, and no words.
 */
void memtopo_change_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			 u64 page, u64 *brk);

#endif /* MEMTOPO_CHANGE_H */
