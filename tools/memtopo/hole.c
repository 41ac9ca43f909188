// SPDX-License-Identifier: GPL-2.0
/*
 * Holes: page frames without a struct page, from frame 0 to the last present.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hole.h"

/* More owners of one gap than anybody would read. */
#define OWNERS_MAX 256

static const struct {
	const char *name;
	const char *words;
} kinds[MEMTOPO_HOLE_KINDS] = {
	[MEMTOPO_HOLE_BELOW] = { "below-first-section", "below the first section" },
	[MEMTOPO_HOLE_BELOW_MAP] = { "below-mem-map", "below mem_map" },
	[MEMTOPO_HOLE_PCI] = { "pci-hole", "PCI hole" },
	[MEMTOPO_HOLE_SUBSECTIONS] = { "absent-subsections", "absent subsections" },
	[MEMTOPO_HOLE_BETWEEN_NODES] = { "between-nodes", "between nodes" },
	[MEMTOPO_HOLE_INSIDE_NODE] = { "inside-node", "inside a node" },
	[MEMTOPO_HOLE_UNOWNED] = { "beside-offline", "beside offline memory" },
	[MEMTOPO_HOLE_DEVICE] = { "beside-device", "beside device memory" },
	[MEMTOPO_HOLE_UNLOCATED] = { "unlocated", "somewhere in a node" },
	[MEMTOPO_GAP_OFFLINE] = { "offline-memory", "offline memory" },
	[MEMTOPO_GAP_DEVICE] = { "device-memory", "device memory" },
	[MEMTOPO_GAP_NO_RAM] = { "no-ram", "no RAM" },
	[MEMTOPO_GAP_NO_ZONE] = { "no-zone", "no RAM, and of no zone" },
	[MEMTOPO_GAP_KERNEL_CODE] = { "kernel-code", "kernel code" },
	[MEMTOPO_GAP_KERNEL_RODATA] = { "kernel-rodata", "kernel read-only data" },
	[MEMTOPO_GAP_KERNEL_DATA] = { "kernel-data", "kernel data" },
	[MEMTOPO_GAP_KERNEL_BSS] = { "kernel-bss", "kernel bss" },
	[MEMTOPO_GAP_CRASH_KERNEL] = { "crash-kernel", "crash kernel" },
	[MEMTOPO_GAP_MEMMAP] = { "memmap", "struct pages" },
	[MEMTOPO_GAP_OWN_MEMMAP] = { "own-memmap", "own struct pages" },
	[MEMTOPO_GAP_BOOT] = { "boot-reserved", "reserved at boot" },
	[MEMTOPO_GAP_RESERVED] = { "reserved", "reserved or no RAM" },
	[MEMTOPO_GAP_OFFLINE_PAGES] = { "offline-pages", "given up or unplugged" },
	[MEMTOPO_GAP_UNLOCATED] = { "unlocated-reserved", "not located" },
	[MEMTOPO_GAP_UNLOCATED_NO_RAM] = { "unlocated-no-ram", "no RAM, not located" },
};

const char *memtopo_hole_kind_name(enum memtopo_hole_kind kind)
{
	return kinds[kind].name;
}

const char *memtopo_hole_kind_words(enum memtopo_hole_kind kind)
{
	return kinds[kind].words;
}

const char *memtopo_hole_class(enum memtopo_hole_kind kind)
{
	return kind <= MEMTOPO_HOLE_UNLOCATED ? "hole" : "unmanaged";
}

void memtopo_hole_name(const struct memtopo_hole *hole, char *name, size_t size)
{
	switch (hole->kind) {
	case MEMTOPO_HOLE_BETWEEN_NODES:
		snprintf(name, size, "between nodes %u and %u", hole->nodes[0], hole->nodes[1]);
		break;
	case MEMTOPO_HOLE_INSIDE_NODE:
		snprintf(name, size, "inside node %u", hole->nodes[0]);
		break;
	case MEMTOPO_HOLE_UNLOCATED:
		snprintf(name, size, "somewhere in node %u", hole->nodes[0]);
		break;
	case MEMTOPO_GAP_UNLOCATED:
		snprintf(name, size, "somewhere in %u/%.32s", hole->nodes[0], hole->zone);
		break;
	default:
		snprintf(name, size, "%s", kinds[hole->kind].words);
		break;
	}
}

bool memtopo_hole_owner(const struct memtopo_hole *hole, char *text, size_t size)
{
	size_t others = 0;
	const char *c;

	if (!hole->owner)
		return false;
	for (c = hole->owners; *c; c++)
		others += *c == '\n';
	if (others)
		snprintf(text, size, "%s +%zu", hole->owner, others);
	else
		snprintf(text, size, "%s", hole->owner);
	return true;
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

struct memtopo_hole *memtopo_hole_add(struct memtopo_holes *holes, u64 start, u64 pages,
				      enum memtopo_hole_kind kind)
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
	*more = (struct memtopo_hole) {
		.start_pfn = start,
		.spanned_pages = pages,
		.pages = pages,
		.count = 1,
		.kind = kind,
	};
	return more;
}

/* Who has how much of a gap. */
struct owner_list {
	const char *name[OWNERS_MAX];
	u64 pages[OWNERS_MAX];
	size_t count;
};

static void owner_list_add(struct owner_list *list, const char *name, u64 pages)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (!strcmp(list->name[i], name))
			break;
	}
	if (i == OWNERS_MAX)
		return;
	if (i == list->count) {
		list->name[list->count++] = name;
		list->pages[i] = 0;
	}
	list->pages[i] += pages;
}

static int owner_list_write(const struct owner_list *list, struct memtopo_hole *hole)
{
	size_t size, largest = 0, i;
	FILE *text;

	if (!list->count)
		return 0;
	text = open_memstream(&hole->owners, &size);
	if (!text)
		return -ENOMEM;
	for (i = 0; i < list->count; i++) {
		fprintf(text, "%s%s", i ? "\n" : "", list->name[i]);
		if (list->pages[i] > list->pages[largest])
			largest = i;
	}
	hole->owner = list->name[largest];
	if (!fclose(text))
		return 0;
	free(hole->owners);
	hole->owners = NULL;
	return -ENOMEM;
}

/* The outermost owners. That memory is System RAM goes without saying. */
static int hole_owners_name(struct memtopo_hole *hole, const struct memtopo_pieces *pieces)
{
	u64 end = hole->start_pfn + hole->spanned_pages, first, last;
	struct owner_list list = { .count = 0 };
	const struct memtopo_piece *piece;
	size_t i;

	if (hole->start_pfn == MEMTOPO_NONE)
		return 0;
	for (i = memtopo_pieces_at(pieces, hole->start_pfn); i < pieces->count; i++) {
		piece = &pieces->piece[i];
		if (piece->start_pfn >= end)
			break;
		first = piece->start_pfn > hole->start_pfn ? piece->start_pfn : hole->start_pfn;
		last = piece->end_pfn < end ? piece->end_pfn : end;
		if (strcmp(piece->outermost->name, "System RAM"))
			owner_list_add(&list, piece->outermost->name, last - first);
	}
	return owner_list_write(&list, hole);
}

/* Between what was present up to @start and what is so again at @end. */
static int hole_between(struct memtopo_holes *holes, const struct memtopo_machine *m,
			u64 start, u64 end, const struct memtopo_section *below,
			const struct memtopo_section *above)
{
	struct memtopo_hole *hole;

	if (start == end)
		return 0;
	hole = memtopo_hole_add(holes, start, end - start, MEMTOPO_HOLE_BELOW);
	if (!hole)
		return -ENOMEM;
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
			rc = hole_between(holes, m, pfn, section->start_pfn, below, section);
			pfn = section->start_pfn + memtopo_section_pages(m);
			if (rc)
				return rc;
		}
		frames = pos ? m->info.subsection_size / m->info.page_size : 0;
		first = MEMTOPO_NONE;
		while (pos && memtopo_list_next(&pos, &first, &last) > 0) {
			rc = hole_between(holes, m, pfn, section->start_pfn + first * frames,
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
		hole = memtopo_hole_add(holes, 0, first, MEMTOPO_HOLE_BELOW_MAP);
		if (!hole)
			return -ENOMEM;
	}
	for (i = 0; i < m->node_count; i++) {
		node = &m->nodes[i];
		if (node->present_pages >= node->spanned_pages)
			continue;
		hole = memtopo_hole_add(holes, MEMTOPO_NONE,
					node->spanned_pages - node->present_pages,
					MEMTOPO_HOLE_UNLOCATED);
		if (!hole)
			return -ENOMEM;
		hole->nodes[hole->node_count++] = node->node;
	}
	return 0;
}

static int holes_name_owners(struct memtopo_holes *holes, const struct memtopo_machine *m)
{
	struct memtopo_pieces pieces;
	size_t i;
	int rc;

	if (!m->iomem.count)
		return 0;
	rc = memtopo_pieces_build(&pieces, &m->iomem, m->info.page_size);
	for (i = 0; i < holes->count && !rc; i++)
		rc = hole_owners_name(&holes->hole[i], &pieces);
	memtopo_pieces_free(&pieces);
	return rc;
}

int memtopo_holes_build(struct memtopo_holes *holes,
			const struct memtopo_machine *machine)
{
	int rc;

	memset(holes, 0, sizeof(*holes));
	if (memtopo_machine_is_flat(machine))
		rc = flat_holes(holes, machine);
	else
		rc = sparse_holes(holes, machine);
	return rc ? rc : holes_name_owners(holes, machine);
}

void memtopo_holes_free(struct memtopo_holes *holes)
{
	size_t i;

	for (i = 0; i < holes->count; i++)
		free(holes->hole[i].owners);
	free(holes->hole);
	memset(holes, 0, sizeof(*holes));
}
