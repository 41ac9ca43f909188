# SPDX-License-Identifier: GPL-2.0
# memtopo process: what it adds up of an answer is added up again, by awk and jq
# from the answer itself; answers and names that are damaged; what is merged and
# what is left out.

load common

straddle=machines/straddle
query=sys/kernel/debug/memtopo/query

# part FILE TABLE: the rows of a table of an answer
part()
{
	awk -v table="$2" '/^# memtopo / { inside = $4 == table; head = 2 }
		inside && head-- <= 0 { print }' "$1"
}

# cells FILE COLUMN: of the mappings of an answer
cells()
{
	awk -v name="$2" '/^# memtopo / { inside = $4 == "mappings"; next }
		inside && $1 == "start" { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
		inside { print $c }' "$1"
}

# key FILE KEY: of the process
key()
{
	part "$1" process | awk -v key="$2" '$1 == key { print $2 }'
}

# json MACHINE PID FILTER [OPTION...]
json()
{
	local machine=$1 pid=$2 filter=$3

	shift 3
	"$MEMTOPO" process -s "$machine" "$pid" -J "$@" 2>/dev/null | jq -ce "$filter"
}

# described NAME DESCRIPTION [MACHINE]: the layout of straddle or that one, and in it what is described, in $machine
described()
{
	machine=$BATS_TEST_TMPDIR/$1
	mkdir -p "$machine/proc"
	cp -r "${3:-$straddle}/proc/memtopo" "$machine/proc"
	awk -v dir="$machine" -f process.awk <<< "$2"
}

# damaged FILE EDIT REASON: one line of complaint, which starts with the file
damaged()
{
	rm -rf "$BATS_TEST_TMPDIR/machine"
	machine_copy straddle
	if [[ $2 == sh:* ]]; then
		(cd "$machine/$(dirname "$1")" && eval "${2#sh:}")
	else
		sed -i -E "$2" "$machine/$1"
	fi
	for format in '' -J -a -aro+end; do
		run -1 --separate-stderr "$MEMTOPO" process -s "$machine" 4711 $format
		equal "$stderr" "memtopo: $machine/$1$3" "complaint about $2"
		equal "$output" "" "output"
	done
}

@test "process: recordings are those of their descriptions" {
	for name in straddle:4711 flatmem:1 sparse-ids:77; do
		machine=machines/${name%:*}
		awk -v dir="$BATS_TEST_TMPDIR" -f process.awk "$machine/description"
		for file in $query/process_${name#*:} proc/${name#*:}/maps; do
			diff "$machine/$file" "$BATS_TEST_TMPDIR/$file"
		done
	done
}

@test "process: JSON has what the answer has" {
	for name in straddle:4711 flatmem:1 sparse-ids:77; do
		machine=machines/${name%:*} pid=${name#*:}
		answer=$machine/$query/process_$pid
		"$MEMTOPO" process -s "$machine" "$pid" -Ja 2>/dev/null > "$BATS_TEST_TMPDIR/json"
		jq -r 'def list: if . == null then "-" else join(",") end;
			.mappings[] | [.start, .end, .perms, .kind, (.flags | list), .page_size, .resident,
			.anon, .file, .shmem, .swapped, .huge, .hugetlb, .large, .shared, .zero, .device,
			.hint, .migrating, .poisoned, (.owners | list)] | map(tostring) | join(" ")' \
			"$BATS_TEST_TMPDIR/json" | diff <(part "$answer" mappings) -
		jq -r '.places[] | [.kind, .node, .zone, .section // "-", .pages, .huge, .hugetlb] |
			map(tostring) | join(" ")' "$BATS_TEST_TMPDIR/json" | sort |
			diff <(part "$answer" places | sort) -
		jq -r '.process | to_entries[] | "\(.key) \(if .value == null then "-" else .value end)"' \
			"$BATS_TEST_TMPDIR/json" | head -n 25 | sed 's/^comm Web /comm Web\\040/' |
			diff <(part "$answer" process) -
	done
}

@test "process: numbers are numbers, lists are lists" {
	for all in '' -a; do
		json $straddle 4711 '
			([.process | .pid, .threads, .cpu, .brk, .resident, .remote, .mean_distance | type] ==
				["number", "number", "number", "string", "number", "number", "number"]) and
			(all(.mappings[]; (.resident, .pages, .swapped | type) == "number" and
				(.start | test("^0x[0-9a-f]+$")) and
				(.owners | . == null or type == "array"))) and
			(.kinds | length) == 8 and all(.kinds[]; (.mappings | type) == "number") and
			all(.places[]; (.node, .distance, .pages | type) == "number")' $all
	done
	json machines/flatmem 1 'all(.places[]; .section == null)' -a
	json $straddle 4711 'all(.places[]; (.percent | type) == "number") and all(.mappings[]; .size == .pages)' \
		-a --output-all
}

@test "process: sums are those of the answer, merged or not" {
	for name in straddle:4711 flatmem:1 sparse-ids:77; do
		machine=machines/${name%:*} pid=${name#*:}
		answer=$machine/$query/process_$pid
		for column in resident anon file shmem swapped huge hugetlb large shared zero device \
			hint migrating poisoned; do
			total=$(cells "$answer" $column | sum)
			for all in '' -a; do
				equal "$(json "$machine" "$pid" "[.mappings[].$column] | add" $all)" "$total" "$column"
				equal "$(json "$machine" "$pid" "[.kinds[].$column] | add" $all)" "$total" "$column of kinds"
				equal "$(json "$machine" "$pid" ".process.$column" $all)" "$total" "$column of the process"
			done
		done
		for all in '' -a; do
			equal "$(json "$machine" "$pid" '[.places[].pages] | add' $all)" \
				"$(cells "$answer" resident | sum)" places
			equal "$(json "$machine" "$pid" '[.mappings[].pages] | add' $all)" \
				"$(key "$answer" pages)" pages
			equal "$(json "$machine" "$pid" '[.kinds[].mappings] | add' $all)" \
				"$(cells "$answer" start | wc -l)" mappings
		done
		equal "$(json "$machine" "$pid" '[.mappings[].count] | add')" \
			"$(cells "$answer" start | wc -l)" "merged"
		# Owners of merged rows are those of all their mappings.
		equal "$(json "$machine" "$pid" '[.mappings[], .kinds[] | .owners // [] | .[] |
			split(":")[1] | tonumber] | add')" \
			"$((2 * $(cells "$answer" resident | sum)))" owners
	done
}

@test "process: the distance of each place, and what of it is remote" {
	for name in straddle:4711 sparse-ids:77; do
		machine=machines/${name%:*} pid=${name#*:}
		answer=$machine/$query/process_$pid
		read -r remote mean < <(part "$answer" places | awk -v node="$(key "$answer" cpu_node)" '
			FNR == NR { for (i = 2; i <= NF; i++) if ($1 == "node") id[i] = $i; else far[$1, id[i]] = $i; next }
			{
				pages += $5
				sum += $5 * far[node, $2]
				if (far[node, $2] > far[node, node])
					remote += $5
			}
			END { printf "%d %.1f\n", remote, sum / pages }' \
			<(tail -n +2 "$machine/proc/memtopo/distances") -)
		[[ $remote -gt 0 ]]
		equal "$(json "$machine" "$pid" '.process.remote')" "$remote" remote
		equal "$(json "$machine" "$pid" '.process.mean_distance')" "$mean" mean
	done
	equal "$(json machines/sparse-ids 77 '[.places[] | [.node, .distance]]')" '[[0,10],[2,15],[7,30]]' distances
	equal "$("$MEMTOPO" process -s $straddle 4711 | tail -n 1)" \
		"328K, 6% of what is resident, is on nodes farther than node 1; mean distance 10.1" "in words"
	# A node that is as near is not remote; where the CPU is on no node nothing is.
	machine_copy straddle
	sed -i 's/12/10/' "$machine/proc/memtopo/distances"
	equal "$("$MEMTOPO" process -s "$machine" 4711 | tail -n 1)" \
		"Nothing of what is resident is on nodes farther than node 1; mean distance 10.0" "as near"
	sed -i 's/^cpu_node .*/cpu_node -/' "$machine/$query/process_4711"
	equal "$(json "$machine" 4711 '[.process.cpu_node, .process.remote, .process.mean_distance, .places[0].distance]')" \
		'[null,null,null,null]' "no node"
	"$MEMTOPO" process -s "$machine" 4711 | grep -qx 'Process 4711 (server), 3 threads, on CPU 1'
}

@test "process: names of mappings are those of maps" {
	equal "$("$MEMTOPO" process -s $straddle 4711 -aPo start,name | sed 's/^START="0x//;s/" NAME="/ /;s/"$//')" \
		"$(sed -E 's/^([0-9a-f]+)-([^ ]+ +){5}/\1 /;s,/.*/,,;s,/,,' $straddle/proc/4711/maps)" names
	equal "$(json $straddle 4711 '[.mappings[] | select(.kind == "huge") | .path, .device_id, .inode, .offset]')" \
		'["/anon_hugepage (deleted)","fd:01",1008,0]' "a file"
	# The address space has changed since: only what starts where it started has a name.
	machine_copy straddle
	sed -i -E 's/^55d0bf00a000-55d0bf032000/55d0bf00b000-55d0bf032000/;s/^(55d0c0a00000)-55d0c0a40000/\1-55d0c0a80000/;/vvar/d' \
		"$machine/proc/4711/maps"
	equal "$("$MEMTOPO" process -s "$machine" 4711 -anro start,name | grep -c -- ' -$')" 5 "without names"
	"$MEMTOPO" process -s "$machine" 4711 -anro start,name | grep -qx '0x55d0c0a00000 \[heap\]'
	rm "$machine/proc/4711/maps"
	run -0 --separate-stderr "$MEMTOPO" process -s "$machine" 4711 -anro name
	equal "$stderr" "memtopo: note: mappings have no names, for want of $machine/proc/4711/maps" note
	equal "$(sort -u <<< "$output")" - "no names"
}

@test "process: names may be any bytes" {
	machine_copy straddle
	printf '%s\n' '55d0bf000000-55d0bf00a000 r--p 00000000 fd:01 1001 /tmp/a\012b "c"\' > "$machine/proc/4711/maps"
	printf '55d0bf00a000-55d0bf032000 r-xp 00000000 fd:01 1002 /tmp/\033[31mred\r\t\177\303\244\n' >> "$machine/proc/4711/maps"
	sed -i 's/^comm .*/comm \\033[2J\\377\\\\x"/' "$machine/$query/process_4711"
	for option in '' -a -r -P; do
		"$MEMTOPO" process -s "$machine" 4711 $option > "$BATS_TEST_TMPDIR/got"
		LC_ALL=C awk '/[^ -~]/ { exit 1 }' "$BATS_TEST_TMPDIR/got"
	done
	equal "$(json "$machine" 4711 '[.mappings[0,1].path]' -a)" \
		'["/tmp/a\\012b \"c\"\\","/tmp/?[31mred?????"]' names
	equal "$(json "$machine" 4711 .process.comm)" '"?[2J?\\\\x\""' comm
}

# smaps FILE: START PERMS RSS HUGETLB HUGE SWAP ANON PAGE_SIZE in KiB, a line for each mapping
smaps()
{
	awk '/^[0-9a-f]+-/ { split($1, span, "-"); start = span[1]; sub(/^0+/, "", start); perms = $2; next }
		{ kib[$1] = $2 }
		/^VmFlags/ { print "0x" start, perms, kib["Rss:"], kib["Shared_Hugetlb:"] + kib["Private_Hugetlb:"],
			kib["AnonHugePages:"] + kib["ShmemPmdMapped:"] + kib["FilePmdMapped:"], kib["Swap:"],
			kib["Anonymous:"], kib["KernelPageSize:"] }' "$1"
}

# numa_maps FILE: START and the pages of each node, but for mappings without any
numa_maps()
{
	awk '{
		line = ""
		for (i = 3; i <= NF; i++) {
			if ($i ~ /^N[0-9]+=/)
				line = line " " substr($i, 2)
			if ($i ~ /^kernelpagesize_kB=/)
				size = substr($i, 19)
		}
		n = split(line, node, " ")
		line = ""
		for (i = 1; i <= n; i++) {
			split(node[i], part, "=")
			line = line " " part[1] "=" part[2] * size / 4
		}
		sub(/^0+/, "", $1)
		if (n)
			print "0x" $1 line
	}' "$1"
}

@test "process: a real one is as smaps and numa_maps have it" {
	real=machines/vm-process
	"$MEMTOPO" process -s $real 188 -Ja | jq -r '.mappings[] | [.start, .perms, 4 * (.resident - .hugetlb),
		4 * .hugetlb, 4 * .huge, 4 * .swapped, 4 * .anon, .page_size / 1024] | join(" ")' |
		diff <(smaps $real/proc/188/smaps) -
	# The page of the vdso is reserved, which numa_maps does not count.
	"$MEMTOPO" process -s $real 188 -Ja | jq -r '.mappings[] | select(.owners and .kind != "vdso") | "\(.start) " +
		(.owners | map(split("[/:]"; null) | { node: .[0], pages: (.[2] | tonumber) }) |
		group_by(.node) | map("\(.[0].node)=\(map(.pages) | add)") | join(" "))' |
		diff <(numa_maps $real/proc/188/numa_maps) -
	equal "$(smaps $real/proc/188/smaps | wc -l)" 39 mappings
	equal "$(json $real 188 '[.kinds[].kind] | sort')" \
		'["anon","device","file","heap","huge","shared","stack","vdso"]' kinds
	json $real 188 '.process | .huge > 0 and .hugetlb > 0 and .swapped > 0 and .zero > 0 and .device > 0 and .remote > 0'
}

@test "process: neighbours of one kind and name are merged" {
	described merged 'process 5 p 1 0 0
break 3000 4000
stack 1000
map 10000 1 r--p file /lib/a anon:0/DMA/0:1
map 11000 2 r--p file /lib/a file:1/DMA32/9:1
map 13000 1 r--p file /lib/b
map 14000 1 r--p anon -
map 15000 1 r--p shared -
map 17000 1 rw-p shared - shmem:0/DMA/0:1
map 18000 1 rw-p shared [anon_shmem:x]'
	equal "$("$MEMTOPO" process -s "$machine" 5 -nr -o start,end,pages,count,perms,kind,path,owners)" \
'0x10000 0x13000 3 2 r--p file /lib/a 0/DMA:1,1/DMA32:1
0x13000 0x14000 1 1 r--p file /lib/b -
0x14000 0x15000 1 1 r--p anon - -
0x15000 0x18000 2 2 mixed shared - 0/DMA:1
0x18000 0x19000 1 1 rw-p shared [anon_shmem:x] -' merged
	equal "$("$MEMTOPO" process -s "$machine" 5 -anr | wc -l)" 7 all
}

@test "process: of many nodes those with the most are named" {
	described nodes 'process 6 p 1 3 3
break 1000 1000
stack 1000
map 10000 1 r--p file /one anon:3/DMA32/3:1
map 20000 10 r--p file /two anon:5/DMA32/5:3 anon:3/DMA32/3:7
map 30000 8 r--p file /three anon:3/DMA32/3:2 anon:4/DMA32/4:4 anon:5/DMA32/5:2
map 40000 20 r--p file /four anon:1/DMA32/1:2 anon:9/DMA32/9:10 anon:7/DMA32/7:5 anon:2/DMA32/2:3
map 80000 20 r--p file /zones anon:0/DMA/0:6 anon:1/DMA32/1:10 anon:0/DMA32/0:4
map a0000 20 r--p file /none' machines/many-nodes
	equal "$("$MEMTOPO" process -s "$machine" 6 -nro name,nodes)" \
'one 3
two 3:70%,5:30%
three 4:50%,3:25%,5:25%
four 9:50%,7:25%,+2
zones 0:50%,1:50%
none -' nodes
}

# many COUNT: a process of so many mappings in $machine, each with one page more than the one before
many()
{
	described many "$(awk -v count="$1" 'BEGIN {
		print "process 8 many 1 0 0\nbreak 1000 1000\nstack 1000"
		for (i = 0; i < count; i++)
			printf "map 7f%08x000 %d rw-p file /%d anon:0/DMA32/1:%d\n", i * 128, count, i, i
	}')"
}

@test "process: people get the largest mappings, and what the others hold" {
	many 20
	"$MEMTOPO" process -s "$machine" 8 > "$BATS_TEST_TMPDIR/got"
	run -1 grep -- --all "$BATS_TEST_TMPDIR/got"
	many 50
	"$MEMTOPO" process -s "$machine" 8 > "$BATS_TEST_TMPDIR/got"
	equal "$(sed -n 's/^0x.* //p' "$BATS_TEST_TMPDIR/got" | paste -sd ' ')" \
		"$(seq 30 49 | paste -sd ' ')" "the largest, by address"
	# 0 + 1 + ... + 29 pages of 4 KiB
	grep -qx '30 more with 1.7M resident and 0B swapped out: --all shows them' "$BATS_TEST_TMPDIR/got"
	grep -q '^total  *50 ' "$BATS_TEST_TMPDIR/got"
	equal "$("$MEMTOPO" process -s "$machine" 8 -a | grep -c ^0x)" 50 "all of them"
	for option in -r -n -P '-o start,kind' --output-all; do
		# shellcheck disable=SC2086 # they are words
		equal "$("$MEMTOPO" process -s "$machine" 8 $option | grep -c 0x)" 50 "$option"
	done
	equal "$(json "$machine" 8 '.mappings | length')" 50 JSON
}

@test "process: no more mappings than a process may have take long" {
	described limit "$(awk 'BEGIN {
		print "process 9 limit 1 0 0\nbreak 1000 1000\nstack 1000"
		for (i = 0; i < 65530; i++)
			printf "map 7f%07x000 1 %s anon%d - anon:%d/DMA32/%d:1\n", i, i % 3 ? "rw-p" : "---p", i % 2, i % 2, i % 2 ? 9 : 1
	}')"
	timeout 60 "$MEMTOPO" process -s "$machine" 9 > "$BATS_TEST_TMPDIR/got"
	equal "$(sed -n 's/^total *\([0-9]*\) .*/\1/p' "$BATS_TEST_TMPDIR/got")" 65530 mappings
	equal "$(wc -l < "$BATS_TEST_TMPDIR/got")" 37 lines
	equal "$(timeout 60 "$MEMTOPO" process -s "$machine" 9 -anro start | wc -l)" 65530 all
}

@test "process: a wide terminal has room for the ends" {
	wide()
	{
		script -qec "stty cols $1; $MEMTOPO process -s $straddle 4711 ${*:2}" /dev/null < /dev/null |
			tr -d '\r' | grep START
	}
	wide 120 | grep -q 'START  *END  *SIZE'
	wide 80 | grep -q 'START SIZE'
	wide 120 -o kind,start | grep -qx 'KIND  *START'
}

@test "process: what may be torn says so" {
	machine_copy straddle
	sed -i '/places/s/consistent=1/consistent=0/' "$machine/$query/process_4711"
	# What of it does not add up is no complaint then.
	sed -i '/^huge 1/d' "$machine/$query/process_4711"
	run -0 --separate-stderr "$MEMTOPO" process -s "$machine" 4711 -nr
	equal "$stderr" "memtopo: note: memory changed while it was read; the answer may be torn" note
	machine_copy straddle
	sed -i 's/generation=0/generation=3/' "$machine/$query/process_4711"
	run -0 --separate-stderr "$MEMTOPO" process -s "$machine" 4711 -nr
	equal "$stderr" "memtopo: note: memory changed while it was read; the answer may be torn" generation
}

@test "process: who is asked about" {
	run -1 --separate-stderr "$MEMTOPO" process -s $straddle 4712
	equal "$stderr" "memtopo: $straddle: no answer to 'process 4712' was recorded" "another process"
	for pid in self 0 -1 1x '' 4194304 18446744073709551617; do
		run -2 --separate-stderr "$MEMTOPO" process -s $straddle -- "$pid"
	done
	run -2 --separate-stderr "$MEMTOPO" process -s $straddle
	run -2 --separate-stderr "$MEMTOPO" process -s $straddle 1 2
	machine_copy straddle
	for reason in 'ESRCH:no such process, or it has ended' \
		'ENODATA:a thread of the kernel has no address space of its own'; do
		printf '# memtopo 1 refused generation=0 consistent=1\nkey value\nerrno %s\n' "${reason%%:*}" \
			> "$machine/$query/process_2"
		run -1 --separate-stderr "$MEMTOPO" process -s "$machine" 2
		equal "$stderr" "memtopo: $machine/$query/process_2: process 2: ${reason#*:}" "${reason%%:*}"
	done
}

@test "process: answers that contradict themselves" {
	answer=$query/process_4711
	damaged $answer '1s/ process / mappings /' ":1: table 'mappings' where 'process' is expected"
	damaged $answer '/^pid/d' ": no key 'pid': is the file cut off?"
	damaged $answer 's/^brk .*/brk 123/' ":14: value '123' is not an address"
	damaged $answer 's/^cpu .*/cpu 65536/' ":7: value '65536' is too large"
	damaged $answer 's/^cpu_node .*/cpu_node 7/' ": cpu_node 7 is not in the nodes table"
	damaged $answer 's/^tgid/pid/' ":4: key 'pid' is there twice"
	damaged $answer 's/^mappings 16/mappings 17/' ": 16 mappings, but the process counts 17: is the file cut off?"
	damaged $answer 's/^pages 3795/pages 3796/' ": mappings of 3795 pages, but the process counts 3796"
	damaged $answer '/^0x7f5000000000/d' ": 15 mappings, but the process counts 16: is the file cut off?"
	damaged $answer '29s/ owners$//' ":29: no column 'owners'"
	damaged $answer '/places/,$d' ": no table 'places': is the answer cut off?"
	damaged $answer '$p' ": places of kind 'vdso' in zone 0/DMA32 have more pages than the mappings"
	damaged $answer '$d' ": places of kind 'vdso' lack pages: is the file cut off?"
	damaged $answer '$s/.*/&\n# memtopo 1 more generation=0 consistent=1\na\n1/' ":60: more than the answer to one request"
}

@test "process: mappings that no process has" {
	answer=$query/process_4711
	damaged $answer '30s/^0x55d0bf000000/0x55d0bf000001/' ":30: start '0x55d0bf000001' is not where a page starts"
	damaged $answer '30s/0x55d0bf00a000/0x55d0bf00a001/' ":30: end '0x55d0bf00a001' is not where a page after start ends"
	damaged $answer '30s/0x55d0bf00a000/0x55d0bf000000/' ":30: end '0x55d0bf000000' is not where a page after start ends"
	damaged $answer '30s/0x55d0bf00a000/0x55d0bf00b000/' ":31: start '0x55d0bf00a000' is out of order or there twice"
	damaged $answer '30s/^0x/0X/' ":30: start '0X55d0bf000000' is not an address"
	damaged $answer '30s/^0x55d0bf/0x155d0bf555555555/' ":30: start '0x155d0bf555555555000000' is too large"
	damaged $answer '30s/r--p/r--x/' ":30: perms 'r--x' is not a set of permissions"
	damaged $answer '30s/ 4096 / 2048 /' ":30: page_size '2048' makes no sense"
	damaged $answer '30s/file/fi,le/' ":30: kind 'fi,le' is not a name"
	damaged $answer '30s/ 8 0 8 / 11 0 11 /' ":30: resident '11' is more than is left of the mapping"
	damaged $answer '33s/ 5 0 0 / 99 0 0 /' ":33: swapped '99' is more than is left of the mapping"
	# 32 of 64 are resident.
	damaged $answer '33s/ 5 0 0 / 33 0 0 /' ":33: swapped '33' is more than is left of the mapping"
	damaged $answer '30s/ 8 0 8 0 / 8 0 9 0 /' ":30: file '9' is more than is left of resident"
	damaged $answer '30s/ 8 0 8 0 / 8 0 7 0 /' ":30: resident '8' is not what its parts add up to"
	damaged $answer '31s/ 30 34 / 35 34 /' ":31: large '35' is more than is resident"
	damaged $answer '31s/1.DMA32:4/1\/DMA32:5/' ":31: owners '0/DMA32:30,1/DMA32:5' has more pages than resident"
	damaged $answer '31s/,1.DMA32:4//' ":31: owners '0/DMA32:30' has fewer pages than resident"
	damaged $answer '31s/1.DMA32:4/1:4/' ":31: owners '0/DMA32:30,1:4' is not a list of NODE/ZONE:PAGES"
	# Kinds that no module has, one in each mapping.
	described kinds "$(awk 'BEGIN {
		print "process 4711 k 1 0 0\nbreak 1000 1000\nstack 1000"
		for (i = 0; i < 33; i++)
			printf "map 7f%07x000 1 rw-p kind%d -\n", i, i
	}')"
	run -1 --separate-stderr "$MEMTOPO" process -s "$machine" 4711
	equal "$stderr" "memtopo: $machine/$answer:62: kind 'kind32' is one kind more than any module has" kinds
}

@test "process: places that this machine does not have" {
	answer=$query/process_4711
	damaged $answer 's,0/DMA:3,0/Movable:3,' ": places of kind 'shared' in zone 0/DMA have more pages than the mappings"
	damaged $answer 's,0/DMA:3,7/DMA:3,' ": mapping 0x7f2000000000: zone 7/DMA is not in the zones table"
	damaged $answer 's,0/DMA:3,0/Extra:3,' ": mapping 0x7f2000000000: zone 0/Extra is not in the zones table"
	damaged $answer 's/^shared 0 DMA /shared 0 Extra /' ": places of kind 'shared' in zone 0/Extra are in none of the zones table"
	damaged $answer 's/^shared 0 DMA /shared 9 DMA /' ": places of kind 'shared' in zone 9/DMA are in none of the zones table"
	damaged $answer 's/^shared 0 DMA /sharing 0 DMA /' ": places of kind 'sharing' in zone 0/DMA are of no mapping"
	damaged $answer 's/^shared 0 DMA 0 /shared 0 DMA - /' ":54: section '-' does not go with the memory model"
	damaged $answer 's/^shared 0 DMA 0 /shared 0 DMA 33554432 /' ":54: section '33554432' is beyond what the kernel can address"
	damaged $answer 's/^(anon 1 Movable 18) 512 512/\1 512 513/' ":52: huge '513' is more than there are pages"
	damaged $answer 's/^(huge 1 DMA32 11) 512 0 512/\1 512 1 512/' ":56: hugetlb '512' is more than is left of the pages"
	damaged $answer 's/^(anon 1 Movable 18) 512 512/\1 512 511/' \
		": places of kind 'anon' lack pages: is the file cut off?"
	damaged $answer 's/^(huge 1 DMA32 11) 512 0 512/\1 512 512 0/' \
		": places of kind 'huge' in zone 1/DMA32 have more pages than the mappings"
	# A section that is not there is seen where sections are asked for.
	machine_copy straddle
	sed -i 's/^shared 0 DMA 0 /shared 0 DMA 17 /' "$machine/$answer"
	"$MEMTOPO" process -s "$machine" 4711 >/dev/null
	run -1 --separate-stderr "$MEMTOPO" process -s "$machine" 4711 -a
	equal "$stderr" "memtopo: $machine/$answer: places of kind 'shared' in zone 0/DMA are in no section of the sections table" section
}

@test "process: lists of names that no kernel writes" {
	maps=proc/4711/maps
	damaged $maps '2s/^/x/' ":2: not the next mapping of a process"
	damaged $maps '2s/-/ /' ":2: not the next mapping of a process"
	damaged $maps '2s/ .*//' ":2: not the next mapping of a process"
	damaged $maps '2s/1002/1x/' ":2: not the next mapping of a process"
	damaged $maps '2s/00000000/0000000g/' ":2: not the next mapping of a process"
	damaged $maps '2h;2G' ":3: not the next mapping of a process"
	damaged $maps '1s/^55d0bf000000/f5d0bf000000/' ":1: not the next mapping of a process"
	damaged $maps 'sh:truncate -s -1 maps' ":16: the line is cut off"
	damaged $maps 'sh:rm maps; mkdir maps' ": not a regular file"
	damaged $maps 'sh:rm maps; mkfifo maps' ": not a regular file"
}
