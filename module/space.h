/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address spaces of the running kernel: the part of the live source that
 * is about them.
 */
#ifndef MEMTOPO_SPACE_H
#define MEMTOPO_SPACE_H

#include "source.h"

const struct memtopo_entry_layout *memtopo_space_layout(void);

/* As &struct memtopo_source_ops has them. */
int memtopo_space_open(const struct memtopo_source *src, unsigned int pid,
		       struct memtopo_space **space);
void memtopo_space_close(const struct memtopo_source *src,
			 struct memtopo_space *space);
int memtopo_space_process(const struct memtopo_source *src,
			  struct memtopo_space *space,
			  struct memtopo_process *process);
int memtopo_space_lock(const struct memtopo_source *src,
		       struct memtopo_space *space);
void memtopo_space_unlock(const struct memtopo_source *src,
			  struct memtopo_space *space);
bool memtopo_space_contended(const struct memtopo_source *src,
			     struct memtopo_space *space);
int memtopo_space_mapping(const struct memtopo_source *src,
			  struct memtopo_space *space, u64 addr,
			  struct memtopo_mapping *mapping);
void memtopo_space_path(const struct memtopo_source *src,
			struct memtopo_space *space, u64 addr,
			struct memtopo_path *path);
void memtopo_space_entries(const struct memtopo_source *src,
			   struct memtopo_space *space, u64 start, u64 end,
			   struct memtopo_entries *entries);
int memtopo_space_kernel_region(const struct memtopo_source *src, u64 addr,
				struct memtopo_region *region);
int memtopo_space_kernel_path(const struct memtopo_source *src, u64 addr,
			      const struct memtopo_region *region,
			      struct memtopo_path *path);

#endif /* MEMTOPO_SPACE_H */
