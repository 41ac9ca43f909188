// SPDX-License-Identifier: GPL-2.0
/*
 * Recording a machine: copying the module's files for another place or time.
 *
 * Whatever regular file the module has is copied, so that tables which this
 * program does not know yet come along; and of the kernel's own files those
 * that are read.
 */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "copy.h"
#include "model.h"
#include "query.h"
#include "record.h"

/* More tables than the module will ever have. */
#define FILES_MAX 64
/* Of these, kept for those that are in debugfs alone. */
#define OPTIONAL_MAX (MEMTOPO_TABLES - MEMTOPO_BLOCKS + 1)

/* The module's files in memory, and where each belongs. */
struct copies {
	const char *directories[FILES_MAX];
	char *names[FILES_MAX];
	struct memtopo_file files[FILES_MAX];
	size_t count;
	bool torn;
};

static int system_error(struct memtopo_error *err, const char *path)
{
	int rc = -errno;

	memtopo_error_set(err, path, 0, "%s", strerror(-rc));
	return rc;
}

static void copies_free(struct copies *copies)
{
	size_t i;

	for (i = 0; i < copies->count; i++) {
		free(copies->names[i]);
		memtopo_file_free(&copies->files[i]);
	}
	memset(copies, 0, sizeof(*copies));
}

/* The parser cuts its text into pieces, so it gets a copy of the header. */
static int copy_state(const struct memtopo_file *file, u64 *generation,
		      bool *consistent, struct memtopo_error *err)
{
	struct memtopo_table table;
	char *text;
	int rc;

	text = malloc(file->size + 1);
	if (!text)
		return -ENOMEM;
	if (file->size)
		memcpy(text, file->text, file->size);
	rc = memtopo_table_open(&table, file->path, text, file->size, err);
	if (!rc) {
		*generation = table.generation;
		*consistent = table.consistent;
		memtopo_table_close(&table);
	}
	free(text);
	return rc;
}

static int copies_add(struct copies *copies, const char *root, const char *directory,
		      const char *name, u64 *generation, struct memtopo_error *err)
{
	struct memtopo_file *file = &copies->files[copies->count];
	bool consistent;
	u64 own;
	int rc;

	rc = memtopo_file_read(file, root, name, err);
	if (rc)
		return rc;
	copies->directories[copies->count] = directory;
	copies->names[copies->count] = strdup(name);
	if (!copies->names[copies->count++])
		return -ENOMEM;
	/* A stream is no snapshot: what it had until now is recorded. */
	if (!strcmp(name, MEMTOPO_EVENTS))
		return 0;
	rc = copy_state(file, &own, &consistent, err);
	if (rc)
		return rc;
	if (copies->count == 1)
		*generation = own;
	if (!consistent || own != *generation)
		copies->torn = true;
	return 0;
}

static const struct memtopo_file *copy_find(const struct copies *copies, const char *name)
{
	size_t i;

	for (i = 0; i < copies->count; i++) {
		if (!strcmp(copies->names[i], name))
			return &copies->files[i];
	}
	return NULL;
}

static int copy_load(const struct memtopo_file *file, struct memtopo_machine *machine,
		     int id, struct memtopo_error *err)
{
	struct memtopo_file copy = { .size = file->size };

	copy.path = strdup(file->path);
	copy.text = malloc(file->size + 1);
	if (!copy.path || !copy.text) {
		memtopo_file_free(&copy);
		return -ENOMEM;
	}
	if (file->size)
		memcpy(copy.text, file->text, file->size);
	return memtopo_machine_add(machine, id, &copy, err);
}

/* What could not be loaded from the recording is not recorded. */
static int copies_check(const struct copies *copies, const char *path,
			struct memtopo_error *err)
{
	struct memtopo_machine machine = { .loaded = 0 };
	const struct memtopo_file *file;
	const char *name;
	int id, rc = 0;

	for (id = 0; id < MEMTOPO_TABLES && !rc; id++) {
		name = memtopo_table_name(id);
		file = copy_find(copies, name);
		if (file)
			rc = copy_load(file, &machine, id, err);
		else if (MEMTOPO_HAS_ALL & (1U << id))
			rc = memtopo_error_set(err, path, 0, "has no file '%s'", name);
	}
	if (!rc)
		rc = memtopo_machine_agree(&machine, err);
	memtopo_machine_free(&machine);
	return rc;
}

/* What is in debugfs alone; nothing is there to miss without it. */
static int copies_add_optional(struct copies *copies, const char *root, const char *name,
			       u64 *generation, struct memtopo_error *err)
{
	int rc;

	if (copy_find(copies, name))
		return 0;
	rc = copies_add(copies, root, MEMTOPO_DEBUGFS, name, generation, err);
	if (rc != -ENOENT && rc != -EACCES && rc != -EPERM)
		return rc;
	err->text[0] = '\0';
	return 0;
}

/* One that is being written to through a FIFO, for memtopo watch, is no file. */
static int copies_add_events(struct copies *copies, const char *root, u64 *generation,
			     struct memtopo_error *err)
{
	struct stat st;
	char *path;
	int rc = 0;

	if (asprintf(&path, "%s%s/%s", root, MEMTOPO_DEBUGFS, MEMTOPO_EVENTS) < 0)
		return -ENOMEM;
	if (!stat(path, &st) && S_ISREG(st.st_mode))
		rc = copies_add_optional(copies, root, MEMTOPO_EVENTS, generation, err);
	free(path);
	return rc;
}

static int copies_read(struct copies *copies, const char *root, const char *path,
		       struct memtopo_error *err)
{
	struct dirent *entry;
	struct stat st;
	u64 generation = 0;
	int id, rc = 0;
	DIR *dir;

	dir = opendir(path);
	if (!dir)
		return system_error(err, path);
	memset(copies, 0, sizeof(*copies));
	for (;;) {
		errno = 0;
		entry = rc ? NULL : readdir(dir);
		if (!entry)
			break;
		if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &st, 0) ||
		    !S_ISREG(st.st_mode))
			continue;
		/* Not a table, and so not the first; or none without a request. */
		if (!strcmp(entry->d_name, MEMTOPO_EVENTS) ||
		    !strcmp(entry->d_name, MEMTOPO_QUERY))
			continue;
		if (copies->count == FILES_MAX - OPTIONAL_MAX)
			rc = memtopo_error_set(err, path, 0, "more files than any module has");
		else
			rc = copies_add(copies, root, MEMTOPO_PROC, entry->d_name,
					&generation, err);
	}
	if (!rc && errno)
		rc = system_error(err, path);
	closedir(dir);
	if (!rc && !copies->count)
		rc = memtopo_error_set(err, path, 0, "no files to record");
	for (id = MEMTOPO_BLOCKS; id < MEMTOPO_TABLES && !rc; id++)
		rc = copies_add_optional(copies, root, memtopo_table_name(id), &generation, err);
	if (!rc)
		rc = copies_add_events(copies, root, &generation, err);
	return rc ? rc : copies_check(copies, path, err);
}

static int file_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Fills the directory @to, which nobody else knows. */
static int recording_fill(struct memtopo_recording *recording, const struct copies *copies,
			  const char *root, const char *to, u64 pid,
			  struct memtopo_error *err)
{
	char *path;
	size_t i;
	int rc = 0;

	recording->files = copies->count;
	for (i = 0; i < copies->count && !rc; i++) {
		if (asprintf(&path, "%s%s/%s", to, copies->directories[i], copies->names[i]) < 0)
			return -ENOMEM;
		rc = memtopo_copy_write(path, &copies->files[i], err);
		free(path);
	}
	if (!rc)
		rc = memtopo_copy_sysfs(root, to, &recording->files, err);
	if (!rc && pid != MEMTOPO_NONE)
		rc = memtopo_copy_process(root, to, pid, &recording->files, err);
	return rc;
}

/* Moves a part of the recording from @from to @to, if it has that part. */
static int part_move(const char *from, const char *to, const char *part,
		     struct memtopo_error *err)
{
	char *old = NULL, *new = NULL;
	struct stat st;
	int rc = 0;

	if (asprintf(&old, "%s%s", from, part) < 0)
		return -ENOMEM;
	if (asprintf(&new, "%s%s", to, part) < 0) {
		free(old);
		return -ENOMEM;
	}
	if (!lstat(old, &st))
		rc = memtopo_copy_parents(new, err);
	if (!rc && !lstat(old, &st)) {
		/* rename() replaces a file, but no directory that has any. */
		if (!S_ISDIR(st.st_mode) && !lstat(new, &st))
			errno = EEXIST;
		else if (!rename(old, new))
			errno = 0;
		rc = -errno;
		if (rc == -ENOTEMPTY || rc == -EEXIST)
			memtopo_error_set(err, new, 0, "there is a recording already");
		else if (rc)
			memtopo_error_set(err, new, 0, "%s", strerror(-rc));
	}
	free(old);
	free(new);
	return rc;
}

/* The tables come last: without them there is no recording. */
static int recording_move(const char *from, const char *to, u64 pid, struct memtopo_error *err)
{
	char process[32];
	const char *const parts[] = {
		MEMTOPO_SYSFS, MEMTOPO_SYSFS_NODE, MEMTOPO_SYSFS_TIERS, MEMTOPO_ACPI,
		MEMTOPO_IOMEM, process, MEMTOPO_DEBUGFS, MEMTOPO_PROC,
	};
	struct memtopo_error ignored;
	size_t i;
	int rc = 0;

	/* Without one there is no such directory, and so nothing to move. */
	snprintf(process, sizeof(process), "/proc/%llu", pid);
	for (i = 0; i < ARRAY_SIZE(parts) && !rc; i++)
		rc = part_move(from, to, parts[i], err);
	/* What was moved before the one that failed goes back. */
	for (i -= !!rc; rc && i--; )
		part_move(to, from, parts[i], &ignored);
	return rc;
}

/* Makes the recording in a directory inside @to, then moves it to its place. */
static int recording_write(struct memtopo_recording *recording, const struct copies *copies,
			   const char *root, const char *to, u64 pid,
			   struct memtopo_error *err)
{
	char *temporary;
	int rc;

	if (asprintf(&temporary, "%s/.memtopo-XXXXXX", to) < 0)
		return -ENOMEM;
	rc = memtopo_copy_parents(temporary, err);
	if (!rc && !mkdtemp(temporary))
		rc = system_error(err, to);
	if (!rc) {
		rc = recording_fill(recording, copies, root, temporary, pid, err);
		if (!rc)
			rc = recording_move(temporary, to, pid, err);
		nftw(temporary, file_remove, 16, FTW_DEPTH | FTW_PHYS);
	}
	free(temporary);
	return rc;
}

int memtopo_recording_make(struct memtopo_recording *recording,
			   const char *root, const char *to, u64 pid,
			   struct memtopo_error *err)
{
	struct copies copies = { .count = 0 };
	char *path;
	int try, rc;

	rc = memtopo_source_directory(root, &path, err);
	if (rc)
		return rc;
	rc = copies_read(&copies, root, path, err);
	for (try = 1; try < MEMTOPO_TRIES && (rc == -ESTALE || (!rc && copies.torn)); try++) {
		copies_free(&copies);
		memtopo_source_pause();
		rc = copies_read(&copies, root, path, err);
	}
	if (!rc)
		rc = recording_write(recording, &copies, root, to, pid, err);
	recording->torn = copies.torn;
	copies_free(&copies);
	free(path);
	return rc;
}
