// SPDX-License-Identifier: GPL-2.0
/*
 * Mappings: what kind they are, and their flags by name.
 */
#include <linux/bits.h>

#include "mapping.h"

const char *const memtopo_mapping_kind_names[MEMTOPO_NR_MAPPING_KINDS] = {
	[MEMTOPO_MAPPING_KIND_HUGE]	= "huge",
	[MEMTOPO_MAPPING_KIND_VDSO]	= "vdso",
	[MEMTOPO_MAPPING_KIND_DEVICE]	= "device",
	[MEMTOPO_MAPPING_KIND_HEAP]	= "heap",
	[MEMTOPO_MAPPING_KIND_STACK]	= "stack",
	[MEMTOPO_MAPPING_KIND_SHARED]	= "shared",
	[MEMTOPO_MAPPING_KIND_FILE]	= "file",
	[MEMTOPO_MAPPING_KIND_ANON]	= "anon",
};

const char memtopo_mapping_flag_names[MEMTOPO_NR_MAPPING_FLAGS][3] = {
	[MEMTOPO_MAPPING_READ]		= "rd",
	[MEMTOPO_MAPPING_WRITE]		= "wr",
	[MEMTOPO_MAPPING_EXEC]		= "ex",
	[MEMTOPO_MAPPING_SHARED]	= "sh",
	[MEMTOPO_MAPPING_MAYREAD]	= "mr",
	[MEMTOPO_MAPPING_MAYWRITE]	= "mw",
	[MEMTOPO_MAPPING_MAYEXEC]	= "me",
	[MEMTOPO_MAPPING_MAYSHARE]	= "ms",
	[MEMTOPO_MAPPING_GROWSDOWN]	= "gd",
	[MEMTOPO_MAPPING_PFNMAP]	= "pf",
	[MEMTOPO_MAPPING_GUARD]		= "gu",
	[MEMTOPO_MAPPING_LOCKED]	= "lo",
	[MEMTOPO_MAPPING_IO]		= "io",
	[MEMTOPO_MAPPING_SEQ_READ]	= "sr",
	[MEMTOPO_MAPPING_RAND_READ]	= "rr",
	[MEMTOPO_MAPPING_DONTCOPY]	= "dc",
	[MEMTOPO_MAPPING_DONTEXPAND]	= "de",
	[MEMTOPO_MAPPING_LOCKONFAULT]	= "lf",
	[MEMTOPO_MAPPING_ACCOUNT]	= "ac",
	[MEMTOPO_MAPPING_NORESERVE]	= "nr",
	[MEMTOPO_MAPPING_HUGETLB]	= "ht",
	[MEMTOPO_MAPPING_SYNC]		= "sf",
	[MEMTOPO_MAPPING_ARCH_1]	= "ar",
	[MEMTOPO_MAPPING_WIPEONFORK]	= "wf",
	[MEMTOPO_MAPPING_DONTDUMP]	= "dd",
	[MEMTOPO_MAPPING_BTI]		= "bt",
	[MEMTOPO_MAPPING_SOFTDIRTY]	= "sd",
	[MEMTOPO_MAPPING_MIXEDMAP]	= "mm",
	[MEMTOPO_MAPPING_HUGEPAGE]	= "hg",
	[MEMTOPO_MAPPING_NOHUGEPAGE]	= "nh",
	[MEMTOPO_MAPPING_MERGEABLE]	= "mg",
	[MEMTOPO_MAPPING_UFFD_MISSING]	= "um",
	[MEMTOPO_MAPPING_UFFD_WP]	= "uw",
	[MEMTOPO_MAPPING_MTE]		= "mt",
	[MEMTOPO_MAPPING_UFFD_MINOR]	= "ui",
	[MEMTOPO_MAPPING_UFFD_RWP]	= "ur",
	[MEMTOPO_MAPPING_SHADOW_STACK]	= "ss",
	[MEMTOPO_MAPPING_DROPPABLE]	= "dp",
	[MEMTOPO_MAPPING_SEALED]	= "sl",
};

static bool has(const struct memtopo_mapping *mapping,
		enum memtopo_mapping_flag flag)
{
	return mapping->flags & BIT_ULL(flag);
}

static bool is_device(const struct memtopo_mapping *mapping)
{
	return mapping->dax || has(mapping, MEMTOPO_MAPPING_PFNMAP) ||
		has(mapping, MEMTOPO_MAPPING_IO) ||
		has(mapping, MEMTOPO_MAPPING_MIXEDMAP);
}

/**
 * memtopo_mapping_kind - what is a mapping for?
 * @process: whose it is
 * @mapping: the mapping
 *
 * Return: the first kind that is true of it.
 */
enum memtopo_mapping_kind
memtopo_mapping_kind(const struct memtopo_process *process,
		     const struct memtopo_mapping *mapping)
{
	if (has(mapping, MEMTOPO_MAPPING_HUGETLB))
		return MEMTOPO_MAPPING_KIND_HUGE;
	if (mapping->special)
		return MEMTOPO_MAPPING_KIND_VDSO;
	if (is_device(mapping))
		return MEMTOPO_MAPPING_KIND_DEVICE;
	if (mapping->start < process->brk &&
	    mapping->end > process->start_brk)
		return MEMTOPO_MAPPING_KIND_HEAP;
	if (mapping->start <= process->start_stack &&
	    mapping->end > process->start_stack)
		return MEMTOPO_MAPPING_KIND_STACK;
	if (has(mapping, MEMTOPO_MAPPING_MAYSHARE))
		return MEMTOPO_MAPPING_KIND_SHARED;
	return mapping->file ? MEMTOPO_MAPPING_KIND_FILE :
		MEMTOPO_MAPPING_KIND_ANON;
}

/**
 * memtopo_mapping_perms - what may be done in a mapping, as in maps
 * @mapping: the mapping
 * @perms: becomes "rwxp" or less
 */
void memtopo_mapping_perms(const struct memtopo_mapping *mapping,
			   char perms[MEMTOPO_PERMS_LEN])
{
	perms[0] = has(mapping, MEMTOPO_MAPPING_READ) ? 'r' : '-';
	perms[1] = has(mapping, MEMTOPO_MAPPING_WRITE) ? 'w' : '-';
	perms[2] = has(mapping, MEMTOPO_MAPPING_EXEC) ? 'x' : '-';
	perms[3] = has(mapping, MEMTOPO_MAPPING_MAYSHARE) ? 's' : 'p';
	perms[4] = '\0';
}
