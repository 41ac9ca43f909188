// SPDX-License-Identifier: GPL-2.0
/*
 * Memory blocks: what sections, sysfs, /proc/iomem and the counts of pages say
 * of each, and why it would not go offline.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"

#define REASON(name) (1U << MEMTOPO_REASON_##name)

/* How hard a block is to take offline: the reasons of one kind count as one. */
#define REASONS_REFUSED (REASON(REMOVE) | REASON(NODES) | REASON(ZONES) | REASON(HOLE))
#define REASONS_PAGES (REASON(RESERVED) | REASON(SLAB) | REASON(TABLE) | \
		       REASON(KERNEL) | REASON(CMA) | REASON(ISOLATED))

/* What a reason counts, and where the count is. */
static const struct reason {
	const char *name;
	size_t offset;
} reasons[MEMTOPO_REASONS] = {
	[MEMTOPO_REASON_RESERVED] = { "reserved",
		offsetof(struct memtopo_census, reserved_pages) },
	[MEMTOPO_REASON_SLAB] = { "slab", offsetof(struct memtopo_census, slab_pages) },
	[MEMTOPO_REASON_TABLE] = { "page tables", offsetof(struct memtopo_census, table_pages) },
	[MEMTOPO_REASON_KERNEL] = { "kernel", offsetof(struct memtopo_census, kernel_pages) },
	[MEMTOPO_REASON_CMA] = { "cma", offsetof(struct memtopo_census, cma_pageblocks) },
	[MEMTOPO_REASON_ISOLATED] = { "isolated",
		offsetof(struct memtopo_census, isolated_pageblocks) },
	[MEMTOPO_REASON_PINNED] = { "pinned", offsetof(struct memtopo_census, pinned_pages) },
	[MEMTOPO_REASON_HUGETLB] = { "hugetlb", offsetof(struct memtopo_census, hugetlb_pages) },
};

static u64 reason_count(const struct memtopo_block *block, enum memtopo_reason reason)
{
	return *(const u64 *)((const char *)&block->census + reasons[reason].offset);
}

static bool reason_is_pageblocks(enum memtopo_reason reason)
{
	return reason == MEMTOPO_REASON_CMA || reason == MEMTOPO_REASON_ISOLATED;
}

/* Adds the owners of a section to the block, whose lists end at the arrays' end. */
static void block_add_owners(struct memtopo_block *block, const struct memtopo_machine *m,
			     const struct memtopo_section *section, u32 *nodes,
			     struct memtopo_owner *zones)
{
	const struct memtopo_owner *owner = m->owners + section->nodes.at;
	size_t i, j;

	for (i = 0; i < section->nodes.count; i++) {
		for (j = 0; j < block->node_count && nodes[j] < owner[i].node; j++)
			;
		if (j < block->node_count && nodes[j] == owner[i].node)
			continue;
		memmove(nodes + j + 1, nodes + j, (block->node_count - j) * sizeof(*nodes));
		nodes[j] = owner[i].node;
		block->node_count++;
	}
	owner = m->owners + section->zones.at;
	for (i = 0; i < section->zones.count; i++) {
		for (j = 0; j < block->zone_count; j++) {
			if (zones[j].node == owner[i].node && zones[j].zone == owner[i].zone)
				break;
		}
		if (j == block->zone_count)
			zones[block->zone_count++] = owner[i];
		else
			zones[j].pages += owner[i].pages;
	}
}

/* The first range that reaches to @address or beyond, or the end. */
static size_t ram_find(const struct memtopo_iomem *iomem, u64 address)
{
	size_t low = 0, high = iomem->ram_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (iomem->ram[middle].end < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether all of a block is System RAM, counted in whole pages as the kernel does. */
static bool block_is_ram(const struct memtopo_block *block, const struct memtopo_machine *m)
{
	const struct memtopo_iomem *iomem = &m->iomem;
	u64 page = m->info.page_size, pages = 0, start, end;
	u64 last = block->start_pfn + block->span_pages;
	const struct memtopo_ram *ram;
	size_t i;

	for (i = ram_find(iomem, block->start_pfn * page); i < iomem->ram_count; i++) {
		ram = &iomem->ram[i];
		start = ram->start / page + !!(ram->start % page);
		end = ram->end / page + (ram->end % page == page - 1);
		if (start < block->start_pfn)
			start = block->start_pfn;
		if (end > last)
			end = last;
		if (start < end)
			pages += end - start;
		if (ram->end / page >= last)
			break;
	}
	return pages == block->span_pages;
}

/*
 * A driver names its memory in /proc/iomem; what was there at boot has early
 * sections; the rest of what has an ACPI device came by it.
 */
static void block_add_driver(struct memtopo_block *block, const struct memtopo_machine *m,
			     const struct memtopo_sysfs_block *sysfs)
{
	u64 start = block->start_pfn * m->info.page_size;
	u64 end = start + block->span_pages * m->info.page_size - 1;
	size_t i = ram_find(&m->iomem, start);
	const struct memtopo_ram *ram = i < m->iomem.ram_count ? &m->iomem.ram[i] : NULL;

	if (sysfs)
		block->group = sysfs->firmware;
	if (ram && ram->start <= end && ram->driver) {
		block->driver = ram->driver;
		block->group = ram->group;
	} else if (memtopo_section_has(block->section, 'E')) {
		block->driver = "boot";
	} else if (block->group) {
		block->driver = "acpi";
	}
}

static const struct memtopo_census *census_find(const struct memtopo_machine *m, u64 block)
{
	size_t low = 0, high = m->census_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (m->census[middle].block == block)
			return &m->census[middle];
		if (m->census[middle].block < block)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* No count is known: none has a value. */
static void census_clear(struct memtopo_census *census)
{
	memset(census, 0xff, sizeof(*census));
	census->unmovable = NULL;
}

/* What the kernel checks first and refuses with EINVAL. */
static void block_add_refusals(struct memtopo_block *block, const struct memtopo_machine *m)
{
	if (!block->removable)
		block->reasons |= REASON(REMOVE);
	if (block->node_count > 1)
		block->reasons |= REASON(NODES);
	/* Zones whose spans overlap leave the kernel none, though one has it all. */
	else if (block->zone_count > 1 ||
		 (block->valid_zones && !strcmp(block->valid_zones, "none")))
		block->reasons |= REASON(ZONES);
	if (m->iomem.ram_count ? !block_is_ram(block, m) : block->pages < block->span_pages)
		block->reasons |= REASON(HOLE);
}

static void block_add_reasons(struct memtopo_block *block, const struct memtopo_machine *m)
{
	enum memtopo_reason reason;

	if (!block->online)
		return;
	block_add_refusals(block, m);
	for (reason = MEMTOPO_REASON_RESERVED; reason < MEMTOPO_REASONS; reason++) {
		/* What is going offline has isolated itself. */
		if (reason == MEMTOPO_REASON_ISOLATED && strcmp(block->state, "online"))
			continue;
		if (block->has_census && reason_count(block, reason))
			block->reasons |= 1U << reason;
	}
}

/* After all of its sections: what else is known of a block. */
static void block_finish(struct memtopo_block *block, const struct memtopo_machine *m)
{
	const struct memtopo_sysfs_block *sysfs = memtopo_sysfs_find(&m->sysfs, block->block);
	const struct memtopo_census *census = census_find(m, block->block);

	block->removable = MEMTOPO_NONE;
	/* Device memory has sections, but the kernel has no block for it. */
	if (block->online)
		block->state = "online";
	else if (!memtopo_section_is_device(block->section))
		block->state = "offline";
	if (sysfs) {
		block->removable = sysfs->removable;
		block->valid_zones = sysfs->zones;
		if (sysfs->state)
			block->state = sysfs->state;
	}
	block->online = block->state && strcmp(block->state, "offline");
	block->has_census = census;
	if (census)
		block->census = *census;
	else
		census_clear(&block->census);
	block_add_driver(block, m, sysfs);
	block_add_reasons(block, m);
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Of the reasons that pages give it does not matter which. */
static unsigned int reasons_class(const struct memtopo_block *block)
{
	unsigned int class = block->reasons & REASONS_REFUSED;

	if (block->reasons & REASONS_PAGES)
		return class | REASONS_PAGES;
	if (block->reasons & REASON(PINNED))
		return class | REASON(PINNED);
	return class | (block->reasons & REASON(HUGETLB));
}

static bool owners_same(const struct memtopo_block *a, const struct memtopo_block *b)
{
	size_t i;

	if (a->node_count != b->node_count || a->zone_count != b->zone_count)
		return false;
	for (i = 0; i < a->node_count; i++) {
		if (a->nodes[i] != b->nodes[i])
			return false;
	}
	for (i = 0; i < a->zone_count; i++) {
		if (a->zones[i].node != b->zones[i].node || a->zones[i].zone != b->zones[i].zone)
			return false;
	}
	return true;
}

static bool block_takes(const struct memtopo_block *block, const struct memtopo_block *next)
{
	return block->block + block->count == next->block &&
	       block->last_section + 1 == next->section->section &&
	       text_same(block->state, next->state) && block->removable == next->removable &&
	       text_same(block->driver, next->driver) && text_same(block->group, next->group) &&
	       block->has_census == next->has_census &&
	       !block->census.memmap_pages == !next->census.memmap_pages &&
	       reasons_class(block) == reasons_class(next) && owners_same(block, next);
}

/* The number and the place are those of the first, as is what is in the way. */
static void census_add(struct memtopo_census *sum, const struct memtopo_census *census)
{
	u64 *to = &sum->nr_pages;
	const u64 *from = &census->nr_pages;

	for (; to <= &sum->isolated_pageblocks; to++, from++)
		*to += *from;
	if (!sum->unmovable) {
		sum->unmovable = census->unmovable;
		sum->unmovable_pfn = census->unmovable_pfn;
	}
}

static void block_merge(struct memtopo_block *block, const struct memtopo_block *next)
{
	block->count++;
	block->span_pages += next->span_pages;
	block->pages += next->pages;
	block->section_count += next->section_count;
	block->last_section = next->last_section;
	block->reasons |= next->reasons;
	if (block->has_census)
		census_add(&block->census, &next->census);
}

/* The sections of one block from @section on; returns the next block's first. */
static const struct memtopo_section *block_build(struct memtopo_block *block,
						 const struct memtopo_machine *m,
						 const struct memtopo_section *section,
						 struct memtopo_blocks *blocks)
{
	const struct memtopo_section *end = m->sections + m->section_count;
	u32 *nodes = blocks->nodes + section->nodes.at;
	struct memtopo_owner *zones = blocks->zones + section->zones.at;

	memset(block, 0, sizeof(*block));
	block->block = section->memory_block;
	block->count = 1;
	block->span_pages = memtopo_block_pages(m);
	block->start_pfn = block->block * block->span_pages;
	block->section = section;
	block->nodes = nodes;
	block->zones = zones;
	for (; section < end && section->memory_block == block->block; section++) {
		block->section_count++;
		block->last_section = section->section;
		block->pages += section->pages;
		block->online = block->online || memtopo_section_has(section, 'O');
		block_add_owners(block, m, section, nodes, zones);
	}
	block_finish(block, m);
	return section;
}

int memtopo_blocks_build(struct memtopo_blocks *blocks,
			 const struct memtopo_machine *machine, bool each)
{
	const struct memtopo_machine *m = machine;
	const struct memtopo_section *section = m->sections, *end = section + m->section_count;
	struct memtopo_block *block;

	memset(blocks, 0, sizeof(*blocks));
	blocks->block = calloc(m->section_count + 1, sizeof(*blocks->block));
	blocks->nodes = calloc(m->owner_count + 1, sizeof(*blocks->nodes));
	blocks->zones = calloc(m->owner_count + 1, sizeof(*blocks->zones));
	if (!blocks->block || !blocks->nodes || !blocks->zones)
		return -ENOMEM;
	while (section < end) {
		if (section->memory_block == MEMTOPO_NONE) {
			section++;
			continue;
		}
		block = &blocks->block[blocks->count];
		section = block_build(block, m, section, blocks);
		if (blocks->count && !each && block_takes(block - 1, block))
			block_merge(block - 1, block);
		else
			blocks->count++;
	}
	return 0;
}

void memtopo_blocks_free(struct memtopo_blocks *blocks)
{
	free(blocks->block);
	free(blocks->nodes);
	free(blocks->zones);
	memset(blocks, 0, sizeof(*blocks));
}

const char *memtopo_block_type(const struct memtopo_block *block,
			       const struct memtopo_machine *machine)
{
	size_t movable = 0, i;

	if (!block->online || !block->zone_count)
		return NULL;
	for (i = 0; i < block->zone_count; i++)
		movable += !strcmp(machine->zone_names[block->zones[i].zone], "Movable");
	if (!movable)
		return "kernel";
	return movable == block->zone_count ? "movable" : "mixed";
}

void memtopo_block_nodes(const struct memtopo_block *block,
			 const struct memtopo_machine *machine, FILE *out)
{
	size_t i;

	(void)machine;
	for (i = 0; i < block->node_count; i++)
		fprintf(out, "%s%u", i ? "," : "", block->nodes[i]);
}

/* Zones of several nodes may have one name, which is written once. */
void memtopo_block_zones(const struct memtopo_block *block,
			 const struct memtopo_machine *machine, FILE *out)
{
	size_t i, j;

	for (i = 0; i < block->zone_count; i++) {
		for (j = 0; j < i; j++) {
			if (block->zones[j].zone == block->zones[i].zone)
				break;
		}
		if (j == i)
			fprintf(out, "%s%s", i ? "," : "",
				machine->zone_names[block->zones[i].zone]);
	}
}

/* Whether its zones have more than one name. */
static bool block_has_zones(const struct memtopo_block *block)
{
	size_t i;

	for (i = 1; i < block->zone_count; i++) {
		if (block->zones[i].zone != block->zones[0].zone)
			return true;
	}
	return false;
}

static void refusal_write(const struct memtopo_block *block, const struct memtopo_machine *m,
			  enum memtopo_reason reason, FILE *out)
{
	if (reason == MEMTOPO_REASON_REMOVE) {
		fputs("no hot-remove in this kernel", out);
	} else if (reason == MEMTOPO_REASON_HOLE) {
		fputs("hole", out);
	} else if (reason == MEMTOPO_REASON_NODES) {
		fputs("spans nodes ", out);
		memtopo_block_nodes(block, m, out);
	} else if (block_has_zones(block)) {
		fputs("spans zones ", out);
		memtopo_block_zones(block, m, out);
	} else {
		fputs("in no single zone", out);
	}
}

/* "reserved 512 pages", and then just "slab 1203" */
static void count_write(const struct memtopo_block *block, enum memtopo_reason reason,
			bool *pages_told, FILE *out)
{
	u64 count = reason_count(block, reason);

	fprintf(out, "%s %llu", reasons[reason].name, count);
	if (reason_is_pageblocks(reason)) {
		fprintf(out, " pageblock%s", count == 1 ? "" : "s");
	} else if (!*pages_told) {
		fprintf(out, " page%s", count == 1 ? "" : "s");
		*pages_told = true;
	}
	if (reason == MEMTOPO_REASON_HUGETLB)
		fputs(" (needs room elsewhere)", out);
}

void memtopo_block_why(const struct memtopo_block *block,
		       const struct memtopo_machine *machine, FILE *out)
{
	bool pages_told = false, first = true;
	enum memtopo_reason reason;

	for (reason = 0; reason < MEMTOPO_REASONS; reason++) {
		if (!(block->reasons & (1U << reason)))
			continue;
		if (!first)
			fputc('\n', out);
		first = false;
		if (reason < MEMTOPO_REASON_RESERVED)
			refusal_write(block, machine, reason, out);
		else
			count_write(block, reason, &pages_told, out);
	}
}

static int address_scan(const char *text, u64 *address)
{
	char *end;

	errno = 0;
	*address = strtoull(text, &end, 16);
	return errno || *end || !strchr("0123456789abcdefABCDEF", text[2]) ? -EINVAL : 0;
}

int memtopo_block_find(const struct memtopo_machine *machine, const char *which,
		       u64 *number, struct memtopo_error *err)
{
	bool is_address = !strncasecmp(which, "0x", 2);
	const char *pos = which;
	u64 address;
	size_t i;

	if (is_address ? address_scan(which, &address) :
	    memtopo_number_scan(&pos, number) || *pos)
		return memtopo_error_set(err, NULL, 0,
					 "'%.32s' is neither a block's number nor an address (0x...)",
					 which);
	if (is_address && machine->info.memory_block_size != MEMTOPO_NONE &&
	    !memtopo_machine_is_flat(machine))
		*number = address / machine->info.memory_block_size;
	for (i = 0; i < machine->section_count; i++) {
		if (machine->sections[i].memory_block != MEMTOPO_NONE &&
		    machine->sections[i].memory_block == *number)
			return 0;
	}
	return memtopo_error_set(err, NULL, 0, is_address ? "no memory block is at %.32s" :
				 "there is no memory block %.32s", which);
}

/* What each reason means, for one who has asked. */
static const char *const meanings[MEMTOPO_REASONS] = {
	[MEMTOPO_REASON_REMOVE] =
		"The kernel was built without CONFIG_MEMORY_HOTREMOVE.",
	[MEMTOPO_REASON_NODES] =
		"It is of more than one node, and the kernel refuses such blocks.",
	[MEMTOPO_REASON_ZONES] =
		"It is not of one zone alone, and the kernel refuses such blocks.",
	[MEMTOPO_REASON_HOLE] =
		"Not all of it is memory, and the kernel refuses blocks with holes.",
	[MEMTOPO_REASON_RESERVED] =
		"reserved: of boot or firmware, or no memory. They never move.",
	[MEMTOPO_REASON_SLAB] =
		"of slab: small objects of the kernel. They do not move.",
	[MEMTOPO_REASON_TABLE] =
		"of page tables. They go when the processes do that use them.",
	[MEMTOPO_REASON_KERNEL] =
		"of the kernel or a driver otherwise. They do not move.",
	[MEMTOPO_REASON_CMA] =
		"of CMA: set aside for buffers of devices, and not given up.",
	[MEMTOPO_REASON_ISOLATED] =
		"isolated: taken from the allocator by another just now. Try again.",
	[MEMTOPO_REASON_PINNED] =
		"pinned: in use by a device or a guest. Offlining waits for them.",
	[MEMTOPO_REASON_HUGETLB] =
		"of hugetlb. They move if there are free huge pages elsewhere.",
};

static void reasons_explain(const struct memtopo_block *block, FILE *out)
{
	enum memtopo_reason reason;
	u64 count;

	for (reason = 0; reason < MEMTOPO_REASONS; reason++) {
		if (!(block->reasons & (1U << reason)))
			continue;
		if (reason < MEMTOPO_REASON_RESERVED) {
			fprintf(out, "  %s\n", meanings[reason]);
			continue;
		}
		count = reason_count(block, reason);
		fprintf(out, "  %llu page%s%s %s\n", count,
			reason_is_pageblocks(reason) ? "block" : "", count == 1 ? "" : "s",
			meanings[reason]);
	}
}

/* "It cannot go offline:" and the like */
static const char *verdict(const struct memtopo_block *block)
{
	if (!block->state)
		return "It is device memory, which sysfs does not take offline.";
	if (!strcmp(block->state, "offline"))
		return "It is offline already.";
	if (!strcmp(block->state, "going-offline"))
		return block->reasons ? "It is being taken offline, which this may hold up:" :
					"It is being taken offline.";
	if (block->reasons & REASONS_REFUSED)
		return "It will not go offline, whatever its pages are:";
	if (block->reasons & REASONS_PAGES)
		return "It will not go offline as long as it has these:";
	if (block->reasons & REASON(PINNED))
		return "It goes offline when these are let go, not before:";
	if (block->reasons & REASON(HUGETLB))
		return "It goes offline if there is room for these elsewhere:";
	if (!block->has_census)
		return "Its pages were not counted, so nobody knows whether it would go offline.";
	return "Nothing keeps it from going offline, if there is room for its pages elsewhere.";
}

/* "Block 34 (0x110000000-0x117ffffff) is online.", and what it consists of. */
static void block_describe(const struct memtopo_block *block, const struct memtopo_machine *m,
			   FILE *out)
{
	u64 start = block->start_pfn * m->info.page_size;

	fprintf(out, "Block %llu (0x%llx-0x%llx) is %s.\n", block->block, start,
		start + block->span_pages * m->info.page_size - 1,
		block->state ? block->state : "not in sysfs");
	fprintf(out, "It has section%s %llu", block->section_count > 1 ? "s" : "",
		block->section->section);
	if (block->section_count > 1)
		fprintf(out, "-%llu", block->last_section);
	if (block->node_count) {
		fprintf(out, ", node%s ", block->node_count > 1 ? "s" : "");
		memtopo_block_nodes(block, m, out);
		fprintf(out, ", zone%s ", block_has_zones(block) ? "s" : "");
		memtopo_block_zones(block, m, out);
	}
	if (block->driver)
		fprintf(out, ", driver %s", block->driver);
	if (block->group)
		fprintf(out, ", group %s", block->group);
	fputs(".\n", out);
}

static void census_explain(const struct memtopo_block *block, const struct memtopo_machine *m,
			   FILE *out)
{
	const struct memtopo_census *census = &block->census;

	if (!block->has_census || !block->online)
		return;
	if (census->unmovable)
		fprintf(out, "First in the way is page frame %llu at 0x%llx (%s).\n",
			census->unmovable_pfn, census->unmovable_pfn * m->info.page_size,
			census->unmovable);
	fprintf(out, "Of %llu pages %llu are free and %llu can be moved.\n",
		census->online_pages, census->free_pages, census->movable_pages);
	if (census->memmap_pages)
		fprintf(out, "%llu pages hold its own memmap and go with it.\n",
			census->memmap_pages);
}

int memtopo_block_explain(const struct memtopo_machine *machine, u64 number, FILE *out)
{
	struct memtopo_blocks blocks;
	size_t i;
	int rc;

	rc = memtopo_blocks_build(&blocks, machine, true);
	for (i = 0; i < blocks.count && !rc; i++) {
		if (blocks.block[i].block != number)
			continue;
		block_describe(&blocks.block[i], machine, out);
		fprintf(out, "%s\n", verdict(&blocks.block[i]));
		reasons_explain(&blocks.block[i], out);
		census_explain(&blocks.block[i], machine, out);
	}
	memtopo_blocks_free(&blocks);
	return rc;
}
