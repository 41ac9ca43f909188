// SPDX-License-Identifier: GPL-2.0
/*
 * kcore: the kernel's own structures, read as a debugger does: by /proc/kcore,
 * by what its note says of symbols, and by the BTF of the kernel, which knows
 * the fields of each structure. Nothing here shares a header with the module.
 *
 *	kcore fields >FIELDS	look them up once, for it takes megabytes
 *	kcore values <FIELDS	print what they hold:
 *
 *	node NODE FIELD=VALUE...	of pg_data_t
 *	zone NODE ZONE FIELD=VALUE[,VALUE...]...	of struct zone, by index
 *	zonelist NODE LIST NODE/ZONE...		as in node_zonelists[], by index
 *	pageblocks START COUNT TYPE SKIP	of online sections, in pageblocks
 *	memmap SECTION START COUNT FRAME FRAMES SIZE	struct pages, by page tables
 *
 * Both print "nothing" where the kernel has no BTF.
 */
#define _GNU_SOURCE
#include <linux/btf.h>
#include <sys/stat.h>

#include "kcore.h"

#define PAGE		4096ULL
#define PRESENT		1ULL
#define LEAF		0x80ULL		/* _PAGE_PSE */
#define WRITE		2ULL
#define ADDRESS		0x000ffffffffff000ULL
#define SECTION_ONLINE	4		/* SECTION_IS_ONLINE */
#define SUBSECTION	512		/* page frames */

/* --- BTF ---------------------------------------------------------------- */

static char *btf_strings;
static const struct btf_type **types;
static size_t nr_types;

static size_t btf_extra(const struct btf_type *type)
{
	size_t nr = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return nr * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return nr * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return nr * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return nr * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return nr * sizeof(struct btf_var_secinfo);
	}
	return 0;
}

static bool btf_open(void)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY);
	const struct btf_header *btf;
	const char *at, *end;
	struct stat status;
	char *all;
	size_t got;

	if (fd < 0)
		return false;
	if (fstat(fd, &status))
		die("no BTF");
	all = malloc(status.st_size);
	if (!all)
		die("no memory");
	for (got = 0; got < (size_t)status.st_size;) {
		ssize_t part = read(fd, all + got, status.st_size - got);

		if (part <= 0)
			die("no BTF");
		got += part;
	}
	close(fd);
	btf = (const struct btf_header *)all;
	if (btf->magic != BTF_MAGIC)
		die("no BTF in BTF");
	btf_strings = all + btf->hdr_len + btf->str_off;
	at = all + btf->hdr_len + btf->type_off;
	end = at + btf->type_len;
	types = malloc((btf->type_len / sizeof(struct btf_type) + 2) * sizeof(*types));
	if (!types)
		die("no memory");
	types[nr_types++] = NULL;	/* void */
	while (at < end) {
		const struct btf_type *type = (const struct btf_type *)at;

		types[nr_types++] = type;
		at += sizeof(*type) + btf_extra(type);
	}
	return true;
}

static const struct btf_type *btf_find(const char *name, unsigned int kind)
{
	size_t i;

	for (i = 1; i < nr_types; i++)
		if (BTF_INFO_KIND(types[i]->info) == kind &&
		    !strcmp(btf_strings + types[i]->name_off, name))
			return types[i];
	die(name);
	return NULL;
}

/* What a type is, behind its names and qualifiers. */
static const struct btf_type *btf_behind(uint32_t id)
{
	for (;;) {
		const struct btf_type *type = types[id];

		switch (BTF_INFO_KIND(type->info)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_CONST:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			id = type->type;
			continue;
		}
		return type;
	}
}

static size_t btf_size(const struct btf_type *type)
{
	const struct btf_array *array = (const void *)(type + 1);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_PTR:
		return 8;
	case BTF_KIND_ARRAY:
		return array->nelems * btf_size(btf_behind(array->type));
	}
	return type->size;
}

/* What is asked for: fields of structures, and what enumerators are. */
static const char *const node_fields[] = {
	"kswapd_order", "kswapd_highest_zoneidx", "kswapd_failures",
	"kcompactd_max_order", "kcompactd_highest_zoneidx",
	"proactive_compact_trigger", "node_zones", "node_zonelists", NULL
};

static const char *const zone_fields[] = {
	"nr_reserved_highatomic", "nr_free_highatomic", "compact_cached_free_pfn",
	"compact_cached_migrate_pfn", "compact_init_free_pfn",
	"compact_init_migrate_pfn", "compact_considered", "compact_defer_shift",
	"compact_order_failed", "compact_blockskip_flush",
	"nr_isolate_pageblock", "contiguous", NULL
};

static const struct {
	const char *name;
	const char *const *fields;
} structures[] = {
	{ "pglist_data", node_fields },
	{ "zone", zone_fields },
	{ "zonelist", (const char *[]){ "_zonerefs", NULL } },
	{ "zoneref", (const char *[]){ "zone", NULL } },
	{ "mem_section", (const char *[]){ "section_mem_map", "usage", NULL } },
	{ "mem_section_usage", (const char *[]){ "subsection_map", "pageblock_flags", NULL } },
};

static const struct {
	const char *name, *value;
} enumerators[] = {
	{ "migratetype", "MIGRATE_UNMOVABLE" },
	{ "migratetype", "MIGRATE_MOVABLE" },
	{ "migratetype", "MIGRATE_RECLAIMABLE" },
	{ "migratetype", "MIGRATE_HIGHATOMIC" },
	{ "migratetype", "MIGRATE_CMA" },
	{ "migratetype", "MIGRATE_ISOLATE" },
	{ "pageblock_bits", "PB_migrate_skip" },
};

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* "STRUCTURE FIELD OFFSET SIZE COUNT", unless this kernel has no such field. */
static void print_field(const char *structure, const char *name)
{
	const struct btf_type *type = btf_find(structure, BTF_KIND_STRUCT);
	const struct btf_member *member = (const void *)(type + 1);
	const struct btf_type *of;
	const struct btf_array *array;
	size_t i, count = 1;

	for (i = 0; i < BTF_INFO_VLEN(type->info); i++, member++)
		if (!strcmp(btf_strings + member->name_off, name))
			break;
	if (i == BTF_INFO_VLEN(type->info))
		return;
	of = btf_behind(member->type);
	if (BTF_INFO_KIND(of->info) == BTF_KIND_ARRAY) {
		array = (const void *)(of + 1);
		count = array->nelems;
		of = btf_behind(array->type);
	}
	printf("%s %s %u %zu %zu\n", structure, name, (member->offset & 0xffffff) / 8,
	       btf_size(of), count);
}

static void print_enumerator(const char *name, const char *value)
{
	const struct btf_type *type = btf_find(name, BTF_KIND_ENUM);
	const struct btf_enum *one = (const void *)(type + 1);
	size_t i;

	for (i = 0; i < BTF_INFO_VLEN(type->info); i++)
		if (!strcmp(btf_strings + one[i].name_off, value))
			printf("%s %s %d 0 0\n", name, value, one[i].val);
}

static int look_up(void)
{
	const char *const *field;
	size_t i;

	if (!btf_open()) {
		puts("nothing");
		return 0;
	}
	for (i = 0; i < COUNT(structures); i++)
		for (field = structures[i].fields; *field; field++)
			print_field(structures[i].name, *field);
	for (i = 0; i < COUNT(enumerators); i++)
		print_enumerator(enumerators[i].name, enumerators[i].value);
	return 0;
}

/* --- fields ------------------------------------------------------------- */

/* A field of a structure: where, how large, and of how many elements. */
struct field {
	char structure[32], name[32];
	size_t offset, size, count;
};

static struct field fields[64];
static size_t nr_fields;

static bool fields_read(void)
{
	struct field *field;

	while (nr_fields < COUNT(fields)) {
		field = &fields[nr_fields];
		if (scanf("%31s %31s %zu %zu %zu", field->structure, field->name,
			  &field->offset, &field->size, &field->count) != 5)
			break;
		nr_fields++;
	}
	return nr_fields > 0;
}

static const struct field *field_of(const char *structure, const char *name)
{
	size_t i;

	for (i = 0; i < nr_fields; i++)
		if (!strcmp(fields[i].structure, structure) &&
		    !strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static struct field must(const char *structure, const char *name)
{
	const struct field *field = field_of(structure, name);

	if (!field)
		die(name);
	return *field;
}

/* The value of an enumerator, or -1. */
static int enumerator(const char *name, const char *value)
{
	const struct field *field = field_of(name, value);

	return field ? (int)field->offset : -1;
}

/* FIELD=VALUE[,VALUE...] for those that this kernel has. */
static void print_fields(const char *structure, uint64_t address,
			 const char *const *names)
{
	const struct field *field;
	uint64_t value;
	size_t i;

	for (; *names; names++) {
		field = field_of(structure, *names);
		if (!field || field->size > sizeof(value))
			continue;
		for (i = 0; i < field->count; i++) {
			value = 0;
			load(false, address + field->offset + i * field->size, &value,
			     field->size);
			printf("%s%s%s%lld", i ? "," : " ", i ? "" : *names, i ? "" : "=",
			       (long long)value);
		}
	}
	putchar('\n');
}

/* --- nodes and zones ---------------------------------------------------- */

#define NODES	1024
static uint64_t pgdats[NODES];

/* NODE/ZONE for a pointer to a struct zone. */
static void print_zone(uint64_t zone)
{
	struct field zones = must("pglist_data", "node_zones");
	int node;

	for (node = 0; node < NODES; node++) {
		uint64_t start = pgdats[node] + zones.offset;

		if (pgdats[node] && zone >= start &&
		    zone < start + zones.count * zones.size) {
			printf(" %d/%zu", node, (size_t)(zone - start) / zones.size);
			return;
		}
	}
	die("a zone of no node");
}

static void print_zonelists(int node)
{
	struct field lists = must("pglist_data", "node_zonelists");
	struct field refs = must("zonelist", "_zonerefs");
	struct field pointer = must("zoneref", "zone");
	uint64_t zone;
	size_t list, i;

	for (list = 0; list < lists.count; list++) {
		uint64_t at = pgdats[node] + lists.offset + list * lists.size +
			refs.offset + pointer.offset;

		printf("zonelist %d %zu", node, list);
		for (i = 0; i < refs.count; i++) {
			zone = load_word(false, at + i * refs.size);
			if (!zone)
				break;
			print_zone(zone);
		}
		putchar('\n');
	}
}

static void print_nodes(void)
{
	struct field zones = must("pglist_data", "node_zones");
	uint64_t nodes = info("LENGTH(node_data)", 10);
	size_t node, zone;

	load(false, info("SYMBOL(node_data)", 16), pgdats,
	     (nodes < NODES ? nodes : NODES) * sizeof(*pgdats));
	for (node = 0; node < NODES; node++) {
		if (!pgdats[node])
			continue;
		printf("node %zu", node);
		print_fields("pglist_data", pgdats[node], node_fields);
		for (zone = 0; zone < zones.count; zone++) {
			printf("zone %zu %zu", node, zone);
			print_fields("zone", pgdats[node] + zones.offset +
				     zone * zones.size, zone_fields);
		}
		print_zonelists(node);
	}
}

/* --- sections ----------------------------------------------------------- */

static uint64_t section_pages;

/* A run that is printed when something else follows. */
static struct {
	uint64_t start, count, bits;
} run;

static void print_run(void)
{
	static const struct {
		const char *kernel, *name;
	} migratetypes[] = {
		{ "MIGRATE_UNMOVABLE", "unmovable" },
		{ "MIGRATE_MOVABLE", "movable" },
		{ "MIGRATE_RECLAIMABLE", "reclaimable" },
		{ "MIGRATE_HIGHATOMIC", "highatomic" },
		{ "MIGRATE_CMA", "cma" },
		{ "MIGRATE_ISOLATE", "isolate" },
	};
	int skip = enumerator("pageblock_bits", "PB_migrate_skip");
	const char *type = "unknown";
	size_t i;

	if (!run.count)
		return;
	for (i = 0; i < COUNT(migratetypes); i++)
		if (enumerator("migratetype", migratetypes[i].kernel) ==
		    (int)(run.bits & 7))
			type = migratetypes[i].name;
	printf("pageblocks %llu %llu %s %d\n", (unsigned long long)run.start,
	       (unsigned long long)run.count, type, (int)(run.bits >> skip & 1));
	run.count = 0;
}

static void add_pageblock(uint64_t pageblock, uint64_t bits)
{
	if (run.count && run.start + run.count == pageblock && run.bits == bits) {
		run.count++;
		return;
	}
	print_run();
	run.start = pageblock;
	run.count = 1;
	run.bits = bits;
}

/* A pageblock is as large as a subsection here, 4 bits each (NR_PAGEBLOCK_BITS). */
static void print_pageblocks(uint64_t nr, uint64_t usage)
{
	struct field map = must("mem_section_usage", "subsection_map");
	struct field flags = must("mem_section_usage", "pageblock_flags");
	uint64_t i, present, bits;

	for (i = 0; i < section_pages / SUBSECTION; i++) {
		present = load_word(false, usage + map.offset + i / 64 * 8);
		bits = load_word(false, usage + flags.offset + i / 16 * 8);
		if (present >> i % 64 & 1)
			add_pageblock(nr * section_pages / SUBSECTION + i,
				      bits >> i % 16 * 4 & 15);
	}
}

/* The frame behind a virtual address, and in how large a page; 0 when there is none. */
static uint64_t translate(uint64_t address, uint64_t *size)
{
	int level = info("NUMBER(pgtable_l5_enabled)", 10) ? 5 : 4;
	uint64_t table = info("SYMBOL(swapper_pg_dir)", 16), entry;
	bool physical = false;

	for (;; level--) {
		int shift = 12 + 9 * (level - 1);

		entry = load_word(physical, table + (address >> shift & 511) * 8);
		*size = 1ULL << shift;
		if (!(entry & PRESENT))
			return 0;
		if (level == 1 || (level < 4 && entry & LEAF)) {
			if (!(entry & WRITE))
				return 0;
			return ((entry & ADDRESS & ~(*size - 1)) |
				(address & (*size - 1))) / PAGE;
		}
		table = entry & ADDRESS;
		physical = true;
	}
}

/* A piece of a memmap, that begins with so many struct pages before it in the section. */
struct piece {
	uint64_t before, frame, frames, size;
};

static void print_piece(uint64_t nr, const struct piece *piece)
{
	uint64_t per_frame = PAGE / info("SIZE(page)", 10);

	if (!piece->frames)
		return;
	printf("memmap %llu %llu %llu %llu %llu %llu\n", (unsigned long long)nr,
	       (unsigned long long)(nr * section_pages + piece->before),
	       (unsigned long long)(piece->frames * per_frame),
	       (unsigned long long)piece->frame, (unsigned long long)piece->frames,
	       (unsigned long long)piece->size);
}

static void print_memmap(uint64_t nr, uint64_t memmap)
{
	uint64_t page_size = info("SIZE(page)", 10);
	uint64_t start = memmap + nr * section_pages * page_size;
	uint64_t end = start + section_pages * page_size, at, next;
	struct piece piece = {};

	/* 64 bytes each: none lies in two frames. */
	if (PAGE % page_size)
		die("odd struct pages");
	for (at = start; at < end; at = next) {
		uint64_t size = PAGE, frame = translate(at, &size);

		next = (at & ~(size - 1)) + size;
		if (next > end)
			next = end;
		if (!piece.frames || !frame || size != piece.size ||
		    frame != piece.frame + piece.frames) {
			print_piece(nr, &piece);
			piece = (struct piece) {
				.before = (at - start) / page_size,
				.frame = frame,
				.size = size,
			};
		}
		if (frame)
			piece.frames += (next - at) / PAGE;
	}
	print_piece(nr, &piece);
}

/* The sections of a root that are online. */
static void print_root(uint64_t first, uint64_t root, bool memmap)
{
	size_t size = info("SIZE(mem_section)", 10);
	struct field word = must("mem_section", "section_mem_map");
	struct field usage = must("mem_section", "usage");
	uint64_t nr, section, value;

	for (nr = first; nr < first + PAGE / size; nr++) {
		section = root + (nr - first) * size;
		value = load_word(false, section + word.offset);
		if (!(value & SECTION_ONLINE))
			continue;
		if (memmap)
			print_memmap(nr, value & ~(PAGE - 1));
		else
			print_pageblocks(nr, load_word(false, section + usage.offset));
	}
}

/* CONFIG_SPARSEMEM_EXTREME: the symbol is what mem_section points to, an array of roots. */
static void print_sections(bool memmap)
{
	uint64_t at = info("SYMBOL(mem_section)", 16);
	uint64_t count = info("LENGTH(mem_section)", 10), first, i, part;
	uint64_t per_root = PAGE / info("SIZE(mem_section)", 10);
	static uint64_t roots[8192];

	section_pages = 1ULL << (info("NUMBER(SECTION_SIZE_BITS)", 10) - 12);
	for (first = 0; first < count; first += part) {
		part = count - first < COUNT(roots) ? count - first : COUNT(roots);
		load(false, at + first * sizeof(*roots), roots, part * sizeof(*roots));
		for (i = 0; i < part; i++)
			if (roots[i])
				print_root((first + i) * per_root, roots[i], memmap);
	}
	print_run();
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "fields"))
		return look_up();
	if (argc != 2 || strcmp(argv[1], "values"))
		die("usage: kcore fields|values");
	if (!fields_read()) {
		puts("nothing");
		return 0;
	}
	kcore_open();
	print_nodes();
	print_sections(false);
	print_sections(true);
	return 0;
}
