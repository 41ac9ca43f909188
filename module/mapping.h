/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a mapping is to whoever reads about it: pure functions over records.
 */
#ifndef MEMTOPO_MAPPING_H
#define MEMTOPO_MAPPING_H

#include "source.h"

/**
 * enum memtopo_mapping_kind - what a mapping is for; the first that is true
 * @MEMTOPO_MAPPING_KIND_HUGE: of hugetlbfs
 * @MEMTOPO_MAPPING_KIND_VDSO: the kernel made it
 * @MEMTOPO_MAPPING_KIND_DEVICE: of a device, or without struct pages
 * @MEMTOPO_MAPPING_KIND_HEAP: meets the program break
 * @MEMTOPO_MAPPING_KIND_STACK: holds the first thread's stack
 * @MEMTOPO_MAPPING_KIND_SHARED: MAP_SHARED
 * @MEMTOPO_MAPPING_KIND_FILE: private, with a file
 * @MEMTOPO_MAPPING_KIND_ANON: private, without
 * @MEMTOPO_NR_MAPPING_KINDS: how many there are
 */
enum memtopo_mapping_kind {
	MEMTOPO_MAPPING_KIND_HUGE,
	MEMTOPO_MAPPING_KIND_VDSO,
	MEMTOPO_MAPPING_KIND_DEVICE,
	MEMTOPO_MAPPING_KIND_HEAP,
	MEMTOPO_MAPPING_KIND_STACK,
	MEMTOPO_MAPPING_KIND_SHARED,
	MEMTOPO_MAPPING_KIND_FILE,
	MEMTOPO_MAPPING_KIND_ANON,
	MEMTOPO_NR_MAPPING_KINDS,
};

#define MEMTOPO_PERMS_LEN	5

extern const char *const memtopo_mapping_kind_names[MEMTOPO_NR_MAPPING_KINDS];
extern const char memtopo_mapping_flag_names[MEMTOPO_NR_MAPPING_FLAGS][3];

enum memtopo_mapping_kind
memtopo_mapping_kind(const struct memtopo_process *process,
		     const struct memtopo_mapping *mapping);
void memtopo_mapping_perms(const struct memtopo_mapping *mapping,
			   char perms[MEMTOPO_PERMS_LEN]);

#endif /* MEMTOPO_MAPPING_H */
