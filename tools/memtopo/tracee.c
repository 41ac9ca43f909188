// SPDX-License-Identifier: GPL-2.0
/*
 * Traced programs: where they stop, and what can be seen of them there.
 *
 * This is the one place that traces. Threads are seized, which unlike PTRACE_ATTACH
 * sends no signals and leaves stopped programs stopped, without PTRACE_O_EXITKILL:
 * whatever becomes of memtopo, the programs go on. That is also why there is no
 * seccomp filter that would stop them at the calls of interest alone: it cannot be
 * taken off again, and without a tracer the calls that it reports fail.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc.h"
#include "tracee.h"

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | \
		 PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)

#define SYSCALL_STOP (SIGTRAP | 0x80)

/* How many ticks it may take until all have stopped that are to be left. */
#define LEAVE_TICKS 50

/* How many ticks somebody who does not read is waited for when it is to end. */
#define OUTPUT_TICKS 20

/* Buckets of the threads, by their number. */
#define BUCKETS 256

/* How many may have stopped before the first of them goes on. */
#define QUEUE 1024

/**
 * struct tracee - a traced thread
 * @next: another one of the same bucket
 * @tid: the thread
 * @pid: its process
 * @is_known: its parent has told of it, or it has none among us
 * @is_held: it stopped before its parent told of it, and waits for that
 * @is_hidden: it is not the program yet
 * @is_exiting: it is about to end
 * @is_left: it was told to stop, so as to be left
 * @is_taking: it goes on for as long as it takes to get a signal
 * @mask: signals that it had blocked before it was to take that one, or 0
 * @is_waiting: it has stopped until another thread has got that
 * @signal: signal that it has stopped for meanwhile, or 0
 */
struct tracee {
	struct tracee *next;
	pid_t tid;
	pid_t pid;
	bool is_known;
	bool is_held;
	bool is_hidden;
	bool is_exiting;
	bool is_left;
	bool is_taking;
	unsigned long mask;
	bool is_waiting;
	int signal;
};

static struct {
	struct tracee *buckets[BUCKETS];
	size_t count;
	/* Who has stopped and is to go on, with which signal. */
	struct tracee *stopped;
	int signal;
	/* Threads that wait for their parents, and the ticks that they did. */
	size_t held;
	unsigned int patience;
	bool prepared;
	/* Who stopped while others did: in turn, so that nobody starves. */
	struct {
		pid_t tid;
		int status;
	} queue[QUEUE];
	size_t queue_at;
	size_t queue_count;
} tracees;

/* Set by signals. */
static int end_wanted;
static int end_is_of_terminal;
static int tick_wanted;

/* What was done with signals before. */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
static struct sigaction old_actions[ARRAY_SIZE(signals)];

static void end(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	if (info->si_code == SI_KERNEL)
		__atomic_store_n(&end_is_of_terminal, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&end_wanted, 1, __ATOMIC_RELAXED);
}

static void tick(int number)
{
	(void)number;
	__atomic_store_n(&tick_wanted, 1, __ATOMIC_RELAXED);
}

static bool flag_is_set(int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_RELAXED);
}

/*
 * The kernel sends the signals of a terminal to one process after the other. It
 * holds the lock meanwhile that this call has to take as well, so that afterwards
 * everybody has got theirs.
 */
static void signals_await(void)
{
	setpgid(0, getpgrp());
}

static struct tracee **tracee_place(pid_t tid)
{
	struct tracee **place = &tracees.buckets[tid % BUCKETS];

	while (*place && (*place)->tid != tid)
		place = &(*place)->next;
	return place;
}

static struct tracee *tracee_find(pid_t tid)
{
	return *tracee_place(tid);
}

static struct tracee *tracee_add(pid_t tid, pid_t pid)
{
	struct tracee *tracee = calloc(1, sizeof(*tracee));

	if (!tracee)
		return NULL;
	tracee->tid = tid;
	tracee->pid = pid;
	*tracee_place(tid) = tracee;
	tracees.count++;
	return tracee;
}

static void tracee_drop(struct tracee *tracee)
{
	struct tracee **place;

	if (!tracee)
		return;
	place = tracee_place(tracee->tid);
	*place = tracee->next;
	tracees.count--;
	if (tracee->is_held)
		tracees.held--;
	if (tracees.stopped == tracee)
		tracees.stopped = NULL;
	free(tracee);
}

/* The first one from a bucket on that a caller wants, or NULL. */
static struct tracee *tracee_any(bool (*is_wanted)(const struct tracee *tracee, const void *key),
				 const void *key)
{
	struct tracee *tracee;
	size_t i;

	for (i = 0; i < BUCKETS && tracees.count; i++) {
		for (tracee = tracees.buckets[i]; tracee; tracee = tracee->next) {
			if (is_wanted(tracee, key))
				return tracee;
		}
	}
	return NULL;
}

static pid_t process_of(pid_t tid)
{
	char value[32];

	return memtopo_tracee_status(tid, "Tgid", value, sizeof(value)) ? atoi(value) : tid;
}

/* Ticks come by themselves, so that one that is missed does no harm; the same goes for the end. */
static void prepare(void)
{
	const struct itimerval interval = {
		.it_interval.tv_usec = MEMTOPO_TRACE_TICK * 1000,
		.it_value.tv_usec = MEMTOPO_TRACE_TICK * 1000,
	};
	struct sigaction action = { .sa_flags = 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++) {
		if (signals[i] == SIGALRM) {
			action.sa_handler = tick;
			action.sa_flags = 0;
		} else {
			action.sa_sigaction = end;
			action.sa_flags = SA_SIGINFO;
		}
		sigaction(signals[i], &action, &old_actions[i]);
	}
	setitimer(ITIMER_REAL, &interval, NULL);
	tracees.prepared = true;
}

static void unprepare(void)
{
	const struct itimerval none = { .it_value.tv_sec = 0 };
	size_t i;

	if (!tracees.prepared)
		return;
	setitimer(ITIMER_REAL, &none, NULL);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &old_actions[i], NULL);
	tracees.prepared = false;
}

/* It would be odd to have memtopo's own library in front of one that is there already. */
static void preload_set(const char *preload)
{
	const char *others = getenv("LD_PRELOAD");
	char *all;

	if (others && *others) {
		if (asprintf(&all, "%s:%s", preload, others) < 0)
			_exit(MEMTOPO_EXIT_UNUSABLE);
		preload = all;
	}
	setenv("LD_PRELOAD", preload, 1);
}

/* What becomes the program. It waits until it is traced, and tells why it could not start. */
static void child(char **arguments, const char *preload, int go, int tell)
{
	size_t i;
	char byte;
	int rc;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &old_actions[i], NULL);
	/* memtopo itself lives without; programs expect it. */
	signal(SIGPIPE, SIG_DFL);
	if (preload)
		preload_set(preload);
	if (read(go, &byte, 1) == 1)
		execvp(arguments[0], arguments);
	rc = errno;
	if (write(tell, &rc, sizeof(rc)) != sizeof(rc))
		_exit(MEMTOPO_EXIT_UNUSABLE);
	_exit(rc == ENOENT ? MEMTOPO_EXIT_MISSING : MEMTOPO_EXIT_UNUSABLE);
}

static int seize_error(struct memtopo_error *err, const char *what, int rc)
{
	memtopo_error_set(err, what, 0, "it cannot be traced: %s", strerror(-rc));
	return rc;
}

static int seize(pid_t tid)
{
	return ptrace(PTRACE_SEIZE, tid, 0, OPTIONS) ? -errno : 0;
}

/* Seizes the child, which then may go on to become the program. */
static int child_seize(pid_t pid, int go, struct memtopo_error *err)
{
	struct tracee *tracee;
	int rc, status;

	rc = seize(pid);
	if (!rc && ptrace(PTRACE_INTERRUPT, pid, 0, 0))
		rc = -errno;
	if (rc)
		return seize_error(err, "the new process", rc);
	tracee = tracee_add(pid, pid);
	if (!tracee)
		return -ENOMEM;
	tracee->is_known = true;
	tracee->is_hidden = true;
	while (waitpid(pid, &status, __WALL) < 0 && errno == EINTR)
		continue;
	tracees.stopped = tracee;
	return write(go, "", 1) == 1 ? 0 : -errno;
}

static bool is_hidden(const struct tracee *tracee, const void *key)
{
	(void)key;
	return tracee->is_hidden;
}

/* Lets the child go until it is the program, or has said why it is not. */
static int child_begin(int tell, const char *name, int *status, struct memtopo_error *err)
{
	struct memtopo_stop stop = { .kind = MEMTOPO_STOP_TICK };
	int rc = 0;

	while (tracee_any(is_hidden, NULL) && stop.kind != MEMTOPO_STOP_END)
		memtopo_tracees_next(&stop);
	if (stop.kind == MEMTOPO_STOP_EXEC)
		return 0;
	if (read(tell, &rc, sizeof(rc)) != sizeof(rc))
		rc = EINTR;
	*status = rc == ENOENT ? MEMTOPO_EXIT_MISSING : MEMTOPO_EXIT_UNUSABLE;
	memtopo_error_set(err, name, 0, "%s", strerror(rc));
	return -rc;
}

int memtopo_tracees_start(char **arguments, const char *preload, int *status,
			  struct memtopo_error *err)
{
	int go[2], tell[2], rc;
	pid_t pid = -1;

	*status = 0;
	if (pipe2(go, O_CLOEXEC))
		return -errno;
	if (pipe2(tell, O_CLOEXEC)) {
		rc = -errno;
		goto close_go;
	}
	prepare();
	pid = fork();
	if (!pid) {
		close(go[1]);
		close(tell[0]);
		child(arguments, preload, go[0], tell[1]);
	}
	rc = pid < 0 ? -errno : child_seize(pid, go[1], err);
	close(tell[1]);
	if (!rc)
		rc = child_begin(tell[0], arguments[0], status, err);
	close(tell[0]);
close_go:
	close(go[0]);
	close(go[1]);
	return rc ? rc : pid;
}

/* A zombie, or nobody. */
static bool has_ended(pid_t tid)
{
	char value[32];

	return !memtopo_tracee_status(tid, "State", value, sizeof(value)) ||
	       *value == 'Z' || *value == 'X';
}

/* Why a process is none that could be traced, before the kernel is asked. */
static int target_check(u64 pid, pid_t *process, struct memtopo_error *err)
{
	char name[32], value[64];

	snprintf(name, sizeof(name), "process %llu", pid);
	if (pid > INT_MAX || !memtopo_tracee_status(pid, "State", value, sizeof(value))) {
		memtopo_error_set(err, name, 0, "there is no such process");
		return -ESRCH;
	}
	if (has_ended(pid)) {
		memtopo_error_set(err, name, 0, "it has ended already");
		return -ESRCH;
	}
	*process = process_of(pid);
	if (*process == getpid())
		return memtopo_error_set(err, name, 0, "that is memtopo itself");
	if (memtopo_tracee_status(pid, "TracerPid", value, sizeof(value)) && atoi(value)) {
		memtopo_error_set(err, name, 0, "process %d traces it already", atoi(value));
		return -EPERM;
	}
	if (!memtopo_tracee_status(pid, "VmSize", value, sizeof(value)))
		return memtopo_error_set(err, name, 0,
					 "it is a thread of the kernel, and has no address space");
	return 0;
}

/* Seizes the threads that are there now; says how many were new. */
static int threads_seize(pid_t pid, size_t *found)
{
	struct dirent *entry;
	struct tracee *tracee;
	char path[64];
	DIR *dir;
	pid_t tid;
	int rc = 0;

	*found = 0;
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	if (!dir)
		return -ESRCH;
	while (!rc && (entry = readdir(dir))) {
		tid = atoi(entry->d_name);
		if (!tid || tracee_find(tid))
			continue;
		rc = seize(tid);
		if (rc == -ESRCH || (rc == -EPERM && has_ended(tid))) {
			rc = 0;
			continue;
		}
		if (!rc && ptrace(PTRACE_INTERRUPT, tid, 0, 0) && errno != ESRCH)
			rc = -errno;
		tracee = rc ? NULL : tracee_add(tid, pid);
		if (!rc && !tracee)
			rc = -ENOMEM;
		if (!rc) {
			tracee->is_known = true;
			(*found)++;
		}
	}
	closedir(dir);
	return rc;
}

int memtopo_tracees_attach(u64 pid, struct memtopo_error *err)
{
	char name[32];
	pid_t process;
	size_t found;
	int rc;

	rc = target_check(pid, &process, err);
	if (rc)
		return rc;
	prepare();
	/* Threads make others until all of them are seized; these are then as well. */
	do {
		rc = threads_seize(process, &found);
	} while (!rc && found);
	snprintf(name, sizeof(name), "process %llu", pid);
	if (!rc && !tracees.count)
		rc = -ESRCH;
	if (rc) {
		memtopo_tracees_leave();
		return seize_error(err, name, rc);
	}
	return process;
}

static void resume(struct tracee *tracee, int with)
{
	/* Who was killed meanwhile is gone, which wait tells. */
	ptrace(PTRACE_SYSCALL, tracee->tid, 0, with);
}

static bool is_of_terminal(pid_t tid)
{
	siginfo_t info;

	return !ptrace(PTRACE_GETSIGINFO, tid, 0, &info) && info.si_signo == SIGINT &&
	       info.si_code == SI_KERNEL;
}

/* A Ctrl-C that is meant for memtopo reaches the program as well, but is not passed on. */
static bool is_ours(pid_t tid, int number)
{
	if (number != SIGINT || !is_of_terminal(tid))
		return false;
	signals_await();
	return flag_is_set(&end_wanted) && flag_is_set(&end_is_of_terminal);
}

static bool is_of_process(const struct tracee *tracee, const void *key)
{
	const struct tracee *other = key;

	return tracee->pid == other->pid && tracee != other;
}

static bool is_alive_of_process(const struct tracee *tracee, const void *key)
{
	return is_of_process(tracee, key) && !tracee->is_exiting;
}

/* Whoever called execve() is the process now, and alone. */
static void exec_take(struct tracee *tracee, struct memtopo_stop *stop, unsigned long former)
{
	struct tracee *other;

	while ((other = tracee_any(is_of_process, tracee)))
		tracee_drop(other);
	stop->kind = MEMTOPO_STOP_EXEC;
	stop->other = former;
	tracee->is_exiting = false;
	tracee->is_hidden = false;
}

static bool born_take(struct memtopo_stop *stop, pid_t tid)
{
	struct tracee *tracee = tracee_find(tid);

	if (!tracee)
		tracee = tracee_add(tid, process_of(tid));
	if (!tracee)
		return false;
	tracee->is_known = true;
	stop->kind = MEMTOPO_STOP_BORN;
	stop->other = tid;
	stop->other_pid = tracee->pid;
	return true;
}

/* Lets those go on that stopped before their parent told of them. */
static void held_resume(bool all)
{
	struct tracee *tracee;
	size_t i;

	for (i = 0; i < BUCKETS && tracees.held; i++) {
		for (tracee = tracees.buckets[i]; tracee; tracee = tracee->next) {
			if (!tracee->is_held || !(all || tracee->is_known))
				continue;
			tracee->is_held = false;
			tracee->is_known = true;
			tracees.held--;
			resume(tracee, 0);
		}
	}
	tracees.patience = 0;
}

static enum memtopo_abi abi_of(u32 arch)
{
	switch (arch) {
	case AUDIT_ARCH_X86_64:
		return MEMTOPO_ABI_X86_64;
	case AUDIT_ARCH_AARCH64:
		return MEMTOPO_ABI_ARM64;
	case AUDIT_ARCH_I386:
		return MEMTOPO_ABI_I386;
	default:
		return MEMTOPO_ABIS;
	}
}

static bool syscall_take(struct tracee *tracee, struct memtopo_stop *stop)
{
	struct __ptrace_syscall_info info;
	size_t i;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof(info), &info) <= 0)
		return false;
	stop->abi = abi_of(info.arch);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		stop->kind = MEMTOPO_STOP_CALL;
		stop->number = info.entry.nr;
		for (i = 0; i < ARRAY_SIZE(stop->args); i++)
			stop->args[i] = info.entry.args[i];
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		stop->kind = MEMTOPO_STOP_RETURN;
		stop->result = info.exit.rval;
	} else {
		return false;
	}
	return !tracee->is_hidden;
}

/* An event; false when it is of no interest, and who had it may go on. */
static bool event_take(struct tracee *tracee, struct memtopo_stop *stop, int event)
{
	unsigned long message = 0;

	ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &message);
	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		return born_take(stop, message);
	case PTRACE_EVENT_EXEC:
		exec_take(tracee, stop, message);
		return true;
	case PTRACE_EVENT_EXIT:
		tracee->is_exiting = true;
		stop->kind = MEMTOPO_STOP_EXITING;
		stop->is_last = !tracee_any(is_alive_of_process, tracee);
		return !tracee->is_hidden;
	default:
		return false;
	}
}

static void gone_take(struct tracee *tracee, struct memtopo_stop *stop, int status)
{
	stop->kind = MEMTOPO_STOP_GONE;
	stop->is_last = !tracee_any(is_of_process, tracee);
	stop->other = WIFSIGNALED(status) ? MEMTOPO_EXIT_KILLED + WTERMSIG(status) :
		      WEXITSTATUS(status);
	tracee_drop(tracee);
}

static bool is_group_stop(int number)
{
	return number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

/* One that is not known yet stops here for the first time. */
static void stranger_take(pid_t tid, int status)
{
	struct tracee *tracee;

	if (!WIFSTOPPED(status))
		return;
	tracee = tracee_add(tid, process_of(tid));
	if (!tracee) {
		ptrace(PTRACE_DETACH, tid, 0, 0);
		return;
	}
	tracee->is_held = true;
	tracees.held++;
}

/* What wait told; true when it is a stop for others to see. */
static bool status_take(pid_t tid, int status, struct memtopo_stop *stop)
{
	struct tracee *tracee = tracee_find(tid);
	int number = WSTOPSIG(status), event = status >> 16;

	if (!tracee) {
		stranger_take(tid, status);
		return false;
	}
	*stop = (struct memtopo_stop) { .pid = tracee->pid, .tid = tid };
	if (!WIFSTOPPED(status)) {
		gone_take(tracee, stop, status);
		return true;
	}
	tracees.stopped = tracee;
	tracees.signal = 0;
	if (number == SYSCALL_STOP)
		return syscall_take(tracee, stop);
	if (event == PTRACE_EVENT_STOP && is_group_stop(number)) {
		ptrace(PTRACE_LISTEN, tid, 0, 0);
		tracees.stopped = NULL;
		return false;
	}
	if (event)
		return event_take(tracee, stop, event);
	/* A signal, which is passed on with all that comes with it. */
	if (!is_ours(tid, number))
		tracees.signal = number;
	return false;
}

static bool tick_take(struct memtopo_stop *stop)
{
	if (!__atomic_exchange_n(&tick_wanted, 0, __ATOMIC_RELAXED))
		return false;
	/* A parent that was killed tells of nobody any more. */
	if (tracees.held && ++tracees.patience > 2)
		held_resume(true);
	*stop = (struct memtopo_stop) { .kind = MEMTOPO_STOP_TICK };
	return true;
}

/* Waits for somebody to stop, and takes all who did; 0 when a signal came before. */
static int queue_fill(void)
{
	int status, flags = __WALL;
	pid_t tid;

	tracees.queue_at = 0;
	tracees.queue_count = 0;
	while (tracees.queue_count < QUEUE && (tid = waitpid(-1, &status, flags)) > 0) {
		tracees.queue[tracees.queue_count].tid = tid;
		tracees.queue[tracees.queue_count++].status = status;
		flags |= WNOHANG;
	}
	return tracees.queue_count || errno == EINTR ? 0 : -errno;
}

void memtopo_tracees_next(struct memtopo_stop *stop)
{
	size_t at;

	do {
		if (tracees.stopped)
			resume(tracees.stopped, tracees.signal);
		tracees.stopped = NULL;
		tracees.signal = 0;
		if (tracees.held)
			held_resume(false);
		*stop = (struct memtopo_stop) { .kind = MEMTOPO_STOP_END };
		if (!tracees.count || flag_is_set(&end_wanted) || tick_take(stop))
			return;
		if (tracees.queue_at == tracees.queue_count && queue_fill())
			return;
		at = tracees.queue_at;
		if (at < tracees.queue_count)
			tracees.queue_at++;
	} while (at == tracees.queue_count ||
		 !status_take(tracees.queue[at].tid, tracees.queue[at].status, stop));
}

/* Whether a process still has to get the terminal's SIGINT, which one of its threads tells. */
static bool interrupt_is_pending(pid_t tid)
{
	struct __ptrace_peeksiginfo_args args = { .flags = PTRACE_PEEKSIGINFO_SHARED, .nr = 1 };
	siginfo_t info;

	while (ptrace(PTRACE_PEEKSIGINFO, tid, &args, &info) == 1) {
		if (info.si_signo == SIGINT && info.si_code == SI_KERNEL)
			return true;
		args.off++;
	}
	return false;
}

static bool is_taking_of_process(const struct tracee *tracee, const void *key)
{
	return is_of_process(tracee, key) && tracee->is_taking;
}

static bool is_waiting_of_process(const struct tracee *tracee, const void *key)
{
	return is_of_process(tracee, key) && tracee->is_waiting;
}

/*
 * The terminal's SIGINT is for any thread of a process: who is left before it was
 * taken would get it, and the process would end. So one of them goes on until it has
 * it, even if it is blocked right now, and the others wait. @number is a signal that
 * it gets on the way.
 */
static bool interrupt_take(struct tracee *tracee, int number)
{
	unsigned long mask, interrupt = 1UL << (SIGINT - 1);

	if (!flag_is_set(&end_is_of_terminal) || !interrupt_is_pending(tracee->tid))
		return false;
	if (tracee_any(is_taking_of_process, tracee)) {
		tracee->is_waiting = true;
		tracee->signal = number;
		return true;
	}
	if (!tracee->is_taking && !ptrace(PTRACE_GETSIGMASK, tracee->tid, sizeof(mask), &mask) &&
	    mask & interrupt) {
		tracee->mask = mask;
		mask &= ~interrupt;
		ptrace(PTRACE_SETSIGMASK, tracee->tid, sizeof(mask), &mask);
	}
	tracee->is_taking = true;
	ptrace(PTRACE_CONT, tracee->tid, 0, number);
	return true;
}

static void waiting_leave(struct tracee *tracee);

/* Leaves one that has stopped, if it is ready for that; or else it goes on for now. */
static void tracee_leave(struct tracee *tracee, int status)
{
	int number = WSTOPSIG(status), event = status >> 16;
	bool is_signal = !event && number != SYSCALL_STOP;
	unsigned long born = 0;

	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
	    event == PTRACE_EVENT_CLONE) {
		ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &born);
		if (born && !tracee_find(born))
			tracee_add(born, process_of(born));
	}
	if (is_signal && is_ours(tracee->tid, number))
		is_signal = false;
	if (!(event == PTRACE_EVENT_STOP && is_group_stop(number)) &&
	    interrupt_take(tracee, is_signal ? number : 0))
		return;
	if (tracee->mask)
		ptrace(PTRACE_SETSIGMASK, tracee->tid, sizeof(tracee->mask), &tracee->mask);
	ptrace(PTRACE_DETACH, tracee->tid, 0, is_signal ? number : 0);
	waiting_leave(tracee);
}

/* A stop that there is nothing to say of. */
#define PLAIN_STOP (SIGTRAP << 8 | 0x7f | PTRACE_EVENT_STOP << 16)

/* Forgets one that is left or has ended, and leaves who waited for it. */
static void waiting_leave(struct tracee *tracee)
{
	struct tracee *other = NULL;

	if (tracee->is_taking)
		other = tracee_any(is_waiting_of_process, tracee);
	tracee_drop(tracee);
	while (other) {
		other->is_waiting = false;
		tracee = other;
		other = tracee_any(is_waiting_of_process, tracee);
		tracee_leave(tracee, tracee->signal ? tracee->signal << 8 | 0x7f : PLAIN_STOP);
	}
}

static bool is_not_left(const struct tracee *tracee, const void *key)
{
	(void)key;
	return !tracee->is_left;
}

static bool is_any(const struct tracee *tracee, const void *key)
{
	(void)tracee;
	(void)key;
	return true;
}

/* What wait told of one that is to be left. */
static void status_leave(pid_t tid, int status)
{
	struct tracee *tracee = tracee_find(tid);

	/* Who is new and has told of itself before its parent did. */
	if (!tracee && WIFSTOPPED(status))
		tracee = tracee_add(tid, process_of(tid));
	if (tracee && WIFSTOPPED(status))
		tracee_leave(tracee, status);
	else if (tracee)
		waiting_leave(tracee);
	else if (WIFSTOPPED(status))
		ptrace(PTRACE_DETACH, tid, 0, 0);
}

/* Leaves those that have stopped, and stops the others. */
static void tracees_stop(void)
{
	struct tracee *tracee;

	if (tracees.stopped)
		tracee_leave(tracees.stopped, tracees.signal ? tracees.signal << 8 | 0x7f :
			     PLAIN_STOP);
	while (tracees.queue_at < tracees.queue_count) {
		status_leave(tracees.queue[tracees.queue_at].tid,
			     tracees.queue[tracees.queue_at].status);
		tracees.queue_at++;
	}
	while ((tracee = tracee_any(is_not_left, NULL))) {
		tracee->is_left = true;
		if (tracee->is_held)
			tracee_leave(tracee, PLAIN_STOP);
		else
			ptrace(PTRACE_INTERRUPT, tracee->tid, 0, 0);
	}
}

void memtopo_tracees_leave(void)
{
	struct tracee *tracee;
	int status, misses = 0;
	pid_t tid;

	if (flag_is_set(&end_is_of_terminal))
		signals_await();
	tracees_stop();
	/*
	 * Each tick is a miss. Who waits in the kernel for something that does not end
	 * is not waited for: it is left when memtopo ends.
	 */
	while (tracees.count && misses < LEAVE_TICKS) {
		tid = waitpid(-1, &status, __WALL);
		if (tid > 0)
			status_leave(tid, status);
		else if (errno == EINTR)
			misses++;
		else
			break;
	}
	while ((tracee = tracee_any(is_any, NULL)))
		tracee_drop(tracee);
	unprepare();
}

/* Ticks interrupt it, but do not end it until some have gone by after the end was wanted. */
static ssize_t output_write(void *cookie, const char *text, size_t size)
{
	unsigned int misses = 0;
	size_t done = 0;
	ssize_t put;

	while (done < size) {
		put = write((intptr_t)cookie, text + done, size - done);
		if (put > 0)
			done += put;
		else if (put < 0 && errno != EINTR)
			break;
		else if (flag_is_set(&end_wanted) && ++misses == OUTPUT_TICKS)
			break;
	}
	return done;
}

static int output_close(void *cookie)
{
	return close((intptr_t)cookie);
}

FILE *memtopo_trace_open(const char *path, struct memtopo_error *err)
{
	const cookie_io_functions_t functions = { .write = output_write, .close = output_close };
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) :
			fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	FILE *out = fd < 0 ? NULL : fopencookie((void *)(intptr_t)fd, "w", functions);

	if (!out) {
		memtopo_error_set(err, path ? path : "standard error", 0, "%s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	/* Each line is seen as it comes, or with the next tick. */
	setvbuf(out, NULL, path ? _IOFBF : _IOLBF, 1 << 16);
	return out;
}
