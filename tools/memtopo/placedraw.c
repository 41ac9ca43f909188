// SPDX-License-Identifier: GPL-2.0
/*
 * Drawing a place: the walk of the page tables, what it leads to in a sentence,
 * and the page frame from its section to its node.
 */
#include <stdarg.h>
#include <string.h>

#include "part.h"
#include "place.h"
#include "size.h"

/* Where values begin, after their labels; entries, after their levels; and what they lead to. */
#define VALUE_COLUMN 13
#define ENTRY_COLUMN 21
#define TARGET_COLUMN 41

/* Begins a line with a label, and says what follows. */
static void __printf(3, 4) fact(struct memtopo_canvas *canvas, const char *label,
				const char *fmt, ...)
{
	char text[MEMTOPO_WIDTH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "  %s", label);
	memtopo_canvas_tab(canvas, VALUE_COLUMN);
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s", text);
}

/* Words, over as many lines as they take, from a column on. */
static void words(struct memtopo_canvas *canvas, unsigned int column, unsigned int ink,
		  const char *text)
{
	do {
		memtopo_canvas_tab(canvas, column);
		text = memtopo_canvas_words(canvas, ink, text);
		memtopo_canvas_end(canvas);
	} while (*text);
}

static const char *kind_words(const char *kind)
{
	static const struct {
		const char *kind;
		const char *words;
	} kinds[] = {
		{ "free", "free" },
		{ "movable", "in use, and can be moved" },
		{ "hugetlb", "in a page of hugetlbfs" },
		{ "offline", "given up by a balloon, or not plugged" },
		{ "hwpoison", "poisoned: this memory is broken" },
		{ "memmap", "has struct pages of its own memory block" },
		{ "pinned", "in use, and pinned where it is" },
		{ "reserved", "reserved: of boot, of the firmware, or no memory" },
		{ "slab", "objects of the kernel (slab)" },
		{ "table", "a page table" },
		{ "kernel", "of the kernel, and cannot be moved" },
		{ "device", "memory of a device" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].kind, kind))
			return kinds[i].words;
	}
	return kind;
}

static u64 shifted(const struct memtopo_machine *m, u64 order)
{
	return order < 52 ? memtopo_machine_bytes(m, 1ULL << order) : MEMTOPO_NONE;
}

static void page_use_draw(struct memtopo_canvas *canvas, const struct memtopo_page *page,
			  const struct memtopo_machine *m)
{
	char size[MEMTOPO_SIZE_ROOM];

	if (page->kind) {
		fact(canvas, "used", "%s", kind_words(page->kind));
		memtopo_canvas_end(canvas);
	}
	if (page->flags) {
		fact(canvas, "flags", "%s", "");
		words(canvas, VALUE_COLUMN, MEMTOPO_INK_PLAIN, page->flags);
	}
	if (page->refcount != MEMTOPO_NONE) {
		fact(canvas, "references", "%llu", page->refcount);
		if (page->mapcount != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", mapped %llu time%s",
					   page->mapcount, page->mapcount == 1 ? "" : "s");
		memtopo_canvas_end(canvas);
	}
	if (page->order != MEMTOPO_NONE && page->head_pfn != MEMTOPO_NONE &&
	    (page->order || page->head_pfn != page->pfn)) {
		fact(canvas, page->kind && !strcmp(page->kind, "free") ? "block" : "folio",
		     "%s, order %llu, from page frame %llu",
		     memtopo_size_format(size, shifted(m, page->order)), page->order,
		     page->head_pfn);
		memtopo_canvas_end(canvas);
	}
}

static void page_section_draw(struct memtopo_canvas *canvas, const struct memtopo_page *page,
			      const struct memtopo_machine *m)
{
	u64 order = m->info.pageblock_order;

	if (page->section != MEMTOPO_NONE) {
		fact(canvas, "section", "%llu", page->section);
		if (page->subsection != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", subsection %llu of it",
					   page->subsection);
		if (page->memory_block != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", memory block %llu",
					   page->memory_block);
		if (page->self_hosted == 1)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
					   " with struct pages of its own");
		memtopo_canvas_end(canvas);
	}
	if (page->migratetype) {
		fact(canvas, "pageblock", "%s", page->migratetype);
		if (order < 52)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", from page frame %llu",
					   page->pfn >> order << order);
		if (page->skip == 1)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
					   ", passed over by compaction");
		memtopo_canvas_end(canvas);
	}
}

static void node_distance_draw(struct memtopo_canvas *canvas,
			       const struct memtopo_address *address)
{
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", distance %llu from ",
			   address->distance);
	memtopo_canvas_put(canvas, memtopo_ink_node(address->cpu_node), "node %llu",
			   address->cpu_node);
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", whose CPU %llu runs it", address->cpu);
}

static void page_node_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place)
{
	const struct memtopo_address *address = &place->walk.address;
	const struct memtopo_page *page = &place->walk.page;
	bool local = address->cpu_node == page->node;

	if (page->zone) {
		fact(canvas, "zone", "%s", page->zone);
		memtopo_canvas_end(canvas);
	}
	if (page->node == MEMTOPO_NONE)
		return;
	fact(canvas, "node", "%s", "");
	memtopo_canvas_put(canvas, memtopo_ink_node(page->node), "%llu", page->node);
	if (address->distance != MEMTOPO_NONE && address->cpu_node != MEMTOPO_NONE &&
	    address->cpu != MEMTOPO_NONE) {
		node_distance_draw(canvas, address);
		memtopo_canvas_put(canvas, local ? MEMTOPO_INK_PLAIN : MEMTOPO_INK_WARN, ": %s",
				   local ? "local" : "remote");
	}
	memtopo_canvas_end(canvas);
}

static void page_gap_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			  const struct memtopo_machine *m)
{
	u64 bytes = memtopo_machine_bytes(m, place->gap_pages);
	u64 start = memtopo_machine_bytes(m, place->gap_start);

	if (place->gap) {
		fact(canvas, "hole", "%s", place->gap);
		if (bytes != MEMTOPO_NONE && start != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", 0x%llx-0x%llx", start,
					   start + bytes - 1);
		else if (start != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", from 0x%llx on", start);
		memtopo_canvas_end(canvas);
	}
	/* That memory is System RAM goes without saying. */
	if (!place->owner || (!place->gap && !strcmp(place->owner, "System RAM")))
		return;
	fact(canvas, "owner", "%s", place->owner);
	if (place->area != place->owner && strcmp(place->area, place->owner))
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", in %s", place->area);
	memtopo_canvas_end(canvas);
}

static void page_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
		      const struct memtopo_machine *machine)
{
	const struct memtopo_page *page = &place->walk.page;
	u64 start = memtopo_machine_bytes(machine, page->pfn);

	if (page->pfn == MEMTOPO_NONE)
		return;
	fact(canvas, "page frame", "%llu, physical 0x%llx-0x%llx", page->pfn, start,
	     start + machine->info.page_size - 1);
	memtopo_canvas_put(canvas, strcmp(page->state, "online") ? MEMTOPO_INK_WARN :
			   MEMTOPO_INK_PLAIN, ", %s", page->state);
	memtopo_canvas_end(canvas);
	page_use_draw(canvas, page, machine);
	page_section_draw(canvas, page, machine);
	page_node_draw(canvas, place);
	page_gap_draw(canvas, place, machine);
}

/* The line to a level below @depth others. */
static void branch_draw(struct memtopo_canvas *canvas, size_t depth)
{
	memtopo_canvas_tab(canvas, 2 + depth);
	memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_CORNER, 1);
}

static void table_draw(struct memtopo_canvas *canvas, const struct memtopo_level *below)
{
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "table");
	if (below->table_pfn == MEMTOPO_NONE)
		return;
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " in frame %llu", below->table_pfn);
	if (below->table_node != MEMTOPO_NONE)
		memtopo_canvas_put(canvas, memtopo_ink_node(below->table_node), ", node %llu",
				   below->table_node);
}

/* What an entry that is no table points to, in few words. */
static void end_draw(struct memtopo_canvas *canvas, const struct memtopo_walk *walk,
		     const struct memtopo_level *level)
{
	const char *state = level->state;
	u64 page = walk->address.pfn;

	if (!strcmp(state, "page") || !strcmp(state, "hint")) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "page");
		if (page != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " frame %llu", page);
	} else if (!strcmp(state, "swap") && level->swap_offset != MEMTOPO_NONE) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "swap");
		if (level->swap_type != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " area %llu,",
					   level->swap_type);
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " page %llu", level->swap_offset);
	} else if (level->swap_offset != MEMTOPO_NONE) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s, frame %llu", state,
				   level->swap_offset);
	} else {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s",
				   strcmp(state, "none") ? state : "nothing");
	}
}

static void level_draw(struct memtopo_canvas *canvas, const struct memtopo_walk *walk, size_t i)
{
	const struct memtopo_level *level = &walk->levels[i];
	bool last = i == walk->level_count - 1;
	char size[MEMTOPO_SIZE_ROOM];

	branch_draw(canvas, i);
	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "%s", level->level);
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " %llu", level->index);
	memtopo_canvas_tab(canvas, ENTRY_COLUMN - 6);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%5s",
			   memtopo_size_format(size, level->size));
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " 0x%016llx  ", level->entry);
	memtopo_canvas_tab(canvas, TARGET_COLUMN);
	if (last)
		end_draw(canvas, walk, level);
	else
		table_draw(canvas, level + 1);
	memtopo_canvas_end(canvas);
	if (level->bits)
		words(canvas, ENTRY_COLUMN, MEMTOPO_INK_FAINT, level->bits);
	if (level->pkey != MEMTOPO_NONE && level->pkey) {
		memtopo_canvas_tab(canvas, ENTRY_COLUMN);
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "protection key %llu",
				   level->pkey);
		memtopo_canvas_end(canvas);
	}
}

static void walk_draw(struct memtopo_canvas *canvas, const struct memtopo_walk *walk)
{
	size_t i;

	if (!walk->level_count)
		return;
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "  level index");
	memtopo_canvas_tab(canvas, ENTRY_COLUMN - 5);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "maps entry");
	memtopo_canvas_tab(canvas, TARGET_COLUMN);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "leads to");
	memtopo_canvas_end(canvas);
	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "  root");
	memtopo_canvas_tab(canvas, TARGET_COLUMN);
	table_draw(canvas, walk->levels);
	memtopo_canvas_end(canvas);
	for (i = 0; i < walk->level_count; i++)
		level_draw(canvas, walk, i);
}

/* What there is to say of where an address leads. */
enum sentence {
	SAY_NOTHING,
	SAY_UNMAPPED,
	SAY_UNTOUCHED,
	SAY_UNTOUCHED_HUGE,
	SAY_UNTOUCHED_FILE,
	SAY_FORBIDDEN,
	SAY_HINT,
	SAY_ZERO,
	SAY_ZERO_HUGE,
	SAY_POISONED,
	SAY_MERGED,
	SAY_HUGETLB,
	SAY_DEVICE_MEMORY,
	SAY_NO_MEMORY,
	SAY_HUGE,
	SAY_SWAPPED,
	SAY_MOVING,
	SAY_LOST,
	SAY_MARKED,
	SAY_WITH_DEVICE,
	SAY_EXCLUSIVE,
	SAY_UNKNOWN,
};

static const char *const sentences[] = {
	[SAY_UNMAPPED] =
		"Nothing is mapped there.",
	[SAY_UNTOUCHED] =
		"No page yet: it was never touched, or was dropped. The next access gets a page of zeros.",
	[SAY_UNTOUCHED_HUGE] =
		"No page yet: the next access gets one from the pool of hugetlbfs.",
	[SAY_UNTOUCHED_FILE] =
		"No page yet: it was never touched here, or was dropped. The next access gets it from what is mapped.",
	[SAY_FORBIDDEN] =
		"The page is there, but the mapping lets nobody access it (PROT_NONE).",
	[SAY_HINT] =
		"The page is there, but the next access faults: NUMA balancing wants to see which CPU makes it.",
	[SAY_ZERO] =
		"It is the page of zeros that all share: it was read, but never written.",
	[SAY_ZERO_HUGE] =
		"It seems to be the huge page of zeros that all share: it was read, but never written.",
	[SAY_POISONED] =
		"The memory of this page is broken (poisoned).",
	[SAY_MERGED] =
		"KSM lets others with the same content share it: who writes gets a copy.",
	[SAY_HUGETLB] =
		"It is a page of hugetlbfs.",
	[SAY_DEVICE_MEMORY] =
		"It is the memory of a device, which the page allocator does not have.",
	[SAY_NO_MEMORY] =
		"It is no memory that the page allocator has: a device is mapped there.",
	[SAY_HUGE] =
		"One entry maps a huge page.",
	[SAY_SWAPPED] =
		"The page is swapped out: the next access reads it back from swap.",
	[SAY_MOVING] =
		"The page is being moved to another frame: an access waits until it has arrived.",
	[SAY_LOST] =
		"The page was lost to broken memory: an access ends in SIGBUS.",
	[SAY_MARKED] =
		"No page, but a mark that the kernel keeps about the address (guard, userfaultfd or poison).",
	[SAY_WITH_DEVICE] =
		"The page is in memory that only a device can reach: an access brings it back.",
	[SAY_EXCLUSIVE] =
		"A device has the page for itself: an access takes it back.",
	[SAY_UNKNOWN] =
		"The entry is of a kind that memtopo does not know.",
};

static bool is_one_of(const char *word, const char *words)
{
	return word && memtopo_words_have(words, word);
}

/* Nothing is there, or not yet. */
static enum sentence none_sentence(const struct memtopo_address *address)
{
	if (!strcmp(address->kind, "kernel"))
		return SAY_UNMAPPED;
	if (is_one_of(address->mapping_kind, "anon,heap,stack"))
		return SAY_UNTOUCHED;
	return is_one_of(address->mapping_kind, "huge") ? SAY_UNTOUCHED_HUGE : SAY_UNTOUCHED_FILE;
}

static enum sentence hint_sentence(const struct memtopo_address *address)
{
	if (address->perms && !strncmp(address->perms, "---", 3))
		return SAY_FORBIDDEN;
	return SAY_HINT;
}

/* The kernel does not tell modules which that is: user space maps it, and it counts no mappings. */
static bool is_huge_zero(const struct memtopo_walk *walk, const struct memtopo_level *last)
{
	const struct memtopo_page *page = &walk->page;

	return walk->asked == MEMTOPO_ASKED_USER && is_one_of(walk->address.mapping_kind, "anon") &&
	       last && memtopo_words_have(last->bits, "huge") && page->mapcount == 0 &&
	       !memtopo_words_have(last->bits, "writable") &&
	       !memtopo_words_have(page->flags, "anonymous");
}

/* What is remarkable about a page that is there. */
static enum sentence page_sentence(const struct memtopo_walk *walk)
{
	const struct memtopo_level *last = memtopo_walk_last(walk);
	const struct memtopo_page *page = &walk->page;

	if (memtopo_words_have(page->flags, "zero_page"))
		return SAY_ZERO;
	if (is_huge_zero(walk, last))
		return SAY_ZERO_HUGE;
	if (memtopo_words_have(page->flags, "hwpoison"))
		return SAY_POISONED;
	if (memtopo_words_have(page->flags, "ksm"))
		return SAY_MERGED;
	if (is_one_of(walk->address.mapping_kind, "huge"))
		return SAY_HUGETLB;
	if (is_one_of(page->state, "device"))
		return SAY_DEVICE_MEMORY;
	if (is_one_of(page->state, "absent"))
		return SAY_NO_MEMORY;
	return last && memtopo_words_have(last->bits, "huge") ? SAY_HUGE : SAY_NOTHING;
}

static enum sentence state_sentence(const struct memtopo_walk *walk)
{
	static const struct {
		const char *state;
		enum sentence sentence;
	} states[] = {
		{ "swap", SAY_SWAPPED },
		{ "migration", SAY_MOVING },
		{ "poison", SAY_LOST },
		{ "marker", SAY_MARKED },
		{ "device", SAY_WITH_DEVICE },
		{ "exclusive", SAY_EXCLUSIVE },
		{ "unknown", SAY_UNKNOWN },
	};
	const char *state = walk->address.state;
	size_t i;

	if (!strcmp(state, "none"))
		return none_sentence(&walk->address);
	if (!strcmp(state, "hint"))
		return hint_sentence(&walk->address);
	if (!strcmp(state, "page"))
		return page_sentence(walk);
	for (i = 0; i < ARRAY_SIZE(states); i++) {
		if (!strcmp(states[i].state, state))
			return states[i].sentence;
	}
	return SAY_NOTHING;
}

static const char *region_words(const char *region)
{
	static const struct {
		const char *region;
		const char *words;
	} regions[] = {
		{ "direct", "in the direct map of memory" },
		{ "vmalloc", "of vmalloc" },
		{ "vmemmap", "in the memmap (vmemmap)" },
		{ "module", "of a module" },
		{ "image", "in the image of the kernel" },
		{ "fixmap", "in the fixmap" },
		{ "vsyscall", "in the page for vsyscalls" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(regions); i++) {
		if (!strcmp(regions[i].region, region))
			return regions[i].words;
	}
	return "of no region that has a name";
}

static void mapping_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place)
{
	const struct memtopo_address *address = &place->walk.address;

	if (address->mapping_start == MEMTOPO_NONE)
		return;
	fact(canvas, "mapping", "0x%llx-0x%llx", address->mapping_start,
	     address->mapping_end - 1);
	if (address->perms)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " %s", address->perms);
	if (address->mapping_kind)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " %s", address->mapping_kind);
	memtopo_canvas_end(canvas);
	if (!place->mapping)
		return;
	fact(canvas, "", "%s", place->mapping);
	memtopo_canvas_end(canvas);
}

/* What the number was taken for. */
static void title_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
		       const struct memtopo_machine *machine)
{
	const struct memtopo_walk *walk = &place->walk;

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "%s", place->text);
	switch (walk->asked) {
	case MEMTOPO_ASKED_PAGE:
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " is a page frame");
		break;
	case MEMTOPO_ASKED_PHYSICAL:
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
				   " is a physical address, byte 0x%llx of its page frame",
				   walk->number % machine->info.page_size);
		break;
	case MEMTOPO_ASKED_KERNEL:
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " is an address of the kernel, %s",
				   region_words(walk->address.region));
		break;
	default:
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " is an address of process %llu",
				   walk->pid);
		if (place->maps.comm)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " (%s)",
					   place->maps.comm);
	}
	memtopo_canvas_end(canvas);
}

static void address_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			 bool walk)
{
	const struct memtopo_address *address = &place->walk.address;
	enum sentence sentence = state_sentence(&place->walk);

	mapping_draw(canvas, place);
	if (walk)
		walk_draw(canvas, &place->walk);
	if (sentence != SAY_NOTHING)
		words(canvas, 2, MEMTOPO_INK_PLAIN, sentences[sentence]);
	if (address->struct_page_of != MEMTOPO_NONE) {
		fact(canvas, "tells of", "page frame %llu, whose struct page this is",
		     address->struct_page_of);
		memtopo_canvas_end(canvas);
	}
	if (address->physical != MEMTOPO_NONE) {
		fact(canvas, "physical", "0x%llx", address->physical);
		memtopo_canvas_end(canvas);
	}
}

void memtopo_place_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			const struct memtopo_machine *machine, bool walk)
{
	title_draw(canvas, place, machine);
	if (place->walk.asked >= MEMTOPO_ASKED_KERNEL)
		address_draw(canvas, place, walk);
	page_draw(canvas, place, machine);
}
