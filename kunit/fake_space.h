/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes of machines that do not exist.
 */
#ifndef MEMTOPO_FAKE_SPACE_H
#define MEMTOPO_FAKE_SPACE_H

#include "fake.h"
#include "../module/entry.h"

#define FAKE_PID		1234
#define FAKE_TASK_SIZE		0x7ffffffff000ULL
#define FAKE_MAPPINGS		64
#define FAKE_ENTRIES		64
#define FAKE_MAPPED		16

/* Entries of an x86_64, without what KUnit is not about. */
#define FAKE_PTE(pfn)		((u64)(pfn) << 12 | 0x067)
#define FAKE_LEAF(pfn)		((u64)(pfn) << 12 | 0x0e7)
#define FAKE_SPECIAL		0x200
#define FAKE_PROTNONE(pfn)	((~(u64)(pfn) & 0xffffffffffULL) << 12 | 0x120)
/* Swap entries: the types are SWAP's 0 to 23, then these. */
#define FAKE_SWAP(type, offset) \
	((u64)(type) << 59 | (~(u64)(offset) & 0x3ffffffffffffULL) << 9)
#define FAKE_SWP_DEVICE		24
#define FAKE_SWP_EXCLUSIVE	26
#define FAKE_SWP_MIGRATION	28
#define FAKE_SWP_HWPOISON	30
#define FAKE_SWP_MARKER		31
/* From one page to the next in FAKE_PTE() and FAKE_LEAF(). */
#define FAKE_STEP		0x1000
#define FAKE_LEAF_STEP		0x200000

extern const struct memtopo_entry_layout fake_layout;

/**
 * struct fake_entries - entries of one level, one behind the other
 * @level: the level
 * @start: address that the first of them maps
 * @end: address after the last
 * @raw: the first of them
 * @step: from one to the next
 */
struct fake_entries {
	enum memtopo_level level;
	u64 start;
	u64 end;
	u64 raw;
	u64 step;
};

/**
 * struct fake_mapped - frames that are other than small anonymous pages
 * @start: first PFN
 * @end: PFN after the last
 * @flags: BIT(enum memtopo_mapped_flag)
 */
struct fake_mapped {
	u64 start;
	u64 end;
	u32 flags;
};

/**
 * struct fake_space - a process
 * @fake: its machine
 * @process: what it says of itself
 * @mappings: its mappings, by ascending address
 * @nr_mappings: how many
 * @entries: what its page tables have beside holes
 * @nr_entries: how many
 * @mapped: what there is in frames
 * @nr_mapped: how many
 * @contended: how often somebody will still be found waiting
 * @lock_err: what locking comes to, when @locks are as many as
 * @lock_err_at: this
 * @process_err: what asking for @process comes to, when @asked is as often as
 * @process_err_at: this; and the next time it is well
 * @locked: called each time the lock has been taken: changes things
 * @opens: times opened, and not yet closed
 * @asked: times that @process was asked for
 * @locks: times the lock was taken
 * @held: now
 * @looks: looks at entries, and how many in
 * @longest: this or any other hold of the lock at most
 * @in_hold: looks since the lock was taken
 * @seen: the last mapping that was looked up since the lock was taken
 */
struct fake_space {
	struct fake_machine *fake;
	struct memtopo_process process;
	struct memtopo_mapping mappings[FAKE_MAPPINGS];
	size_t nr_mappings;
	struct fake_entries entries[FAKE_ENTRIES];
	size_t nr_entries;
	struct fake_mapped mapped[FAKE_MAPPED];
	size_t nr_mapped;
	unsigned int contended;
	int lock_err;
	unsigned int lock_err_at;
	int process_err;
	unsigned int process_err_at;
	void (*locked)(struct fake_space *space);
	int opens;
	unsigned int asked;
	unsigned int locks;
	bool held;
	unsigned int looks;
	unsigned int longest;
	unsigned int in_hold;
	const struct memtopo_mapping *seen;
};

struct fake_space *fake_space_create(struct fake_machine *fake);
struct memtopo_mapping *fake_mapping_add(struct fake_space *space, u64 start,
					 u64 end, u64 flags);
void fake_entries_add(struct fake_space *space, enum memtopo_level level,
		      u64 start, u64 end, u64 raw, u64 step);
void fake_mapped_add(struct fake_space *space, u64 start, u64 end, u32 flags);

int fake_space_open(const struct memtopo_source *src, unsigned int pid,
		    struct memtopo_space **space);
void fake_space_close(const struct memtopo_source *src,
		      struct memtopo_space *space);
int fake_space_process(const struct memtopo_source *src,
		       struct memtopo_space *space,
		       struct memtopo_process *process);
int fake_space_lock(const struct memtopo_source *src,
		    struct memtopo_space *space);
void fake_space_unlock(const struct memtopo_source *src,
		       struct memtopo_space *space);
bool fake_space_contended(const struct memtopo_source *src,
			  struct memtopo_space *space);
int fake_space_mapping(const struct memtopo_source *src,
		       struct memtopo_space *space, u64 addr,
		       struct memtopo_mapping *mapping);
void fake_space_entries(const struct memtopo_source *src,
			struct memtopo_space *space, u64 start, u64 end,
			struct memtopo_entries *entries);
void fake_mapped_pages(const struct memtopo_source *src, const u64 *pfns,
		       unsigned int nr, struct memtopo_mapped *mapped);
unsigned int fake_mapped_leaf(const struct memtopo_source *src, u64 pfn,
			      unsigned int pages,
			      struct memtopo_mapped *mapped);

#endif /* MEMTOPO_FAKE_SPACE_H */
