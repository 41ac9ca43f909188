// SPDX-License-Identifier: GPL-2.0
/*
 * What a system call changed in an address space, in plain words.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "size.h"

#define MAP_KIND 0xf
#define MAP_PRIVATE 2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_STACK 0x20000
#define MAP_HUGETLB 0x40000
#define MREMAP_DONTUNMAP 4
#define SHM_RDONLY 0x1000
#define MCL_CURRENT 1
#define MCL_FUTURE 2

/* What madvise() does to a range, after it. */
static const struct advice {
	u64 advice;
	enum memtopo_change_kind kind;
	const char *words;
} advices[] = {
	{ 3, MEMTOPO_CHANGE_OTHER, "will be needed" },
	{ 4, MEMTOPO_CHANGE_DROPPED, "gave its pages back" },
	{ 8, MEMTOPO_CHANGE_DROPPED, "has pages to spare" },
	{ 9, MEMTOPO_CHANGE_DROPPED, "lost its pages and their content" },
	{ 10, MEMTOPO_CHANGE_OTHER, "is kept from children" },
	{ 11, MEMTOPO_CHANGE_OTHER, "is for children, too" },
	{ 12, MEMTOPO_CHANGE_OTHER, "may share pages that are alike" },
	{ 13, MEMTOPO_CHANGE_DROPPED, "shares no pages that are alike" },
	{ 14, MEMTOPO_CHANGE_OTHER, "may have huge pages" },
	{ 15, MEMTOPO_CHANGE_OTHER, "has no huge pages" },
	{ 20, MEMTOPO_CHANGE_OTHER, "is not needed soon" },
	{ 21, MEMTOPO_CHANGE_DROPPED, "was paged out" },
	{ 22, MEMTOPO_CHANGE_OTHER, "was filled with pages" },
	{ 23, MEMTOPO_CHANGE_OTHER, "was filled with pages" },
	{ 24, MEMTOPO_CHANGE_DROPPED, "gave its pages back" },
	{ 25, MEMTOPO_CHANGE_DROPPED, "is in huge pages" },
};

static void __printf(2, 3) say(struct memtopo_change *change, const char *fmt, ...)
{
	size_t len = strlen(change->words);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(change->words + len, sizeof(change->words) - len, fmt, ap);
	va_end(ap);
}

/* "0x1000-0x3000, 8K" */
static void say_range(struct memtopo_change *change)
{
	char size[MEMTOPO_SIZE_ROOM];

	say(change, "0x%llx-0x%llx, %s", change->start, change->end,
	    memtopo_size_format(size, change->end - change->start));
}

static u64 page_up(u64 address, u64 page)
{
	u64 up = address + page - 1;

	return up < address ? address : up / page * page;
}

/* A range of whole pages, as the kernel makes it of an address and a length. */
static void range_set(struct memtopo_change *change, enum memtopo_change_kind kind, u64 start,
		      u64 length, u64 page)
{
	u64 end;

	if (__builtin_add_overflow(start, length, &end))
		return;
	change->kind = kind;
	change->start = start / page * page;
	change->end = page_up(end, page);
}

/* Before it returned: what lies beyond the new break is about to go. */
static void brk_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
		     u64 page, u64 *brk)
{
	u64 now = syscall->has_returned ? (u64)syscall->result : syscall->args[0], old = *brk;
	char size[MEMTOPO_SIZE_ROOM];

	if (!syscall->has_returned) {
		if (now && now < old)
			range_set(change, MEMTOPO_CHANGE_SHRUNK, page_up(now, page), 0, page);
		if (change->kind)
			change->end = page_up(old, page);
		return;
	}
	*brk = now;
	memtopo_size_format(size, now > old ? now - old : old - now);
	if (!old || now == old) {
		say(change, "%s at 0x%llx", syscall->args[0] && syscall->args[0] != now ?
		    "refused: the heap still ends" : "the heap ends", now);
	} else if (now > old) {
		change->kind = MEMTOPO_CHANGE_GROWN;
		change->start = page_up(old, page);
		change->end = page_up(now, page);
		say(change, "heap grew by %s to 0x%llx", size, now);
	} else {
		change->kind = MEMTOPO_CHANGE_SHRUNK;
		change->start = page_up(now, page);
		change->end = page_up(old, page);
		say(change, "heap shrank by %s to 0x%llx", size, now);
	}
}

static void mmap_say(struct memtopo_change *change, const struct memtopo_syscall *syscall)
{
	u64 flags = syscall->args[3];
	bool is_shared = (flags & MAP_KIND) != MAP_PRIVATE;

	if (!syscall->args[2])
		say(change, "addresses set aside ");
	else if (flags & MAP_ANONYMOUS)
		say(change, "new %s mapping%s ", is_shared ? "shared" : "anonymous",
		    flags & MAP_HUGETLB ? " of huge pages" : flags & MAP_STACK ? " for a stack" :
		    "");
	else
		say(change, "new %smapping of %s ", is_shared ? "shared " : "",
		    *syscall->path ? syscall->path : "a file");
	say_range(change);
}

static void mmap_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
		      u64 page)
{
	u64 flags = syscall->args[3];

	if (!syscall->has_returned) {
		if (flags & MAP_FIXED)
			range_set(change, MEMTOPO_CHANGE_DROPPED, syscall->args[0],
				  syscall->args[1], page);
		return;
	}
	range_set(change, MEMTOPO_CHANGE_MAPPED, syscall->result, syscall->args[1], page);
	change->is_backed = !(flags & MAP_ANONYMOUS);
	mmap_say(change, syscall);
}

static void mremap_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			u64 page)
{
	u64 was = page_up(syscall->args[1], page), now = page_up(syscall->args[2], page);
	char size[MEMTOPO_SIZE_ROOM];

	range_set(change, MEMTOPO_CHANGE_DROPPED, syscall->args[0], was, page);
	if (!syscall->has_returned)
		return;
	change->old_start = change->start;
	change->old_end = change->end;
	range_set(change, MEMTOPO_CHANGE_MOVED, syscall->result, now, page);
	if (change->start != change->old_start)
		say(change, syscall->args[3] & MREMAP_DONTUNMAP ?
		    "pages moved from 0x%llx to " : "moved from 0x%llx to ", change->old_start);
	say_range(change);
	if (was != now)
		say(change, ", which is %s %s", memtopo_size_format(size, now > was ? now - was :
		    was - now), now > was ? "more" : "less");
}

static void madvise_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			 u64 page)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(advices); i++) {
		if (advices[i].advice == (u32)syscall->args[2])
			break;
	}
	if (i == ARRAY_SIZE(advices)) {
		range_set(change, MEMTOPO_CHANGE_OTHER, syscall->args[0], syscall->args[1], page);
		return;
	}
	range_set(change, advices[i].kind, syscall->args[0], syscall->args[1], page);
	say_range(change);
	say(change, " %s", advices[i].words);
}

static void range_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
		       enum memtopo_change_kind kind, const char *words, u64 page)
{
	range_set(change, kind, syscall->args[0], syscall->args[1], page);
	say_range(change);
	say(change, " %s", words);
}

static void mprotect_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			  u64 page)
{
	u64 prot = syscall->args[2];
	char words[] = "is ---";

	if (prot & 1)
		words[3] = 'r';
	if (prot & 2)
		words[4] = 'w';
	if (prot & 4)
		words[5] = 'x';
	range_find(change, syscall, MEMTOPO_CHANGE_OTHER, words, page);
}

/* Of a process that is new, whose memory it has. */
static void clone_find(struct memtopo_change *change, const struct memtopo_syscall *syscall)
{
	u64 flags = memtopo_syscall_clone(syscall);

	/* The child returns from it as well. */
	if (syscall->result)
		say(change, flags & MEMTOPO_CLONE_THREAD ? "new thread" :
		    flags & MEMTOPO_CLONE_VM ?
		    "new process with the same address space" :
		    "new process with a copy of the address space");
}

static void returned_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			  u64 page)
{
	change->kind = MEMTOPO_CHANGE_OTHER;
	switch (syscall->call) {
	case MEMTOPO_CALL_MPROTECT:
	case MEMTOPO_CALL_PKEY_MPROTECT:
		mprotect_find(change, syscall, page);
		break;
	case MEMTOPO_CALL_MLOCK:
	case MEMTOPO_CALL_MLOCK2:
		range_find(change, syscall, MEMTOPO_CHANGE_OTHER, "stays in memory", page);
		break;
	case MEMTOPO_CALL_MUNLOCK:
		range_find(change, syscall, MEMTOPO_CHANGE_OTHER, "may leave memory", page);
		break;
	case MEMTOPO_CALL_MLOCKALL:
		say(change, "%s%s stays in memory", syscall->args[0] & MCL_CURRENT ?
		    "all that is mapped" : "", syscall->args[0] & MCL_FUTURE ?
		    syscall->args[0] & MCL_CURRENT ? " and will be" : "all that will be mapped" :
		    "");
		break;
	case MEMTOPO_CALL_MUNLOCKALL:
		say(change, "all may leave memory");
		break;
	case MEMTOPO_CALL_MBIND:
		range_find(change, syscall, MEMTOPO_CHANGE_OTHER, "has a policy of its own", page);
		break;
	case MEMTOPO_CALL_REMAP_FILE_PAGES:
		range_find(change, syscall, MEMTOPO_CHANGE_OTHER,
			   "shows another part of its file", page);
		break;
	case MEMTOPO_CALL_EXECVE:
	case MEMTOPO_CALL_EXECVEAT:
		say(change, "a new address space");
		break;
	case MEMTOPO_CALL_FORK:
	case MEMTOPO_CALL_VFORK:
	case MEMTOPO_CALL_CLONE:
	case MEMTOPO_CALL_CLONE3:
		clone_find(change, syscall);
		break;
	default:
		change->kind = MEMTOPO_CHANGE_NONE;
	}
}

static void shmat_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
		       u64 page)
{
	/* How much it is, whoever looks at the process has put there. */
	range_set(change, MEMTOPO_CHANGE_MAPPED, syscall->result, syscall->detail, page);
	say(change, "shared memory %d%s attached ", (int)syscall->args[0],
	    syscall->args[2] & SHM_RDONLY ? ", read-only," : "");
	say_range(change);
}

void memtopo_change_find(struct memtopo_change *change, const struct memtopo_syscall *syscall,
			 u64 page, u64 *brk)
{
	change->kind = MEMTOPO_CHANGE_NONE;
	change->start = 0;
	change->end = 0;
	change->old_start = 0;
	change->old_end = 0;
	change->is_backed = false;
	change->words[0] = '\0';
	if (memtopo_syscall_error(syscall))
		return;
	switch (syscall->call) {
	case MEMTOPO_CALL_BRK:
		brk_find(change, syscall, page, brk);
		break;
	case MEMTOPO_CALL_MMAP:
		mmap_find(change, syscall, page);
		break;
	case MEMTOPO_CALL_MUNMAP:
		range_find(change, syscall, MEMTOPO_CHANGE_UNMAPPED, "unmapped", page);
		break;
	case MEMTOPO_CALL_MREMAP:
		mremap_find(change, syscall, page);
		break;
	case MEMTOPO_CALL_MADVISE:
		madvise_find(change, syscall, page);
		break;
	case MEMTOPO_CALL_SHMAT:
		if (syscall->has_returned)
			shmat_find(change, syscall, page);
		break;
	case MEMTOPO_CALL_SHMDT:
		range_set(change, MEMTOPO_CHANGE_UNMAPPED, syscall->args[0], syscall->detail, page);
		say(change, "shared memory detached ");
		say_range(change);
		break;
	default:
		if (syscall->has_returned)
			returned_find(change, syscall, page);
	}
	if (!syscall->has_returned)
		change->words[0] = '\0';
}
