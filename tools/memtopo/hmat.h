/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The HMAT: what the firmware claims that memory costs, beyond distances.
 */
#ifndef MEMTOPO_HMAT_H
#define MEMTOPO_HMAT_H

#include "acpi.h"

/**
 * struct memtopo_claim - what it costs an initiator to use a target
 * @initiator: node whose processors or devices ask, or MEMTOPO_NONE when the
 *             kernel has no node for the domain
 * @target: node whose memory answers, or MEMTOPO_NONE
 * @initiator_domain: its proximity domain
 * @target_domain: its proximity domain
 * @level: 0 for memory, 1 and more for that level of cache on the memory's side
 * @read_latency: in nanoseconds, or MEMTOPO_NONE when it is not given
 * @write_latency: likewise
 * @read_bandwidth: in MB/s, or MEMTOPO_NONE when it is not given
 * @write_bandwidth: likewise
 * @is_unreachable: the table says that the initiator cannot use the target
 * @is_attached: the table says that the target is the initiator's own
 */
struct memtopo_claim {
	u64 initiator;
	u64 target;
	u64 initiator_domain;
	u64 target_domain;
	u64 level;
	u64 read_latency;
	u64 write_latency;
	u64 read_bandwidth;
	u64 write_bandwidth;
	bool is_unreachable;
	bool is_attached;
};

/* What a cache does, as the firmware and the kernel name it. */
enum memtopo_cache_indexing {
	MEMTOPO_CACHE_DIRECT,
	MEMTOPO_CACHE_COMPLEX,
	MEMTOPO_CACHE_INDEXINGS,
};

enum memtopo_cache_policy {
	MEMTOPO_CACHE_WRITE_BACK,
	MEMTOPO_CACHE_WRITE_THROUGH,
	MEMTOPO_CACHE_POLICIES,
};

/**
 * struct memtopo_cache - a cache on the memory's side
 * @node: the memory's node, or MEMTOPO_NONE when the kernel has none for it
 * @domain: its proximity domain, or MEMTOPO_NONE when the kernel says this
 * @level: of the cache
 * @size: of the cache in bytes
 * @line_size: of its lines in bytes
 * @indexing: enum memtopo_cache_indexing, or more for others
 * @policy: enum memtopo_cache_policy, or more for others
 */
struct memtopo_cache {
	u64 node;
	u64 domain;
	u64 level;
	u64 size;
	u64 line_size;
	u64 indexing;
	u64 policy;
};

/**
 * struct memtopo_hmat - all that the firmware claims
 * @revision: of the table
 * @is_damaged: the checksum of one of the tables is wrong
 * @srat: the nodes of the domains
 * @claims: claims by level, then node of the initiator, then of the target;
 *          those without a node come last
 * @claim_count: how many
 * @caches: caches in the order of the table
 * @cache_count: how many
 */
struct memtopo_hmat {
	unsigned int revision;
	bool is_damaged;
	struct memtopo_srat srat;
	struct memtopo_claim *claims;
	size_t claim_count;
	struct memtopo_cache *caches;
	size_t cache_count;
};

/**
 * memtopo_hmat_load() - read what the firmware claims
 * @hmat: what to fill; memtopo_hmat_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * Latencies and bandwidths are what hmat_normalize() of the kernel
 * (drivers/acpi/numa/hmat.c) makes of them, but for those that are too large
 * for it. When the table has several numbers for the same, the last counts, as
 * for the kernel.
 *
 * Return: 0, -ENOENT when the firmware has no such table, or -errno.
 */
int memtopo_hmat_load(struct memtopo_hmat *hmat, const char *root, struct memtopo_error *err);

/**
 * memtopo_hmat_find() - find what it costs to use memory
 * @hmat: the claims
 * @initiator: node of the initiator
 * @target: node of the memory
 *
 * Return: the claim, or NULL.
 */
const struct memtopo_claim *memtopo_hmat_find(const struct memtopo_hmat *hmat, u64 initiator,
					      u64 target);

/**
 * memtopo_hmat_free() - release all claims
 * @hmat: the claims, possibly all zero
 */
void memtopo_hmat_free(struct memtopo_hmat *hmat);

#endif /* MEMTOPO_HMAT_H */
