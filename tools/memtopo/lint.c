// SPDX-License-Identifier: GPL-2.0
/*
 * What is odd about a machine's memory: rules over what was read of it, and
 * what each of them found.
 *
 * A rule says nothing that it cannot show: its evidence are numbers of the
 * kernel. What the kernel does on purpose is no finding.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "lint.h"
#include "size.h"

/* The distance of a node to itself, on every architecture and in every SLIT. */
#define DISTANCE_LOCAL 10
/* What a SLIT says of a node that cannot be reached. */
#define DISTANCE_UNREACHABLE 255
/* PENALTY_FOR_NODE_WITH_CPUS of the kernel. */
#define PENALTY_CPUS 1

/*
 * A zone is fragmented when more than this of its free memory, in thousandths,
 * is in pieces smaller than a pageblock: where the kernel by default starts to
 * compact a node of its own accord (vm.compaction_proactiveness of 20).
 */
#define UNUSABLE_LIMIT 900
/* With less memory free than that there is nothing to be made of it. */
#define FREE_PAGEBLOCKS 16
#define FREE_SHARE 8

/* A size for people, valid up to the end of the block. */
#define SIZE(m, pages) \
	memtopo_size_format((char [MEMTOPO_SIZE_ROOM]) { 0 }, memtopo_machine_bytes(m, pages))

/* A machine that is being held against the rules. */
struct lint {
	struct memtopo_findings *findings;
	const struct memtopo_machine *m;
	const struct memtopo_blocks *blocks;
	const char *rule;
};

static const char *const severities[MEMTOPO_SEVERITIES] = {
	[MEMTOPO_SEVERITY_WARNING] = "warning",
	[MEMTOPO_SEVERITY_INFO] = "info",
	[MEMTOPO_SEVERITY_UNCHECKED] = "unchecked",
};

static void finding_start(struct memtopo_finding *finding, enum memtopo_severity severity)
{
	memset(finding, 0, sizeof(*finding));
	finding->severity = severity;
	finding->block = MEMTOPO_NONE;
	finding->block_count = MEMTOPO_NONE;
	finding->start_pfn = MEMTOPO_NONE;
	finding->nr_pages = MEMTOPO_NONE;
	finding->value = MEMTOPO_NONE;
	finding->limit = MEMTOPO_NONE;
}

static void finding_free(struct memtopo_finding *finding)
{
	free(finding->object);
	free(finding->evidence);
	free(finding->nodes);
}

/* Gives a finding one node or two, which come in their order. */
static int finding_nodes(struct memtopo_finding *finding, u64 node, u64 other)
{
	int len;

	if (node == other)
		len = asprintf(&finding->nodes, "%llu", node);
	else
		len = asprintf(&finding->nodes, "%llu,%llu", node < other ? node : other,
			       node < other ? other : node);
	if (len >= 0)
		return 0;
	finding->nodes = NULL;
	return -ENOMEM;
}

/* "blocks 9-14", "zone 0/Normal", "nodes 0,1" */
static int finding_name(struct memtopo_finding *finding)
{
	int len = 0;

	if (finding->block != MEMTOPO_NONE && finding->block_count > 1)
		len = asprintf(&finding->object, "blocks %llu-%llu", finding->block,
			       finding->block + finding->block_count - 1);
	else if (finding->block != MEMTOPO_NONE)
		len = asprintf(&finding->object, "block %llu", finding->block);
	else if (finding->zone)
		len = asprintf(&finding->object, "zone %s/%s", finding->nodes, finding->zone);
	else if (finding->nodes)
		len = asprintf(&finding->object, "node%s %s",
			       strchr(finding->nodes, ',') ? "s" : "", finding->nodes);
	if (len >= 0)
		return 0;
	finding->object = NULL;
	return -ENOMEM;
}

/* Takes the texts of the finding over, whatever comes of it. */
static int __printf(3, 4)
finding_add(struct lint *l, struct memtopo_finding *finding, const char *fmt, ...)
{
	struct memtopo_findings *findings = l->findings;
	va_list ap;
	int rc;

	finding->rule = l->rule;
	rc = finding_name(finding);
	va_start(ap, fmt);
	if (!rc && vasprintf(&finding->evidence, fmt, ap) < 0) {
		finding->evidence = NULL;
		rc = -ENOMEM;
	}
	va_end(ap);
	if (!rc)
		rc = memtopo_array_grow(&findings->finding, findings->count,
					&findings->room, sizeof(*finding));
	if (rc) {
		finding_free(finding);
		return rc;
	}
	findings->finding[findings->count++] = *finding;
	findings->severity_count[finding->severity]++;
	return 0;
}

/* Nothing is passed over in silence. */
static int unchecked_add(struct lint *l, enum memtopo_table_id id, const char *what)
{
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_UNCHECKED);
	return finding_add(l, &finding, "the table %s %s", memtopo_table_name(id), what);
}

static bool node_has_memory(const struct memtopo_machine *m, u64 id)
{
	const struct memtopo_node *node = memtopo_node_find(m, id);

	return node && memtopo_node_has(node, "memory");
}

static u64 distance_at(const struct memtopo_machine *m, size_t from, size_t to)
{
	return m->distance[from * m->distance_count + to];
}

static int asymmetric_add(struct lint *l, size_t from, size_t to)
{
	const u64 *node = l->m->distance_node;
	u64 there = distance_at(l->m, from, to), back = distance_at(l->m, to, from);
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.value = there;
	finding.limit = back;
	if (finding_nodes(&finding, node[from], node[to]))
		return -ENOMEM;
	return finding_add(l, &finding, "distance %llu from node %llu to node %llu, but %llu back",
			   there, node[from], node[to], back);
}

/* The scheduler, for one, takes distances to be the same both ways. */
static int distances_asymmetric(struct lint *l)
{
	size_t n = l->m->distance_count, i, j;
	int rc = 0;

	for (i = 0; i < n; i++) {
		for (j = i + 1; j < n && !rc; j++) {
			if (distance_at(l->m, i, j) != distance_at(l->m, j, i))
				rc = asymmetric_add(l, i, j);
		}
	}
	return rc;
}

/* What is wrong with a distance, or NULL. */
static const char *distance_fault(const struct memtopo_machine *m, size_t from, size_t to)
{
	u64 distance = distance_at(m, from, to);

	if (from == to)
		return distance == DISTANCE_LOCAL ? NULL : "which is 10 by definition";
	if (distance < DISTANCE_LOCAL)
		return "nearer than a node is to itself (10)";
	if (distance == DISTANCE_UNREACHABLE)
		return "which stands for out of reach";
	/* Between two with memory that is a matter of its own. */
	if (distance == DISTANCE_LOCAL && (!node_has_memory(m, m->distance_node[from]) ||
					   !node_has_memory(m, m->distance_node[to])))
		return "as if they were one node";
	return NULL;
}

static int implausible_add(struct lint *l, size_t from, size_t to, const char *fault)
{
	const u64 *node = l->m->distance_node;
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.value = distance_at(l->m, from, to);
	finding.limit = finding.value == DISTANCE_UNREACHABLE && from != to ?
			DISTANCE_UNREACHABLE : DISTANCE_LOCAL;
	if (finding_nodes(&finding, node[from], node[to]))
		return -ENOMEM;
	if (from == to)
		return finding_add(l, &finding, "distance %llu to itself, %s", finding.value,
				   fault);
	return finding_add(l, &finding, "distance %llu from node %llu to node %llu, %s",
			   finding.value, node[from], node[to], fault);
}

/* A fault that is the same both ways is one. */
static int distances_implausible(struct lint *l)
{
	size_t n = l->m->distance_count, i, j;
	const char *fault;
	int rc = 0;

	for (i = 0; i < n; i++) {
		for (j = 0; j < n && !rc; j++) {
			if (j < i && distance_at(l->m, i, j) == distance_at(l->m, j, i))
				continue;
			fault = distance_fault(l->m, i, j);
			if (fault)
				rc = implausible_add(l, i, j, fault);
		}
	}
	return rc;
}

static int local_add(struct lint *l, u64 node, u64 other)
{
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.value = DISTANCE_LOCAL;
	finding.limit = DISTANCE_LOCAL;
	if (finding_nodes(&finding, node, other))
		return -ENOMEM;
	return finding_add(l, &finding,
			   "distance 10, as within a node: either's memory passes for local");
}

static int distance_local(struct lint *l)
{
	const struct memtopo_machine *m = l->m;
	size_t n = m->distance_count, i, j;
	int rc = 0;

	for (i = 0; i < n; i++) {
		if (!node_has_memory(m, m->distance_node[i]))
			continue;
		for (j = i + 1; j < n && !rc; j++) {
			if ((distance_at(m, i, j) == DISTANCE_LOCAL ||
			     distance_at(m, j, i) == DISTANCE_LOCAL) &&
			    node_has_memory(m, m->distance_node[j]))
				rc = local_add(l, m->distance_node[i], m->distance_node[j]);
		}
	}
	return rc;
}

/* A node in a list of fallbacks. */
struct step {
	u64 node;
	u64 distance;
};

/* Moves behind the next zone and its distance, which the loader has checked. */
static bool step_next(struct step *step, const char **zones, const char **distances)
{
	if (!*zones || memtopo_number_scan(zones, &step->node) ||
	    memtopo_number_scan(distances, &step->distance))
		return false;
	*zones += strcspn(*zones, ",");
	*zones += **zones == ',';
	*distances += **distances == ',';
	return true;
}

static int fallback_add(struct lint *l, u64 node, const struct step *step,
			const struct step *next)
{
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.value = step->distance;
	finding.limit = next->distance;
	if (finding_nodes(&finding, node, node))
		return -ENOMEM;
	if (next->node == node)
		return finding_add(l, &finding, "takes memory of node %llu before its own",
				   step->node);
	return finding_add(l, &finding,
			   "falls back on node %llu at distance %llu before node %llu at %llu",
			   step->node, step->distance, next->node, next->distance);
}

/*
 * find_next_best_node() takes the least of distance + (node below us) + (node
 * with CPUs); how often a node was taken already decides between equals only.
 * Of the CPUs it knows those that were up when the list was made, which at boot
 * may be none, so that each node had them or had not.
 */
static u64 step_key(const struct step *step, u64 node)
{
	return step->distance + (step->node < node);
}

/*
 * The list that all zones are in. The node itself comes first, whatever the
 * distances; each other one is held against the farthest before it.
 */
static int fallback_check(struct lint *l, const struct memtopo_zonelist *list)
{
	const char *zones = list->zones, *distances = list->distances;
	struct step step, far = { .node = MEMTOPO_NONE };
	u64 before = MEMTOPO_NONE, node = list->node;
	int rc = 0;

	while (!rc && step_next(&step, &zones, &distances)) {
		if (step.node == before)
			continue;
		before = step.node;
		if (far.node != MEMTOPO_NONE &&
		    (step.node == node ||
		     step_key(&far, node) > step_key(&step, node) + PENALTY_CPUS))
			rc = fallback_add(l, node, &far, &step);
		if (step.node != node && (far.node == MEMTOPO_NONE ||
					  step_key(&step, node) > step_key(&far, node)))
			far = step;
	}
	return rc;
}

static int fallback_order(struct lint *l)
{
	const struct memtopo_allocator *a = &l->m->allocator;
	const struct memtopo_zonelist *list = a->zonelists, *end = list + a->zonelist_count;
	int rc = 0;

	for (; list < end && !rc; list++) {
		/* The last one of a node's is for requests that may use any zone. */
		if (list + 1 < end && list[1].node == list->node &&
		    !strcmp(list[1].list, list->list))
			continue;
		if (!strcmp(list->list, "fallback"))
			rc = fallback_check(l, list);
	}
	return rc;
}

static size_t list_numbers(const char *list)
{
	u64 first = MEMTOPO_NONE, last = MEMTOPO_NONE;
	const char *pos = list;
	size_t count = 0;

	while (pos && memtopo_list_next(&pos, &first, &last) > 0)
		count += last - first + 1;
	return count;
}

static bool node_is_wanted(const struct memtopo_node *node, bool memory)
{
	return memory ? memtopo_node_has(node, "memory") : !!node->cpus;
}

/* " of node 1 at distance 20": the nearest with memory, or with CPUs. */
static void nearest_write(const struct memtopo_machine *m, u64 id, bool memory, char *text,
			  size_t size)
{
	const struct memtopo_node *node;
	size_t n = m->distance_count, i, from = n, best = n;

	text[0] = '\0';
	for (i = 0; i < n; i++) {
		if (m->distance_node[i] == id)
			from = i;
	}
	for (i = 0; i < n && from < n; i++) {
		node = memtopo_node_find(m, m->distance_node[i]);
		if (i == from || !node || !node_is_wanted(node, memory))
			continue;
		if (best == n || distance_at(m, from, i) < distance_at(m, from, best))
			best = i;
	}
	if (best < n)
		snprintf(text, size, "; the nearest %s node %llu's, at distance %llu",
			 memory ? "is" : "are", m->distance_node[best],
			 distance_at(m, from, best));
}

static int memoryless_add(struct lint *l, const struct memtopo_node *node)
{
	size_t cpus = list_numbers(node->cpus);
	struct memtopo_finding finding;
	char nearest[96];

	finding_start(&finding, cpus ? MEMTOPO_SEVERITY_WARNING : MEMTOPO_SEVERITY_INFO);
	finding.value = cpus;
	if (finding_nodes(&finding, node->node, node->node))
		return -ENOMEM;
	if (!cpus)
		return finding_add(l, &finding, "neither CPUs nor memory online");
	nearest_write(l->m, node->node, true, nearest, sizeof(nearest));
	return finding_add(l, &finding, "%zu CPU%s and no memory online%s", cpus,
			   cpus == 1 ? "" : "s", nearest);
}

static int node_memoryless(struct lint *l)
{
	const struct memtopo_machine *m = l->m;
	size_t i;
	int rc = 0;

	for (i = 0; i < m->node_count && !rc; i++) {
		if (memtopo_node_has(&m->nodes[i], "online") &&
		    !memtopo_node_has(&m->nodes[i], "memory"))
			rc = memoryless_add(l, &m->nodes[i]);
	}
	return rc;
}

static int cpuless_add(struct lint *l, const struct memtopo_node *node)
{
	struct memtopo_finding finding;
	char nearest[96];

	finding_start(&finding, MEMTOPO_SEVERITY_INFO);
	finding.value = node->present_pages;
	if (finding_nodes(&finding, node->node, node->node))
		return -ENOMEM;
	nearest_write(l->m, node->node, false, nearest, sizeof(nearest));
	return finding_add(l, &finding,
			   "%s of memory and no CPUs online%s; normal for CXL and high-bandwidth memory",
			   SIZE(l->m, node->present_pages), nearest);
}

static int node_cpuless(struct lint *l)
{
	const struct memtopo_machine *m = l->m;
	size_t i;
	int rc = 0;

	for (i = 0; i < m->node_count && !rc; i++) {
		if (memtopo_node_has(&m->nodes[i], "memory") && !m->nodes[i].cpus)
			rc = cpuless_add(l, &m->nodes[i]);
	}
	return rc;
}

static int interleave_check(struct lint *l, const struct memtopo_node *a,
			    const struct memtopo_node *b)
{
	u64 a_end = a->start_pfn + a->spanned_pages, b_end = b->start_pfn + b->spanned_pages;
	u64 start = a->start_pfn > b->start_pfn ? a->start_pfn : b->start_pfn;
	u64 end = a_end < b_end ? a_end : b_end, page = l->m->info.page_size;
	struct memtopo_finding finding;

	if (!a->spanned_pages || !b->spanned_pages || start >= end)
		return 0;
	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.start_pfn = start;
	finding.nr_pages = end - start;
	if (finding_nodes(&finding, a->node, b->node))
		return -ENOMEM;
	return finding_add(l, &finding, "spans 0x%llx-0x%llx and 0x%llx-0x%llx overlap by %s",
			   a->start_pfn * page, a_end * page - 1, b->start_pfn * page,
			   b_end * page - 1, SIZE(l->m, end - start));
}

static int nodes_interleave(struct lint *l)
{
	const struct memtopo_machine *m = l->m;
	size_t i, j;
	int rc = 0;

	for (i = 0; i < m->node_count; i++) {
		for (j = i + 1; j < m->node_count && !rc; j++)
			rc = interleave_check(l, &m->nodes[i], &m->nodes[j]);
	}
	return rc;
}

static void finding_block(struct memtopo_finding *finding, const struct memtopo_block *block)
{
	finding->block = block->block;
	finding->block_count = block->count;
	finding->start_pfn = block->start_pfn;
	finding->nr_pages = block->span_pages;
}

/* What is written of a block, its lines joined to one, or NULL without memory. */
static char *block_text(struct lint *l, const struct memtopo_block *block,
			void (*write)(const struct memtopo_block *block,
				      const struct memtopo_machine *m, FILE *out))
{
	char *text = NULL, *lines = NULL, *next, *line;
	size_t size, lines_size;
	FILE *out;

	out = open_memstream(&lines, &lines_size);
	if (out) {
		write(block, l->m, out);
		out = fclose(out) ? NULL : open_memstream(&text, &size);
	}
	for (next = lines; out && (line = strsep(&next, "\n")); )
		fprintf(out, "%s%s", line, next ? "; " : "");
	free(lines);
	if (out && !fclose(out))
		return text;
	free(text);
	return NULL;
}

/* Nodes that share a block are the firmware's doing; zones and holes are usual. */
static int straddles_add(struct lint *l, const struct memtopo_block *block, unsigned int reasons)
{
	struct memtopo_block refused = *block;
	struct memtopo_finding finding;
	char *why;
	int rc;

	finding_start(&finding, block->node_count > 1 ? MEMTOPO_SEVERITY_WARNING :
							MEMTOPO_SEVERITY_INFO);
	finding_block(&finding, block);
	finding.value = block->node_count;
	finding.limit = 1;
	refused.reasons = reasons;
	why = block_text(l, &refused, memtopo_block_why);
	if (block->node_count)
		finding.nodes = block_text(l, block, memtopo_block_nodes);
	if (!why || (block->node_count && !finding.nodes)) {
		free(why);
		free(finding.nodes);
		return -ENOMEM;
	}
	rc = finding_add(l, &finding, "%s of memory that cannot go offline: %s",
			 SIZE(l->m, block->pages), why);
	free(why);
	return rc;
}

static int block_straddles(struct lint *l)
{
	const unsigned int mask = 1U << MEMTOPO_REASON_NODES | 1U << MEMTOPO_REASON_ZONES |
				  1U << MEMTOPO_REASON_HOLE;
	const struct memtopo_block *block;
	size_t i;
	int rc = 0;

	for (i = 0; i < l->blocks->count && !rc; i++) {
		block = &l->blocks->block[i];
		if (block->reasons & mask)
			rc = straddles_add(l, block, block->reasons & mask);
	}
	return rc;
}

static int block_offline(struct lint *l)
{
	const struct memtopo_block *block;
	struct memtopo_finding finding;
	size_t i;
	int rc = 0;

	for (i = 0; i < l->blocks->count && !rc; i++) {
		block = &l->blocks->block[i];
		if (!block->state || strcmp(block->state, "offline"))
			continue;
		finding_start(&finding, MEMTOPO_SEVERITY_INFO);
		finding_block(&finding, block);
		finding.value = block->pages;
		rc = finding_add(l, &finding, "%s of memory offline, which nobody uses",
				 SIZE(l->m, block->pages));
	}
	return rc;
}

static int block_poisoned(struct lint *l)
{
	const struct memtopo_census *census;
	struct memtopo_finding finding;
	size_t i;
	int rc = 0;

	for (i = 0; i < l->m->census_count && !rc; i++) {
		census = &l->m->census[i];
		if (!census->hwpoison_pages)
			continue;
		finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
		finding.block = census->block;
		finding.block_count = 1;
		finding.start_pfn = census->start_pfn;
		finding.nr_pages = census->nr_pages;
		finding.value = census->hwpoison_pages;
		finding.limit = 0;
		rc = finding_add(l, &finding, "%llu of %llu pages poisoned: errors of the memory",
				 census->hwpoison_pages, census->nr_pages);
	}
	return rc;
}

/* Struct pages of one node's memory that are on another. */
struct remote {
	u64 node;
	u64 memmap_node;
	u64 pages;
};

struct remotes {
	struct remote *remote;
	size_t count;
	size_t room;
};

static int remotes_add(struct remotes *remotes, u64 node, const struct memtopo_memmap *piece)
{
	struct remote *remote = NULL;
	size_t i;

	for (i = 0; i < remotes->count && !remote; i++) {
		if (remotes->remote[i].node == node &&
		    remotes->remote[i].memmap_node == piece->memmap_node)
			remote = &remotes->remote[i];
	}
	if (!remote) {
		if (memtopo_array_grow(&remotes->remote, remotes->count, &remotes->room,
				       sizeof(*remote)))
			return -ENOMEM;
		remote = &remotes->remote[remotes->count++];
		*remote = (struct remote){ .node = node, .memmap_node = piece->memmap_node };
	}
	remote->pages += piece->nr_pages;
	return 0;
}

static int remote_report(struct lint *l, const struct remote *remote)
{
	struct memtopo_finding finding;

	finding_start(&finding, MEMTOPO_SEVERITY_INFO);
	finding.value = remote->pages;
	finding.limit = 0;
	if (finding_nodes(&finding, remote->node, remote->node))
		return -ENOMEM;
	return finding_add(l, &finding, "the struct pages of %s of it are on node %llu",
			   SIZE(l->m, remote->pages), remote->memmap_node);
}

/* A section of several nodes has one memmap, which is on one of them. */
static int memmap_remote(struct lint *l)
{
	const struct memtopo_machine *m = l->m;
	const struct memtopo_memmap *piece = m->allocator.memmaps;
	const struct memtopo_memmap *end = piece + m->allocator.memmap_count;
	const struct memtopo_section *section;
	struct remotes remotes = { .count = 0 };
	size_t i;
	u64 node;
	int rc = 0;

	/* It is where the struct pages are virtually contiguous that it can be told. */
	if (piece == end && m->section_count)
		return unchecked_add(l, MEMTOPO_MEMMAP, "is empty on this kernel");
	for (; piece < end && !rc; piece++) {
		section = memtopo_section_find(m, piece->section);
		if (!section || section->nodes.count != 1)
			continue;
		node = m->owners[section->nodes.at].node;
		if (node != piece->memmap_node)
			rc = remotes_add(&remotes, node, piece);
	}
	for (i = 0; i < remotes.count && !rc; i++)
		rc = remote_report(l, &remotes.remote[i]);
	free(remotes.remote);
	return rc;
}

static const struct memtopo_zone *zone_find(const struct memtopo_machine *m, u64 node,
					    const char *name)
{
	size_t i;

	for (i = 0; i < m->zone_count; i++) {
		if (m->zones[i].node == node && !strcmp(m->zones[i].zone, name))
			return &m->zones[i];
	}
	return NULL;
}

/* What a row of free_areas counts together with the other orders of its zone. */
static u64 area_free_pages(const struct memtopo_machine *m, const struct memtopo_free_area *area)
{
	const struct memtopo_allocator *a = &m->allocator;
	const struct memtopo_free_area *end = a->free_areas + a->free_area_count;
	u64 pages = 0;

	for (area -= area->order; ; area++) {
		if (__builtin_add_overflow(pages, area->nr_free << area->order, &pages))
			return MEMTOPO_NONE;
		if (area + 1 == end || !area[1].order)
			return pages;
	}
}

/* Whether a zone has so much free that there should be pieces of any size. */
static bool free_is_plentiful(const struct memtopo_zone *zone, u64 pages, u64 piece)
{
	u64 high = zone->high == MEMTOPO_NONE ? 0 : zone->high;

	return pages != MEMTOPO_NONE && pages >= zone->managed_pages / FREE_SHARE &&
	       pages > high && (pages - high) / piece >= FREE_PAGEBLOCKS;
}

static int fragmented_check(struct lint *l, const struct memtopo_free_area *area)
{
	const struct memtopo_zone *zone = zone_find(l->m, area->node, area->zone);
	u64 pages = area_free_pages(l->m, area), piece = 1ULL << area->order;
	struct memtopo_finding finding;

	if (!zone || !free_is_plentiful(zone, pages, piece))
		return 0;
	finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
	finding.zone = area->zone;
	finding.value = area->unusable_index;
	finding.limit = UNUSABLE_LIMIT;
	if (finding_nodes(&finding, area->node, area->node))
		return -ENOMEM;
	return finding_add(l, &finding, "%s free, of which %llu.%llu%% is in pieces below %s",
			   SIZE(l->m, pages), area->unusable_index / 10,
			   area->unusable_index % 10, SIZE(l->m, piece));
}

static int zone_fragmented(struct lint *l)
{
	const struct memtopo_allocator *a = &l->m->allocator;
	const struct memtopo_free_area *area;
	size_t i;
	int rc = 0;

	if (l->m->info.pageblock_order == MEMTOPO_NONE)
		return unchecked_add(l, MEMTOPO_INFO, "has no pageblock_order");
	for (i = 0; i < a->free_area_count && !rc; i++) {
		area = &a->free_areas[i];
		if (area->order == l->m->info.pageblock_order &&
		    area->unusable_index > UNUSABLE_LIMIT)
			rc = fragmented_check(l, area);
	}
	return rc;
}

static int zone_below_min(struct lint *l)
{
	const struct memtopo_zone *zone;
	struct memtopo_finding finding;
	size_t i;
	int rc = 0;

	for (i = 0; i < l->m->zone_count && !rc; i++) {
		zone = &l->m->zones[i];
		if (!zone->managed_pages || zone->min == MEMTOPO_NONE ||
		    zone->free_pages >= zone->min)
			continue;
		finding_start(&finding, MEMTOPO_SEVERITY_WARNING);
		finding.zone = zone->zone;
		finding.value = zone->free_pages;
		finding.limit = zone->min;
		if (finding_nodes(&finding, zone->node, zone->node))
			return -ENOMEM;
		rc = finding_add(l, &finding,
				 "%s free, below the min watermark of %s: for emergencies alone",
				 SIZE(l->m, zone->free_pages), SIZE(l->m, zone->min));
	}
	return rc;
}

#define RULE(name, check, tables) { name, check, tables }

/* In the order of the manual, with the tables that each of them looks at. */
static const struct rule {
	const char *name;
	int (*check)(struct lint *l);
	unsigned int tables;
} rules[] = {
	RULE("distances-asymmetric", distances_asymmetric, MEMTOPO_HAS(DISTANCES)),
	RULE("distances-implausible", distances_implausible,
	     MEMTOPO_HAS(DISTANCES) | MEMTOPO_HAS(NODES)),
	RULE("distance-local", distance_local, MEMTOPO_HAS(DISTANCES) | MEMTOPO_HAS(NODES)),
	RULE("fallback-order", fallback_order, MEMTOPO_HAS(ZONELISTS)),
	RULE("node-memoryless", node_memoryless, MEMTOPO_HAS(NODES)),
	RULE("node-cpuless", node_cpuless, MEMTOPO_HAS(NODES)),
	RULE("nodes-interleave", nodes_interleave, MEMTOPO_HAS(NODES)),
	RULE("block-straddles", block_straddles, MEMTOPO_HAS(SECTIONS)),
	RULE("block-offline", block_offline, MEMTOPO_HAS(SECTIONS)),
	RULE("block-poisoned", block_poisoned, MEMTOPO_HAS(BLOCKS)),
	RULE("memmap-remote", memmap_remote, MEMTOPO_HAS(MEMMAP) | MEMTOPO_HAS(SECTIONS)),
	RULE("zone-fragmented", zone_fragmented, MEMTOPO_HAS(FREE_AREAS) | MEMTOPO_HAS(ZONES)),
	RULE("zone-below-min", zone_below_min, MEMTOPO_HAS(ZONES)),
};

static int finding_severity(const struct memtopo_machine *m, const void *row,
			    struct memtopo_value *value)
{
	const struct memtopo_finding *finding = row;

	(void)m;
	return memtopo_value_text(value, severities[finding->severity]);
}

static const struct memtopo_column finding_columns[] = {
	MADE("SEVERITY", TEXT, TEXT | JSON, finding_severity, "warning, info or unchecked"),
	FIELD("RULE", TEXT, TEXT | JSON, finding, rule, "name of the rule"),
	FIELD("OBJECT", TEXT, TEXT | JSON, finding, object, "what it is about"),
	FIELD("NODES", NUMBERS, JSON, finding, nodes, "nodes that it is about"),
	FIELD("ZONE", TEXT, JSON, finding, zone, "zone of that node that it is about"),
	FIELD("BLOCK", NUMBER, JSON, finding, block, "first memory block that it is about"),
	FIELD("BLOCK_COUNT", NUMBER, JSON, finding, block_count, "how many blocks"),
	FIELD("START_PFN", NUMBER, JSON, finding, start_pfn, "first page frame of the memory"),
	FIELD("NR_PAGES", NUMBER, JSON, finding, nr_pages, "how many page frames"),
	SPAN("START", START, 0, finding, start_pfn, nr_pages, "address of the first byte"),
	SPAN("END", END, 0, finding, start_pfn, nr_pages, "address of the last byte"),
	FIELD("VALUE", NUMBER, JSON, finding, value, "number that was found"),
	FIELD("LIMIT", NUMBER, JSON, finding, limit, "number that it was held against"),
	FIELD("EVIDENCE", SENTENCE, TEXT | JSON, finding, evidence, "what makes it so"),
};

const struct memtopo_view memtopo_lint_view = {
	.name = "lint",
	.help = "what is odd about this machine's memory",
	.tables = MEMTOPO_HAS_ALL | MEMTOPO_HAS(BLOCKS) | MEMTOPO_HAS(ZONELISTS) |
		  MEMTOPO_HAS(FREE_AREAS) | MEMTOPO_HAS(MEMMAP),
	.columns = finding_columns,
	.column_count = ARRAY_SIZE(finding_columns),
};

int memtopo_findings_build(struct memtopo_findings *findings,
			   const struct memtopo_machine *machine, bool each)
{
	struct memtopo_blocks blocks;
	struct lint l = { .findings = findings, .m = machine, .blocks = &blocks };
	unsigned int missing;
	size_t i;
	int rc;

	memset(findings, 0, sizeof(*findings));
	rc = memtopo_blocks_build(&blocks, machine, each);
	for (i = 0; i < ARRAY_SIZE(rules) && !rc; i++) {
		l.rule = rules[i].name;
		missing = rules[i].tables & ~machine->loaded;
		rc = missing ? unchecked_add(&l, __builtin_ctz(missing), "could not be read") :
			       rules[i].check(&l);
	}
	memtopo_blocks_free(&blocks);
	return rc;
}

int memtopo_findings_rows(const struct memtopo_findings *findings, struct memtopo_rows *rows)
{
	enum memtopo_severity severity;
	size_t i;

	memset(rows, 0, sizeof(*rows));
	rows->row = calloc(findings->count + 1, sizeof(*rows->row));
	if (!rows->row)
		return -ENOMEM;
	for (severity = 0; severity < MEMTOPO_SEVERITIES; severity++) {
		for (i = 0; i < findings->count; i++) {
			if (findings->finding[i].severity == severity)
				rows->row[rows->count++] = &findings->finding[i];
		}
	}
	return 0;
}

void memtopo_findings_free(struct memtopo_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++)
		finding_free(&findings->finding[i]);
	free(findings->finding);
	memset(findings, 0, sizeof(*findings));
}
