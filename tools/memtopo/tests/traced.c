// SPDX-License-Identifier: GPL-2.0
/*
 * traced WHAT [ARG...] - a program to be traced, which tells on standard output what it does
 *
 * What it tells is what the tests hold the trace against.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096UL
#define SIZE (16 * PAGE)

/* Blocks of memory that are kept, so that the compiler does not leave them out. */
static void *block[8];

static void fail(const char *what)
{
	fprintf(stderr, "traced: %s: %s\n", what, strerror(errno));
	exit(99);
}

/* Set by a signal. */
static int ended;

static bool has_ended(void)
{
	return __atomic_load_n(&ended, __ATOMIC_RELAXED);
}

/* Tells of a call that has returned an address, or an error. */
static void *tell(const char *name, void *result)
{
	if (result == (void *)-1)
		printf("%s -1 %s\n", name, strerrorname_np(errno));
	else
		printf("%s %p\n", name, result);
	return result;
}

static void tell_number(const char *name, long result)
{
	if (result < 0)
		printf("%s -1 %s\n", name, strerrorname_np(errno));
	else
		printf("%s %ld\n", name, result);
}

static void *map(void)
{
	return mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Those of a file, of shared memory, and of huge pages of which there are none. */
static void calls_of_mmap(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char *memory;

	memory = tell("mmap", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
	tell_number("munmap", munmap(memory, PAGE));
	memory = tell("mmap", mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	tell_number("munmap", munmap(memory, SIZE));
	memory = tell("mmap", mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
				   MAP_NORESERVE, -1, 0));
	tell("mmap", mmap(memory, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, PAGE));
	tell_number("munmap", munmap(memory, SIZE));
	tell("mmap", mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	tell("mmap", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 12345, 0));
	close(fd);
}

static void calls_of_ranges(void)
{
	char *memory = tell("mmap", map());

	memset(memory, 1, SIZE);
	tell_number("mprotect", mprotect(memory, PAGE, PROT_READ));
	tell_number("mprotect", mprotect(memory, PAGE, PROT_NONE));
	tell_number("madvise", madvise(memory + PAGE, PAGE, MADV_DONTNEED));
	tell_number("madvise", madvise(memory, SIZE, MADV_DONTFORK));
	tell_number("madvise", madvise(memory, SIZE, 12345));
	tell_number("mlock", mlock(memory + PAGE, 1));
	tell_number("mlock2", mlock2(memory + PAGE, PAGE, MLOCK_ONFAULT));
	tell_number("munlock", munlock(memory + PAGE, PAGE));
	tell_number("mlockall", mlockall(MCL_FUTURE));
	tell_number("munlockall", munlockall());
	memory = tell("mremap", mremap(memory + 8 * PAGE, 8 * PAGE, 64 * PAGE, MREMAP_MAYMOVE));
	tell("mremap", mremap(memory, 64 * PAGE, PAGE, 0));
	tell("mremap", mremap(memory, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			      memory + 8 * PAGE));
	tell_number("munmap", munmap(memory + 8 * PAGE, 1));
	tell_number("munmap", munmap((void *)1, PAGE));
}

static void calls_of_heap(void)
{
	char *end = tell("brk", (void *)syscall(SYS_brk, 0));

	tell("brk", (void *)syscall(SYS_brk, end + SIZE));
	tell("brk", (void *)syscall(SYS_brk, end + SIZE + 100));
	tell("brk", (void *)syscall(SYS_brk, end + PAGE));
	tell("brk", (void *)syscall(SYS_brk, end));
	tell("brk", (void *)syscall(SYS_brk, -PAGE));
}

static void calls_of_shm(void)
{
	int id = shmget(IPC_PRIVATE, SIZE, 0600);
	void *memory;

	if (id < 0)
		return;
	memory = tell("shmat", shmat(id, NULL, 0));
	tell_number("shmdt", shmdt(memory));
	tell_number("shmdt", shmdt(memory));
	shmctl(id, IPC_RMID, NULL);
}

/* Every call that shapes an address space, and some that fail. */
static int calls(void)
{
	/* So that writing does not need memory. */
	static char buffer[1 << 16];

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	calls_of_mmap();
	calls_of_ranges();
	calls_of_heap();
	calls_of_shm();
	return 0;
}

static void *thread_of_calls(void *argument)
{
	long times = (long)argument;
	void *memory;

	while (times--) {
		memory = map();
		if (memory == MAP_FAILED || munmap(memory, SIZE))
			fail("mmap");
	}
	return NULL;
}

static pthread_t thread_start(void *(*start)(void *argument), void *argument)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, start, argument);
	if (errno)
		fail("pthread_create");
	return thread;
}

/* Threads that each map and unmap some memory, so many times. */
static int threads(int count, long times)
{
	pthread_t thread[count];
	int i;

	for (i = 0; i < count; i++)
		thread[i] = thread_start(thread_of_calls, (void *)times);
	for (i = 0; i < count; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

/* Processes at once, each of which maps and unmaps some memory once. */
static int forks(int count)
{
	int i, status, good = 0;

	for (i = 0; i < count; i++) {
		switch (fork()) {
		case -1:
			fail("fork");
			break;
		case 0:
			thread_of_calls((void *)1);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		good += !status;
	printf("%d\n", good);
	return 0;
}

static void *thread_of_nothing(void *argument)
{
	while (!has_ended())
		pause();
	return argument;
}

/* Somebody who has ended, and whom nobody waits for. */
static int zombie(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	printf("%d\n", pid);
	fflush(stdout);
	thread_of_nothing(NULL);
	return 0;
}

static int vforks(char **command)
{
	int status;
	pid_t pid;

	pid = vfork();
	if (!pid) {
		execvp(command[0], command);
		_exit(98);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		fail("vfork");
	return WEXITSTATUS(status);
}

static void *thread_of_exec(void *argument)
{
	char **command = argument;

	execvp(command[0], command);
	fail("execvp");
	return NULL;
}

/* A thread that is not the first becomes another program. */
static int execs(char **command)
{
	int i;

	for (i = 0; i < 8; i++)
		thread_start(thread_of_nothing, NULL);
	thread_start(thread_of_exec, command);
	thread_of_nothing(NULL);
	return 0;
}

static void *thread_of_work(void *argument)
{
	while (!has_ended()) {
		thread_of_calls((void *)1);
		usleep(1000);
	}
	return argument;
}

static void end(int number)
{
	(void)number;
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

/* Works, with so many threads, until SIGUSR1 comes. */
static int works(int count)
{
	const struct sigaction action = { .sa_handler = end };
	int i;

	sigaction(SIGUSR1, &action, NULL);
	printf("%d\n", getpid());
	fflush(stdout);
	for (i = 0; i < count; i++)
		thread_start(thread_of_work, NULL);
	while (!has_ended()) {
		thread_of_calls((void *)1);
		usleep(1000);
	}
	return 5;
}

static void take(int number, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d code %d value %d\n", number, info->si_code, info->si_value.sival_int);
}

/* Sends itself real-time signals, which are queued in order with their values. */
static int queue(void)
{
	const struct sigaction action = { .sa_sigaction = take, .sa_flags = SA_SIGINFO };
	union sigval value;
	sigset_t set;
	int i;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 3);
	sigaction(SIGRTMIN + 3, &action, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (i = 0; i < 5; i++) {
		value.sival_int = 100 + i;
		sigqueue(getpid(), SIGRTMIN + 3, value);
	}
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

/* A program that wants to trace, and be traced. */
static int ptraces(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		tell_number("traceme", ptrace(PTRACE_TRACEME, 0, 0, 0));
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	pid = fork();
	if (!pid) {
		thread_of_nothing(NULL);
		_exit(0);
	}
	tell_number("seize", ptrace(PTRACE_SEIZE, pid, 0, 0));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 0;
}

static void tell_memory(const char *name, void *memory)
{
	printf("%s %p\n", name, memory);
}

/* Every function that allocates; sizes around the threshold of mmap. */
static int mallocs(void)
{
	void *memory = NULL;
	int i;

	setvbuf(stdout, NULL, _IONBF, 0);
	tell_memory("malloc", block[0] = malloc(100));
	tell_memory("malloc", block[1] = malloc(200000));
	memset(block[1], 1, 200000);
	tell_memory("calloc", block[2] = calloc(10, 300));
	tell_memory("realloc", block[0] = realloc(block[0], 500));
	tell_memory("reallocarray", block[3] = reallocarray(NULL, 7, 11));
	if (posix_memalign(&memory, 256, 1000))
		fail("posix_memalign");
	tell_memory("posix_memalign", block[4] = memory);
	tell_memory("aligned_alloc", block[5] = aligned_alloc(64, 128));
	tell_memory("memalign", block[6] = memalign(128, 100));
	tell_memory("valloc", block[7] = valloc(100));
	for (i = 0; i < 8; i++) {
		tell_memory("free", block[i]);
		free(block[i]);
	}
	tell_memory("sbrk", sbrk(0));
	tell_memory("sbrk", sbrk(PAGE));
	tell_memory("malloc", block[0] = malloc(1UL << 62));
	return 0;
}

/* Requests of many sizes, of which none is given back: the threshold stays where it is. */
static int sizes(void)
{
	size_t size;

	/* No more than is asked for, so that nothing is left over for others. */
	mallopt(M_TOP_PAD, 0);
	mallopt(M_MMAP_THRESHOLD, 100000);
	/* The largest is not the last, nor the smallest the first. */
	for (size = 109000; size >= 100000; size -= 1000)
		block[0] = malloc(size);
	for (size = 99000; size >= 90000; size -= 1000)
		block[0] = malloc(size);
	return 0;
}

/* Raises the threshold of glibc: what was mapped and is given back comes from the heap next. */
static int raise_threshold(void)
{
	block[0] = malloc(300000);
	free(block[0]);
	block[0] = malloc(300000);
	return 0;
}

#if defined(__x86_64__)
/* The program break by the calls of 32 bits, which a program of 64 bits may make. */
static int old_calls(void)
{
	unsigned int result;

	asm volatile("int $0x80" : "=a" (result) : "a" (45), "b" (0) :
		     "memory", "r8", "r9", "r10", "r11");
	printf("brk 0x%x\n", result);
	return 0;
}
#else
static int old_calls(void)
{
	return 77;
}
#endif

static int status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Who has the terminal: runs the command, and tells how it and what it leaves behind end. */
static void session(char **command, const char *terminal)
{
	int slave, status;
	pid_t pid;

	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	slave = open(terminal, O_RDWR);
	dup2(slave, 0);
	dup2(slave, 1);
	dup2(slave, 2);
	close(slave);
	signal(SIGINT, SIG_DFL);
	pid = fork();
	if (!pid) {
		execvp(command[0], command);
		_exit(98);
	}
	signal(SIGINT, SIG_IGN);
	while ((slave = wait(&status)) > 0)
		dprintf(1, "%s %d\n", slave == pid ? "command" : "orphan", status_of(status));
	_exit(0);
}

/* Runs a command on a terminal of its own and presses Ctrl-C when it has said something. */
static int terminal(const char *something, char **command)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status = 0;
	bool pressed = false;
	char line[4096];
	FILE *out;
	pid_t pid;

	if (master < 0 || grantpt(master) || unlockpt(master))
		fail("posix_openpt");
	pid = fork();
	if (!pid)
		session(command, ptsname(master));
	out = fdopen(master, "r");
	while (out && fgets(line, sizeof(line), out)) {
		fputs(line, stdout);
		fflush(stdout);
		if (pressed || !strstr(line, something))
			continue;
		pressed = true;
		if (write(master, "\003", 1) != 1)
			fail("write");
	}
	waitpid(pid, &status, 0);
	return status_of(status);
}

static int number_of(char **arguments)
{
	return *arguments ? atoi(*arguments) : 0;
}

int main(int argc, char **argv)
{
	char **arguments = argv + 2;
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "exit"))
		return number_of(arguments);
	if (!strcmp(what, "kill"))
		return raise(number_of(arguments));
	if (!strcmp(what, "calls"))
		return calls();
	if (!strcmp(what, "threads") && argc > 3)
		return threads(number_of(arguments), atol(arguments[1]));
	if (!strcmp(what, "forks"))
		return forks(number_of(arguments));
	if (!strcmp(what, "vfork"))
		return vforks(arguments);
	if (!strcmp(what, "exec"))
		return execs(arguments);
	if (!strcmp(what, "zombie"))
		return zombie();
	if (!strcmp(what, "work"))
		return works(number_of(arguments));
	if (!strcmp(what, "queue"))
		return queue();
	if (!strcmp(what, "ptrace"))
		return ptraces();
	if (!strcmp(what, "malloc"))
		return mallocs();
	if (!strcmp(what, "sizes"))
		return sizes();
	if (!strcmp(what, "threshold"))
		return raise_threshold();
	if (!strcmp(what, "old"))
		return old_calls();
	if (!strcmp(what, "terminal") && argc > 3)
		return terminal(arguments[0], arguments + 1);
	return 97;
}
