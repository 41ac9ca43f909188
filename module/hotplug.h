/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory hotplug: what keeps struct pages under a reader mapped, and the
 * generation that tells a snapshot that it was overtaken.
 */
#ifndef MEMTOPO_HOTPLUG_H
#define MEMTOPO_HOTPLUG_H

#include <linux/types.h>

struct memtopo_journal;
struct memtopo_source;

int memtopo_hotplug_init(const struct memtopo_source *src);
void memtopo_hotplug_exit(void);
struct memtopo_journal *memtopo_hotplug_journal(void);

u64 memtopo_hotplug_generation(void);
int memtopo_hotplug_read_begin(void);
void memtopo_hotplug_read_end(int cookie);

#endif /* MEMTOPO_HOTPLUG_H */
