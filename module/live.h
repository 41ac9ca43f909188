/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MEMTOPO_LIVE_H
#define MEMTOPO_LIVE_H

struct memtopo_source;

void memtopo_live_init(struct memtopo_source *src);

#endif /* MEMTOPO_LIVE_H */
