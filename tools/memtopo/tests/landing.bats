# SPDX-License-Identifier: GPL-2.0
# memtopo trace: where pages land. The stops of the program and what the module says
# are made up; tools/vm tries the real ones.

load common

mark=0x6d656d746f706f21

setup()
{
	cd "$BATS_TEST_TMPDIR"
	out=$BATS_TEST_TMPDIR/out
	err=$BATS_TEST_TMPDIR/err
}

# moment NAME: another state of the machine, the recording in NAME/m
moment()
{
	mkdir -p "$1"
	cp -r "$TESTS/machines/three" "$1/m"
	answers=$1/m/sys/kernel/debug/memtopo/query
	mkdir -p "$answers"
}

# answer PID START END NODE/ZONE/SECTION:PAGES...: all in one anonymous mapping
answer()
{
	local pid=$1 start=$2 end=$3 place node zone section pages sum=0 owners='' places=''

	shift 3
	for place in "$@"; do
		IFS=/: read -r node zone section pages <<< "$place"
		sum=$((sum + pages))
		owners+=,$node/$zone:$pages
		places+="anon $node $zone $section $pages 0 0"$'\n'
	done
	owners=$(tr , '\n' <<< "${owners#,}" | awk -F : '
		NF { if (!($1 in sum)) order[++n] = $1; sum[$1] += $2 }
		END { for (i = 1; i <= n; i++) printf "%s%s:%s", (i > 1 ? "," : ""), order[i], sum[order[i]] }')
	{
		sed '/^# memtopo 1 mappings/,$d' \
			"$TESTS/machines/sparse-ids/sys/kernel/debug/memtopo/query/process_77" |
			sed -E "s/^(pid|tgid) 77/\1 $pid/; s/^mappings .*/mappings 1/; s/^pages .*/pages $(((end - start) / 4096))/"
		echo '# memtopo 1 mappings generation=0 consistent=1'
		echo 'start end perms kind flags page_size resident anon file shmem swapped huge hugetlb large shared zero device hint migrating poisoned owners'
		echo "$start $end rw-p anon rd,wr 4096 $sum $sum 0 0 0 0 0 0 0 0 0 0 0 0 ${owners:--}"
		echo '# memtopo 1 places generation=0 consistent=1'
		echo 'kind node zone section pages huge hugetlb'
		printf '%s' "$places"
	} > "$answers/process_${pid}_${start}_$end"
}

# refuses PID START END ERRNO
refuses()
{
	printf '%s\n' '# memtopo 1 refused generation=0 consistent=1' 'key value' "errno $4" \
		> "$answers/process_${1}_${2}_$3"
}

# replays DIR ARGUMENT...: a trace of the stops on standard input, which begins in DIR
replays()
{
	cat > "$BATS_TEST_TMPDIR/stops"
	(cd "$1" && STOPS=$BATS_TEST_TMPDIR/stops "$REPLAY" trace -s m -o "$out" "${@:2}" true 2> "$err")
}

landed()
{
	grep -e ' -> ' "$out"
}

@test "malloc, mmap, and where the pages are" {
	moment now
	answer 100 0x7f0000000000 0x7f0000031000 2/Normal/32:49
	replays now --malloc <<-END
		of 100
		call 100 100 0 186 $mark 1 200000 0 0 0x4000
		return 100 100 100
		call 100 100 0 9 0 200704 3 0x22 -1 0
		return 100 100 0x7f0000000000
		call 100 100 0 186 $mark 0x101 0x7f0000000010 0 0 0x4000
		return 100 100 100
		call 100 100 0 1 1 2 3 4 5 6
		return 100 100 3
		call 100 100 0 231 0
		exiting 100 100 1
		gone 100 100 0 1
	END
	diff "$out" - <<-'END'
		malloc(200000) = 0x7f0000000010
		  mmap(NULL, 200704, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000: new anonymous mapping 0x7f0000000000-0x7f0000031000, 196K
		0x7f0000000000: malloc(200000) -> mmap -> 49 pages -> node 2, Normal, section 32
		exit_group(0) = ?
		ended with 0
		Calls                     count     errors
		 mmap                         1          0
		 exit_group                   1          0
		 malloc                       1
		1 process, 0 more threads
		Program break: grew by 0B, shrank by 0B
		Mappings: 1 made, 196K; 0 unmapped, 0B
		Page faults: 11 minor, 1 major
		Memory asked for: 195.3K by 1 requests; 1 got mappings of their own, 0 got none
		Smallest request served by mmap 200000
		Pages landed: node 2, Normal: 49 pages
	END
	equal "$(grep -v 'process 100 is not seen' "$err")" "" complaints
}

@test "pages come one after another, and only what is new is told" {
	moment one
	answer 7 0x10000000 0x10010000 0/DMA32/3:2
	moment two
	answer 7 0x10000000 0x10010000 0/DMA32/3:3 0/DMA32/4:3 0/DMA32/5:1 0/DMA32/7:1 1/DMA32/9:2
	moment three
	answer 7 0x10000000 0x10010000 0/DMA32/3:3 0/DMA32/4:1 0/DMA32/5:1 0/DMA32/7:1 1/DMA32/9:2 2/Normal/33:2
	replays one <<-'END'
		of 7
		call 7 7 0 9 0 65536 3 0x22 -1 0
		return 7 7 0x10000000
		tick
		in ../two
		tick
		tick
		in ../three
		tick
		gone 7 7 0 1
	END
	landed | diff - <(cat <<-'END'
		0x10000000: mmap -> 2 pages -> node 0, DMA32, section 3
		0x10000000: mmap -> 6 pages -> node 0, DMA32, sections 3-5,7
		0x10000000: mmap -> 2 pages -> node 1, DMA32, section 9
		0x10000000: mmap -> 2 pages moved -> node 2, Normal, section 33
	END
	)
	# What moved has landed once.
	equal "$(sed -n '/^Pages landed/,$p' "$out")" \
		$'Pages landed: node 0, DMA32: 8 pages\n              node 1, DMA32: 2 pages' places
}

@test "the last look is before the pages go" {
	moment now
	answer 7 0x10000000 0x10010000 0/DMA32/3:16
	answer 7 0x20000000 0x20010000 1/DMA32/9:1
	answer 7 0x30001000 0x30003000 1/DMA32/10:2
	replays now <<-'END'
		of 7
		call 7 7 0 9 0 65536 3 0x22 -1 0
		return 7 7 0x10000000
		call 7 7 0 11 0x10000000 65536
		return 7 7 0
		call 7 7 0 9 0 65536 3 0x22 -1 0
		return 7 7 0x20000000
		call 7 7 0 28 0x20004000 4096 4
		return 7 7 0
		call 7 7 0 12 0
		return 7 7 0x30000010
		call 7 7 0 12 0x30003000
		return 7 7 0x30003000
		call 7 7 0 12 0x30000010
		return 7 7 0x30000010
		gone 7 7 0 1
	END
	landed | diff - <(cat <<-'END'
		0x10000000: mmap -> 16 pages -> node 0, DMA32, section 3
		0x20000000: mmap -> 1 page -> node 1, DMA32, section 9
		0x30001000: brk -> 2 pages -> node 1, DMA32, section 10
	END
	)
}

@test "the last look is even if there is nobody to expect any more" {
	moment now
	answer 7 0x10000000 0x10010000
	moment later
	answer 7 0x10000000 0x10010000 0/DMA32/3:16
	replays now <<-'END'
		of 7
		call 7 7 0 9 0 65536 3 0x22 -1 0
		return 7 7 0x10000000
		call 7 7 0 39
		call 7 7 0 39
		call 7 7 0 39
		in ../later
		call 7 7 0 39
		call 7 7 0 11 0x10000000 65536
		return 7 7 0
		gone 7 7 0 1
	END
	sed '/^ended/,$d' "$out" | diff - <(cat <<-'END'
		mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000000: new anonymous mapping 0x10000000-0x10010000, 64K
		0x10000000: mmap -> 16 pages -> node 0, DMA32, section 3
		munmap(0x10000000, 65536) = 0: 0x10000000-0x10010000, 64K unmapped
	END
	)
}

@test "parts that are unmapped are not looked at" {
	moment now
	answer 7 0x10000000 0x10010000 0/DMA32/3:4
	answer 7 0x10000000 0x10004000 0/DMA32/3:4
	answer 7 0x10008000 0x10010000
	moment later
	answer 7 0x10000000 0x10004000 0/DMA32/3:4
	answer 7 0x10008000 0x10010000 0/DMA32/3:2
	replays now <<-'END'
		of 7
		call 7 7 0 9 0 65536 3 0x22 -1 0
		return 7 7 0x10000000
		call 7 7 0 11 0x10004000 16384
		return 7 7 0
		in ../later
		tick
		gone 7 7 0 1
	END
	landed | diff - <(cat <<-'END'
		0x10000000: mmap -> 4 pages -> node 0, DMA32, section 3
		0x10008000: mmap -> 2 pages -> node 0, DMA32, section 3
	END
	)
}

@test "what is moved takes its pages along" {
	moment now
	answer 7 0x10000000 0x10002000 0/DMA32/3:2
	answer 7 0x20000000 0x20004000 0/DMA32/3:2
	moment later
	answer 7 0x20000000 0x20004000 0/DMA32/3:4
	replays now <<-'END'
		of 7
		call 7 7 0 9 0 8192 3 0x22 -1 0
		return 7 7 0x10000000
		call 7 7 0 25 0x10000000 8192 16384 1
		return 7 7 0x20000000
		tick
		in ../later
		tick
		gone 7 7 0 1
	END
	landed | diff - <(cat <<-'END'
		0x10000000: mmap -> 2 pages -> node 0, DMA32, section 3
		0x20000000: mremap -> 2 pages -> node 0, DMA32, section 3
	END
	)
}

@test "threads, forks, vforks and new programs" {
	moment now
	answer 7 0x10000000 0x10002000 0/DMA32/3:1
	answer 8 0x10000000 0x10002000 0/DMA32/4:1
	# The child of vfork() has the memory of its parent.
	answer 9 0x10000000 0x10002000 0/DMA32/3:1
	answer 9 0x20000000 0x20002000 1/DMA32/9:1
	replays now <<-'END'
		of 7
		call 7 7 0 56 0x10f00
		born 7 7 17 7
		return 7 7 17
		call 7 17 0 9 0 8192 3 0x22 -1 0
		return 7 17 0x10000000
		call 7 17 0 57
		born 7 17 8 8
		return 7 17 8
		call 8 8 0 9 0x10000000 8192 3 0x32 -1 0
		return 8 8 0x10000000
		call 8 8 0 59 0x5000
		exec 8 8 8
		return 8 8 0
		call 7 7 0 58
		born 7 7 9 9
		call 9 9 0 9 0 8192 3 0x22 -1 0
		return 9 9 0x20000000
		call 9 9 0 60 0
		exiting 9 9 1
		gone 9 9 0 1
		return 7 7 9
		exec 7 7 17
		return 7 7 0
		gone 7 7 0 1
	END
	sed '/^Calls/,$d' "$out" | diff - <(cat <<-'END'
		[7] clone(flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = 17: new thread
		[7/17] mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000000: new anonymous mapping 0x10000000-0x10002000, 8K
		[7] 0x10000000: mmap -> 1 page -> node 0, DMA32, section 3
		[7/17] fork() = 8: new process with a copy of the address space
		[8] mmap(0x10000000, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0x10000000: new anonymous mapping 0x10000000-0x10002000, 8K
		[8] 0x10000000: mmap -> 1 page -> node 0, DMA32, section 4
		[8] execve("/at/5000", ...) = 0: a new address space
		[9] mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x20000000: new anonymous mapping 0x20000000-0x20002000, 8K
		[9] 0x20000000: mmap -> 1 page -> node 1, DMA32, section 9
		[9] exit(0) = ?
		[9] ended with 0
		[7] vfork() = 9: new process with the same address space
		[7] ended with 0
	END
	)
}

@test "processes that are gone are no trouble, an answer that cannot be is said once" {
	moment now
	refuses 7 0x10000000 0x10002000 ESRCH
	refuses 7 0x20000000 0x20002000 EPERM
	replays now <<-'END'
		of 7
		call 7 7 0 9 0 8192 3 0x22 -1 0
		return 7 7 0x10000000
		tick
		tick
		call 7 7 0 9 0 8192 3 0x22 -1 0
		return 7 7 0x20000000
		tick
		tick
		gone 7 7 0 1
	END
	equal "$(grep -c . "$err")" 1 complaints
	grep -q '^memtopo: note: where pages land is not told any more: .*process 7 0x20000000 0x20002000: ' "$err"
}

@test "without the module it is said once" {
	mkdir m
	replays . <<-'END'
		of 7
		call 7 7 0 9 0 8192 3 0x22 -1 0
		return 7 7 0x10000000
		tick
		gone 7 7 0 1
	END
	equal "$(grep -c . "$err")" 1 complaints
	grep -q '^memtopo: note: where pages land is not told: ' "$err"
	grep -q '^mmap(' "$out"
}

@test "JSON: what has landed" {
	moment now
	answer 7 0x10000000 0x10004000 0/DMA32/3:2 0/DMA32/5:1
	replays now --json <<-'END'
		of 7
		call 7 7 0 9 0 16384 3 0x22 -1 0
		return 7 7 0x10000000
		tick
		gone 7 7 0 1
	END
	jq -e -s 'map(select(.landed)) == [{ landed: { pid: 7, cause: "mmap", start: "0x10000000",
		end: "0x10004000", pages: 3, moved: false, node: 0, zone: "DMA32", sections: [3, 5] } }] and
		.[-1].places == [{ node: 0, zone: "DMA32", pages: 3 }]' "$out" > /dev/null ||
		{ cat "$out" >&2; return 1; }
}

@test "calls of other machines" {
	moment now
	replays now <<-'END'
		of 7
		call 7 7 1 222 0 8192 1 2 3 0
		return 7 7 0x10000000
		call 7 7 1 214 0
		return 7 7 0x20000000
		call 7 7 1 435 0x8100 88
		return 7 7 8
		call 7 7 2 192 0 8192 5 2 3 16
		return 7 7 0x20000000
		call 7 7 2 192 0 8192 5 0x54040022 -1 0
		return 7 7 0x30000000
		call 7 7 0 0x40000009 0 8192 0 0x22 -1 0
		return 7 7 0x40000000
		call 7 7 3 9 0 8192 0 0x22 -1 0
		return 7 7 0x50000000
		call 7 7 0 237 0x40000000 8192 0x8002 0x3 64 3
		return 7 7 -1
		call 7 7 0 237 0x40000000 8192 0 0 0 0
		return 7 7 -512
		gone 7 7 0 1
	END
	sed '/^ended/,$d' "$out" | diff - <(cat <<-'END'
		mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 3, 0) = 0x10000000: new mapping of /of/7/fd/3 0x10000000-0x10002000, 8K
		brk(NULL) = 0x20000000: the heap ends at 0x20000000
		clone3({flags=CLONE_VM|CLONE_PARENT}, 88) = 8: new process with the same address space
		mmap(NULL, 8192, PROT_READ|PROT_EXEC, MAP_PRIVATE, 3, 0x10000) = 0x20000000: new mapping of /of/7/fd/3 0x20000000-0x20002000, 8K
		mmap(NULL, 8192, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = 0x30000000: new anonymous mapping of huge pages 0x30000000-0x30002000, 8K
		mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x40000000: addresses set aside 0x40000000-0x40002000, 8K
		mbind(0x40000000, 8192, MPOL_BIND|MPOL_F_STATIC_NODES, [0x3], 64, MPOL_MF_STRICT|MPOL_MF_MOVE) = -1 EPERM (Operation not permitted)
		mbind(0x40000000, 8192, MPOL_DEFAULT, NULL, 0, 0) = -1 (error 512)
	END
	)
}
