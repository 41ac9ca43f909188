// SPDX-License-Identifier: GPL-2.0
/*
 * resident MIB small|huge: a process with so much memory, half of it on node 0
 * and half on node 1, in pages of that size. Prints an address in the middle
 * of each half, and waits to be killed.
 */
#define _GNU_SOURCE
#include <linux/mempolicy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HUGE	(2UL << 20)

static char *half(size_t size, unsigned long nodes, int advice)
{
	char *memory = mmap(NULL, size + HUGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	if (memory == MAP_FAILED)
		return NULL;
	memory = (char *)(((unsigned long)memory + HUGE - 1) & ~(HUGE - 1));
	if (madvise(memory, size, advice) ||
	    syscall(SYS_mbind, memory, size, MPOL_BIND, &nodes, 8 * sizeof(nodes), 0))
		return NULL;
	for (i = 0; i < size; i += 4096)
		memory[i] = 1;
	return memory + size / 2;
}

int main(int argc, char **argv)
{
	size_t size = argc == 3 ? strtoul(argv[1], NULL, 0) << 20 : 0;
	int advice = argc == 3 && !strcmp(argv[2], "huge") ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
	char *low = half(size / 2, 1, advice), *high = half(size / 2, 2, advice);

	if (!size || !low || !high) {
		perror("resident");
		return 1;
	}
	printf("%p\n%p\n", low, high);
	fflush(stdout);
	for (;;)
		pause();
}
