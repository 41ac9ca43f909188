// SPDX-License-Identifier: GPL-2.0
/*
 * The system calls that shape an address space: which they are, and how they read.
 *
 * All numbers are here, none is from the headers of the machine that this is built
 * on: what is traced may have been built for another.
 */
#include <errno.h>
#include <string.h>

#include "parse.h"
#include "syscall.h"

/* What an argument is, which decides how it is written. */
enum argument {
	ARG_END,
	ARG_ADDRESS,
	ARG_SIZE,
	ARG_INT,
	ARG_OFFSET,
	ARG_PROT,
	ARG_MAP,
	ARG_REMAP,
	ARG_ADVICE,
	ARG_LOCK,
	ARG_LOCK_ALL,
	ARG_POLICY,
	ARG_NODES,
	ARG_BIND,
	ARG_ATTACH,
	ARG_PATH,
	ARG_CLONE,
	ARG_CLONE3,
};

#define NO_NUMBER (~0U)

/* In the order of enum memtopo_call. */
static const struct call {
	const char *name;
	unsigned int number[MEMTOPO_ABIS];
	enum argument args[6];
	/* What it returns is an address. */
	bool returns_address;
} calls[] = {
	{ "brk", { 12, 214, 45 }, { ARG_ADDRESS }, true },
	{ "mmap", { 9, 222, 192 },
	  { ARG_ADDRESS, ARG_SIZE, ARG_PROT, ARG_MAP, ARG_INT, ARG_OFFSET }, true },
	{ "munmap", { 11, 215, 91 }, { ARG_ADDRESS, ARG_SIZE }, false },
	{ "mremap", { 25, 216, 163 },
	  { ARG_ADDRESS, ARG_SIZE, ARG_SIZE, ARG_REMAP, ARG_ADDRESS }, true },
	{ "mprotect", { 10, 226, 125 }, { ARG_ADDRESS, ARG_SIZE, ARG_PROT }, false },
	{ "pkey_mprotect", { 329, 288, 380 },
	  { ARG_ADDRESS, ARG_SIZE, ARG_PROT, ARG_INT }, false },
	{ "madvise", { 28, 233, 219 }, { ARG_ADDRESS, ARG_SIZE, ARG_ADVICE }, false },
	{ "mlock", { 149, 228, 150 }, { ARG_ADDRESS, ARG_SIZE }, false },
	{ "mlock2", { 325, 284, 376 }, { ARG_ADDRESS, ARG_SIZE, ARG_LOCK }, false },
	{ "munlock", { 150, 229, 151 }, { ARG_ADDRESS, ARG_SIZE }, false },
	{ "mlockall", { 151, 230, 152 }, { ARG_LOCK_ALL }, false },
	{ "munlockall", { 152, 231, 153 }, { ARG_END }, false },
	{ "mbind", { 237, 235, 274 },
	  { ARG_ADDRESS, ARG_SIZE, ARG_POLICY, ARG_NODES, ARG_SIZE, ARG_BIND }, false },
	{ "shmat", { 30, 196, 397 }, { ARG_INT, ARG_ADDRESS, ARG_ATTACH }, true },
	{ "shmdt", { 67, 197, 398 }, { ARG_ADDRESS }, false },
	{ "remap_file_pages", { 216, 234, 257 },
	  { ARG_ADDRESS, ARG_SIZE, ARG_PROT, ARG_SIZE, ARG_MAP }, false },
	{ "execve", { 59, 221, 11 }, { ARG_PATH }, false },
	{ "execveat", { 322, 281, 358 }, { ARG_INT, ARG_PATH }, false },
	{ "fork", { 57, NO_NUMBER, 2 }, { ARG_END }, false },
	{ "vfork", { 58, NO_NUMBER, 190 }, { ARG_END }, false },
	{ "clone", { 56, 220, 120 }, { ARG_CLONE }, false },
	{ "clone3", { 435, 435, 435 }, { ARG_CLONE3, ARG_SIZE }, false },
	{ "exit", { 60, 93, 1 }, { ARG_INT }, false },
	{ "exit_group", { 231, 94, 252 }, { ARG_INT }, false },
};

/* A bit, or a value, and its name; a list ends with one that has none. */
struct word {
	u64 value;
	const char *name;
};

static const struct word prot_words[] = {
	{ 1, "PROT_READ" }, { 2, "PROT_WRITE" }, { 4, "PROT_EXEC" }, { 8, "PROT_SEM" },
	{ 0x10, "PROT_BTI" }, { 0x20, "PROT_MTE" },
	{ 0x01000000, "PROT_GROWSDOWN" }, { 0x02000000, "PROT_GROWSUP" }, { 0, NULL },
};

static const struct word map_words[] = {
	{ 0x10, "MAP_FIXED" }, { 0x20, "MAP_ANONYMOUS" }, { 0x40, "MAP_32BIT" },
	{ 0x100, "MAP_GROWSDOWN" }, { 0x800, "MAP_DENYWRITE" }, { 0x1000, "MAP_EXECUTABLE" },
	{ 0x2000, "MAP_LOCKED" }, { 0x4000, "MAP_NORESERVE" }, { 0x8000, "MAP_POPULATE" },
	{ 0x10000, "MAP_NONBLOCK" }, { 0x20000, "MAP_STACK" }, { 0x40000, "MAP_HUGETLB" },
	{ 0x80000, "MAP_SYNC" }, { 0x100000, "MAP_FIXED_NOREPLACE" },
	{ 0x4000000, "MAP_UNINITIALIZED" }, { 0, NULL },
};

/* The low bits of the flags of mmap(), which are one value. */
static const struct word map_kinds[] = {
	{ 0, "MAP_FILE" }, { 1, "MAP_SHARED" }, { 2, "MAP_PRIVATE" },
	{ 3, "MAP_SHARED_VALIDATE" }, { 8, "MAP_DROPPABLE" }, { 0, NULL },
};

static const struct word remap_words[] = {
	{ 1, "MREMAP_MAYMOVE" }, { 2, "MREMAP_FIXED" }, { 4, "MREMAP_DONTUNMAP" }, { 0, NULL },
};

static const struct word advices[] = {
	{ 0, "MADV_NORMAL" }, { 1, "MADV_RANDOM" }, { 2, "MADV_SEQUENTIAL" },
	{ 3, "MADV_WILLNEED" }, { 4, "MADV_DONTNEED" }, { 8, "MADV_FREE" },
	{ 9, "MADV_REMOVE" }, { 10, "MADV_DONTFORK" }, { 11, "MADV_DOFORK" },
	{ 12, "MADV_MERGEABLE" }, { 13, "MADV_UNMERGEABLE" }, { 14, "MADV_HUGEPAGE" },
	{ 15, "MADV_NOHUGEPAGE" }, { 16, "MADV_DONTDUMP" }, { 17, "MADV_DODUMP" },
	{ 18, "MADV_WIPEONFORK" }, { 19, "MADV_KEEPONFORK" }, { 20, "MADV_COLD" },
	{ 21, "MADV_PAGEOUT" }, { 22, "MADV_POPULATE_READ" }, { 23, "MADV_POPULATE_WRITE" },
	{ 24, "MADV_DONTNEED_LOCKED" }, { 25, "MADV_COLLAPSE" }, { 100, "MADV_HWPOISON" },
	{ 101, "MADV_SOFT_OFFLINE" }, { 102, "MADV_GUARD_INSTALL" },
	{ 103, "MADV_GUARD_REMOVE" }, { 0, NULL },
};

static const struct word lock_words[] = { { 1, "MLOCK_ONFAULT" }, { 0, NULL } };

static const struct word lock_all_words[] = {
	{ 1, "MCL_CURRENT" }, { 2, "MCL_FUTURE" }, { 4, "MCL_ONFAULT" }, { 0, NULL },
};

/* The policy itself is in the low bits. */
static const struct word policies[] = {
	{ 0, "MPOL_DEFAULT" }, { 1, "MPOL_PREFERRED" }, { 2, "MPOL_BIND" },
	{ 3, "MPOL_INTERLEAVE" }, { 4, "MPOL_LOCAL" }, { 5, "MPOL_PREFERRED_MANY" },
	{ 6, "MPOL_WEIGHTED_INTERLEAVE" }, { 0, NULL },
};

static const struct word policy_words[] = {
	{ 0x2000, "MPOL_F_NUMA_BALANCING" }, { 0x4000, "MPOL_F_RELATIVE_NODES" },
	{ 0x8000, "MPOL_F_STATIC_NODES" }, { 0, NULL },
};

static const struct word bind_words[] = {
	{ 1, "MPOL_MF_STRICT" }, { 2, "MPOL_MF_MOVE" }, { 4, "MPOL_MF_MOVE_ALL" }, { 0, NULL },
};

static const struct word attach_words[] = {
	{ 0x1000, "SHM_RDONLY" }, { 0x2000, "SHM_RND" }, { 0x4000, "SHM_REMAP" },
	{ 0x8000, "SHM_EXEC" }, { 0, NULL },
};

/* What of clone() matters for the address space; the low byte is a signal. */
static const struct word clone_words[] = {
	{ 0x100, "CLONE_VM" }, { 0x200, "CLONE_FS" }, { 0x400, "CLONE_FILES" },
	{ 0x800, "CLONE_SIGHAND" }, { 0x1000, "CLONE_PIDFD" }, { 0x2000, "CLONE_PTRACE" },
	{ 0x4000, "CLONE_VFORK" }, { 0x8000, "CLONE_PARENT" }, { 0x10000, "CLONE_THREAD" },
	{ 0x20000, "CLONE_NEWNS" }, { 0x40000, "CLONE_SYSVSEM" }, { 0x80000, "CLONE_SETTLS" },
	{ 0x100000, "CLONE_PARENT_SETTID" }, { 0x200000, "CLONE_CHILD_CLEARTID" },
	{ 0x400000, "CLONE_DETACHED" }, { 0x800000, "CLONE_UNTRACED" },
	{ 0x1000000, "CLONE_CHILD_SETTID" }, { 0x2000000, "CLONE_NEWCGROUP" },
	{ 0x4000000, "CLONE_NEWUTS" }, { 0x8000000, "CLONE_NEWIPC" },
	{ 0x10000000, "CLONE_NEWUSER" }, { 0x20000000, "CLONE_NEWPID" },
	{ 0x40000000, "CLONE_NEWNET" }, { 0x80000000, "CLONE_IO" },
	{ 0x100000000, "CLONE_CLEAR_SIGHAND" }, { 0x200000000, "CLONE_INTO_CGROUP" },
	{ 0, NULL },
};

#define X32_BIT 0x40000000
#define I386_OLD_MMAP 90
#define I386_PAGE 4096

enum memtopo_call memtopo_call_find(enum memtopo_abi abi, u64 number)
{
	unsigned int call;

	if (abi == MEMTOPO_ABI_X86_64)
		number &= ~(u64)X32_BIT;
	if (abi >= MEMTOPO_ABIS || number >= NO_NUMBER)
		return MEMTOPO_CALLS;
	for (call = 0; call < MEMTOPO_CALLS; call++) {
		if (calls[call].number[abi] == number)
			break;
	}
	return call;
}

const char *memtopo_call_name(enum memtopo_call call)
{
	return call < MEMTOPO_CALLS ? calls[call].name : "?";
}

bool memtopo_call_is_address(enum memtopo_call call)
{
	return call < MEMTOPO_CALLS && calls[call].returns_address;
}

static const char *word_find(const struct word *words, u64 value)
{
	for (; words->name; words++) {
		if (words->value == value)
			return words->name;
	}
	return NULL;
}

bool memtopo_syscall_read(struct memtopo_syscall *syscall, enum memtopo_abi abi, u64 number,
			  const u64 *args)
{
	memset(syscall, 0, sizeof(*syscall));
	syscall->call = memtopo_call_find(abi, number);
	if (syscall->call == MEMTOPO_CALLS)
		return false;
	memcpy(syscall->args, args, sizeof(syscall->args));
	if (abi == MEMTOPO_ABI_I386 && syscall->call == MEMTOPO_CALL_MMAP)
		syscall->args[5] = (u32)args[5] * (u64)I386_PAGE;
	return true;
}

/* Names of the bits that are set, joined by bars; @first says that there was one before. */
static void bits_write(const struct word *words, u64 bits, bool first, FILE *out)
{
	for (; words->name; words++) {
		if (!(bits & words->value))
			continue;
		fprintf(out, "%s%s", first ? "" : "|", words->name);
		bits &= ~words->value;
		first = false;
	}
	if (bits)
		fprintf(out, "%s0x%llx", first ? "" : "|", bits);
	else if (first)
		fputs("0", out);
}

/* One value of a list; what is not in it as a number. */
static void value_write(const struct word *words, u64 value, FILE *out)
{
	const char *name = word_find(words, value);

	if (name)
		fputs(name, out);
	else
		fprintf(out, "0x%llx", value);
}

/* A value in the bits of @mask, and bits beside it. */
static void mixed_write(const struct word *values, u64 mask, const struct word *bits, u64 arg,
			FILE *out)
{
	value_write(values, arg & mask, out);
	if (arg & ~mask)
		bits_write(bits, arg & ~mask, false, out);
}

#define MAP_HUGE_SHIFT 26
#define MAP_HUGETLB 0x40000

/* The size of huge pages stands above all flags, as its logarithm. */
static void map_write(u64 flags, FILE *out)
{
	u64 huge = flags & MAP_HUGETLB ? (u32)flags >> MAP_HUGE_SHIFT : 0;

	flags = (u32)flags & ~(huge << MAP_HUGE_SHIFT);
	mixed_write(map_kinds, 0xf, map_words, flags, out);
	if (huge)
		fprintf(out, "|%llu<<MAP_HUGE_SHIFT", huge);
}

static void path_write(const char *path, FILE *out)
{
	putc('"', out);
	for (; *path; path++) {
		if (*path == '"' || *path == '\\')
			putc('\\', out);
		if (*path >= ' ' && *path <= '~')
			putc(*path, out);
		else
			fprintf(out, "\\%03o", (unsigned char)*path);
	}
	putc('"', out);
}

#define CLONE_SIGNAL 0xff
#define SIGNAL_CHILD 17

static void clone_write(u64 flags, FILE *out)
{
	u64 number = flags & CLONE_SIGNAL;

	flags &= ~(u64)CLONE_SIGNAL;
	if (flags)
		bits_write(clone_words, flags, true, out);
	if (flags && number)
		putc('|', out);
	if (number == SIGNAL_CHILD)
		fputs("SIGCHLD", out);
	else if (number || !flags)
		fprintf(out, "%llu", number);
}

static void address_write(u64 address, FILE *out)
{
	if (address)
		fprintf(out, "0x%llx", address);
	else
		fputs("NULL", out);
}

static void bits_argument(enum argument kind, u64 arg, FILE *out)
{
	switch (kind) {
	case ARG_PROT:
		if (arg)
			bits_write(prot_words, arg, true, out);
		else
			fputs("PROT_NONE", out);
		break;
	case ARG_MAP:
		map_write(arg, out);
		break;
	case ARG_REMAP:
		bits_write(remap_words, arg, true, out);
		break;
	case ARG_LOCK:
		bits_write(lock_words, arg, true, out);
		break;
	case ARG_LOCK_ALL:
		bits_write(lock_all_words, arg, true, out);
		break;
	case ARG_BIND:
		bits_write(bind_words, arg, true, out);
		break;
	case ARG_ATTACH:
		bits_write(attach_words, (u32)arg, true, out);
		break;
	case ARG_POLICY:
		mixed_write(policies, 0x1fff, policy_words, arg, out);
		break;
	default:
		value_write(advices, (u32)arg, out);
	}
}

static void argument_write(const struct memtopo_syscall *syscall, enum argument kind, u64 arg,
			   FILE *out)
{
	switch (kind) {
	case ARG_ADDRESS:
		address_write(arg, out);
		break;
	case ARG_SIZE:
		fprintf(out, "%llu", arg);
		break;
	case ARG_INT:
		fprintf(out, "%d", (int)arg);
		break;
	case ARG_OFFSET:
		fprintf(out, arg ? "0x%llx" : "%llu", arg);
		break;
	case ARG_NODES:
		if (arg)
			fprintf(out, "[0x%llx]", syscall->detail);
		else
			fputs("NULL", out);
		break;
	case ARG_PATH:
		path_write(syscall->path, out);
		fputs(", ...", out);
		break;
	case ARG_CLONE:
		fputs("flags=", out);
		clone_write(arg, out);
		break;
	case ARG_CLONE3:
		fputs("{flags=", out);
		clone_write(syscall->detail, out);
		putc('}', out);
		break;
	default:
		bits_argument(kind, arg, out);
	}
}

#define MREMAP_ADDRESS (2 | 4)

void memtopo_syscall_arguments(const struct memtopo_syscall *syscall, FILE *out)
{
	const struct call *call = &calls[syscall->call];
	size_t i, count = ARRAY_SIZE(call->args);

	/* The last one is looked at only if a flag says so. */
	if (syscall->call == MEMTOPO_CALL_MREMAP && !(syscall->args[3] & MREMAP_ADDRESS))
		count = 4;
	for (i = 0; i < count && call->args[i]; i++) {
		if (i)
			fputs(", ", out);
		argument_write(syscall, call->args[i], syscall->args[i], out);
	}
}

/* Errors are below 0 by less than a page. */
#define ERROR_MAX 4095

int memtopo_syscall_error(const struct memtopo_syscall *syscall)
{
	if (!syscall->has_returned || syscall->result >= 0 || syscall->result < -ERROR_MAX)
		return 0;
	return -syscall->result;
}

u64 memtopo_syscall_clone(const struct memtopo_syscall *syscall)
{
	switch (syscall->call) {
	case MEMTOPO_CALL_CLONE:
		return syscall->args[0];
	case MEMTOPO_CALL_CLONE3:
		return syscall->detail;
	case MEMTOPO_CALL_VFORK:
		return MEMTOPO_CLONE_VM;
	default:
		return 0;
	}
}

void memtopo_syscall_write(const struct memtopo_syscall *syscall, FILE *out)
{
	const struct call *call = &calls[syscall->call];
	int error = memtopo_syscall_error(syscall);
	const char *name = strerrorname_np(error);

	fprintf(out, "%s(", call->name);
	memtopo_syscall_arguments(syscall, out);
	if (!syscall->has_returned) {
		fputs(") = ?", out);
	} else if (error && name) {
		fprintf(out, ") = -1 %s (%s)", name, strerror(error));
	} else if (error) {
		/* One that only the kernel knows, and makes the call again for. */
		fprintf(out, ") = -1 (error %d)", error);
	} else {
		fprintf(out, call->returns_address ? ") = 0x%llx" : ") = %lld", syscall->result);
	}
}
