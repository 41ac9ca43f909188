// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel itself tells of memory blocks: a directory of sysfs for each,
 * and in /proc/iomem who brought the memory.
 *
 * Like the tables, these files may come from anywhere: only printable ASCII
 * gets through.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sysfs.h"

/* Deeper than the kernel ever nests resources. */
#define DEPTH_MAX 16

int memtopo_line_load(char **line, const char *directory, const char *name,
		      struct memtopo_error *err)
{
	struct memtopo_file file;
	char *path;
	size_t len;
	int rc;

	*line = NULL;
	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(&file, path, MEMTOPO_SYSFS_LIMIT, err);
	/* A block that has just gone reads as an error. */
	if (rc == -ENOENT || rc == -ENODEV) {
		err->text[0] = '\0';
		return 0;
	}
	if (rc)
		return rc;
	len = file.size && file.text[file.size - 1] == '\n' ? file.size - 1 : file.size;
	if (!len)
		rc = memtopo_error_set(err, file.path, 0, "the file is empty");
	else if (!memtopo_is_printable(file.text, len))
		rc = memtopo_error_set(err, file.path, 0, "not a line of text");
	else
		*line = strndup(file.text, len);
	if (!rc && !*line)
		rc = -ENOMEM;
	memtopo_file_free(&file);
	return rc;
}

static int block_state(struct memtopo_sysfs_block *block, const char *directory,
		       struct memtopo_error *err)
{
	int rc;

	rc = memtopo_line_load(&block->state, directory, MEMTOPO_SYSFS_STATE, err);
	if (!rc && block->state && (strchr(block->state, ' ') || strlen(block->state) > 32))
		rc = memtopo_error_set(err, directory, 0, MEMTOPO_SYSFS_STATE
				       " '%.32s' is not one word", block->state);
	return rc;
}

static int block_removable(struct memtopo_sysfs_block *block, const char *directory,
			   struct memtopo_error *err)
{
	char *line;
	int rc;

	block->removable = MEMTOPO_NONE;
	rc = memtopo_line_load(&line, directory, MEMTOPO_SYSFS_REMOVABLE, err);
	if (!line)
		return rc;
	if (strcmp(line, "0") && strcmp(line, "1"))
		rc = memtopo_error_set(err, directory, 0, MEMTOPO_SYSFS_REMOVABLE
				       " '%.32s' is neither 0 nor 1", line);
	else
		block->removable = line[0] - '0';
	free(line);
	return rc;
}

/* ACPI binds its device to the block; the link's last word is its name. */
static int block_firmware(struct memtopo_sysfs_block *block, const char *directory,
			  struct memtopo_error *err)
{
	char target[PATH_MAX], *path, *name;
	ssize_t len;

	if (asprintf(&path, "%s/%s", directory, MEMTOPO_SYSFS_FIRMWARE) < 0)
		return -ENOMEM;
	len = readlink(path, target, sizeof(target) - 1);
	free(path);
	if (len < 0)
		return 0;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (!*name || strlen(name) > 64 || strpbrk(name, " ,") ||
	    !memtopo_is_printable(name, strlen(name)))
		return memtopo_error_set(err, directory, 0,
					 MEMTOPO_SYSFS_FIRMWARE " does not lead to a device");
	block->firmware = strdup(name);
	return block->firmware ? 0 : -ENOMEM;
}

static int block_read(struct memtopo_sysfs_block *block, const char *directory,
		      struct memtopo_error *err)
{
	int rc;

	rc = block_state(block, directory, err);
	if (!rc)
		rc = block_removable(block, directory, err);
	if (!rc)
		rc = memtopo_line_load(&block->zones, directory, MEMTOPO_SYSFS_ZONES, err);
	if (!rc)
		rc = block_firmware(block, directory, err);
	return rc;
}

static int blocks_read(struct memtopo_sysfs *sysfs, const char *root,
		       const u64 *blocks, size_t count, struct memtopo_error *err)
{
	struct memtopo_sysfs_block *block;
	char *directory;
	struct stat st;
	size_t i;
	int rc = 0;

	sysfs->blocks = calloc(count + 1, sizeof(*sysfs->blocks));
	if (!sysfs->blocks)
		return -ENOMEM;
	for (i = 0; i < count && !rc; i++) {
		if (asprintf(&directory, "%s%s/memory%llu", root, MEMTOPO_SYSFS, blocks[i]) < 0)
			return -ENOMEM;
		if (!stat(directory, &st)) {
			block = &sysfs->blocks[sysfs->count++];
			block->block = blocks[i];
			rc = block_read(block, directory, err);
		} else if (errno != ENOENT) {
			rc = memtopo_error_set(err, directory, 0, "%s", strerror(errno));
		}
		free(directory);
	}
	return rc;
}

/* A cursor over the lines of /proc/iomem. */
struct iomem {
	const char *path;
	unsigned long line;
	struct memtopo_error *err;
	char *names[DEPTH_MAX];		/* of the resources around the line */
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
static int iomem_line(struct iomem *iomem, char *line, struct memtopo_ram *ram,
		      unsigned int *depth)
{
	char *pos = line + strspn(line, " ");

	*depth = (pos - line) / 2;
	if (*depth >= DEPTH_MAX || hex_scan(&pos, &ram->start) || *pos++ != '-' ||
	    hex_scan(&pos, &ram->end) || strncmp(pos, " : ", 3) || ram->end < ram->start)
		return memtopo_error_set(iomem->err, iomem->path, iomem->line,
					 "not a range of addresses");
	iomem->names[*depth] = pos + 3;
	return 0;
}

static int name_copy(struct iomem *iomem, char **copy, const char *name, size_t len)
{
	if (!len || len > 64 || !memtopo_is_printable(name, len))
		return memtopo_error_set(iomem->err, iomem->path, iomem->line,
					 "a name that no driver has");
	*copy = strndup(name, len);
	return *copy ? 0 : -ENOMEM;
}

/* Memory of a driver names it, and lies in the range of the device. */
static int ram_name(struct iomem *iomem, struct memtopo_ram *ram, unsigned int depth)
{
	static const char driven[] = "System RAM (";
	const char *name = iomem->names[depth], *around;
	size_t len = strlen(name);
	int rc;

	if (strncmp(name, driven, strlen(driven)) || name[len - 1] != ')')
		return 0;
	len -= strlen(driven) + 1;
	rc = name_copy(iomem, &ram->driver, name + strlen(driven), len);
	around = depth ? iomem->names[depth - 1] : NULL;
	if (!rc && around)
		rc = name_copy(iomem, &ram->group, around, strlen(around));
	return rc;
}

static int ram_add(struct memtopo_sysfs *sysfs, struct iomem *iomem,
		   const struct memtopo_ram *found, unsigned int depth, size_t *room)
{
	struct memtopo_ram *ram;

	if (strncmp(iomem->names[depth], "System RAM", 10))
		return 0;
	if (sysfs->ram_count == *room) {
		*room = *room ? 2 * *room : 64;
		ram = reallocarray(sysfs->ram, *room, sizeof(*ram));
		if (!ram)
			return -ENOMEM;
		sysfs->ram = ram;
	}
	ram = &sysfs->ram[sysfs->ram_count++];
	*ram = *found;
	/* Those who may not know see each range at address 0. */
	if (sysfs->ram_count > 1 && ram->start <= ram[-1].end && ram->end)
		return memtopo_error_set(iomem->err, iomem->path, iomem->line,
					 "overlaps other memory or is out of order");
	return ram_name(iomem, ram, depth);
}

static int iomem_parse(struct memtopo_sysfs *sysfs, struct iomem *iomem, char *text)
{
	struct memtopo_ram found;
	unsigned int depth, deepest = 0;
	size_t room = 0;
	char *line;
	int rc;

	while ((line = strsep(&text, "\n"))) {
		iomem->line++;
		if (!text && !*line)
			break;
		memset(&found, 0, sizeof(found));
		rc = iomem_line(iomem, line, &found, &depth);
		if (!rc && depth > deepest)
			rc = memtopo_error_set(iomem->err, iomem->path, iomem->line,
					       "lies in nothing");
		if (!rc)
			rc = ram_add(sysfs, iomem, &found, depth, &room);
		if (rc)
			return rc;
		deepest = depth + 1;
	}
	return 0;
}

static void ram_free(struct memtopo_sysfs *sysfs)
{
	size_t i;

	for (i = 0; i < sysfs->ram_count; i++) {
		free(sysfs->ram[i].driver);
		free(sysfs->ram[i].group);
	}
	free(sysfs->ram);
	sysfs->ram = NULL;
	sysfs->ram_count = 0;
}

static int ram_read(struct memtopo_sysfs *sysfs, const char *root, struct memtopo_error *err)
{
	struct memtopo_file file;
	struct iomem iomem = { .err = err };
	char *path, *text;
	int rc;

	if (asprintf(&path, "%s%s", root, MEMTOPO_IOMEM) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(&file, path, MEMTOPO_FILE_LIMIT, err);
	if (rc == -ENOENT) {
		err->text[0] = '\0';
		return 0;
	}
	if (rc)
		return rc;
	text = malloc(file.size + 1);
	if (!text) {
		memtopo_file_free(&file);
		return -ENOMEM;
	}
	if (file.size)
		memcpy(text, file.text, file.size);
	text[file.size] = '\0';
	iomem.path = file.path;
	if (strlen(text) != file.size)
		rc = memtopo_error_set(err, file.path, 0, "not a text");
	else
		rc = iomem_parse(sysfs, &iomem, text);
	if (sysfs->ram_count && !sysfs->ram[sysfs->ram_count - 1].end)
		ram_free(sysfs);
	free(text);
	memtopo_file_free(&file);
	return rc;
}

int memtopo_sysfs_read(struct memtopo_sysfs *sysfs, const char *root,
		       const u64 *blocks, size_t count, struct memtopo_error *err)
{
	int rc;

	memset(sysfs, 0, sizeof(*sysfs));
	rc = blocks_read(sysfs, root, blocks, count, err);
	return rc ? rc : ram_read(sysfs, root, err);
}

static int block_compare(const void *key, const void *element)
{
	u64 block = *(const u64 *)key;
	const struct memtopo_sysfs_block *other = element;

	return block < other->block ? -1 : block > other->block;
}

const struct memtopo_sysfs_block *memtopo_sysfs_find(const struct memtopo_sysfs *sysfs,
						     u64 block)
{
	if (!sysfs->count)
		return NULL;
	return bsearch(&block, sysfs->blocks, sysfs->count, sizeof(*sysfs->blocks),
		       block_compare);
}

void memtopo_sysfs_free(struct memtopo_sysfs *sysfs)
{
	size_t i;

	for (i = 0; i < sysfs->count; i++) {
		free(sysfs->blocks[i].state);
		free(sysfs->blocks[i].zones);
		free(sysfs->blocks[i].firmware);
	}
	free(sysfs->blocks);
	ram_free(sysfs);
	memset(sysfs, 0, sizeof(*sysfs));
}
