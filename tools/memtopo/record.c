// SPDX-License-Identifier: GPL-2.0
/*
 * Recording a machine: copying the module's files for another place or time.
 *
 * Whatever regular file the module has is copied, so that tables which this
 * program does not know yet come along.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model.h"
#include "record.h"

/* More tables than the module will ever have. */
#define FILES_MAX 64

/* The files of a machine in memory. */
struct copies {
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

static int copies_add(struct copies *copies, const char *root, const char *name,
		      u64 *generation, struct memtopo_error *err)
{
	struct memtopo_file *file = &copies->files[copies->count];
	bool consistent;
	u64 own;
	int rc;

	rc = memtopo_file_read(file, root, name, err);
	if (rc)
		return rc;
	copies->names[copies->count] = strdup(name);
	if (!copies->names[copies->count++])
		return -ENOMEM;
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
		else
			rc = memtopo_error_set(err, path, 0, "has no file '%s'", name);
	}
	if (!rc)
		rc = memtopo_machine_agree(&machine, err);
	memtopo_machine_free(&machine);
	return rc;
}

static int copies_read(struct copies *copies, const char *root, const char *path,
		       struct memtopo_error *err)
{
	struct dirent *entry;
	struct stat st;
	u64 generation = 0;
	int rc = 0;
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
		if (copies->count == FILES_MAX)
			rc = memtopo_error_set(err, path, 0, "more files than any module has");
		else
			rc = copies_add(copies, root, entry->d_name, &generation, err);
	}
	if (!rc && errno)
		rc = system_error(err, path);
	closedir(dir);
	if (!rc && !copies->count)
		rc = memtopo_error_set(err, path, 0, "no files to record");
	return rc ? rc : copies_check(copies, path, err);
}

static int file_write(int dir, const char *name, const struct memtopo_file *file)
{
	size_t done = 0;
	ssize_t put;
	int fd;

	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	while (done < file->size) {
		put = write(fd, file->text + done, file->size - done);
		if (put < 0 && errno != EINTR) {
			put = -errno;
			close(fd);
			return put;
		}
		done += put > 0 ? put : 0;
	}
	return close(fd) ? -errno : 0;
}

/* "a/b/c" and all that leads to it */
static int directories_make(char *path, struct memtopo_error *err)
{
	struct stat st;
	char *slash;
	int rc = 0;

	for (slash = path + 1; !rc && slash; ) {
		slash = strchr(slash, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			rc = system_error(err, path);
		else if (!stat(path, &st) && !S_ISDIR(st.st_mode))
			rc = memtopo_error_set(err, path, 0, "not a directory");
		if (slash)
			*slash++ = '/';
	}
	return rc;
}

static void directory_remove(const char *path, const struct copies *copies)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t i;

	for (i = 0; dir >= 0 && i < copies->count; i++)
		unlinkat(dir, copies->names[i], 0);
	if (dir >= 0)
		close(dir);
	rmdir(path);
}

static int directory_fill(const char *path, const struct copies *copies,
			  struct memtopo_error *err)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mode_t mask = umask(0);
	int rc = 0;
	size_t i;

	umask(mask);
	if (dir < 0)
		return system_error(err, path);
	/* Made by mkdtemp() for the owner alone; like any other from now on. */
	if (fchmod(dir, 0755 & ~mask))
		rc = -errno;
	for (i = 0; i < copies->count && !rc; i++)
		rc = file_write(dir, copies->names[i], &copies->files[i]);
	close(dir);
	if (rc)
		memtopo_error_set(err, path, 0, "%s", strerror(-rc));
	return rc;
}

/* Fills a directory under another name, then renames it. */
static int copies_write(const struct copies *copies, const char *to,
			struct memtopo_error *err)
{
	char *path = NULL, *temporary = NULL;
	int rc = -ENOMEM;

	if (asprintf(&path, "%s/proc", to) < 0)
		return -ENOMEM;
	if (asprintf(&temporary, "%s/.memtopo-XXXXXX", path) < 0)
		goto out_path;
	rc = directories_make(path, err);
	if (rc)
		goto out;
	if (!mkdtemp(temporary)) {
		rc = system_error(err, path);
		goto out;
	}
	free(path);
	path = NULL;
	rc = directory_fill(temporary, copies, err);
	if (!rc && asprintf(&path, "%s%s", to, MEMTOPO_PROC) < 0)
		rc = -ENOMEM;
	if (!rc && rename(temporary, path)) {
		rc = -errno;
		if (rc == -ENOTEMPTY || rc == -EEXIST)
			memtopo_error_set(err, path, 0, "there is a recording already");
		else
			memtopo_error_set(err, path, 0, "%s", strerror(-rc));
	}
	if (rc)
		directory_remove(temporary, copies);
out:
	free(temporary);
out_path:
	free(path);
	return rc;
}

int memtopo_recording_make(struct memtopo_recording *recording,
			   const char *root, const char *to,
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
		rc = copies_write(&copies, to, err);
	recording->files = copies.count;
	recording->torn = copies.torn;
	copies_free(&copies);
	free(path);
	return rc;
}
