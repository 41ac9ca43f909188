// SPDX-License-Identifier: GPL-2.0
/*
 * The names that the kernel has for a process and for its mappings.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maps.h"
#include "model.h"

/* Names may have any byte but 0; those that print get through. */
static char *text_clean(char *text)
{
	char *c;

	for (c = text; *c; c++)
		*c = *c < ' ' || *c > '~' ? '?' : *c;
	return text;
}

/* In the kernel's words: digits without 0x. */
static int address_scan(char **pos, char end, u64 *address)
{
	char *c;

	errno = 0;
	*address = strtoull(*pos, &c, 16);
	if (errno || !isxdigit(**pos) || *c != end)
		return -EINVAL;
	*pos = c + 1;
	return 0;
}

/* The next word as a string of its own; "" at the end of the line. */
static char *word_take(char **pos)
{
	char *word = *pos, *end = word + strcspn(word, " ");

	*pos = end + strspn(end, " ");
	*end = '\0';
	return word;
}

/* "START-END PERMS OFFSET DEVICE INODE", blanks, and the name if there is one. */
static int map_parse(struct memtopo_map *map, char *line)
{
	const char *inode;

	if (address_scan(&line, '-', &map->start) || address_scan(&line, ' ', &map->end) ||
	    map->end <= map->start || !*word_take(&line) ||
	    address_scan(&line, ' ', &map->offset))
		return -EINVAL;
	map->device = text_clean(word_take(&line));
	inode = word_take(&line);
	if (memtopo_number_scan(&inode, &map->inode) || *inode)
		return -EINVAL;
	map->name = text_clean(line);
	return 0;
}

static int maps_parse(struct memtopo_maps *maps, struct memtopo_error *err)
{
	size_t left = maps->file.size, room = 0, line = 0;
	char *next = maps->file.text, *newline;
	struct memtopo_map *map;
	int rc;

	/* A file of nothing has no text. */
	for (; left; left -= newline + 1 - next, next = newline + 1) {
		line++;
		newline = memchr(next, '\n', left);
		if (!newline)
			return memtopo_error_set(err, maps->file.path, line,
						 "the line is cut off");
		*newline = '\0';
		rc = memtopo_array_grow(&maps->map, maps->count, &room, sizeof(*map));
		if (rc)
			return rc;
		map = &maps->map[maps->count];
		if (map_parse(map, next) || (maps->count && map[-1].end > map->start))
			return memtopo_error_set(err, maps->file.path, line,
						 "not the next mapping of a process");
		maps->count++;
	}
	return 0;
}

/* A file of a process, which may go at any time, or be somebody else's. */
static int process_load(struct memtopo_file *file, const char *root, u64 pid, const char *name,
			size_t limit, struct memtopo_error *err)
{
	char *path;
	int rc;

	if (asprintf(&path, "%s/proc/%llu/%s", root, pid, name) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(file, path, limit, err);
	if (rc != -ENOENT && rc != -ESRCH && rc != -EACCES && rc != -EPERM)
		return rc;
	err->text[0] = '\0';
	return 0;
}

static int comm_load(struct memtopo_maps *maps, const char *root, u64 pid,
		     struct memtopo_error *err)
{
	struct memtopo_file file;
	int rc;

	rc = process_load(&file, root, pid, MEMTOPO_COMM, MEMTOPO_SYSFS_LIMIT, err);
	if (!rc && file.size > 1) {
		maps->comm = strndup(file.text, file.size - 1);
		if (maps->comm)
			text_clean(maps->comm);
		else
			rc = -ENOMEM;
	}
	memtopo_file_free(&file);
	return rc;
}

int memtopo_maps_load(struct memtopo_maps *maps, const char *root, u64 pid,
		      struct memtopo_error *err)
{
	int rc;

	memset(maps, 0, sizeof(*maps));
	rc = comm_load(maps, root, pid, err);
	if (!rc)
		rc = process_load(&maps->file, root, pid, MEMTOPO_MAPS, MEMTOPO_FILE_LIMIT, err);
	return rc ? rc : maps_parse(maps, err);
}

const struct memtopo_map *memtopo_maps_find(const struct memtopo_maps *maps, u64 start)
{
	size_t low = 0, high = maps->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (maps->map[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == maps->count || maps->map[low].start != start)
		return NULL;
	return &maps->map[low];
}

const char *memtopo_maps_name(const struct memtopo_maps *maps, u64 start, u64 end)
{
	const struct memtopo_map *map = memtopo_maps_find(maps, start);

	if (!map || (end != MEMTOPO_NONE && map->end != end) || !*map->name)
		return NULL;
	return map->name;
}

void memtopo_maps_free(struct memtopo_maps *maps)
{
	free(maps->map);
	free(maps->comm);
	memtopo_file_free(&maps->file);
	memset(maps, 0, sizeof(*maps));
}
