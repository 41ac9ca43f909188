// SPDX-License-Identifier: GPL-2.0
/*
 * Tracing a program: the calls that shape its address space, and where its pages land.
 *
 * Who traces is tracee.c; here it is put together: which call of which thread has
 * returned, in which call of malloc() it was made, and when to look at pages.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"
#include "report.h"
#include "trace.h"
#include "tracee.h"

/* More system calls in one call of malloc() are not kept, but written at once. */
#define STEPS_MAX 64

/**
 * struct area - an address space, which processes may share until they have their own
 * @refs: how many do
 * @brk: its program break, 0 when that is not known
 * @watches: its ranges that are watched
 */
struct area {
	size_t refs;
	u64 brk;
	struct memtopo_watches watches;
};

/**
 * struct process - a traced process
 * @next: another one
 * @pid: its id
 * @threads: how many threads it has
 * @area: its address space
 * @minor: faults that it had when it was first seen
 * @major: likewise, those that had to wait
 * @faults: faults that it had when its pages were last looked at
 * @switch_at: where the word is by which marks are switched off, 0 until there was
 *             one
 * @told: it was said why there are none
 */
struct process {
	struct process *next;
	u64 pid;
	size_t threads;
	struct area *area;
	u64 minor;
	u64 major;
	u64 faults;
	u64 switch_at;
	bool told;
};

/**
 * struct thread - a traced thread
 * @tid: its id
 * @process: its process
 * @step: the system call that it is in
 * @in_call: it is in one that matters
 * @alloc: the call of malloc() or of its kin that it is in
 * @in_alloc: it is in one
 * @steps: system calls that were made in that
 * @step_count: how many
 */
struct thread {
	u64 tid;
	struct process *process;
	struct memtopo_step step;
	bool in_call;
	struct memtopo_alloc alloc;
	bool in_alloc;
	struct memtopo_step *steps;
	size_t step_count;
};

struct trace {
	const struct memtopo_trace *wanted;
	struct memtopo_report report;
	struct memtopo_lookout lookout;
	struct memtopo_tally tally;
	struct process *processes;
	/* Threads by their id, for tsearch(). */
	void *threads;
	size_t thread_count;
	u64 page;
	/* The process that was started or attached to, and how it ended. */
	u64 pid;
	int status;
};

static int thread_compare(const void *left, const void *right)
{
	const struct thread *a = left, *b = right;

	return a->tid < b->tid ? -1 : a->tid > b->tid;
}

static struct thread *thread_find(struct trace *trace, u64 tid)
{
	const struct thread key = { .tid = tid };
	struct thread **found = tfind(&key, &trace->threads, thread_compare);

	return found ? *found : NULL;
}

static struct process *process_find(struct trace *trace, u64 pid)
{
	struct process *process = trace->processes;

	while (process && process->pid != pid)
		process = process->next;
	return process;
}

static void area_put(struct area *area)
{
	if (!area || --area->refs)
		return;
	memtopo_watches_free(&area->watches);
	free(area);
}

static struct area *area_new(u64 brk)
{
	struct area *area = calloc(1, sizeof(*area));

	if (!area)
		return NULL;
	area->refs = 1;
	area->brk = brk;
	return area;
}

/* @area: its address space, the reference to which it takes over. */
static struct process *process_add(struct trace *trace, u64 pid, struct area *area)
{
	struct process *process = area ? calloc(1, sizeof(*process)) : NULL;

	if (!process) {
		area_put(area);
		return NULL;
	}
	process->pid = pid;
	process->area = area;
	process->next = trace->processes;
	trace->processes = process;
	trace->tally.processes++;
	return process;
}

/* Faults since it was first seen, in all and of late. */
static void faults_take(struct trace *trace, struct process *process)
{
	u64 minor, major;

	if (!memtopo_tracee_faults(process->pid, &minor, &major))
		return;
	trace->tally.minor += minor - process->minor;
	trace->tally.major += major - process->major;
	process->minor = minor;
	process->major = major;
}

static void process_drop(struct trace *trace, struct process *process)
{
	struct process **place = &trace->processes;

	while (*place != process)
		place = &(*place)->next;
	*place = process->next;
	area_put(process->area);
	free(process);
}

static struct thread *thread_add(struct trace *trace, u64 tid, struct process *process)
{
	struct thread *thread = process ? calloc(1, sizeof(*thread)) : NULL;

	if (!thread)
		return NULL;
	thread->tid = tid;
	thread->process = process;
	if (!tsearch(thread, &trace->threads, thread_compare)) {
		free(thread);
		return NULL;
	}
	if (process->threads++)
		trace->tally.threads++;
	if (trace->thread_count++)
		trace->report.names = true;
	return thread;
}

static void thread_drop(struct trace *trace, struct thread *thread)
{
	struct process *process = thread->process;

	tdelete(thread, &trace->threads, thread_compare);
	trace->thread_count--;
	free(thread->steps);
	free(thread);
	if (!--process->threads)
		process_drop(trace, process);
}

/* Of a thread that nobody has told of: its process may be known. */
static struct thread *thread_get(struct trace *trace, const struct memtopo_stop *stop)
{
	struct thread *thread = thread_find(trace, stop->tid);
	struct process *process;

	if (thread)
		return thread;
	process = process_find(trace, stop->pid);
	if (!process)
		process = process_add(trace, stop->pid, area_new(0));
	return thread_add(trace, stop->tid, process);
}

static int step_report(struct trace *trace, const struct thread *thread,
		       const struct memtopo_step *step)
{
	return memtopo_report_call(&trace->report, thread->process->pid, thread->tid, step);
}

/* A call of malloc() is written when it has returned, or will not. */
static int alloc_end(struct trace *trace, struct thread *thread)
{
	int rc;

	if (!thread->in_alloc)
		return 0;
	thread->in_alloc = false;
	rc = memtopo_report_alloc(&trace->report, thread->process->pid, thread->tid,
				  &thread->alloc, thread->steps, thread->step_count);
	thread->step_count = 0;
	return rc;
}

/* Keeps a call until the call of malloc() returns that it was made in. */
static int step_keep(struct trace *trace, struct thread *thread)
{
	struct memtopo_step *more;

	if (thread->step_count == STEPS_MAX)
		return step_report(trace, thread, &thread->step);
	more = reallocarray(thread->steps, thread->step_count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	thread->steps = more;
	more[thread->step_count++] = thread->step;
	return 0;
}

static int look(struct trace *trace, struct process *process, u64 start, u64 end, bool fresh)
{
	if (trace->lookout.is_off)
		return 0;
	return memtopo_watches_look(&process->area->watches, &trace->lookout, process->pid,
				    start, end, fresh);
}

static int look_everywhere(struct trace *trace, struct process *process, bool fresh)
{
	return look(trace, process, 0, ~0ULL, fresh);
}

/* What made a range: "malloc(200000) -> mmap", or the call alone. */
static void cause_write(const struct thread *thread, char *cause, size_t size)
{
	const char *name = memtopo_call_name(thread->step.syscall.call);
	FILE *out = fmemopen(cause, size, "w");

	if (!out)
		return;
	if (thread->in_alloc) {
		fprintf(out, "%s(", memtopo_alloc_name(thread->alloc.what));
		memtopo_alloc_arguments(&thread->alloc, out);
		fputs(") -> ", out);
	}
	fputs(name, out);
	fclose(out);
	cause[size - 1] = '\0';
}

static void tally_add(struct memtopo_tally *tally, const struct memtopo_step *step)
{
	const struct memtopo_change *change = &step->change;
	u64 bytes = change->end - change->start;

	tally->calls[step->syscall.call]++;
	if (memtopo_syscall_error(&step->syscall))
		tally->errors[step->syscall.call]++;
	switch (change->kind) {
	case MEMTOPO_CHANGE_GROWN:
		tally->grown += bytes;
		break;
	case MEMTOPO_CHANGE_SHRUNK:
		tally->shrunk += bytes;
		break;
	case MEMTOPO_CHANGE_MAPPED:
		tally->mapped++;
		tally->mapped_bytes += bytes;
		break;
	case MEMTOPO_CHANGE_UNMAPPED:
		tally->unmapped++;
		tally->unmapped_bytes += bytes;
		break;
	default:
		break;
	}
}

/* What is not in the arguments themselves, as long as it is there. */
static void details_read(struct thread *thread)
{
	struct memtopo_syscall *syscall = &thread->step.syscall;
	u64 pid = thread->process->pid, start, end;
	size_t got;

	switch (syscall->call) {
	case MEMTOPO_CALL_MBIND:
		memtopo_tracee_read(pid, syscall->args[3], &syscall->detail,
				    sizeof(syscall->detail));
		break;
	case MEMTOPO_CALL_CLONE3:
		memtopo_tracee_read(pid, syscall->args[0], &syscall->detail,
				    sizeof(syscall->detail));
		break;
	case MEMTOPO_CALL_EXECVE:
	case MEMTOPO_CALL_EXECVEAT:
		got = memtopo_tracee_read(pid, syscall->args[syscall->call ==
					  MEMTOPO_CALL_EXECVEAT], syscall->path,
					  sizeof(syscall->path) - 1);
		syscall->path[got] = '\0';
		break;
	case MEMTOPO_CALL_SHMDT:
		if (memtopo_tracee_mapping(pid, syscall->args[0], &start, &end))
			syscall->detail = end - start;
		break;
	default:
		break;
	}
}

/* Those are not there before. */
static void details_find(struct thread *thread)
{
	struct memtopo_syscall *syscall = &thread->step.syscall;
	u64 pid = thread->process->pid, start, end;
	char link[32];
	char *c;

	if (syscall->call == MEMTOPO_CALL_SHMAT &&
	    memtopo_tracee_mapping(pid, syscall->result, &start, &end))
		syscall->detail = end - start;
	if (syscall->call == MEMTOPO_CALL_MMAP && (int)syscall->args[4] >= 0) {
		snprintf(link, sizeof(link), "fd/%d", (int)syscall->args[4]);
		memtopo_tracee_file(pid, link, syscall->path, sizeof(syscall->path));
	}
	for (c = syscall->path; *c && syscall->call == MEMTOPO_CALL_MMAP; c++)
		*c = *c >= ' ' && *c <= '~' ? *c : '?';
}

/* A mapping that malloc() made for a request alone. */
static void alloc_place(struct trace *trace, struct thread *thread)
{
	const struct memtopo_change *change;
	size_t i;

	for (i = 0; i < thread->step_count; i++) {
		change = &thread->steps[i].change;
		if ((change->kind == MEMTOPO_CHANGE_MAPPED ||
		     change->kind == MEMTOPO_CHANGE_MOVED) &&
		    memtopo_alloc_fits(&thread->alloc, change->start, change->end, trace->page))
			thread->alloc.is_mapped = true;
	}
}

static int mark_take(struct trace *trace, struct thread *thread, const struct memtopo_stop *stop)
{
	int rc;

	thread->process->switch_at = stop->args[5];
	if (stop->args[1] == MEMTOPO_MARK_HELLO)
		return 0;
	if (!(stop->args[1] & MEMTOPO_MARK_RETURN)) {
		/* One that did not return, but jumped. */
		rc = alloc_end(trace, thread);
		if (!rc && memtopo_alloc_read(&thread->alloc, stop->args))
			thread->in_alloc = true;
		return rc;
	}
	if (!thread->in_alloc || !memtopo_alloc_read(&thread->alloc, stop->args))
		return 0;
	alloc_place(trace, thread);
	memtopo_alloc_count(&trace->tally.allocs, &thread->alloc);
	return alloc_end(trace, thread);
}

static bool is_mark(const struct trace *trace, const struct memtopo_stop *stop)
{
	return trace->wanted->malloc && stop->args[0] == MEMTOPO_MARK;
}

static bool is_end(enum memtopo_call call)
{
	return call == MEMTOPO_CALL_EXIT || call == MEMTOPO_CALL_EXIT_GROUP;
}

/* A system call begins: the last moment to look at what it takes away. */
static int call_take(struct trace *trace, struct thread *thread, const struct memtopo_stop *stop)
{
	struct process *process = thread->process;
	struct memtopo_syscall *syscall = &thread->step.syscall;
	struct memtopo_change *change = &thread->step.change;
	int rc = 0;

	thread->in_call = false;
	/* What malloc() itself touches is not worth a look. */
	if (process->area->watches.fresh &&
	    !(is_mark(trace, stop) ? stop->args[1] & MEMTOPO_MARK_RETURN : thread->in_alloc))
		rc = look_everywhere(trace, process, true);
	if (rc)
		return rc;
	if (is_mark(trace, stop))
		return mark_take(trace, thread, stop);
	if (!memtopo_syscall_read(syscall, stop->abi, stop->number, stop->args))
		return 0;
	thread->in_call = true;
	details_read(thread);
	memtopo_change_find(change, syscall, trace->page, &process->area->brk);
	if (change->kind)
		rc = look(trace, process, change->start, change->end, false);
	else if (syscall->call == MEMTOPO_CALL_EXECVE || syscall->call == MEMTOPO_CALL_EXECVEAT)
		rc = look_everywhere(trace, process, false);
	if (rc || !is_end(syscall->call))
		return rc;
	/* From there nobody returns. */
	thread->in_call = false;
	tally_add(&trace->tally, &thread->step);
	rc = alloc_end(trace, thread);
	return rc ? rc : step_report(trace, thread, &thread->step);
}

static int return_take(struct trace *trace, struct thread *thread,
		       const struct memtopo_stop *stop)
{
	struct process *process = thread->process;
	struct memtopo_syscall *syscall = &thread->step.syscall;
	struct memtopo_change *change = &thread->step.change;
	char cause[MEMTOPO_CAUSE_ROOM] = "";
	int rc = 0;

	if (!thread->in_call)
		return 0;
	thread->in_call = false;
	syscall->has_returned = true;
	syscall->result = stop->result;
	details_find(thread);
	memtopo_change_find(change, syscall, trace->page, &process->area->brk);
	tally_add(&trace->tally, &thread->step);
	if (thread->in_alloc)
		rc = step_keep(trace, thread);
	else
		rc = step_report(trace, thread, &thread->step);
	if (rc || !change->kind || trace->lookout.is_off)
		return rc;
	cause_write(thread, cause, sizeof(cause));
	return memtopo_watches_change(&process->area->watches, &trace->lookout, process->pid,
				      change, cause, trace->wanted->style->all);
}

/* A child has its parent's address space, or a copy of it. */
static struct area *area_of_child(const struct thread *parent)
{
	const struct memtopo_syscall *syscall = &parent->step.syscall;
	struct area *area = parent->process->area;

	if (!parent->in_call || !(memtopo_syscall_clone(syscall) & MEMTOPO_CLONE_VM))
		return area_new(area->brk);
	area->refs++;
	return area;
}

static int born_take(struct trace *trace, struct thread *thread, const struct memtopo_stop *stop)
{
	struct process *process;

	if (thread_find(trace, stop->other))
		return 0;
	process = process_find(trace, stop->other_pid);
	if (!process) {
		process = process_add(trace, stop->other_pid, area_of_child(thread));
		if (process)
			process->switch_at = thread->process->switch_at;
	}
	return thread_add(trace, stop->other, process) ? 0 : -ENOMEM;
}

/* Looks for another thread of the process of one. */
struct threads_of {
	const struct thread *kept;
	struct thread *found;
};

static void thread_of(const void *node, VISIT visit, void *context)
{
	struct thread *thread = *(struct thread **)node;
	struct threads_of *of = context;

	if ((visit == postorder || visit == leaf) && thread != of->kept &&
	    thread->process == of->kept->process)
		of->found = thread;
}

static void obstacle_tell(struct process *process)
{
	static const char *const obstacles[] = {
		[MEMTOPO_OBSTACLE_NONE] = NULL,
		[MEMTOPO_OBSTACLE_STATIC] = "it is linked statically",
		[MEMTOPO_OBSTACLE_CLASS] = "it is for another machine than memtopo",
		[MEMTOPO_OBSTACLE_PRIVILEGE] = "it runs with privileges that it was not given",
	};
	const char *obstacle = obstacles[memtopo_tracee_obstacle(process->pid)];

	process->told = obstacle;
	if (obstacle)
		fprintf(stderr, "memtopo: note: malloc() of process %llu is not seen: %s\n",
			process->pid, obstacle);
}

static int exec_take(struct trace *trace, const struct memtopo_stop *stop)
{
	struct thread *thread = thread_get(trace, stop), *former;
	struct area *area = area_new(0);
	struct threads_of of;

	if (!thread || !area) {
		area_put(area);
		return -ENOMEM;
	}
	former = stop->other == stop->tid ? NULL : thread_find(trace, stop->other);
	if (former) {
		thread->step = former->step;
		thread->in_call = former->in_call;
		thread->in_alloc = false;
	}
	/* All others have ended, as whoever they were. */
	of.kept = thread;
	do {
		of.found = NULL;
		twalk_r(trace->threads, thread_of, &of);
		if (of.found)
			thread_drop(trace, of.found);
	} while (of.found);
	area_put(thread->process->area);
	thread->process->area = area;
	thread->process->switch_at = 0;
	if (trace->wanted->malloc)
		obstacle_tell(thread->process);
	return 0;
}

/* Who has come to the end without a word of its allocations is told of. */
static void silence_tell(struct trace *trace, struct process *process)
{
	if (!trace->wanted->malloc || process->switch_at || process->told)
		return;
	process->told = true;
	fprintf(stderr,
		"memtopo: note: malloc() of process %llu was not seen: it did not load %s\n",
		process->pid, MEMTOPO_MALLOC);
}

static int exiting_take(struct trace *trace, struct thread *thread,
			const struct memtopo_stop *stop)
{
	int rc = alloc_end(trace, thread);

	if (rc || !stop->is_last)
		return rc;
	faults_take(trace, thread->process);
	silence_tell(trace, thread->process);
	return look_everywhere(trace, thread->process, false);
}

static int gone_take(struct trace *trace, const struct memtopo_stop *stop)
{
	struct thread *thread = thread_find(trace, stop->tid);
	int rc = 0;

	if (stop->tid == trace->pid)
		trace->status = stop->other;
	if (thread) {
		rc = alloc_end(trace, thread);
		thread_drop(trace, thread);
	}
	if (rc || stop->tid != stop->pid)
		return rc;
	return memtopo_report_end(&trace->report, stop->pid, stop->other);
}

/* Whoever had faults may have new pages. */
static int tick_take(struct trace *trace)
{
	struct process *process;
	u64 minor, major;
	int rc = 0;

	for (process = trace->processes; process && !rc; process = process->next) {
		if (!process->area->watches.count ||
		    !memtopo_tracee_faults(process->pid, &minor, &major) ||
		    process->faults == minor + major)
			continue;
		process->faults = minor + major;
		rc = look_everywhere(trace, process, false);
	}
	/* What is in a file is to be seen there. */
	fflush(stdout);
	return rc;
}

static int stop_take(struct trace *trace, const struct memtopo_stop *stop)
{
	struct thread *thread = NULL;

	if (stop->kind == MEMTOPO_STOP_CALL || stop->kind == MEMTOPO_STOP_RETURN ||
	    stop->kind == MEMTOPO_STOP_BORN || stop->kind == MEMTOPO_STOP_EXITING) {
		thread = thread_get(trace, stop);
		if (!thread)
			return -ENOMEM;
	}
	switch (stop->kind) {
	case MEMTOPO_STOP_CALL:
		return call_take(trace, thread, stop);
	case MEMTOPO_STOP_RETURN:
		return return_take(trace, thread, stop);
	case MEMTOPO_STOP_BORN:
		return born_take(trace, thread, stop);
	case MEMTOPO_STOP_EXITING:
		return exiting_take(trace, thread, stop);
	case MEMTOPO_STOP_EXEC:
		return exec_take(trace, stop);
	case MEMTOPO_STOP_GONE:
		return gone_take(trace, stop);
	default:
		return tick_take(trace);
	}
}

static int landed_take(void *context, const struct memtopo_landed *landed)
{
	struct trace *trace = context;

	return memtopo_report_landed(&trace->report, landed);
}

static int loop(struct trace *trace)
{
	struct memtopo_stop stop;
	int rc = 0;

	do {
		memtopo_tracees_next(&stop);
		if (stop.kind != MEMTOPO_STOP_END)
			rc = stop_take(trace, &stop);
		/* Nobody reads it any more, or it cannot be written. */
	} while (!rc && stop.kind != MEMTOPO_STOP_END && !ferror(stdout));
	return rc;
}

static int begin(struct trace *trace, int *status, struct memtopo_error *err)
{
	const struct memtopo_trace *wanted = trace->wanted;
	char library[MEMTOPO_LIBRARY_ROOM];
	struct process *process;
	int rc = 0;

	if (wanted->malloc)
		rc = memtopo_library_find(library, sizeof(library), err);
	if (!rc && wanted->command)
		rc = memtopo_tracees_start(wanted->command, wanted->malloc ? library : NULL,
					   status, err);
	else if (!rc)
		rc = memtopo_tracees_attach(wanted->pid, err);
	if (rc < 0)
		return rc;
	trace->pid = rc;
	process = process_add(trace, rc, area_new(wanted->command ? 0 : memtopo_tracee_heap(rc)));
	if (!process || !thread_add(trace, rc, process))
		return -ENOMEM;
	if (!wanted->command)
		memtopo_tracee_faults(rc, &process->minor, &process->major);
	if (wanted->malloc)
		obstacle_tell(process);
	return 0;
}

/* What is left is left to itself. */
static void end(struct trace *trace)
{
	struct process *process;

	for (process = trace->processes; process; process = process->next) {
		faults_take(trace, process);
		if (process->switch_at)
			memtopo_tracee_clear(process->pid, process->switch_at);
	}
	memtopo_tracees_leave();
	while (trace->threads)
		thread_drop(trace, *(struct thread **)trace->threads);
	while (trace->processes)
		process_drop(trace, trace->processes);
}

static int run(struct trace *trace, int *status, struct memtopo_error *err)
{
	int rc;

	rc = begin(trace, status, err);
	if (!rc)
		rc = loop(trace);
	end(trace);
	if (rc)
		return rc;
	*status = trace->status;
	rc = memtopo_report_tally(&trace->report, &trace->tally, &trace->lookout);
	if (!rc && (ferror(stdout) | fflush(stdout))) {
		rc = errno ? -errno : -EIO;
		*status = 0;
		memtopo_error_set(err, trace->wanted->output ? trace->wanted->output :
				  "standard error", 0, "%s", strerror(-rc));
	}
	return rc;
}

int memtopo_trace(const struct memtopo_trace *wanted, int *status, struct memtopo_error *err)
{
	struct trace trace = {
		.wanted = wanted, .page = sysconf(_SC_PAGESIZE),
		.report = {
			.json = wanted->style->format == MEMTOPO_FORMAT_JSON,
			.bytes = wanted->style->bytes,
		},
		.tally = { .has_allocs = wanted->malloc },
	};
	FILE *own = stdout, *out;
	int rc;

	*status = 0;
	out = memtopo_trace_open(wanted->output, err);
	if (!out)
		return -errno;
	rc = memtopo_lookout_open(&trace.lookout, wanted->root);
	trace.lookout.seen = landed_take;
	trace.lookout.context = &trace;
	/* Standard output is the program's; all that is printed here goes elsewhere. */
	stdout = out;
	if (!rc)
		rc = run(&trace, status, err);
	stdout = own;
	fclose(out);
	memtopo_lookout_close(&trace.lookout);
	return rc;
}
