/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's memory as a debugger reads it: by /proc/kcore, and by what its
 * note says of symbols. Nothing here shares a header with the module.
 */
#ifndef KCORE_H
#define KCORE_H

#include <fcntl.h>
#include <linux/elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline void die(const char *what)
{
	printf("kcore: %s\n", what);
	exit(1);
}

static int kcore;
static struct elf64_hdr header;
static struct elf64_phdr *segments;
static char *note;

static inline void kcore_open(void)
{
	struct elf64_phdr *segment;
	size_t size;

	kcore = open("/proc/kcore", O_RDONLY);
	if (kcore < 0 || pread(kcore, &header, sizeof(header), 0) != sizeof(header))
		die("no /proc/kcore");
	size = header.e_phnum * sizeof(*segments);
	segments = malloc(size);
	if (!segments || pread(kcore, segments, size, header.e_phoff) != (ssize_t)size)
		die("no segments");
	for (segment = segments; segment < segments + header.e_phnum; segment++) {
		size_t i;

		if (segment->p_type != PT_NOTE)
			continue;
		note = calloc(1, segment->p_filesz + 1);
		if (!note || pread(kcore, note, segment->p_filesz,
				   segment->p_offset) < 0)
			die("no note");
		/* One text, to be searched as such. */
		for (i = 0; i < segment->p_filesz; i++)
			if (!note[i])
				note[i] = '\n';
	}
	if (!note)
		die("no note");
}

/* A line of vmcoreinfo. */
static inline uint64_t info(const char *name, int base)
{
	char line[80];
	char *at;

	snprintf(line, sizeof(line), "\n%s=", name);
	at = strstr(note, line);
	if (!at)
		die(name);
	return strtoull(at + strlen(line), NULL, base);
}

/* Read at a virtual address, or a physical one; false where the kernel shows nothing. */
static inline bool load_if(bool physical, uint64_t address, void *buf, size_t size)
{
	struct elf64_phdr *segment;

	for (segment = segments; segment < segments + header.e_phnum; segment++) {
		uint64_t start = physical ? segment->p_paddr : segment->p_vaddr;

		if (segment->p_type != PT_LOAD || start == (uint64_t)-1 ||
		    address < start || address - start + size > segment->p_memsz)
			continue;
		return pread(kcore, buf, size, segment->p_offset + address - start) ==
			(ssize_t)size;
	}
	return false;
}

static inline void load(bool physical, uint64_t address, void *buf, size_t size)
{
	if (load_if(physical, address, buf, size))
		return;
	printf("kcore: cannot read at %s address %llx\n",
	       physical ? "physical" : "virtual", (unsigned long long)address);
	exit(1);
}

static inline uint64_t load_word(bool physical, uint64_t address)
{
	uint64_t word;

	load(physical, address, &word, sizeof(word));
	return word;
}

/* What added to a physical address is its place in the direct map. */
static inline uint64_t direct_map(void)
{
	struct elf64_phdr *segment;

	for (segment = segments; segment < segments + header.e_phnum; segment++)
		if (segment->p_type == PT_LOAD && segment->p_paddr != UINT64_MAX &&
		    segment->p_vaddr < -1UL << 31)
			return segment->p_vaddr - segment->p_paddr;
	die("no direct map");
	return 0;
}

/* Where the struct page of frame 0 is, or would be: 1 GiB is what it is aligned to. */
static inline uint64_t memmap_base(void)
{
	struct elf64_phdr *segment;
	uint64_t least = UINT64_MAX;

	/* Without frames there are this region, and vmalloc, which is much larger. */
	for (segment = segments; segment < segments + header.e_phnum; segment++)
		if (segment->p_type == PT_LOAD && segment->p_paddr == UINT64_MAX &&
		    segment->p_vaddr < -1UL << 31 && segment->p_memsz < 1UL << 40 &&
		    segment->p_vaddr < least)
			least = segment->p_vaddr;
	if (least == UINT64_MAX)
		die("no memmap");
	return least & ~((1UL << 30) - 1);
}

#endif /* KCORE_H */
