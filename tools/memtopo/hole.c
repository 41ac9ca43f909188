// SPDX-License-Identifier: GPL-2.0
/*
 * Holes: page frames without a struct page, from frame 0 to the last present.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hole.h"

static const char *const kind_names[MEMTOPO_HOLE_KINDS] = {
	[MEMTOPO_HOLE_BELOW] = "below-first-section",
	[MEMTOPO_HOLE_BELOW_MAP] = "below-mem-map",
	[MEMTOPO_HOLE_PCI] = "pci-hole",
	[MEMTOPO_HOLE_SUBSECTIONS] = "absent-subsections",
	[MEMTOPO_HOLE_BETWEEN_NODES] = "between-nodes",
	[MEMTOPO_HOLE_INSIDE_NODE] = "inside-node",
	[MEMTOPO_HOLE_UNOWNED] = "beside-offline",
	[MEMTOPO_HOLE_DEVICE] = "beside-device",
	[MEMTOPO_HOLE_UNLOCATED] = "unlocated",
};

const char *memtopo_hole_kind_name(enum memtopo_hole_kind kind)
{
	return kind_names[kind];
}

void memtopo_hole_name(const struct memtopo_hole *hole, char *name, size_t size)
{
	switch (hole->kind) {
	case MEMTOPO_HOLE_BELOW:
		snprintf(name, size, "below the first section");
		break;
	case MEMTOPO_HOLE_BELOW_MAP:
		snprintf(name, size, "below mem_map");
		break;
	case MEMTOPO_HOLE_PCI:
		snprintf(name, size, "PCI hole");
		break;
	case MEMTOPO_HOLE_SUBSECTIONS:
		snprintf(name, size, "absent subsections");
		break;
	case MEMTOPO_HOLE_BETWEEN_NODES:
		snprintf(name, size, "between nodes %u and %u", hole->nodes[0], hole->nodes[1]);
		break;
	case MEMTOPO_HOLE_INSIDE_NODE:
		snprintf(name, size, "inside node %u", hole->nodes[0]);
		break;
	case MEMTOPO_HOLE_DEVICE:
		snprintf(name, size, "beside device memory");
		break;
	case MEMTOPO_HOLE_UNLOCATED:
		snprintf(name, size, "somewhere in node %u", hole->nodes[0]);
		break;
	default:
		snprintf(name, size, "beside offline memory");
		break;
	}
}

/* Below 4 GiB x86 keeps the addresses of devices, wherever memory ends. */
static bool is_pci_hole(const struct memtopo_machine *m, u64 start, u64 end)
{
	const u64 limit = (1ULL << 32) / m->info.page_size;
	const char *arch = m->info.architecture;
	bool x86 = !strcmp(arch, "x86_64") || !strcmp(arch, "x86") ||
		   (strlen(arch) == 4 && arch[0] == 'i' && !strcmp(arch + 2, "86"));

	return x86 && start < limit && end >= limit;
}

/* The lowest or highest node of a section's owners. */
static bool section_node(const struct memtopo_machine *m,
			 const struct memtopo_section *section, bool highest,
			 u32 *node)
{
	const struct memtopo_owner *owner;
	size_t i;

	if (!section || !section->nodes.count)
		return false;
	owner = m->owners + section->nodes.at;
	*node = owner->node;
	for (i = 1; i < section->nodes.count; i++) {
		if (highest ? owner[i].node > *node : owner[i].node < *node)
			*node = owner[i].node;
	}
	return true;
}

static bool section_owned_by(const struct memtopo_machine *m,
			     const struct memtopo_section *section, u32 node)
{
	size_t i;

	for (i = 0; i < section->nodes.count; i++) {
		if (m->owners[section->nodes.at + i].node == node)
			return true;
	}
	return false;
}

/*
 * The neighbours of a hole. A section that straddles nodes does not say which
 * of them touches the hole; one that both neighbours share is the best guess.
 */
static void hole_nodes(const struct memtopo_machine *m, struct memtopo_hole *hole,
		       const struct memtopo_section *below,
		       const struct memtopo_section *above)
{
	u32 node, lower, upper;
	bool has_lower, has_upper;
	size_t i;

	for (i = 0; below && i < below->nodes.count; i++) {
		node = m->owners[below->nodes.at + i].node;
		if (section_owned_by(m, above, node)) {
			hole->nodes[hole->node_count++] = node;
			return;
		}
	}
	has_lower = section_node(m, below, true, &lower);
	has_upper = section_node(m, above, false, &upper);
	if (has_lower && has_upper && upper < lower) {
		node = lower;
		lower = upper;
		upper = node;
	}
	if (has_lower)
		hole->nodes[hole->node_count++] = lower;
	if (has_upper)
		hole->nodes[hole->node_count++] = upper;
}

static enum memtopo_hole_kind hole_kind(const struct memtopo_machine *m,
					const struct memtopo_hole *hole,
					const struct memtopo_section *below,
					const struct memtopo_section *above)
{
	u64 end = hole->start_pfn + hole->pages;

	if (is_pci_hole(m, hole->start_pfn, end))
		return MEMTOPO_HOLE_PCI;
	if (above == below || (below && above->section == below->section + 1) ||
	    (!below && !above->section))
		return MEMTOPO_HOLE_SUBSECTIONS;
	if (!below)
		return MEMTOPO_HOLE_BELOW;
	if (!below->nodes.count || !above->nodes.count)
		return memtopo_section_is_device(below->nodes.count ? above : below) ?
		       MEMTOPO_HOLE_DEVICE : MEMTOPO_HOLE_UNOWNED;
	return hole->node_count == 2 ? MEMTOPO_HOLE_BETWEEN_NODES : MEMTOPO_HOLE_INSIDE_NODE;
}

static struct memtopo_hole *hole_new(struct memtopo_holes *holes)
{
	struct memtopo_hole *more;
	size_t room;

	if (holes->count == holes->room) {
		room = holes->room ? 2 * holes->room : 16;
		more = reallocarray(holes->hole, room, sizeof(*more));
		if (!more)
			return NULL;
		holes->hole = more;
		holes->room = room;
	}
	more = &holes->hole[holes->count++];
	memset(more, 0, sizeof(*more));
	return more;
}

/* Between what was present up to @start and what is so again at @end. */
static int hole_add(struct memtopo_holes *holes, const struct memtopo_machine *m,
		    u64 start, u64 end, const struct memtopo_section *below,
		    const struct memtopo_section *above)
{
	struct memtopo_hole *hole;

	if (start == end)
		return 0;
	hole = hole_new(holes);
	if (!hole)
		return -ENOMEM;
	hole->start_pfn = start;
	hole->pages = end - start;
	hole_nodes(m, hole, below, above);
	hole->kind = hole_kind(m, hole, below, above);
	return 0;
}

static int sparse_holes(struct memtopo_holes *holes, const struct memtopo_machine *m)
{
	u64 first, last, frames, pfn = 0;
	const struct memtopo_section *below = NULL, *section;
	const char *pos;
	size_t i;
	int rc;

	for (i = 0; i < m->section_count; i++) {
		section = &m->sections[i];
		pos = section->subsections;
		if (!pos) {
			rc = hole_add(holes, m, pfn, section->start_pfn, below, section);
			pfn = section->start_pfn + memtopo_section_pages(m);
			if (rc)
				return rc;
		}
		frames = pos ? m->info.subsection_size / m->info.page_size : 0;
		first = MEMTOPO_NONE;
		while (pos && memtopo_list_next(&pos, &first, &last) > 0) {
			rc = hole_add(holes, m, pfn, section->start_pfn + first * frames,
				      below, section);
			if (rc)
				return rc;
			pfn = section->start_pfn + (last + 1) * frames;
			below = section;
		}
		below = section;
	}
	return 0;
}

/* Without sections only the counts tell that something is missing. */
static int flat_holes(struct memtopo_holes *holes, const struct memtopo_machine *m)
{
	const struct memtopo_node *node;
	struct memtopo_hole *hole;
	u64 first = m->info.first_present_pfn;
	size_t i;

	if (first && first != MEMTOPO_NONE) {
		hole = hole_new(holes);
		if (!hole)
			return -ENOMEM;
		hole->pages = first;
		hole->kind = MEMTOPO_HOLE_BELOW_MAP;
	}
	for (i = 0; i < m->node_count; i++) {
		node = &m->nodes[i];
		if (node->present_pages >= node->spanned_pages)
			continue;
		hole = hole_new(holes);
		if (!hole)
			return -ENOMEM;
		hole->start_pfn = MEMTOPO_NONE;
		hole->pages = node->spanned_pages - node->present_pages;
		hole->kind = MEMTOPO_HOLE_UNLOCATED;
		hole->nodes[hole->node_count++] = node->node;
	}
	return 0;
}

int memtopo_holes_build(struct memtopo_holes *holes,
			const struct memtopo_machine *machine)
{
	memset(holes, 0, sizeof(*holes));
	if (memtopo_machine_is_flat(machine))
		return flat_holes(holes, machine);
	return sparse_holes(holes, machine);
}

void memtopo_holes_free(struct memtopo_holes *holes)
{
	free(holes->hole);
	memset(holes, 0, sizeof(*holes));
}
