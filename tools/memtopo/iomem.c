// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/iomem: who has which physical addresses.
 *
 * Like the tables, the file may come from anywhere: only printable ASCII gets
 * through.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iomem.h"

/* Deeper than the kernel ever nests resources. */
#define DEPTH_MAX 16

/* Longer than the kernel's names of memory and devices are. */
#define NAME_MAX_SHOWN 64

static const char system_ram[] = "System RAM";

/* A cursor over the lines. */
struct cursor {
	struct memtopo_iomem *iomem;
	const char *path;
	unsigned long line;
	struct memtopo_error *err;
	size_t room;
	size_t ram_room;
	size_t around[DEPTH_MAX];	/* the resources around the next line */
	unsigned int deepest;
};

static int hex_scan(char **pos, u64 *number)
{
	char *end;

	/* strtoull() takes more than the kernel writes. */
	if (!strchr("0123456789abcdef", **pos) || !**pos)
		return -EINVAL;
	errno = 0;
	*number = strtoull(*pos, &end, 16);
	if (errno)
		return -ERANGE;
	*pos = end;
	return 0;
}

/* "  140000000-147ffffff : System RAM (virtio_mem)" */
static int line_parse(struct cursor *cursor, char *line, struct memtopo_resource *resource)
{
	char *pos = line + strspn(line, " ");

	resource->depth = (pos - line) / 2;
	if (resource->depth >= DEPTH_MAX || hex_scan(&pos, &resource->start) ||
	    *pos++ != '-' || hex_scan(&pos, &resource->end) || strncmp(pos, " : ", 3) ||
	    resource->end < resource->start)
		return memtopo_error_set(cursor->err, cursor->path, cursor->line,
					 "not a range of addresses");
	if (resource->depth > cursor->deepest)
		return memtopo_error_set(cursor->err, cursor->path, cursor->line,
					 "lies in nothing");
	resource->name = pos + 3;
	return 0;
}

static int name_check(struct cursor *cursor, const char *name, size_t len)
{
	if (!len || len > NAME_MAX_SHOWN || !memtopo_is_printable(name, len))
		return memtopo_error_set(cursor->err, cursor->path, cursor->line,
					 "a name that no driver has");
	return 0;
}

/* Memory of a driver names it, and lies in the range of the device. */
static int ram_name(struct cursor *cursor, struct memtopo_ram *ram,
		    const struct memtopo_resource *resource)
{
	static const char driven[] = "System RAM (";
	const char *name = resource->name, *around;
	size_t len = strlen(name);

	if (strncmp(name, driven, strlen(driven)) || name[len - 1] != ')')
		return 0;
	name += strlen(driven);
	len -= strlen(driven) + 1;
	if (name_check(cursor, name, len))
		return -EINVAL;
	ram->driver = strndup(name, len);
	if (!ram->driver)
		return -ENOMEM;
	if (!resource->depth)
		return 0;
	around = cursor->iomem->resource[cursor->around[resource->depth - 1]].name;
	if (name_check(cursor, around, strlen(around)))
		return -EINVAL;
	ram->group = around;
	return 0;
}

static int ram_add(struct cursor *cursor, struct memtopo_resource *resource)
{
	struct memtopo_iomem *iomem = cursor->iomem;
	struct memtopo_ram *ram;

	if (iomem->ram_count == cursor->ram_room) {
		cursor->ram_room = cursor->ram_room ? 2 * cursor->ram_room : 64;
		ram = reallocarray(iomem->ram, cursor->ram_room, sizeof(*ram));
		if (!ram)
			return -ENOMEM;
		iomem->ram = ram;
	}
	resource->ram = iomem->ram_count++;
	ram = &iomem->ram[resource->ram];
	*ram = (struct memtopo_ram) { .start = resource->start, .end = resource->end };
	/* Those who may not know see each range at address 0. */
	if (resource->ram && ram->start <= ram[-1].end && ram->end) {
		memtopo_error_set(cursor->err, cursor->path, cursor->line,
				  "overlaps other memory or is out of order");
		return -ESTALE;
	}
	return ram_name(cursor, ram, resource);
}

/* After what it lies in, whose memory it shares. */
static int resource_add(struct cursor *cursor, struct memtopo_resource *resource)
{
	struct memtopo_iomem *iomem = cursor->iomem;
	struct memtopo_resource *more;
	int rc = 0;

	if (iomem->count == cursor->room) {
		cursor->room = cursor->room ? 2 * cursor->room : 64;
		more = reallocarray(iomem->resource, cursor->room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		iomem->resource = more;
	}
	resource->ram = MEMTOPO_NO_RAM;
	if (resource->depth)
		resource->ram = iomem->resource[cursor->around[resource->depth - 1]].ram;
	if (!strncmp(resource->name, system_ram, strlen(system_ram)))
		rc = ram_add(cursor, resource);
	cursor->around[resource->depth] = iomem->count;
	cursor->deepest = resource->depth + 1;
	iomem->resource[iomem->count++] = *resource;
	return rc;
}

static void name_clean(char *name)
{
	size_t i;

	for (i = 0; name[i] && i < NAME_MAX_SHOWN; i++) {
		if (name[i] < ' ' || name[i] > '~')
			name[i] = '?';
	}
	name[i] = '\0';
}

static int iomem_parse(struct cursor *cursor, char *text)
{
	struct memtopo_resource resource;
	char *line;
	size_t i;
	int rc;

	while ((line = strsep(&text, "\n"))) {
		cursor->line++;
		if (!text && !*line)
			break;
		rc = line_parse(cursor, line, &resource);
		if (!rc)
			rc = resource_add(cursor, &resource);
		if (rc)
			return rc;
	}
	for (i = 0; i < cursor->iomem->count; i++)
		name_clean((char *)cursor->iomem->resource[i].name);
	return 0;
}

/* Whether it was read by one who may see addresses. */
static bool iomem_is_known(const struct memtopo_iomem *iomem)
{
	size_t i;

	for (i = 0; i < iomem->count; i++) {
		if (iomem->resource[i].end)
			return true;
	}
	return false;
}

static int file_copy(struct memtopo_iomem *iomem, const struct memtopo_file *file,
		     struct memtopo_error *err)
{
	iomem->text = malloc(file->size + 1);
	if (!iomem->text)
		return -ENOMEM;
	if (file->size)
		memcpy(iomem->text, file->text, file->size);
	iomem->text[file->size] = '\0';
	if (strlen(iomem->text) != file->size)
		return memtopo_error_set(err, file->path, 0, "not a text");
	return 0;
}

int memtopo_iomem_read(struct memtopo_iomem *iomem, const char *root,
		       struct memtopo_error *err)
{
	struct cursor cursor = { .iomem = iomem, .err = err };
	struct memtopo_file file;
	char *path;
	int rc;

	memset(iomem, 0, sizeof(*iomem));
	if (asprintf(&path, "%s%s", root, MEMTOPO_IOMEM) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(&file, path, MEMTOPO_FILE_LIMIT, err);
	if (rc == -ENOENT || rc == -EACCES || rc == -EPERM) {
		err->text[0] = '\0';
		return 0;
	}
	if (rc)
		return rc;
	cursor.path = file.path;
	rc = file_copy(iomem, &file, err);
	if (!rc)
		rc = iomem_parse(&cursor, iomem->text);
	if (rc || !iomem_is_known(iomem))
		memtopo_iomem_free(iomem);
	memtopo_file_free(&file);
	return rc;
}

void memtopo_iomem_free(struct memtopo_iomem *iomem)
{
	size_t i;

	for (i = 0; i < iomem->ram_count; i++)
		free(iomem->ram[i].driver);
	free(iomem->ram);
	free(iomem->resource);
	free(iomem->text);
	memset(iomem, 0, sizeof(*iomem));
}

/* What is cut while those are open that the next may lie in. */
struct cutter {
	const struct memtopo_iomem *iomem;
	struct memtopo_pieces *pieces;
	u64 page_size;
	u64 pfn;
	struct {
		const struct memtopo_resource *resource;
		u64 end;
	} open[DEPTH_MAX];
	unsigned int depth;
};

/* The page frames of a resource, [*@start, *@end). In memory none is cut. */
static void resource_frames(const struct cutter *cutter,
			    const struct memtopo_resource *resource, u64 *start, u64 *end)
{
	u64 page = cutter->page_size, first, after;
	const struct memtopo_ram *ram;

	*start = resource->start / page;
	*end = resource->end / page + 1;
	if (resource->ram == MEMTOPO_NO_RAM)
		return;
	ram = &cutter->iomem->ram[resource->ram];
	first = ram->start / page + !!(ram->start % page);
	after = ram->end / page + (ram->end % page == page - 1);
	if (*start < first)
		*start = first;
	if (*end > after)
		*end = after;
}

/* Gives all up to @end to the innermost that is open. */
static void cutter_emit(struct cutter *cutter, u64 end)
{
	const struct memtopo_resource *resource = cutter->open[cutter->depth - 1].resource;
	struct memtopo_piece *piece;

	if (end <= cutter->pfn)
		return;
	piece = &cutter->pieces->piece[cutter->pieces->count++];
	*piece = (struct memtopo_piece) {
		.start_pfn = cutter->pfn,
		.end_pfn = end,
		.resource = resource,
		.outermost = cutter->open[0].resource,
		.ram = resource->ram == MEMTOPO_NO_RAM ? NULL :
		       &cutter->iomem->ram[resource->ram],
	};
	cutter->pfn = end;
}

/* Those that @depth does not lie in are complete. */
static void cutter_close(struct cutter *cutter, unsigned int depth)
{
	while (cutter->depth > depth) {
		cutter_emit(cutter, cutter->open[cutter->depth - 1].end);
		cutter->depth--;
	}
}

/* From here on it is the innermost. It does not reach beyond what it lies in. */
static void cutter_open(struct cutter *cutter, const struct memtopo_resource *resource)
{
	u64 start, end, limit;

	resource_frames(cutter, resource, &start, &end);
	if (cutter->depth) {
		limit = cutter->open[cutter->depth - 1].end;
		start = start < limit ? start : limit;
		end = end < limit ? end : limit;
		cutter_emit(cutter, start);
	}
	if (start > cutter->pfn)
		cutter->pfn = start;
	cutter->open[cutter->depth].resource = resource;
	cutter->open[cutter->depth++].end = end;
}

int memtopo_pieces_build(struct memtopo_pieces *pieces, const struct memtopo_iomem *iomem,
			 u64 page_size)
{
	struct cutter cutter = { .iomem = iomem, .pieces = pieces, .page_size = page_size };
	const struct memtopo_resource *resource = iomem->resource;
	size_t i;

	memset(pieces, 0, sizeof(*pieces));
	/* What comes before a resource, and what comes at its end. */
	pieces->piece = calloc(2 * iomem->count + 1, sizeof(*pieces->piece));
	if (!pieces->piece)
		return -ENOMEM;
	for (i = 0; i < iomem->count; i++, resource++) {
		cutter_close(&cutter, resource->depth);
		cutter_open(&cutter, resource);
	}
	cutter_close(&cutter, 0);
	return 0;
}

size_t memtopo_pieces_at(const struct memtopo_pieces *pieces, u64 pfn)
{
	size_t low = 0, high = pieces->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (pieces->piece[middle].end_pfn <= pfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void memtopo_pieces_free(struct memtopo_pieces *pieces)
{
	free(pieces->piece);
	memset(pieces, 0, sizeof(*pieces));
}
