// SPDX-License-Identifier: GPL-2.0
/*
 * as WHO COMMAND...: run COMMAND as one of those in Documentation/access.rst.
 * Exits as COMMAND does, or with 126 when it cannot become WHO. Without
 * arguments it lists them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY		65534
#define REMAPPED	100000
#define RANGE		65536

#define CAP(name)	(1ULL << CAP_##name)
#define ALL		(~0ULL)
/* What container engines leave to root unless told otherwise. */
#define CONTAINER	(CAP(CHOWN) | CAP(DAC_OVERRIDE) | CAP(FSETID) | \
			 CAP(FOWNER) | CAP(MKNOD) | CAP(NET_RAW) | \
			 CAP(SETGID) | CAP(SETUID) | CAP(SETFCAP) | \
			 CAP(SETPCAP) | CAP(NET_BIND_SERVICE) | \
			 CAP(SYS_CHROOT) | CAP(KILL) | CAP(AUDIT_WRITE))

#define CONTAINER_NS	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET)

/**
 * struct who - somebody
 * @name: as in the table
 * @uid: user
 * @gid: group
 * @caps: capabilities that are kept, out of all
 * @namespaces: CLONE_NEW... flags
 * @first: in a user namespace, who its root is outside
 * @count: how many ids are mapped from there
 * @proc: options of the container's own /proc
 */
struct who {
	const char *name;
	uid_t uid;
	gid_t gid;
	unsigned long long caps;
	int namespaces;
	uid_t first;
	unsigned int count;
	const char *proc;
};

#define USER		.uid = NOBODY, .gid = NOBODY

static const struct who everybody[] = {
	{ .name = "root", .caps = ALL },
	{ .name = "root-no-admin", .caps = ALL & ~CAP(SYS_ADMIN) },
	{ .name = "root-no-syslog", .caps = ALL & ~CAP(SYSLOG) },
	{ .name = "root-no-caps" },
	{ .name = "user", USER },
	{ .name = "user-group-root", .uid = NOBODY },
	{ .name = "user-read-search", USER, .caps = CAP(DAC_READ_SEARCH) },
	{ .name = "user-override", USER, .caps = CAP(DAC_OVERRIDE) },
	{ .name = "userns-user", USER, .caps = ALL,
	  .namespaces = CLONE_NEWUSER, .first = NOBODY, .count = 1 },
	{ .name = "userns-remapped", .caps = ALL,
	  .namespaces = CLONE_NEWUSER, .first = REMAPPED, .count = RANGE },
	{ .name = "userns-root", .caps = ALL,
	  .namespaces = CLONE_NEWUSER, .first = 0, .count = RANGE },
	{ .name = "container-user", USER, .caps = CONTAINER, .proc = "",
	  .namespaces = CLONE_NEWUSER | CONTAINER_NS, .first = NOBODY, .count = 1 },
	{ .name = "container-root", .caps = CONTAINER, .proc = "",
	  .namespaces = CONTAINER_NS },
	{ .name = "container-pids", .caps = CONTAINER, .proc = "subset=pid",
	  .namespaces = CONTAINER_NS },
};

static void die(const char *what)
{
	printf("as: %s: %s\n", what, strerror(errno));
	exit(126);
}

static void become(uid_t uid, gid_t gid)
{
	/* In a user namespace of one's own, groups stay as they are. */
	if (setgroups(0, NULL) && errno != EPERM)
		die("setgroups");
	if (setresgid(gid, gid, gid))
		die("setresgid");
	if (setresuid(uid, uid, uid))
		die("setresuid");
}

/* What is run as root gets no more than the bounding set. */
static void bound_caps(unsigned long long caps)
{
	int cap;

	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (!(caps >> cap & 1) && prctl(PR_CAPBSET_DROP, cap))
			die("drop from the bounding set");
}

/* And what is run as somebody else, what is ambient. */
static void keep_caps(unsigned long long caps)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	int cap, word;

	if (syscall(SYS_capget, &header, data))
		die("capget");
	for (word = 0; word < 2; word++) {
		data[word].permitted &= caps >> 32 * word;
		data[word].effective = data[word].permitted;
		data[word].inheritable = data[word].permitted;
	}
	if (syscall(SYS_capset, &header, data))
		die("capset");
	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (data[cap / 32].permitted >> cap % 32 & 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0))
			die("raise an ambient capability");
}

static void set_identity(const struct who *who)
{
	bound_caps(who->caps);
	prctl(PR_SET_KEEPCAPS, 1);
	if (who->namespaces & CLONE_NEWUSER)
		become(0, 0);
	else
		become(who->uid, who->gid);
	keep_caps(who->caps);
}

static void write_file(pid_t pid, const char *name, const char *text)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die(path);
	close(fd);
}

static void write_maps(const struct who *who, pid_t pid)
{
	char map[64];

	snprintf(map, sizeof(map), "0 %u %u", who->first, who->count);
	if (who->uid)
		write_file(pid, "setgroups", "deny");
	write_file(pid, "uid_map", map);
	write_file(pid, "gid_map", map);
}

/* Own views of processes and devices, as a container has them. */
static void mount_views(const struct who *who)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("make mounts private");
	if (mount("proc", "/proc", "proc", 0, who->proc))
		die("mount /proc");
	if (mount("sysfs", "/sys", "sysfs", MS_RDONLY, NULL))
		die("mount /sys");
}

static void wait_and_exit(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die("fork");
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : 126);
}

/*
 * Returns in the process that is in the namespaces. Who made them is outside,
 * since only from there may more than oneself be mapped.
 */
static void enter_namespaces(const struct who *who)
{
	int ready[2], go[2];
	char byte = 0;
	pid_t pid;

	if (pipe(ready) || pipe(go))
		die("pipe");
	if (who->uid) {
		become(who->uid, who->gid);
		/* To be allowed the files in /proc that name the maps. */
		prctl(PR_SET_DUMPABLE, 1);
	}
	pid = fork();
	if (pid > 0) {
		close(ready[1]);
		if (read(ready[0], &byte, 1) == 1 &&
		    who->namespaces & CLONE_NEWUSER)
			write_maps(who, pid);
		if (write(go[1], &byte, 1) != 1)
			die("write");
	}
	if (pid)
		wait_and_exit(pid);

	if (unshare(who->namespaces))
		die("unshare");
	if (write(ready[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1)
		die("wait for the maps");
	if (who->namespaces & CLONE_NEWPID) {
		pid = fork();
		if (pid)
			wait_and_exit(pid);
	}
	if (who->proc)
		mount_views(who);
}

int main(int argc, char **argv)
{
	const struct who *who = everybody;
	const struct who *end = everybody + sizeof(everybody) / sizeof(*everybody);

	while (argc > 2 && who < end && strcmp(who->name, argv[1]))
		who++;
	if (argc == 1) {
		for (who = everybody; who < end; who++)
			puts(who->name);
		return 0;
	}
	if (argc < 3 || who == end) {
		printf("usage: as WHO COMMAND...\n");
		return 126;
	}
	if (who->namespaces)
		enter_namespaces(who);
	set_identity(who);
	execvp(argv[2], argv + 2);
	die(argv[2]);
}
