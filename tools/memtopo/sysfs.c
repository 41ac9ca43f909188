// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel itself tells of memory blocks: a directory of sysfs for each.
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

int memtopo_sysfs_read(struct memtopo_sysfs *sysfs, const char *root,
		       const u64 *blocks, size_t count, struct memtopo_error *err)
{
	memset(sysfs, 0, sizeof(*sysfs));
	return blocks_read(sysfs, root, blocks, count, err);
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
	memset(sysfs, 0, sizeof(*sysfs));
}
