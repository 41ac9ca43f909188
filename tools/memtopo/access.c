// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel makes of what the firmware claims that memory costs: access
 * classes, caches on the memory's side, and memory tiers.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "sysfs.h"

/* Above any node that a kernel may have. */
#define NODE_MAX 4095

/* In the order in which they are read. */
const char *const memtopo_access_files[] = {
	"read_latency", "write_latency", "read_bandwidth", "write_bandwidth",
};

const size_t memtopo_access_file_count = ARRAY_SIZE(memtopo_access_files);

const char *const memtopo_cache_files[] = {
	"size", "line_size", "indexing", "write_policy",
};

const size_t memtopo_cache_file_count = ARRAY_SIZE(memtopo_cache_files);

/* Calls @each for everything in @directory that is numbered after @prefix. */
static int numbered_each(struct memtopo_costs *costs, const char *directory, const char *prefix,
			 u64 node,
			 int (*each)(struct memtopo_costs *costs, const char *path, u64 node,
				     u64 number, struct memtopo_error *err),
			 struct memtopo_error *err)
{
	u64 *numbers;
	size_t count, i;
	char *path;
	int rc;

	rc = memtopo_directory_numbers(&numbers, &count, directory, prefix, err);
	for (i = 0; i < count && !rc; i++) {
		if (asprintf(&path, "%s/%s%llu", directory, prefix, numbers[i]) < 0) {
			rc = -ENOMEM;
			break;
		}
		rc = each(costs, path, node, numbers[i], err);
		free(path);
	}
	free(numbers);
	return rc;
}

/* A file that is a number; MEMTOPO_NONE when there is none. */
static int number_load(u64 *number, const char *directory, const char *name,
		       struct memtopo_error *err)
{
	const char *pos;
	char *line;
	int rc;

	*number = MEMTOPO_NONE;
	rc = memtopo_line_load(&line, directory, name, err);
	if (!line)
		return rc;
	pos = line;
	if (memtopo_number_scan(&pos, number) || *pos || *number == MEMTOPO_NONE)
		rc = memtopo_error_set(err, directory, 0, "%s '%.32s' is not a number", name,
				       line);
	free(line);
	return rc;
}

/* A list of nodes, as the kernel writes it; NULL when there is none. */
static int list_load(char **list, const char *directory, const char *name,
		     struct memtopo_error *err)
{
	u64 first = MEMTOPO_NONE, last = 0;
	const char *pos;
	int rc, more;

	rc = memtopo_line_load(list, directory, name, err);
	if (!*list)
		return rc;
	pos = *list;
	while ((more = memtopo_list_next(&pos, &first, &last)) > 0) {
		if (last > NODE_MAX)
			more = -ERANGE;
		if (more < 0)
			break;
	}
	if (more < 0)
		rc = memtopo_error_set(err, directory, 0, "%s '%.32s' is not a list of nodes",
				       name, *list);
	return rc;
}

static void *array_add(void *array, size_t *count, size_t size)
{
	char *more = reallocarray(array, *count + 1, size);

	if (more)
		memset(more + size * (*count)++, 0, size);
	return more;
}

/* The links to initiators, as a list. */
static int initiators_load(struct memtopo_access *access, const char *directory,
			   struct memtopo_error *err)
{
	u64 *numbers;
	size_t count, size, i;
	FILE *out;
	int rc;

	rc = memtopo_directory_numbers(&numbers, &count, directory, MEMTOPO_NODE_PREFIX, err);
	if (!rc && count) {
		out = open_memstream(&access->initiators, &size);
		for (i = 0; out && i < count; i++)
			fprintf(out, "%s%llu", i ? "," : "", numbers[i]);
		if (!out || fclose(out))
			rc = -ENOMEM;
	}
	free(numbers);
	return rc;
}

static int access_load(struct memtopo_costs *costs, const char *path, u64 node, u64 number,
		       struct memtopo_error *err)
{
	struct memtopo_access *access;
	char *directory;
	int rc;

	access = array_add(costs->access, &costs->access_count, sizeof(*access));
	if (!access)
		return -ENOMEM;
	costs->access = access;
	access = &costs->access[costs->access_count - 1];
	access->node = node;
	access->class = number;
	if (asprintf(&directory, "%s/" MEMTOPO_ACCESS_INITIATORS, path) < 0)
		return -ENOMEM;
	rc = initiators_load(access, directory, err);
	if (!rc)
		rc = number_load(&access->read_latency, directory, memtopo_access_files[0], err);
	if (!rc)
		rc = number_load(&access->write_latency, directory, memtopo_access_files[1], err);
	if (!rc)
		rc = number_load(&access->read_bandwidth, directory, memtopo_access_files[2], err);
	if (!rc)
		rc = number_load(&access->write_bandwidth, directory, memtopo_access_files[3], err);
	free(directory);
	return rc;
}

static int cache_load(struct memtopo_costs *costs, const char *path, u64 node, u64 number,
		      struct memtopo_error *err)
{
	struct memtopo_cache *cache;
	int rc;

	cache = array_add(costs->caches, &costs->cache_count, sizeof(*cache));
	if (!cache)
		return -ENOMEM;
	costs->caches = cache;
	cache = &costs->caches[costs->cache_count - 1];
	cache->node = node;
	cache->domain = MEMTOPO_NONE;
	cache->level = number;
	rc = number_load(&cache->size, path, memtopo_cache_files[0], err);
	if (!rc)
		rc = number_load(&cache->line_size, path, memtopo_cache_files[1], err);
	if (!rc)
		rc = number_load(&cache->indexing, path, memtopo_cache_files[2], err);
	if (!rc)
		rc = number_load(&cache->policy, path, memtopo_cache_files[3], err);
	return rc;
}

static int node_load(struct memtopo_costs *costs, const char *path, u64 node, u64 number,
		     struct memtopo_error *err)
{
	char *directory;
	int rc;

	(void)node;
	rc = numbered_each(costs, path, MEMTOPO_ACCESS_PREFIX, number, access_load, err);
	if (rc)
		return rc;
	if (asprintf(&directory, "%s/" MEMTOPO_CACHE_DIRECTORY, path) < 0)
		return -ENOMEM;
	rc = numbered_each(costs, directory, MEMTOPO_CACHE_PREFIX, number, cache_load, err);
	free(directory);
	return rc;
}

static int tier_load(struct memtopo_costs *costs, const char *path, u64 node, u64 number,
		     struct memtopo_error *err)
{
	struct memtopo_tier *tier;

	(void)node;
	tier = array_add(costs->tiers, &costs->tier_count, sizeof(*tier));
	if (!tier)
		return -ENOMEM;
	costs->tiers = tier;
	tier = &costs->tiers[costs->tier_count - 1];
	tier->tier = number;
	return list_load(&tier->nodes, path, MEMTOPO_TIER_NODES, err);
}

int memtopo_costs_load(struct memtopo_costs *costs, const char *root,
		       struct memtopo_error *err)
{
	char *nodes, *tiers = NULL;
	int rc;

	memset(costs, 0, sizeof(*costs));
	if (asprintf(&nodes, "%s" MEMTOPO_SYSFS_NODE, root) < 0)
		return -ENOMEM;
	rc = list_load(&costs->possible, nodes, MEMTOPO_NODE_POSSIBLE, err);
	if (!rc)
		rc = numbered_each(costs, nodes, MEMTOPO_NODE_PREFIX, 0, node_load, err);
	if (!rc && asprintf(&tiers, "%s" MEMTOPO_SYSFS_TIERS, root) < 0)
		rc = -ENOMEM;
	if (!rc)
		rc = numbered_each(costs, tiers, MEMTOPO_TIER_PREFIX, 0, tier_load, err);
	free(tiers);
	free(nodes);
	return rc;
}

void memtopo_costs_free(struct memtopo_costs *costs)
{
	size_t i;

	for (i = 0; i < costs->access_count; i++)
		free(costs->access[i].initiators);
	for (i = 0; i < costs->tier_count; i++)
		free(costs->tiers[i].nodes);
	free(costs->possible);
	free(costs->access);
	free(costs->caches);
	free(costs->tiers);
	memset(costs, 0, sizeof(*costs));
}
