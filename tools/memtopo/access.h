/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel makes of what the firmware claims that memory costs: access
 * classes, caches on the memory's side, and memory tiers.
 */
#ifndef MEMTOPO_ACCESS_H
#define MEMTOPO_ACCESS_H

#include "hmat.h"

/* Below the system root: directories of nodes, and of tiers. */
#define MEMTOPO_SYSFS_NODE "/sys/devices/system/node"
#define MEMTOPO_SYSFS_TIERS "/sys/devices/virtual/memory_tiering"

/* What is numbered there, and what is read of each. */
#define MEMTOPO_NODE_POSSIBLE "possible"
#define MEMTOPO_NODE_PREFIX "node"
#define MEMTOPO_ACCESS_PREFIX "access"
#define MEMTOPO_ACCESS_INITIATORS "initiators"
#define MEMTOPO_CACHE_DIRECTORY "memory_side_cache"
#define MEMTOPO_CACHE_PREFIX "index"
#define MEMTOPO_TIER_PREFIX "memory_tier"
#define MEMTOPO_TIER_NODES "nodelist"

/**
 * struct memtopo_access - an access class of a node with memory
 * @node: the node
 * @class: 0 for the best initiators of all, 1 for the best that have CPUs
 * @initiators: the nodes of those, joined by commas, or NULL
 * @read_latency: from them in nanoseconds; 0 or MEMTOPO_NONE when it is not known
 * @write_latency: likewise
 * @read_bandwidth: for them in MB/s; 0 or MEMTOPO_NONE when it is not known
 * @write_bandwidth: likewise
 */
struct memtopo_access {
	u64 node;
	u64 class;
	char *initiators;
	u64 read_latency;
	u64 write_latency;
	u64 read_bandwidth;
	u64 write_bandwidth;
};

/**
 * struct memtopo_tier - nodes whose memory is about as fast
 * @tier: its number; memory is demoted from lower to higher ones
 * @nodes: the nodes, as a list of the kernel
 */
struct memtopo_tier {
	u64 tier;
	char *nodes;
};

/**
 * struct memtopo_costs - all that the kernel makes of it
 * @possible: the nodes that there may be, as a list of the kernel, or NULL
 * @access: access classes, by node
 * @access_count: how many
 * @caches: caches, by node
 * @cache_count: how many
 * @tiers: tiers, the fastest first
 * @tier_count: how many
 */
struct memtopo_costs {
	char *possible;
	struct memtopo_access *access;
	size_t access_count;
	struct memtopo_cache *caches;
	size_t cache_count;
	struct memtopo_tier *tiers;
	size_t tier_count;
};

/* The files of an access class and of a cache, which the recording takes along. */
extern const char *const memtopo_access_files[];
extern const size_t memtopo_access_file_count;
extern const char *const memtopo_cache_files[];
extern const size_t memtopo_cache_file_count;

/**
 * memtopo_costs_load() - read what the kernel makes of it
 * @costs: what to fill; memtopo_costs_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * What is not there is not known.
 *
 * Return: 0 or -errno.
 */
int memtopo_costs_load(struct memtopo_costs *costs, const char *root,
		       struct memtopo_error *err);

/**
 * memtopo_costs_free() - release all of it
 * @costs: the costs, possibly all zero
 */
void memtopo_costs_free(struct memtopo_costs *costs);

#endif /* MEMTOPO_ACCESS_H */
