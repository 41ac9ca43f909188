// SPDX-License-Identifier: GPL-2.0
/*
 * spacerace: readers ask about an address space, its page frames and the
 * kernel's addresses while that changes under them.
 *
 *	spacerace CHANGE COUNT [MODULE]
 *
 * Ends when who asks about addresses of the process has done it COUNT times, and
 * the others a quarter of that, or at SIGTERM. Then what they got, NAME NUMBER
 * lines, and 1 if an answer was not as answers are, or an error none of those
 * that there are. CHANGE is one of the table at the end. MODULE is what
 * "module" loads and unloads, and "reload", under which memtopo itself goes.
 */
#define _GNU_SOURCE
#include <linux/mempolicy.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "answer.h"
#include "kcore.h"

#define PAGE		4096UL
#define HUGE		(512 * PAGE)
#define PAGES		64
#define COUNT(array)	(sizeof(array) / sizeof(*(array)))
#define COMPLAINTS_MAX	5
/* It changes that often at least while all ask. */
#define CYCLES_MIN	10
#define ERRNO_MAX	134
#define VMALLOC_MAX	4096

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif
#define COLLAPSE	25	/* MADV_COLLAPSE */

/* What a reader got. */
struct tally {
	unsigned long long asked, answers, torn, odd, away, wrong, errors[ERRNO_MAX];
};

/* Of all processes. */
static struct shared {
	int stop;
	/* What is asked about. */
	int pid;
	uint64_t start, end;
	/* Of its frames one. */
	uint64_t pfn;
	unsigned long long cycles;
	struct tally tallies[4];
} *shared;

static int shared_fd;
static bool reload;
static const char *change, *module;

#define GET(from)		__atomic_load_n(&(from), __ATOMIC_RELAXED)
#define SET(to, value)		__atomic_store_n(&(to), value, __ATOMIC_RELAXED)

static void share(int fd)
{
	shared_fd = fd;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED)
		die("no shared memory");
}

/* --- Readers ------------------------------------------------------------------ */

static struct tally *tally;
static const char *myself;

[[gnu::format(printf, 1, 2)]]
static void wrong(const char *format, ...)
{
	va_list args;

	if (tally->wrong++ >= COMPLAINTS_MAX)
		return;
	va_start(args, format);
	flockfile(stdout);
	printf("%s under %s: ", myself, change);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	va_end(args);
}

/* Where the kernel's regions are, by what there is of them. */
static uint64_t direct_base, vmemmap_base, vmalloc[VMALLOC_MAX];
static size_t nr_vmalloc;

static void regions_find(void)
{
	unsigned long start;
	char line[512];
	FILE *f;

	kcore_open();
	direct_base = direct_map();
	vmemmap_base = memmap_base();
	f = fopen("/proc/vmallocinfo", "r");
	while (f && nr_vmalloc < VMALLOC_MAX && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-", &start) == 1 && start >> 63)
			vmalloc[nr_vmalloc++] = start;
	if (!nr_vmalloc)
		die("no vmalloc");
	fclose(f);
}

static uint64_t some(uint64_t below)
{
	return below ? random() % below : 0;
}

/* What each asks about; the errors that may come of it. */
static int user_ask(const char **malformed)
{
	uint64_t start = GET(shared->start), end = GET(shared->end);
	uint64_t address = start + some(end - start);

	/* That of a module is for others to ask about. */
	if (address >> 63)
		address = 0x400000;
	/* Now and then next to it. */
	if (!some(50))
		address += some(64 * PAGE);
	return query_ask(malformed, "user %d %#lx", GET(shared->pid), address);
}

static int process_ask(const char **malformed)
{
	uint64_t start = GET(shared->start), end = GET(shared->end);

	if (some(4) || start >> 63)
		return query_ask(malformed, "process %d", GET(shared->pid));
	return query_ask(malformed, "process %d %#lx %#lx", GET(shared->pid), start, end);
}

static int page_ask(const char **malformed)
{
	uint64_t pfn = GET(shared->pfn);

	return query_ask(malformed, "page %lu", some(4) ? pfn : pfn ^ some(1024));
}

static int kernel_ask(const char **malformed)
{
	uint64_t pfn = GET(shared->pfn), start = GET(shared->start), end = GET(shared->end);
	uint64_t address;

	switch (some(4)) {
	case 0:
		address = direct_base + pfn * PAGE + some(PAGE);
		break;
	case 1:
		address = vmemmap_base + pfn * 64;
		break;
	case 2:
		address = vmalloc[some(nr_vmalloc)] + some(16 * PAGE);
		break;
	default:
		address = start >> 63 ? start + some(end - start) :
			0xffffffffc0000000 + some(16 << 20);
	}
	return query_ask(malformed, "kernel %#lx", address);
}

static const struct {
	const char *name;
	int (*ask)(const char **malformed);
	int errors[5];
} readers[] = {
	{ "user", user_ask, { ESRCH, EFAULT, EAGAIN } },
	{ "process", process_ask, { ESRCH, EAGAIN } },
	{ "page", page_ask, { ENXIO, EAGAIN } },
	{ "kernel", kernel_ask, { EFAULT, ENXIO, EAGAIN } },
};

#define READERS		COUNT(readers)

static bool expected(size_t i, int error)
{
	size_t n;

	for (n = 0; n < COUNT(readers[i].errors); n++)
		if (readers[i].errors[n] == error)
			return true;
	return false;
}

/* A frame that is mapped there before and after is anonymous, unless it went and came back. */
static bool is_odd(void)
{
	const char *flags = query_value("page", "flags");

	return answer.tables[0].consistent && !strcmp(query_value("address", "state"), "page") &&
		!strcmp(query_value("address", "mapping_kind"), "anon") &&
		!query_has(flags, "anonymous") && !query_has(flags, "zero_page");
}

static void answered(size_t i)
{
	const char *what = answer_wrong(readers[i].name);
	uint64_t pfn;

	if (what)
		wrong("%s: %s %s, frame %s %s, node %s, flags %s, refcount %s", what,
		      query_value("address", "address"), query_value("address", "state"),
		      query_value("page", "pfn"), query_value("page", "state"),
		      query_value("page", "node"), query_value("page", "flags"),
		      query_value("page", "refcount"));
	tally->answers++;
	tally->torn += !answer.tables[0].consistent;
	if (*readers[i].name != 'u')
		return;
	tally->odd += is_odd();
	pfn = query_number(query_value("address", "pfn"));
	if (pfn != NUMBER_NONE)
		SET(shared->pfn, pfn);
}

static void ask_once(size_t i)
{
	const char *malformed;
	int error = readers[i].ask(&malformed);

	tally->asked++;
	if (error < 0) {
		tally->away++;
		if (!reload)
			wrong("cannot be opened: %s", strerror(errno));
		usleep(1000);
		return;
	}
	tally->errors[error < ERRNO_MAX ? error : 0]++;
	if (malformed)
		wrong("%s", malformed);
	else if (!error)
		answered(i);
	else if (!expected(i, error))
		wrong("%s", strerror(error));
}

static void reader(size_t i, unsigned long count)
{
	myself = readers[i].name;
	tally = &shared->tallies[i];
	/* So that something changes. */
	if (nice(5) != 5)
		die("nice");
	srandom(i + 1);
	while (!GET(shared->pid))
		usleep(1000);
	/* The others take longer, or can be asked when nothing changes. */
	if (i)
		count /= 4;
	while ((tally->asked < count || GET(shared->cycles) < CYCLES_MIN) && !GET(shared->stop))
		ask_once(i);
}

/* --- What changes ------------------------------------------------------------- */

static void publish(int pid, void *start, size_t size)
{
	SET(shared->pid, pid);
	SET(shared->start, (uint64_t)start);
	SET(shared->end, (uint64_t)start + size);
}

static char *memory_at(void *hint, size_t size)
{
	char *memory = mmap(hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("no memory");
	return memory;
}

/* Of ordinary pages, or where huge ones begin. */
static char *memory(size_t size)
{
	return memory_at(NULL, size);
}

static char *aligned(size_t size)
{
	return (char *)(((unsigned long)memory(size + HUGE) + HUGE - 1) & ~(HUGE - 1));
}

static void touch(char *memory, size_t size)
{
	size_t at;

	for (at = 0; at < size; at += PAGE)
		__atomic_add_fetch(memory + at, 1, __ATOMIC_RELAXED);
}

/* At the same place over and over: what is asked about is there at times. */
static void change_unmap(void)
{
	static char *where;

	where = memory_at(where, PAGES * PAGE);
	publish(getpid(), where, PAGES * PAGE);
	touch(where, PAGES * PAGE);
	munmap(where, PAGES * PAGE);
}

/* Tables move with it when it is as large as what they map. */
static void change_remap(void)
{
	static char *here, *there;
	char *last;

	if (!here) {
		here = aligned(2 * HUGE);
		there = aligned(2 * HUGE);
		madvise(here, 2 * HUGE, MADV_NOHUGEPAGE);
		touch(here, 2 * HUGE);
		publish(getpid(), here, 2 * HUGE);
	}
	munmap(there, 2 * HUGE);
	if (mremap(here, 2 * HUGE, 2 * HUGE, MREMAP_MAYMOVE | MREMAP_FIXED, there) == MAP_FAILED)
		die("mremap");
	last = here;
	here = there;
	there = memory_at(last, 2 * HUGE);
}

static void change_exit(void)
{
	static unsigned int turn;
	pid_t pid = fork();
	char *where;

	if (!pid) {
		where = memory(PAGES * PAGE);
		publish(getpid(), where, PAGES * PAGE);
		touch(where, PAGES * PAGE);
		if (turn % 2)
			_exit(0);
		pause();
	}
	if (pid < 0)
		die("fork");
	if (turn++ % 2 == 0) {
		usleep(500);
		kill(pid, SIGKILL);
	}
	waitpid(pid, NULL, 0);
}

/* Never comes back: starts anew, as itself. */
static void change_exec(void)
{
	char *where = memory(PAGES * PAGE), fd[16];

	publish(getpid(), where, PAGES * PAGE);
	touch(where, PAGES * PAGE);
	snprintf(fd, sizeof(fd), "%d", shared_fd);
	SET(shared->cycles, GET(shared->cycles) + 1);
	if (!GET(shared->stop))
		execl("/proc/self/exe", "spacerace", "exec", "again", fd, NULL);
}

static void change_fork(void)
{
	static char *where;
	pid_t pid;

	if (!where) {
		where = memory(PAGES * PAGE);
		publish(getpid(), where, PAGES * PAGE);
	}
	touch(where, PAGES * PAGE);
	pid = fork();
	if (!pid) {
		touch(where, PAGES / 2 * PAGE);
		_exit(0);
	}
	touch(where + PAGES / 4 * PAGE, PAGES / 2 * PAGE);
	waitpid(pid, NULL, 0);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die(path);
	close(fd);
}

/* Page by page to one node, all at once to the other; small ones and a huge one. */
static void change_migrate(void)
{
	static unsigned int turn;
	static char *where;
	void *pages[32];
	int nodes[32], status[32];
	unsigned long from = 2, to = 1;
	size_t i;

	if (!where) {
		where = aligned(2 * HUGE);
		madvise(where, HUGE, MADV_HUGEPAGE);
		madvise(where + HUGE, HUGE, MADV_NOHUGEPAGE);
		publish(getpid(), where, HUGE + COUNT(pages) * PAGE);
	}
	touch(where, HUGE + COUNT(pages) * PAGE);
	for (i = 0; i < COUNT(pages); i++) {
		pages[i] = i ? where + HUGE + i * PAGE : where;
		nodes[i] = 1;
	}
	syscall(SYS_move_pages, 0, COUNT(pages), pages, nodes, status, MPOL_MF_MOVE);
	syscall(SYS_migrate_pages, 0, 8 * sizeof(from), &from, &to);
	if (turn++ % 64 == 0)
		put("/proc/sys/vm/compact_memory", "1");
}

/* Huge, split, in pieces, gone, and huge again. */
static void change_thp(void)
{
	static char *where;

	if (!where) {
		where = aligned(2 * HUGE);
		madvise(where, 2 * HUGE, MADV_HUGEPAGE);
		publish(getpid(), where, 2 * HUGE);
	}
	touch(where, 2 * HUGE);
	mprotect(where + 8 * PAGE, 8 * PAGE, PROT_NONE);
	madvise(where + HUGE + 16 * PAGE, 64 * PAGE, MADV_DONTNEED);
	mprotect(where + 8 * PAGE, 8 * PAGE, PROT_READ | PROT_WRITE);
	touch(where, 2 * HUGE);
	/* Kernels that do not know it have khugepaged. */
	madvise(where, 2 * HUGE, COLLAPSE);
	madvise(where, HUGE, MADV_DONTNEED);
}

static void change_hugetlb(void)
{
	char *where;

	put("/proc/sys/vm/nr_hugepages", "4");
	where = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (where != MAP_FAILED) {
		publish(getpid(), where, 2 * HUGE);
		touch(where, 2 * HUGE);
		munmap(where, 2 * HUGE);
	}
	put("/proc/sys/vm/nr_hugepages", "0");
}

static void change_swap(void)
{
	static char *where;

	if (!where) {
		where = memory(PAGES * PAGE);
		publish(getpid(), where, PAGES * PAGE);
	}
	touch(where, PAGES * PAGE);
	madvise(where, PAGES * PAGE, MADV_PAGEOUT);
}

/* In zone Movable whenever there is one: it comes and goes by what others do. */
static void change_plug(void)
{
	char *where = memory(PAGES * PAGE);

	publish(getpid(), where, PAGES * PAGE);
	touch(where, PAGES * PAGE);
	usleep(20000);
	munmap(where, PAGES * PAGE);
}

/* Where its code and data are is asked about. */
static void loaded(const char *name)
{
	char line[512], is[64];
	unsigned long size, start;
	FILE *f = fopen("/proc/modules", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %lu %*s %*s %*s %lx", is, &size, &start) == 3 &&
		    !strcmp(is, name))
			publish(getpid(), (void *)start, size);
	if (f)
		fclose(f);
}

static void change_module(void)
{
	char name[64] = "";
	int fd = open(module, O_RDONLY | O_CLOEXEC);

	if (sscanf(module, "/%63[^.]", name) != 1)
		die("module");
	if (syscall(SYS_finit_module, fd, "", 0))
		die("finit_module");
	close(fd);
	loaded(name);
	usleep(1000);
	/* Someone may have a file open. */
	while (syscall(SYS_delete_module, name, O_NONBLOCK)) {
		if (errno != EAGAIN && errno != EBUSY)
			die("delete_module");
		usleep(200);
	}
}

/* memtopo itself: it is there when this begins, and when it ends. */
static void change_reload(void)
{
	static char *where;
	int fd;

	if (!where) {
		where = memory(PAGES * PAGE);
		touch(where, PAGES * PAGE);
		publish(getpid(), where, PAGES * PAGE);
	}
	while (syscall(SYS_delete_module, "memtopo", O_NONBLOCK)) {
		if (errno != EAGAIN && errno != EBUSY)
			die("delete_module");
		usleep(200);
	}
	fd = open(module, O_RDONLY | O_CLOEXEC);
	if (syscall(SYS_finit_module, fd, "", 0))
		die("finit_module");
	close(fd);
	usleep(20000);
}

static const struct {
	const char *name;
	void (*cycle)(void);
} changes[] = {
	{ "unmap", change_unmap },
	{ "remap", change_remap },
	{ "exit", change_exit },
	{ "exec", change_exec },
	{ "fork", change_fork },
	{ "migrate", change_migrate },
	{ "thp", change_thp },
	{ "hugetlb", change_hugetlb },
	{ "swap", change_swap },
	{ "plug", change_plug },
	{ "module", change_module },
	{ "reload", change_reload },
};

static void changer(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(changes) && strcmp(changes[i].name, name); i++)
		;
	if (i == COUNT(changes))
		die("no such change");
	while (!GET(shared->stop)) {
		changes[i].cycle();
		SET(shared->cycles, GET(shared->cycles) + 1);
	}
}

/* --- All of it ---------------------------------------------------------------- */

static int report(void)
{
	unsigned long long bad = 0;
	size_t i;
	int error;

	for (i = 0; i < READERS; i++) {
		const struct tally *t = &shared->tallies[i];

		printf("%s.asked %llu\n%s.answers %llu\n%s.torn %llu\n", readers[i].name, t->asked,
		       readers[i].name, t->answers, readers[i].name, t->torn);
		for (error = 1; error < ERRNO_MAX; error++)
			if (t->errors[error])
				printf("%s.%s %llu\n", readers[i].name, strerrorname_np(error),
				       t->errors[error]);
		if (t->away)
			printf("%s.away %llu\n", readers[i].name, t->away);
		if (t->odd)
			printf("%s.odd %llu\n", readers[i].name, t->odd);
		/* The same frame comes back soon: only if it were most of them, it is wrong. */
		bad += t->wrong + (t->odd * 2 > t->answers + 20);
	}
	printf("cycles %llu\nwrong %llu\n", shared->cycles, bad);
	return !!bad;
}

static void on_signal(int sig)
{
	(void)sig;
	SET(shared->stop, 1);
}

static pid_t start(bool is_changer, size_t i, unsigned long count)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (is_changer)
		changer(change);
	else
		reader(i, count);
	exit(0);
}

int main(int argc, char **argv)
{
	pid_t pids[READERS], changing;
	int status, bad = 0;
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 3)
		die("usage: spacerace CHANGE COUNT [MODULE]");
	change = argv[1];
	module = argc > 3 ? argv[3] : NULL;
	if (!strcmp(argv[2], "again")) {
		share(atoi(argv[3]));
		changer(change);
		return 0;
	}
	reload = !strcmp(change, "reload");
	share(memfd_create("shared", 0));
	if (ftruncate(shared_fd, sizeof(*shared)))
		die("no shared memory");
	regions_find();
	signal(SIGTERM, on_signal);
	for (i = 0; i < READERS; i++)
		pids[i] = start(false, i, strtoul(argv[2], NULL, 10));
	changing = start(true, 0, 0);
	for (i = 0; i < READERS; i++) {
		waitpid(pids[i], &status, 0);
		bad |= status;
	}
	SET(shared->stop, 1);
	waitpid(changing, &status, 0);
	if (bad || status)
		printf("ended with %#x, %#x\n", bad, status);
	return report() || bad || status;
}
