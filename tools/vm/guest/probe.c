// SPDX-License-Identifier: GPL-2.0
/*
 * probe: what a shell cannot ask for exactly. Prints nothing and exits 0 when
 * the answer is the expected one, else says what it got and exits 1. What is
 * read of a file "query" is the answer to a request.
 *
 *	probe errno NAME[,NAME] OPERATION PATH...	how OPERATION on each PATH ends
 *					(0: well; PATH -: on standard input)
 *	probe pieces PATH			reading in any way gives the same bytes
 *	probe splice|sendfile NAME PATH		PATH goes into a pipe whole, or NAME
 *	probe busy PATH				rmmod memtopo is refused while PATH is open,
 *						and does not disturb who reads it byte by byte
 *	probe opens PATH COUNT			open, read, close; many times
 *	probe drain PATH			print what can be read without waiting
 *	probe census PAGES			print how many pages of each kind each memory
 *						block of PAGES has, by /proc/kpageflags,
 *						and runs of those reserved or offline
 *	probe pin NODE PAGES			say "ready", for a line pin so many pages of its
 *						own there, say "pinned", and hold on to them
 *	probe hog NODE MEGABYTES		take so much, there as far as it goes, say
 *						"full"; for a line give every other page
 *						back, say "fragmented"; end after another
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/kernel-page-flags.h>
#include <linux/mempolicy.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUFFER		(4 << 20)
/* From linux/module.h, which is not for user space everywhere. */
#define IGNORE_MODVERSIONS	1
#define IGNORE_VERMAGIC		2

static int fail(const char *what, const char *path)
{
	printf("%s %s: %s\n", what, path, strerror(errno));
	return 1;
}

/* A frame that is there, and an address of the kernel where there is nothing. */
static const char ask_page[] = "page 1";
static const char ask_kernel[] = "kernel 0xfffffffffffff000";

/* 0 or the errno of a request, answer included. */
static int ask(int fd, const char *request)
{
	char byte;

	if (write(fd, request, strlen(request)) < 0)
		return errno;
	return read(fd, &byte, 1) == 1 ? 0 : errno;
}

/* What has something to read, if need be by asking for it. */
static int open_to_read(const char *path)
{
	const char *name = strrchr(path, '/');
	int fd;

	if (!name || strcmp(name, "/query"))
		return open(path, O_RDONLY);
	fd = open(path, O_RDWR);
	if (fd >= 0 && write(fd, ask_page, strlen(ask_page)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int open_mode(const char *operation)
{
	if (!strncmp(operation, "ask", 3))
		return O_RDWR;
	return strcmp(operation, "write") ? O_RDONLY : O_WRONLY;
}

/* 0 or the errno of one operation. */
static int operate(const char *name, const char *path)
{
	char byte = 0;
	int fd;

	if (!strcmp(name, "unload"))
		return syscall(SYS_delete_module, path, O_NONBLOCK) ? errno : 0;
	fd = strcmp(path, "-") ? open(path, open_mode(name)) : STDIN_FILENO;
	if (fd < 0)
		return errno;
	if (!strcmp(name, "read"))
		return read(fd, &byte, 1) < 0 ? errno : 0;
	if (!strcmp(name, "ask"))
		return ask(fd, ask_page);
	if (!strcmp(name, "ask-kernel"))
		return ask(fd, ask_kernel);
	if (!strcmp(name, "ask-badly"))
		return write(fd, (void *)-4096L, 8) < 0 ? errno : 0;
	if (!strcmp(name, "ask-twice"))
		return ask(fd, ask_page) ?: ask(fd, ask_page);
	if (!strcmp(name, "write"))
		return write(fd, &byte, 1) < 0 ? errno : 0;
	if (!strcmp(name, "mmap"))
		return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED ? errno : 0;
	if (!strcmp(name, "ioctl"))
		return ioctl(fd, _IO('m', 1)) ? errno : 0;
	if (!strcmp(name, "seek-negative"))
		return lseek(fd, -1, SEEK_SET) < 0 ? errno : 0;
	if (!strcmp(name, "read-badly"))
		return read(fd, (void *)-4096L, 100) < 0 ? errno : 0;
	if (!strcmp(name, "load"))
		return syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	if (!strcmp(name, "load-force"))
		return syscall(SYS_finit_module, fd, "", IGNORE_MODVERSIONS | IGNORE_VERMAGIC) ?
			errno : 0;
	printf("no operation %s\n", name);
	exit(2);
}

static int probe_errno(const char *want, const char *operation, const char *path)
{
	int err = operate(operation, path);
	const char *got = err ? strerrorname_np(err) : "0";
	char *all = strdup(want), *one;

	for (one = strtok(all, ","); one; one = strtok(NULL, ","))
		if (!strcmp(got, one))
			return 0;
	printf("%s %s: %s, not %s\n", operation, path, got, want);
	return 1;
}

/* Read to the end in pieces of this size. */
static size_t slurp(int fd, char *buf, size_t piece)
{
	size_t total = 0;
	ssize_t got;

	while (total + piece <= BUFFER && (got = read(fd, buf + total, piece)) > 0)
		total += got;
	return total;
}

static int probe_pieces(const char *path)
{
	static const size_t pieces[] = { 1, 7, 100, 4095, 4096, 65536 };
	char *whole = malloc(BUFFER), *again = malloc(BUFFER);
	int fd = open_to_read(path);
	size_t size, i;
	ssize_t got;

	if (fd < 0 || !whole || !again)
		return fail("open", path);
	size = slurp(fd, whole, 65536);
	if (!size || read(fd, again, 1) != 0)
		return fail("read to the end", path);

	for (i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		if (lseek(fd, 0, SEEK_SET) != 0)
			return fail("seek to the start", path);
		if (slurp(fd, again, pieces[i]) != size || memcmp(whole, again, size)) {
			printf("%s differs when read by %zu\n", path, pieces[i]);
			return 1;
		}
	}
	/* Offsets far apart, backwards, and across the end. */
	for (i = 0; i < size; i += 1 + size / 61) {
		size_t offset = size - 1 - i;
		size_t want = size - offset < 97 ? size - offset : 97;

		if (pread(fd, again, 97, offset) != (ssize_t)want ||
		    memcmp(whole + offset, again, want)) {
			printf("%s differs at offset %zu\n", path, offset);
			return 1;
		}
	}
	if (pread(fd, again, 10, size) != 0 || pread(fd, again, 10, size + 1000000) != 0)
		return fail("read past the end", path);
	if (lseek(fd, size + 5, SEEK_SET) != (off_t)size + 5 || read(fd, again, 10) != 0)
		return fail("seek past the end", path);

	if (lseek(fd, 1, SEEK_SET) != 1)
		return fail("seek", path);
	struct iovec vectors[] = { { again, 3 }, { again + 3, 5 } };

	got = readv(fd, vectors, 2);
	if (got < 3 || memcmp(whole + 1, again, got)) {
		printf("%s differs by readv\n", path);
		return 1;
	}
	return 0;
}

/* Both move from the file into a pipe. */
static ssize_t by_splice(int fd, int to)
{
	return splice(fd, NULL, to, NULL, 4096, SPLICE_F_NONBLOCK);
}

static ssize_t by_sendfile(int fd, int to)
{
	return sendfile(to, fd, NULL, 4096);
}

/* The file goes as a whole, and as it is read, or not at all. */
static int probe_move(ssize_t (*move)(int fd, int to), const char *want, const char *path)
{
	char *whole = malloc(BUFFER), *again = malloc(BUFFER);
	int pipes[2], fd = open_to_read(path);
	size_t size, total = 0;
	const char *name;
	ssize_t got;

	if (fd < 0 || !whole || !again || pipe(pipes))
		return fail("open", path);
	size = slurp(fd, whole, 65536);
	lseek(fd, 0, SEEK_SET);
	while ((got = move(fd, pipes[1])) > 0) {
		if (total + got > size || read(pipes[0], again + total, got) != got)
			return fail("read from the pipe", path);
		total += got;
	}
	name = got ? strerrorname_np(errno) : "0";
	if (strcmp(name, want) || (!got && (total != size || memcmp(whole, again, size)))) {
		printf("%s: %s, not %s, %zu of %zu bytes\n", path, name, want, total, size);
		return 1;
	}
	return 0;
}

/* A process that tries to unload until it is killed, or succeeds; has tried when this returns. */
static pid_t start_unloading(void)
{
	bool told = false;
	char byte = 0;
	int pipes[2];
	pid_t pid;

	if (pipe(pipes))
		return -1;
	pid = fork();
	if (pid) {
		close(pipes[1]);
		return read(pipes[0], &byte, 1) == 1 ? pid : -1;
	}
	while (!probe_errno("EAGAIN", "unload", "memtopo"))
		told = told || write(pipes[1], &byte, 1) == 1;
	_exit(1);
}

static int probe_busy(const char *path)
{
	char *whole = malloc(BUFFER), *again = malloc(BUFFER);
	int fd = open_to_read(path), status;
	size_t size;
	pid_t pid;

	if (fd < 0 || !whole || !again)
		return fail("open", path);
	size = slurp(fd, whole, 65536);
	pid = start_unloading();
	if (pid < 0)
		return fail("try to unload", path);
	if (lseek(fd, 0, SEEK_SET) || slurp(fd, again, 1) != size ||
	    memcmp(whole, again, size)) {
		printf("%s differs while it is tried to unload\n", path);
		return 1;
	}
	if (kill(pid, SIGKILL) || waitpid(pid, &status, 0) != pid ||
	    !WIFSIGNALED(status)) {
		printf("%s: the module was not kept\n", path);
		return 1;
	}
	return 0;
}

static int probe_opens(const char *path, int count)
{
	char buf[4096];
	int fd;

	while (count--) {
		fd = open_to_read(path);
		if (fd < 0 || read(fd, buf, sizeof(buf)) <= 0)
			return fail("open and read", path);
		close(fd);
	}
	return 0;
}

static int probe_drain(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	char buf[4096];
	ssize_t got;

	if (fd < 0)
		return fail("open", path);
	while ((got = read(fd, buf, sizeof(buf))) > 0)
		fwrite(buf, 1, got, stdout);
	return got < 0 && errno != EAGAIN ? fail("read", path) : 0;
}

#ifndef KPF_RESERVED
#define KPF_RESERVED	32	/* of the kernel's own, include/linux/kernel-page-flags.h */
#endif
#define KPF(name)	(1ULL << KPF_##name)

/* What the kernel says of a page; the first that fits. */
static const struct {
	const char *name;
	unsigned long long bits;
} kinds[] = {
	{ "reserved", KPF(RESERVED) },
	{ "hugetlb", KPF(HUGE) },
	{ "slab", KPF(SLAB) },
	{ "table", KPF(PGTABLE) },
	{ "offline", KPF(OFFLINE) },
	{ "buddy", KPF(BUDDY) },
	{ "hwpoison", KPF(HWPOISON) },
	/* On the LRU, or anonymous, swap cache, backed by swap and on the way there. */
	{ "movable", KPF(LRU) | KPF(ANON) | KPF(SWAPCACHE) | KPF(SWAPBACKED) },
	{ "none", 0 },
};

#define KINDS		(sizeof(kinds) / sizeof(*kinds))

static size_t kind_of(unsigned long long flags)
{
	size_t i;

	for (i = 0; i < KINDS - 1 && !(flags & kinds[i].bits); i++)
		;
	return i;
}

/* The block's line: its number, then for each kind how many and the first. */
static void census_print(unsigned long long block, const unsigned long long *count,
			 const unsigned long long *first)
{
	size_t i;

	printf("%llu", block);
	for (i = 0; i < KINDS; i++) {
		if (count[i])
			printf(" %s=%llu@%llu", kinds[i].name, count[i], first[i]);
	}
	putchar('\n');
}

/* Runs of frames that the page allocator does not have: "run START COUNT KIND". */
static void census_run(unsigned long long pfn, size_t kind)
{
	static unsigned long long start, count;
	static size_t last = KINDS;

	if (count && pfn == start + count && kind == last) {
		count++;
		return;
	}
	if (count && (!strcmp(kinds[last].name, "reserved") ||
		      !strcmp(kinds[last].name, "offline")))
		printf("run %llu %llu %s\n", start, count, kinds[last].name);
	start = pfn;
	count = 1;
	last = kind;
}

static int probe_census(unsigned long long pages)
{
	static unsigned long long flags[8192];
	unsigned long long pfn = 0, count[KINDS] = {}, first[KINDS] = {}, found = 0;
	int fd = open("/proc/kpageflags", O_RDONLY);
	int marks = 0;
	size_t kind = 0;
	ssize_t got, i;

	if (fd < 0 || !pages)
		return fail("open", "/proc/kpageflags");
	while ((got = read(fd, flags, sizeof(flags))) > 0) {
		for (i = 0; i < got / (ssize_t)sizeof(*flags); i++, pfn++) {
			if (pfn % pages == 0 && found) {
				census_print(pfn / pages - 1, count, first);
				memset(count, 0, sizeof(count));
				found = 0;
			}
			if (flags[i] & KPF(NOPAGE)) {
				marks = 1;
				continue;
			}
			/* A tail is what its head is. */
			if (!(flags[i] & KPF(COMPOUND_TAIL)) || flags[i] & kinds[0].bits)
				kind = kind_of(flags[i]);
			if (!count[kind]++)
				first[kind] = pfn;
			found++;
			census_run(pfn, kind);
		}
	}
	if (found)
		census_print((pfn - 1) / pages, count, first);
	census_run(pfn, KINDS - 1);
	/* Later kernels do not say where there is no page. */
	if (marks)
		puts("nopage");
	return 0;
}

/* Buffers that a ring knows are pinned (FOLL_PIN), as those of RDMA and VFIO are. */
static int probe_pin(int node, size_t pages)
{
	struct io_uring_params params = {};
	unsigned long nodes = 1UL << node;
	struct iovec buffer = { .iov_len = pages * 4096 };
	int ring = syscall(SYS_io_uring_setup, 1, &params);

	/* What a ring needs in each node it has by now. */
	puts("ready");
	fflush(stdout);
	if (ring < 0 || getchar() == EOF)
		return fail("set up", "io_uring");
	buffer.iov_base = mmap(NULL, buffer.iov_len, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer.iov_base == MAP_FAILED ||
	    syscall(SYS_mbind, buffer.iov_base, buffer.iov_len, MPOL_BIND, &nodes, 64, 0))
		return fail("mbind", "memory");
	madvise(buffer.iov_base, buffer.iov_len, MADV_NOHUGEPAGE);
	memset(buffer.iov_base, 1, buffer.iov_len);
	if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, &buffer, 1))
		return fail("register buffers", "io_uring");
	puts("pinned");
	fflush(stdout);
	for (;;)
		pause();
}

/* Says a word, and waits for a line. */
static int said(const char *word)
{
	puts(word);
	fflush(stdout);
	return getchar() == EOF ? -1 : 0;
}

/* Takes all of a node, and then gives every other page back. */
static int probe_hog(int node, size_t megabytes)
{
	unsigned long nodes = 1UL << node;
	size_t size = megabytes << 20, at;
	char *memory;

	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED ||
	    syscall(SYS_mbind, memory, size, MPOL_PREFERRED, &nodes, 64, 0) ||
	    madvise(memory, size, MADV_NOHUGEPAGE))
		return fail("mbind", "memory");
	memset(memory, 1, size);
	if (said("full"))
		return 1;
	for (at = 0; at < size; at += 2 * 4096) {
		if (madvise(memory + at, 4096, MADV_DONTNEED))
			return fail("madvise", "memory");
	}
	return said("fragmented");
}

int main(int argc, char **argv)
{
	int i;

	if (argc >= 5 && !strcmp(argv[1], "errno")) {
		for (i = 4; i < argc; i++)
			if (probe_errno(argv[2], argv[3], argv[i]))
				return 1;
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "pieces"))
		return probe_pieces(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "splice"))
		return probe_move(by_splice, argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "sendfile"))
		return probe_move(by_sendfile, argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "busy"))
		return probe_busy(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "opens"))
		return probe_opens(argv[2], atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "drain"))
		return probe_drain(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "census"))
		return probe_census(strtoull(argv[2], NULL, 10));
	if (argc == 4 && !strcmp(argv[1], "pin"))
		return probe_pin(atoi(argv[2]), strtoull(argv[3], NULL, 10));
	if (argc == 4 && !strcmp(argv[1], "hog"))
		return probe_hog(atoi(argv[2]), strtoull(argv[3], NULL, 10));
	printf("usage: probe errno|pieces|splice|sendfile|busy|opens|drain|census|pin|hog ...\n");
	return 2;
}
