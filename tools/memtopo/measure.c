// SPDX-License-Identifier: GPL-2.0
/*
 * Measuring what it costs to use the memory of another node, here and now.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <numa.h>
#include <numaif.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

/* A buffer has some times the size of the caches, within bounds. */
#define CACHE_TIMES 4
#define BUFFER_WANTED (64UL << 20)
#define BUFFER_MAX (512UL << 20)
#define BUFFER_MIN (1024UL << 10)
#define FREE_SHARE 8

/* Huge pages spare us the cost of looking up addresses; this is their size, or does no harm. */
#define HUGE (2UL << 20)

/* What a link of the chain takes: a line of the cache. */
#define LINE 64

/* A sample is some batches, a measurement the median of some samples. */
#define SAMPLES 15
#define BATCH_LOADS 1024
#define BATCH_BYTES (256UL << 10)

/* How often it is looked whether to end, in steps of what is prepared. */
#define STEPS 65536

/* Set by a signal. */
static int ended;

/**
 * struct buffer - memory of one node
 * @map: all that was mapped
 * @map_size: how much
 * @text: the buffer itself
 * @size: how large it is
 * @link: the link of the chain at which the reader is
 * @at: how much of it was read from first to last
 */
struct buffer {
	void *map;
	size_t map_size;
	char *text;
	size_t size;
	void **link;
	size_t at;
};

static void end(int signal)
{
	(void)signal;
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

static bool has_ended(void)
{
	return __atomic_load_n(&ended, __ATOMIC_RELAXED);
}

static int system_error(struct memtopo_error *err, const char *what, int rc)
{
	memtopo_error_set(err, NULL, 0, "%s: %s", what, strerror(-rc));
	return rc;
}

static u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/* Follows the chain; on the return value hangs that nothing is left out. */
static void **chase(void **link)
{
	int left;

	for (left = BATCH_LOADS; left; left -= 8) {
		link = *link;
		link = *link;
		link = *link;
		link = *link;
		link = *link;
		link = *link;
		link = *link;
		link = *link;
	}
	return link;
}

/* As wide as registers are, or several of them. */
typedef u64 vector __attribute__((vector_size(32)));

static u64 read_all(const char *text, size_t size)
{
	const vector *from = (const vector *)text, *to = (const vector *)(text + size);
	vector sum[4] = { { 0 } };

	for (; from < to; from += 4) {
		sum[0] ^= from[0];
		sum[1] ^= from[1];
		sum[2] ^= from[2];
		sum[3] ^= from[3];
	}
	sum[0] ^= sum[1] ^ sum[2] ^ sum[3];
	return sum[0][0] ^ sum[0][1] ^ sum[0][2] ^ sum[0][3];
}

/* Where the results of reading go, so that there is somebody who wants them. */
static u64 sink;

static u64 latency_batch(struct buffer *buffer)
{
	buffer->link = chase(buffer->link);
	__atomic_store_n(&sink, (uintptr_t)buffer->link, __ATOMIC_RELAXED);
	return BATCH_LOADS;
}

static u64 bandwidth_batch(struct buffer *buffer)
{
	__atomic_store_n(&sink, read_all(buffer->text + buffer->at, BATCH_BYTES),
			 __ATOMIC_RELAXED);
	buffer->at = (buffer->at + BATCH_BYTES) % buffer->size;
	return BATCH_BYTES;
}

static int double_compare(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* Nanoseconds for each of what a batch counts; about @slice of them in all. */
static double measure(struct buffer *buffer, u64 (*batch)(struct buffer *buffer), u64 slice)
{
	double samples[SAMPLES];
	u64 start, taken, done;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		start = now();
		done = 0;
		do {
			done += batch(buffer);
			taken = now() - start;
		} while (!has_ended() && taken < slice / SAMPLES);
		samples[i] = (double)taken / done;
	}
	qsort(samples, SAMPLES, sizeof(*samples), double_compare);
	return samples[SAMPLES / 2];
}

/*
 * What is taken of libnuma. It asks the kernel a dozen things as soon as it is
 * loaded, which the commands that do not measure shall not have to wait for.
 */
static struct {
	__typeof__(numa_available) *available;
	__typeof__(numa_max_node) *max_node;
	__typeof__(numa_node_size64) *node_size64;
	__typeof__(numa_run_on_node) *run_on_node;
	__typeof__(numa_allocate_nodemask) *allocate_nodemask;
	__typeof__(numa_bitmask_setbit) *bitmask_setbit;
	__typeof__(numa_bitmask_free) *bitmask_free;
	__typeof__(mbind) *mbind;
	__typeof__(move_pages) *move_pages;
} numa;

#define NUMA(field, symbol) { &numa.field, #symbol }

static int numa_load(struct memtopo_error *err)
{
	static const struct {
		void *place;
		const char *symbol;
	} wanted[] = {
		NUMA(available, numa_available),
		NUMA(max_node, numa_max_node),
		NUMA(node_size64, numa_node_size64),
		NUMA(run_on_node, numa_run_on_node),
		NUMA(allocate_nodemask, numa_allocate_nodemask),
		NUMA(bitmask_setbit, numa_bitmask_setbit),
		NUMA(bitmask_free, numa_bitmask_free),
		NUMA(mbind, mbind),
		NUMA(move_pages, move_pages),
	};
	void *library = dlopen("libnuma.so.1", RTLD_NOW), *symbol;
	size_t i;

	if (!library)
		return memtopo_error_set(err, NULL, 0, "measuring takes libnuma: %s", dlerror());
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		symbol = dlsym(library, wanted[i].symbol);
		if (!symbol)
			return memtopo_error_set(err, NULL, 0, "this libnuma will not do: %s",
						 dlerror());
		memcpy(wanted[i].place, &symbol, sizeof(symbol));
	}
	return 0;
}

/* What a buffer in the memory of a node may take, or 0. */
static size_t buffer_size(int node)
{
	long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
	size_t size = BUFFER_WANTED;
	long long free_bytes;

	if (cache > 0 && CACHE_TIMES * (size_t)cache > size)
		size = CACHE_TIMES * (size_t)cache;
	if (size > BUFFER_MAX)
		size = BUFFER_MAX;
	if (numa.node_size64(node, &free_bytes) <= 0 || free_bytes <= 0)
		return 0;
	if (size > (size_t)free_bytes / FREE_SHARE)
		size = free_bytes / FREE_SHARE;
	size -= size % (size < HUGE ? BATCH_BYTES : HUGE);
	return size < BUFFER_MIN ? 0 : size;
}

/* One chain through all lines in random order (Sattolo's shuffle makes a single cycle). */
static void chain_make(struct buffer *buffer)
{
	size_t n = buffer->size / LINE, step = LINE / sizeof(void *), i, j;
	void **slots = (void **)buffer->text, *other;
	u64 random = 88172645463325252ULL;

	for (i = 0; i < n; i++)
		slots[i * step] = &slots[i * step];
	for (i = n - 1; i; i--) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		j = random % i;
		other = slots[i * step];
		slots[i * step] = slots[j * step];
		slots[j * step] = other;
		if (i % STEPS == 0 && has_ended())
			return;
	}
	buffer->link = slots;
}

/* Whether all pages are where they should be: a policy that prefers may have given in. */
static int buffer_is_on(const struct buffer *buffer, int node, bool *on)
{
	long page = sysconf(_SC_PAGESIZE);
	void *pages[64];
	int where[64];
	size_t at = 0, n, i;

	*on = true;
	while (at < buffer->size) {
		for (n = 0; n < ARRAY_SIZE(pages) && at < buffer->size; n++, at += page)
			pages[n] = buffer->text + at;
		if (numa.move_pages(0, n, pages, NULL, where, 0) < 0)
			return -errno;
		for (i = 0; i < n; i++)
			*on &= where[i] == node;
	}
	return 0;
}

static void buffer_free(struct buffer *buffer)
{
	if (buffer->map)
		munmap(buffer->map, buffer->map_size);
	memset(buffer, 0, sizeof(*buffer));
}

/*
 * Memory of a node. It is preferred only: with a node alone to take memory from,
 * the kernel might rather kill somebody than give in.
 */
static int buffer_place(struct buffer *buffer, int node, struct memtopo_error *err)
{
	struct bitmask *nodes = numa.allocate_nodemask();
	bool on;
	int rc;

	numa.bitmask_setbit(nodes, node);
	rc = numa.mbind(buffer->map, buffer->map_size, MPOL_PREFERRED, nodes->maskp,
		   nodes->size + 1, 0) ? -errno : 0;
	numa.bitmask_free(nodes);
	if (rc)
		return system_error(err, "mbind", rc);
	/* Who has no huge pages does without. */
	madvise(buffer->map, buffer->map_size, MADV_HUGEPAGE);
	chain_make(buffer);
	rc = buffer_is_on(buffer, node, &on);
	if (rc)
		return system_error(err, "move_pages", rc);
	if (!on)
		buffer_free(buffer);
	return 0;
}

/* Without memory to spare the buffer stays empty. */
static int buffer_make(struct buffer *buffer, int node, struct memtopo_error *err)
{
	int rc;

	memset(buffer, 0, sizeof(*buffer));
	buffer->size = buffer_size(node);
	if (!buffer->size)
		return 0;
	buffer->map_size = buffer->size + HUGE;
	buffer->map = mmap(NULL, buffer->map_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer->map == MAP_FAILED) {
		memset(buffer, 0, sizeof(*buffer));
		return 0;
	}
	buffer->text = (char *)(((uintptr_t)buffer->map + HUGE - 1) & ~(HUGE - 1));
	rc = buffer_place(buffer, node, err);
	if (rc)
		buffer_free(buffer);
	return rc;
}

static bool has_cpus(const struct memtopo_machine *m, u64 id)
{
	const struct memtopo_node *node = memtopo_node_find(m, id);

	return node && node->cpus;
}

static bool has_memory(const struct memtopo_machine *m, u64 id)
{
	const struct memtopo_node *node = memtopo_node_find(m, id);

	return node && node->managed_pages && node->managed_pages != MEMTOPO_NONE;
}

/* From all nodes with CPUs to one with memory. */
static int target_measure(struct memtopo_distance *pairs, size_t count, u64 to,
			  const struct memtopo_machine *m, u64 slice, struct memtopo_error *err)
{
	struct buffer buffer;
	size_t i;
	int rc;

	rc = buffer_make(&buffer, to, err);
	for (i = 0; i < count && buffer.map && !rc && !has_ended(); i++) {
		if (pairs[i].to != to || !has_cpus(m, pairs[i].from) ||
		    pairs[i].from > (u64)numa.max_node() || numa.run_on_node(pairs[i].from))
			continue;
		pairs[i].measured_ns = measure(&buffer, latency_batch, slice) + 0.5;
		pairs[i].measured_mbps = 1000 / measure(&buffer, bandwidth_batch, slice);
		pairs[i].buffer = buffer.size;
	}
	buffer_free(&buffer);
	return rc;
}

static int targets_measure(struct memtopo_distance *pairs, size_t count,
			   const struct memtopo_machine *m, u64 slice, struct memtopo_error *err)
{
	size_t i, j;
	int rc = 0;

	for (i = 0; i < count && !rc && !has_ended(); i++) {
		for (j = 0; j < i; j++) {
			if (pairs[j].to == pairs[i].to)
				break;
		}
		if (j == i && has_memory(m, pairs[i].to))
			rc = target_measure(pairs, count, pairs[i].to, m, slice, err);
	}
	if (rc || !has_ended())
		return rc;
	memtopo_error_set(err, NULL, 0, "interrupted");
	return -EINTR;
}

/* Should memory be short in spite of all, it is not others who have to go. */
static void expendable_become(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "1000", 4) < 0)
		errno = 0;
	close(fd);
}

int memtopo_measure(struct memtopo_distance *pairs, size_t count,
		    const struct memtopo_machine *machine, unsigned int seconds,
		    struct memtopo_error *err)
{
	const struct sigaction action = { .sa_handler = end };
	size_t i, measured = 0;
	cpu_set_t affinity;
	int rc;

	rc = numa_load(err);
	if (rc)
		return rc;
	if (numa.available() < 0)
		return memtopo_error_set(err, NULL, 0, "this kernel has no NUMA policy");
	for (i = 0; i < count; i++)
		measured += has_cpus(machine, pairs[i].from) && has_memory(machine, pairs[i].to);
	if (!measured)
		return 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	expendable_become();
	CPU_ZERO(&affinity);
	sched_getaffinity(0, sizeof(affinity), &affinity);
	rc = targets_measure(pairs, count, machine, seconds * 1000000000ULL / (2 * measured), err);
	sched_setaffinity(0, sizeof(affinity), &affinity);
	return rc;
}
