// SPDX-License-Identifier: GPL-2.0
/*
 * Copying files into a recording.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
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

static int block_copy(const char *root, const char *to, const char *name, size_t *count,
		      struct memtopo_error *err)
{
	static const char *const files[] = {
		MEMTOPO_SYSFS_STATE, MEMTOPO_SYSFS_REMOVABLE, MEMTOPO_SYSFS_ZONES,
	};
	char path[PATH_MAX];
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(files) && !rc; i++) {
		snprintf(path, sizeof(path), MEMTOPO_SYSFS "/%s/%s", name, files[i]);
		rc = file_copy(root, to, path, MEMTOPO_SYSFS_LIMIT, count, err);
	}
	if (rc)
		return rc;
	snprintf(path, sizeof(path), MEMTOPO_SYSFS "/%s/" MEMTOPO_SYSFS_FIRMWARE, name);
	return link_copy(root, to, path, count, err);
}

static bool is_block(const char *name)
{
	static const char prefix[] = "memory";
	const char *pos = name + strlen(prefix);
	u64 number;

	return !strncmp(name, prefix, strlen(prefix)) &&
	       !memtopo_number_scan(&pos, &number) && !*pos;
}

static int blocks_copy(const char *root, const char *to, size_t *count,
		       struct memtopo_error *err)
{
	struct dirent *entry;
	char *path;
	int rc = 0;
	DIR *dir;

	if (asprintf(&path, "%s%s", root, MEMTOPO_SYSFS) < 0)
		return -ENOMEM;
	dir = opendir(path);
	if (!dir && errno != ENOENT)
		rc = system_error(err, path);
	free(path);
	while (dir && !rc && (entry = readdir(dir))) {
		if (is_block(entry->d_name))
			rc = block_copy(root, to, entry->d_name, count, err);
	}
	if (dir)
		closedir(dir);
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
	return rc ? rc : blocks_copy(root, to, count, err);
}
