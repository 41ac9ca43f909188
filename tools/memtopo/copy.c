// SPDX-License-Identifier: GPL-2.0
/*
 * Copying files into a recording.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access.h"
#include "copy.h"
#include "iomem.h"
#include "maps.h"
#include "query.h"
#include "sysfs.h"

static int system_error(struct memtopo_error *err, const char *path)
{
	int rc = -errno;

	memtopo_error_set(err, path, 0, "%s", strerror(-rc));
	return rc;
}

int memtopo_copy_parents(const char *path, struct memtopo_error *err)
{
	char *copy = strdup(path), *slash;
	struct stat st;
	int rc = 0;

	if (!copy)
		return -ENOMEM;
	for (slash = copy; !rc && (slash = strchr(slash + 1, '/')); *slash = '/') {
		*slash = '\0';
		if (mkdir(copy, 0755) && errno != EEXIST)
			rc = system_error(err, copy);
		else if (!stat(copy, &st) && !S_ISDIR(st.st_mode))
			rc = memtopo_error_set(err, copy, 0, "not a directory");
	}
	free(copy);
	return rc;
}

static int file_write(int fd, const struct memtopo_file *file)
{
	size_t done = 0;
	ssize_t put;

	while (done < file->size) {
		put = write(fd, file->text + done, file->size - done);
		if (put < 0 && errno != EINTR)
			return -errno;
		done += put > 0 ? put : 0;
	}
	return 0;
}

int memtopo_copy_write(const char *path, const struct memtopo_file *file,
		       struct memtopo_error *err)
{
	int fd, rc;

	rc = memtopo_copy_parents(path, err);
	if (rc)
		return rc;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return system_error(err, path);
	rc = file_write(fd, file);
	if (close(fd) && !rc)
		rc = -errno;
	if (rc)
		memtopo_error_set(err, path, 0, "%s", strerror(-rc));
	return rc;
}

/* A file that the kernel may be without, or that may go at any time. */
static int file_copy(const char *root, const char *to, const char *path, size_t limit,
		     size_t *count, struct memtopo_error *err)
{
	char *from, *target = NULL;
	struct memtopo_file file;
	int rc;

	if (asprintf(&from, "%s%s", root, path) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(&file, from, limit, err);
	if (rc == -ENOENT || rc == -ENODEV) {
		err->text[0] = '\0';
		return 0;
	}
	if (!rc && asprintf(&target, "%s%s", to, path) < 0)
		rc = -ENOMEM;
	if (!rc) {
		rc = memtopo_copy_write(target, &file, err);
		*count += !rc;
		free(target);
	}
	memtopo_file_free(&file);
	return rc;
}

static int link_copy(const char *root, const char *to, const char *path, size_t *count,
		     struct memtopo_error *err)
{
	char target[PATH_MAX], *from, *link = NULL;
	ssize_t len;
	int rc = 0;

	if (asprintf(&from, "%s%s", root, path) < 0)
		return -ENOMEM;
	len = readlink(from, target, sizeof(target) - 1);
	free(from);
	if (len < 0)
		return 0;
	target[len] = '\0';
	if (asprintf(&link, "%s%s", to, path) < 0)
		return -ENOMEM;
	rc = memtopo_copy_parents(link, err);
	if (!rc && symlink(target, link))
		rc = system_error(err, link);
	*count += !rc;
	free(link);
	return rc;
}

/* Calls @each for everything in the directory @path below @root that is numbered after @prefix. */
static int numbered_copy(const char *root, const char *to, const char *path, const char *prefix,
			 int (*each)(const char *root, const char *to, const char *path,
				     size_t *count, struct memtopo_error *err),
			 size_t *count, struct memtopo_error *err)
{
	char *from, *own;
	u64 *numbers;
	size_t n, i;
	int rc;

	if (asprintf(&from, "%s%s", root, path) < 0)
		return -ENOMEM;
	rc = memtopo_directory_numbers(&numbers, &n, from, prefix, err);
	free(from);
	for (i = 0; i < n && !rc; i++) {
		if (asprintf(&own, "%s/%s%llu", path, prefix, numbers[i]) < 0) {
			rc = -ENOMEM;
			break;
		}
		rc = each(root, to, own, count, err);
		free(own);
	}
	free(numbers);
	return rc;
}

/* The named files of a directory of sysfs. */
static int files_copy(const char *root, const char *to, const char *directory,
		      const char *const *names, size_t name_count, size_t *count,
		      struct memtopo_error *err)
{
	char *path;
	size_t i;
	int rc = 0;

	for (i = 0; i < name_count && !rc; i++) {
		if (asprintf(&path, "%s/%s", directory, names[i]) < 0)
			return -ENOMEM;
		rc = file_copy(root, to, path, MEMTOPO_SYSFS_LIMIT, count, err);
		free(path);
	}
	return rc;
}

static int block_copy(const char *root, const char *to, const char *path, size_t *count,
		      struct memtopo_error *err)
{
	static const char *const files[] = {
		MEMTOPO_SYSFS_STATE, MEMTOPO_SYSFS_REMOVABLE, MEMTOPO_SYSFS_ZONES,
	};
	char *firmware;
	int rc;

	rc = files_copy(root, to, path, files, ARRAY_SIZE(files), count, err);
	if (rc)
		return rc;
	if (asprintf(&firmware, "%s/" MEMTOPO_SYSFS_FIRMWARE, path) < 0)
		return -ENOMEM;
	rc = link_copy(root, to, firmware, count, err);
	free(firmware);
	return rc;
}

static int cache_copy(const char *root, const char *to, const char *path, size_t *count,
		      struct memtopo_error *err)
{
	return files_copy(root, to, path, memtopo_cache_files, memtopo_cache_file_count, count,
			  err);
}

static int access_copy(const char *root, const char *to, const char *path, size_t *count,
		       struct memtopo_error *err)
{
	char *directory;
	int rc;

	if (asprintf(&directory, "%s/" MEMTOPO_ACCESS_INITIATORS, path) < 0)
		return -ENOMEM;
	rc = numbered_copy(root, to, directory, MEMTOPO_NODE_PREFIX, link_copy, count, err);
	if (!rc)
		rc = files_copy(root, to, directory, memtopo_access_files,
				memtopo_access_file_count, count, err);
	free(directory);
	return rc;
}

static int node_copy(const char *root, const char *to, const char *path, size_t *count,
		     struct memtopo_error *err)
{
	char *directory;
	int rc;

	rc = numbered_copy(root, to, path, MEMTOPO_ACCESS_PREFIX, access_copy, count, err);
	if (rc)
		return rc;
	if (asprintf(&directory, "%s/" MEMTOPO_CACHE_DIRECTORY, path) < 0)
		return -ENOMEM;
	rc = numbered_copy(root, to, directory, MEMTOPO_CACHE_PREFIX, cache_copy, count, err);
	free(directory);
	return rc;
}

static int tier_copy(const char *root, const char *to, const char *path, size_t *count,
		     struct memtopo_error *err)
{
	static const char *const files[] = { MEMTOPO_TIER_NODES };

	return files_copy(root, to, path, files, ARRAY_SIZE(files), count, err);
}

/* What firmware and kernel say that memory costs; the firmware's tables are for root alone. */
static int costs_copy(const char *root, const char *to, size_t *count, struct memtopo_error *err)
{
	static const char *const tables[] = { MEMTOPO_ACPI "/HMAT", MEMTOPO_ACPI "/SRAT" };
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(tables) && !rc; i++) {
		rc = file_copy(root, to, tables[i], MEMTOPO_ACPI_LIMIT, count, err);
		if (rc == -EACCES || rc == -EPERM) {
			err->text[0] = '\0';
			rc = 0;
		}
	}
	if (!rc)
		rc = file_copy(root, to, MEMTOPO_SYSFS_NODE "/" MEMTOPO_NODE_POSSIBLE,
			       MEMTOPO_SYSFS_LIMIT, count, err);
	if (!rc)
		rc = numbered_copy(root, to, MEMTOPO_SYSFS_NODE, MEMTOPO_NODE_PREFIX, node_copy,
				   count, err);
	if (!rc)
		rc = numbered_copy(root, to, MEMTOPO_SYSFS_TIERS, MEMTOPO_TIER_PREFIX, tier_copy,
				   count, err);
	return rc;
}

int memtopo_copy_sysfs(const char *root, const char *to, size_t *count,
		       struct memtopo_error *err)
{
	int rc;

	rc = file_copy(root, to, MEMTOPO_IOMEM, MEMTOPO_FILE_LIMIT, count, err);
	/* Not read here, but lsmem -s wants it. */
	if (!rc)
		rc = file_copy(root, to, MEMTOPO_SYSFS "/block_size_bytes",
			       MEMTOPO_SYSFS_LIMIT, count, err);
	if (!rc)
		rc = numbered_copy(root, to, MEMTOPO_SYSFS, "memory", block_copy, count, err);
	return rc ? rc : costs_copy(root, to, count, err);
}

/* The kernel's own files of it, which other users may not have for reading. */
static int names_copy(const char *root, const char *to, u64 pid, size_t *count,
		      struct memtopo_error *err)
{
	static const char *const files[] = { MEMTOPO_MAPS, MEMTOPO_COMM };
	char path[64];
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(files) && !rc; i++) {
		snprintf(path, sizeof(path), "/proc/%llu/%s", pid, files[i]);
		rc = file_copy(root, to, path, MEMTOPO_FILE_LIMIT, count, err);
		if (rc == -EACCES || rc == -EPERM || rc == -ESRCH) {
			err->text[0] = '\0';
			rc = 0;
		}
	}
	return rc;
}

int memtopo_copy_process(const char *root, const char *to, u64 pid, size_t *count,
			 struct memtopo_error *err)
{
	struct memtopo_answer answer;
	char *path = NULL;
	int rc;

	rc = memtopo_ask(&answer, root, err, "process %llu", pid);
	if (!rc && asprintf(&path, "%s" MEMTOPO_DEBUGFS "/" MEMTOPO_QUERY "/process_%llu", to,
			    pid) < 0)
		rc = -ENOMEM;
	if (!rc) {
		rc = memtopo_copy_write(path, &answer.file, err);
		*count += !rc;
		free(path);
	}
	memtopo_answer_free(&answer);
	return rc ? rc : names_copy(root, to, pid, count, err);
}
