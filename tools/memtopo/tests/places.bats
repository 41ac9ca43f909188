# SPDX-License-Identifier: GPL-2.0
# Where addresses and page frames are: where and translate. What they print of
# the recorded answers is in expected/; here it is held against something else.

load common

walks=machines/walks
answers=sys/kernel/debug/memtopo/query

# place ARGUMENT...: the one row of where on the machine that is damaged, or that is not
place()
{
	"$MEMTOPO" where -s "${machine:-$walks}" -J "$@" | jq -c '.where[0]'
}

# fails REASON ARGUMENT...: failure, told in one line
fails()
{
	local reason=$1

	shift
	run -1 --separate-stderr "$MEMTOPO" "$@"
	equal "$stderr" "memtopo: $reason" "complaint"
	equal "$output" "" "output"
}

# answer_edit NAME EDIT: damages an answer of a copy of the machine, by sed -E
answer_edit()
{
	machine_copy walks
	sed -i -E "$2" "$machine/$answers/$1"
}

# refuses NAME EDIT REASON: wants exactly that complaint about the damaged answer
refuses()
{
	local kind number address path

	answer_edit "$1" "$2"
	path=$machine/$answers/$1
	IFS=_ read -r kind number address <<< "$1"
	if [[ $kind == user ]]; then
		fails "$path$3" translate -s "$machine" "$number" "$address"
		fails "$path$3" translate -s "$machine" "$number" "$address" --json
		fails "$path$3" where -s "$machine" -p "$number" "$address"
	else
		fails "$path$3" where -s "$machine" "$number"
	fi
}

# doubts NAME EDIT NOTE: the answer is printed, with that note
doubts()
{
	local kind number address

	answer_edit "$1" "$2"
	IFS=_ read -r kind number address <<< "$1"
	run -0 --separate-stderr "$MEMTOPO" translate -s "$machine" "$number" "$address"
	equal "$stderr" "memtopo: note: $3" "note"
	[[ $output == *"is an address of process $number"* ]]
}

@test "a number is taken for what it looks like" {
	equal "$(place 1062480 | jq -c '[.kind, .pfn]')" '["page",1062480]' decimal
	equal "$(place 0x103650abc | jq -c '[.kind, .pfn, .physical]')" \
		'["physical",1062480,4351920828]' "low hexadecimal"
	equal "$(place 0x4000000000000000 2>/dev/null | jq -c '[.kind, .state]')" \
		'["physical","absent"]' "still hexadecimal, but low"
	equal "$(place 0xffff888103650abc | jq -c '[.kind, .pfn, .physical]')" \
		'["kernel",1062480,4351920828]' "high hexadecimal"
	equal "$(place -p 1234 0x7f5a3c2010f8 | jq -c '[.kind, .pid, .pfn]')" \
		'["user",1234,1062480]' "of a process"
	equal "$(place -p 1234 0xffff888103650abc | jq -c '[.kind, .pid]')" \
		'["kernel",null]' "of the kernel, whatever the process"
	equal "$(place -p 1234 140025532518648 | jq -c '[.kind, .pfn]')" \
		'["user",1062480]' "decimal of a process"
	equal "$(place 0xffffea0004000048 | jq .struct_page_of)" \
		"$((0x4000048 / 64))" "whose struct page"
}

@test "what is no number is wrong usage" {
	for text in 12x 0x +1 1.5 0x1g 0x12345678901234567 18446744073709551616 7f5a3c2010f8; do
		run -2 --separate-stderr "$MEMTOPO" where -s "$walks" "$text"
		[[ ${stderr_lines[0]} == "memtopo: '$text' is "* ]]
		run -2 --separate-stderr "$MEMTOPO" translate -s "$walks" 1234 "$text"
		[[ ${stderr_lines[0]} == "memtopo: '$text' is "* ]]
	done
	run -2 --separate-stderr "$MEMTOPO" where -s "$walks" 7f5a3c2010f8
	[[ ${stderr_lines[0]} == *'did you mean 0x7f5a3c2010f8?' ]]
	for arguments in 'where' 'translate' 'translate 1234' 'translate 0 0x1' 'translate -1 0x1' \
		'translate 4194304 0x1' 'translate x 0x1' 'translate 1234 0x1 0x2' \
		'translate -p 1 1234 0x1' 'translate -o pfn 1234 0x1' 'translate -r 1234 0x1' \
		'where -o pfm 1' 'where -p 0 0x1'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$MEMTOPO" $arguments -s "$walks"
	done
}

@test "each refusal of the module is told in a line" {
	while IFS='|' read -r kind error reason; do
		machine_copy walks
		case $kind in
		user) name=user_1_0x1000 request='user 1 0x1000' command='translate 1 0x1000' ;;
		kernel) name=kernel_0xffff000000001000 request='kernel 0xffff000000001000'
			command='where 0xffff000000001000' ;;
		phys) name=phys_0x1000 request='phys 0x1000' command='where 0x1000' ;;
		*) name=page_1 request='page 1' command='where 1' ;;
		esac
		printf '# memtopo 1 refused generation=0 consistent=1\nkey value\nerrno %s\n' \
			"$error" > "$machine/$answers/$name"
		# shellcheck disable=SC2086 # words
		fails "$machine/$answers/$name: $request: $reason" $command -s "$machine"
	done <<-END
		user|EINVAL|not a request that this module understands
		user|E2BIG|too long for a request
		user|ERANGE|beyond all addresses of a process
		kernel|ERANGE|no address of the kernel
		phys|ERANGE|beyond all physical addresses of this machine
		page|ERANGE|beyond all page frames of this machine
		user|ESRCH|no such process, or it has ended
		user|ENODATA|a thread of the kernel has no address space of its own
		user|EFAULT|no mapping of the process is there
		kernel|EFAULT|nothing is mapped there
		user|EPERM|it takes CAP_SYS_ADMIN, and no lockdown of the kernel
		kernel|EPERM|it takes CAP_SYSLOG, too, and no lockdown of the kernel
		user|EBUSY|the module is busy with another request
		page|EINTR|interrupted
		user|EOPNOTSUPP|page tables of this architecture are not known
		kernel|EAGAIN|it changes faster than it can be looked at: try again
	END
	fails "$walks: no answer to 'user 5 0x1000' was recorded" translate -s "$walks" 5 0x1000
	refuses user_99_0x1000 's/ESRCH/ENOENT/' ':3: no reason to refuse an answer'
	refuses user_99_0x1000 's/errno/reason/' ": no key 'errno': is the file cut off?"
}

@test "one number that fails does not keep the others from their answers" {
	run -1 --separate-stderr "$MEMTOPO" where -s "$walks" -J 0xffffc8ffffffffff 1062480 \
		0x8000000000000000 786432
	equal "$(jq -c '[.where[].asked]' <<< "$output")" '["1062480","786432"]' answers
	equal "${#stderr_lines[@]}" 2 complaints
	[[ ${stderr_lines[0]} == *': nothing is mapped there' ]]
	[[ ${stderr_lines[1]} == *': no address of the kernel' ]]
}

# Of answers that were made up, and of those of a machine with five levels.
@test "the entries of a walk are those that the address leads to" {
	for answer in {"$walks",machines/vm-la57}/"$answers"/user_*; do
		[[ $(sed -n 1p "$answer") == *address* ]] || continue
		IFS=_ read -r _ pid address <<< "${answer##*/}"
		"$MEMTOPO" translate -s "${answer%/sys/*}" "$pid" "$address" -J > "$BATS_TEST_TMPDIR/walk"
		# The indices are the digits of the address, and the tables are chained.
		jq -e --argjson address "$((${answer##*_}))" '
			(.levels | last.size) as $size | ([.levels[] | .index * .size] | add) as $sum |
			$sum == $address - $address % $size and
			([.levels[:-1][].state] | all(. == "table")) and
			(.levels | last.state) == .address.state and
			(.page == null) == (.address.pfn == null)' "$BATS_TEST_TMPDIR/walk"
		# The frame of the next table is in the entry.
		jq -r '[.levels[:-1], .levels[1:]] | transpose[] |
			"\(.[0].entry) \(.[1].table_pfn)"' "$BATS_TEST_TMPDIR/walk" > "$BATS_TEST_TMPDIR/tables"
		while read -r entry frame; do
			equal "$(((entry & 0xffffffffff000) >> 12))" "$frame" "table of ${answer##*_}"
		done < "$BATS_TEST_TMPDIR/tables"
		jq -e '.page == null or (.page.physical == .page.pfn * 4096 and
			.address.pfn == .page.pfn and .address.distance == .page.cpu_distance)' "$BATS_TEST_TMPDIR/walk"
	done
}

@test "where a walk ends is told in a sentence" {
	while IFS='|' read -r address sentence; do
		"$MEMTOPO" translate -s "$walks" 1234 "$address" | grep -qF "  $sentence"
		"$MEMTOPO" where -s "$walks" -p 1234 "$address" | grep -qF "  $sentence"
	done <<-END
		0x7f5a3c300000|No page yet
		0x7f5a3c203000|The page is swapped out
		0x7f5a3c204000|The page is being moved
		0x7f5a3c205000|The page is there, but the next access faults: NUMA balancing
		0x7f5a3d000123|The page is there, but the mapping lets nobody access it
		0x7f5a3c206000|The page was lost to broken memory
		0x7f5a3c207000|No page, but a mark
		0x7f5a3c208000|It is the page of zeros
		0x7f5a00201008|It is a page of hugetlbfs
		0x7f5a20005010|One entry maps a huge page
		0x7f5a30000000|It is no memory that the page allocator has
	END
	while IFS='|' read -r edit sentence; do
		answer_edit user_1234_0x7f5a3c2010f8 "$edit"
		"$MEMTOPO" translate -s "$machine" 1234 0x7f5a3c2010f8 | grep -qF "  $sentence"
	done <<-END
		/^state/s/page/device/|The page is in memory that only a device can reach
		/^state/s/page/exclusive/|A device has the page for itself
		/^state/s/page/unknown/|The entry is of a kind that memtopo does not know
		/^flags/s/active/hwpoison/|The memory of this page is broken
		/^flags/s/active/ksm/|KSM lets others
		s/^state online/state device/|It is the memory of a device
		/^state/s/page/none/;s/^mapping_kind.*/mapping_kind file/|No page yet: it was never touched here
		/^state/s/page/none/;s/^mapping_kind.*/mapping_kind huge/|No page yet: the next access gets one from the pool
	END
	# A word of later days is none to say anything of.
	answer_edit user_1234_0x7f5a3c2010f8 '/^state/s/page/ethereal/'
	"$MEMTOPO" translate -s "$machine" 1234 0x7f5a3c2010f8 > /dev/null
}

@test "names of mappings and processes are those of the kernel's files" {
	equal "$(place -p 1234 0x7f5a00201008 | jq -r .mapping)" "/dev/hugepages/a (deleted)" name
	equal "$(place -p 1234 0x7f5a3c2010f8 | jq -r .mapping)" null "no name"
	"$MEMTOPO" translate -s "$walks" 1234 0x55d0c0000040 | grep -qx ' *0x55d0c0000040 is an address of process 1234 (place)'
	machine_copy walks
	# Of a mapping that is another by now there is no name; what does not print does not.
	for end in 7f5a00300000 7f5a00500000; do
		sed -i -E "s/^(7f5a00000000)-[0-9a-f]+/\1-$end/" "$machine/proc/1234/maps"
		equal "$(place -p 1234 0x7f5a00201008 | jq -r .mapping)" null "another mapping"
	done
	printf 'a\033b\n' > "$machine/proc/1234/comm"
	sed -i 's,/usr/local/bin/place,/a\x1b[2J\xc3\xa4 b,' "$machine/proc/1234/maps"
	"$MEMTOPO" translate -s "$machine" 1234 0x55d0c0000040 > "$BATS_TEST_TMPDIR/got"
	grep -qx '0x55d0c0000040 is an address of process 1234 (a?b)' "$BATS_TEST_TMPDIR/got"
	grep -qx ' *//*a?\[2J?? b' "$BATS_TEST_TMPDIR/got"
	rm "$machine/proc/1234/comm" "$machine/proc/1234/maps"
	equal "$(place -p 1234 0x7f5a00201008 | jq -c '[.mapping, .pfn]')" '[null,1064961]' "no files"
	for edit in '2s/-/ /' '2s/^/x/' '2s/55d0c1a00000/55d0c0000000/' '2s/c1a21000/c1000000/' \
		'2s/rw-p.*//' '2s/^55/55555555555555555/'; do
		machine_copy walks
		sed -i "$edit" "$machine/proc/1234/maps"
		fails "$machine/proc/1234/maps:2: not the next mapping of a process" \
			translate -s "$machine" 1234 0x55d0c0000040
	done
	machine_copy walks
	truncate -s -1 "$machine/proc/1234/maps"
	fails "$machine/proc/1234/maps:8: the line is cut off" translate -s "$machine" 1234 0x55d0c0000040
}

@test "damaged answers are refused with a reason" {
	local user=user_1234_0x7f5a3c2010f8

	refuses $user '1s/address/level/' ":1: table 'level' where 'address' is expected"
	refuses $user '1s/memtopo 1/memtopo 2/' ':1: format 2 is newer than this memtopo understands (1)'
	refuses $user '1s/consistent=1/consistent=7/' ":1: 'consistent=7' is not a word of the first line"
	refuses $user 's/^address .*/address 0x7f5a3c2010f9/' \
		": table 'address': kind, pid and address are not those asked about"
	refuses $user 's/^pid .*/pid 1235/' ": table 'address': kind, pid and address are not those asked about"
	refuses $user 's/^kind user/kind kernel/' \
		": table 'address': kind, pid and address are not those asked about"
	refuses $user 's/^state page/state -/' ": table 'address': region or state is missing"
	refuses $user 's/^region user/region -/' ": table 'address': region or state is missing"
	refuses $user 's/^address 0x/address /' ":5: value '7f5a3c2010f8' is not an address"
	refuses $user 's/^address .*/address 0x17f5a3c2010f800000/' \
		":5: value '0x17f5a3c2010f800000' is too large"
	refuses $user 's/^cpu .*/cpu 65536/' ":16: value '65536' is too large"
	refuses $user 's/^cpu_node .*/cpu_node 4096/' ":17: value '4096' is too large"
	refuses $user 's/^distance .*/distance 256/' ":18: value '256' is too large"
	refuses $user 's/^distance .*/distance ten/' ":18: value 'ten' is not a number"
	refuses $user 's/^mapping_start .*/mapping_start 0x7f5a3c202000/' \
		": table 'address': mapping_start and mapping_end do not enclose address"
	refuses $user 's/^mapping_end .*/mapping_end -/' \
		": table 'address': mapping_start and mapping_end do not enclose address"
	refuses $user 's/^physical 0x1036500f8/physical 0x1036500f0/' \
		": table 'address': physical is not where pfn and address are"
	refuses $user 's/^pfn 1062480/pfn 4503599627370495/' ": table 'address': pfn has no address"
	refuses $user '/^perms/d' ": no key 'perms': is the file cut off?"
	refuses $user '/^perms/p' ":10: key 'perms' is there twice"

	refuses $user 's/^level index/levels index/' ":20: no column 'level'"
	refuses $user 's/^pud /pxd /' ":22: level 'pxd' is no level of page tables"
	refuses $user 's/^pud /pte /' ": table 'levels': pmd is out of order or there twice"
	refuses $user 's/^pud /pgd /' ": table 'levels': pgd is out of order or there twice"
	refuses $user '/^pmd /p' ": table 'levels': pmd is out of order or there twice"
	refuses $user '/^pud /s/1073741824/2097152/' ": table 'levels': pmd is out of order or there twice"
	refuses $user '/^pud /s/1073741824/1073741823/' ":22: size '1073741823' is not what an entry can map"
	refuses $user '/^pte /s/4096/2048/' ":24: size '2048' is not what an entry can map"
	refuses $user '/^pud /s/ table / page /' ": table 'levels': pud is no table, but a level follows"
	refuses $user '/^pte /d' ": table 'levels': pmd leads to no level that is there"
	refuses $user '/^pte /s/ 1 / 65536 /' ":24: index '65536' is too large"
	refuses $user '/^pte /s/ 0x8000000103650067/ 0x18000000103650067/' \
		":24: entry '0x18000000103650067' is too large"
	refuses $user '/^pte /s/ 0x8000000103650067/ 8000000103650067/' \
		":24: entry '8000000103650067' is not an address"
	refuses $user '/^pte /s/ 1067301 / 4503599627370495 /' ": table 'levels': table_pfn has no address"
	refuses $user '/^pte /s/,nx/,,nx/' \
		":24: bits 'present,writable,user,accessed,dirty,,nx' is not a list of words"
	refuses $user '/^pte /s/ -/ - -/' ':24: 12 fields where 11 are expected'

	refuses $user '25,$d' ": no table 'page': is the answer cut off?"
	refuses $user '/memtopo 1 page/,$s/^pfn .*/pfn 1062481/' \
		": table 'page': pfn is not the page frame asked about"
	refuses $user '/memtopo 1 page/,$s/^physical .*/physical 0x1000/' \
		": table 'page': physical is not where pfn is"
	refuses $user 's/^state online/state -/' ": table 'page': state is missing"
	refuses $user 's/^head_pfn .*/head_pfn 4503599627370495/' ": table 'page': head_pfn has no address"
	refuses $user 's/^order .*/order 64/' ":34: value '64' is too large"
	refuses $user 's/^flags .*/flags ,lru/' ":30: value ',lru' is not a list of words"
	refuses $user "\$s/\$/\\n# memtopo 1 page generation=0 consistent=1/" \
		':45: more than the answer to one request'
	refuses page_1062480 's/^pfn .*/pfn 1062481/' ": table 'page': pfn is not the page frame asked about"
	refuses page_1062480 's/^key /clue /' ":2: no column 'key'"
	refuses phys_0x103650abc '2,$d' ':2: no column names: the file is cut off'
}

@test "what contradicts itself or the layout is printed with a note" {
	local user=user_1234_0x7f5a3c2010f8

	doubts $user '/^pte /s/ 1 / 2 /' 'entry 2 of the pte is not the one of 0x7f5a3c2010f8, which is 1'
	doubts $user 's/^node .*/node 0/;s/^distance 10/distance 20/' \
		'page frame 1062480 says it is of node 0, zone Normal, which does not span it'
	doubts $user 's/^zone .*/zone Norm/' \
		'page frame 1062480 says it is of node 1, zone Norm, which is not in the zones table'
	doubts $user 's/^section .*/section 31/' 'page frame 1062480 is not in section 31, but in 32'
	doubts $user 's/^head_pfn .*/head_pfn 1062470/' \
		'page frame 1062480 is not in the folio of order 0 at 1062470'
	doubts $user 's/^distance .*/distance 21/' \
		'the distance from node 1 to node 1 is 21 here, but 10 in the distances table'
	doubts $user '1s/consistent=1/consistent=0/' \
		'memory changed while it was read; the answer may be torn'
	doubts $user 's/generation=0/generation=1/' \
		'memory changed while it was read; the answer may be torn'
	machine_copy walks
	sed -i '/^32 /s/PMOE/PME/' "$machine/proc/memtopo/sections"
	run -0 --separate-stderr "$MEMTOPO" where -s "$machine" 1062480
	equal "$stderr" "memtopo: note: page frame 1062480 is online, but section 32 of the sections table is not" note
}

# The frames of a recording without answers, by awk from its sections.
@test "without an answer the layout tells of page frames" {
	for name in straddle vm-hole offline-dimm device no-vmemmap; do
		machine=machines/$name
		sections=$machine/proc/memtopo/sections
		pages=$(($(fact "$machine" section_size) / $(fact "$machine" page_size)))
		awk -v pages="$pages" 'NR > 2 {
			state = $3 ~ /O/ ? "online" : $3 ~ /D/ ? "device" : "offline"
			# The last frame of a section is of its last subsection.
			split($6, ranges, /[-,]/)
			n = split($6, ranges, /[-,]/)
			whole = $6 == "-" || $6 ~ /^0-[0-9]+$/ && (!last || ranges[n] == last)
			if (!last)
				last = ranges[n]
			if (whole)
				print $2 + pages - 1, state, $1, $7 == "-" ? "null" : $7
		}' "$sections" > "$BATS_TEST_TMPDIR/frames"
		[[ -s $BATS_TEST_TMPDIR/frames ]]
		# shellcheck disable=SC2046 # a list of frames
		"$MEMTOPO" where -s "$machine" -J $(cut -d ' ' -f 1 "$BATS_TEST_TMPDIR/frames") 2> "$BATS_TEST_TMPDIR/notes" |
			jq -r '.where[] | "\(.pfn) \(.state) \(.section) \(.memory_block)"' |
			diff "$BATS_TEST_TMPDIR/frames" -
		equal "$(grep -c "^memtopo: note: of page frame [0-9]* only the layout tells: $machine: no answer to 'page [0-9]*' was recorded$" \
			"$BATS_TEST_TMPDIR/notes")" "$(wc -l < "$BATS_TEST_TMPDIR/frames")" "notes of $name"
	done
	# Section 8 of it is of two nodes, section 16 has some of its subsections.
	machine=machines/straddle
	equal "$(place 281599 2>/dev/null | jq -c '[.node, .zone]')" '[0,"DMA32"]' "below the border"
	equal "$(place 281600 2>/dev/null | jq -c '[.node, .zone]')" '[1,"DMA32"]' "above it"
	equal "$(place 524288 2>/dev/null | jq -c '[.state, .hole]')" '["absent","absent subsections"]' "absent subsection"
	equal "$(place 526336 2>/dev/null | jq -c '[.state, .hole]')" '["online",null]' "present subsection"
	equal "$(place 560000 2>/dev/null | jq -c '[.state, .hole]')" '["absent","inside node 1"]' "hole"
	machine=machines/flatmem
	equal "$(place "$(($(fact $machine mem_map_start_pfn) + 1))" 2>/dev/null | jq -c '[.state, .section]')" \
		'["online",null]' "mem_map"
	equal "$(place "$(fact $machine mem_map_pages)0" 2>/dev/null | jq -r .state)" absent "beyond mem_map"
	fails "page frame 4503599627370495 has no address" where -s "$machine" 4503599627370495
}

@test "where there is no memory it is told who has the address" {
	equal "$(place 786432 | jq -c '[.state, .hole, .owner]')" \
		'["absent","PCI hole","PCI Bus 0000:00"]' "hole"
	equal "$(place 0xfd000010 | jq -c '[.state, .hole, .owner]')" \
		'["absent","PCI hole","0000:00:01.0"]' "device"
	equal "$(place 1600000 | jq -c '[.state, .hole, .owner]')" \
		'["absent","above all memory",null]' "beyond"
	equal "$(place 460800 | jq -c '[.state, .hole, .owner]')" '["online",null,"Kernel code"]' "kernel"
}

@test "pictures of places fit, in colours and without UTF-8" {
	for width in 60 80 133; do
		for answer in "$walks/$answers"/*; do
			IFS=_ read -r kind number address <<< "${answer##*/}"
			arguments=(where -a "$number")
			[[ $kind != user ]] || arguments=(translate "$number" "$address")
			COLUMNS=$width LC_ALL=C.UTF-8 "$MEMTOPO" -s "$walks" "${arguments[@]}" \
				> "$BATS_TEST_TMPDIR/got" 2>/dev/null || [[ ! -s $BATS_TEST_TMPDIR/got ]]
			[[ $(LC_ALL=C.UTF-8 wc -L < "$BATS_TEST_TMPDIR/got") -le $width ]]
			"$MEMTOPO" -s "$walks" "${arguments[@]}" 2>/dev/null |
				LC_ALL=C awk '/[^ -~]/ { exit 1 }'
		done
	done
	"$MEMTOPO" -s "$walks" translate 1234 0x7f5a3c2020f8 --color=always > "$BATS_TEST_TMPDIR/colours"
	grep -q $'\033\\[32mnode 1' "$BATS_TEST_TMPDIR/colours"
	equal "$(sed 's/\x1b\[[0-9;]*m//g' "$BATS_TEST_TMPDIR/colours")" \
		"$("$MEMTOPO" -s "$walks" translate 1234 0x7f5a3c2020f8)" "without colours"
}

@test "answers cut off and damaged at random are survived" {
	machine_copy walks
	"$SWEEP" answers "$machine" 100 2> "$BATS_TEST_TMPDIR/got"
	files=("$walks/$answers"/*)
	equal "$(awk '{ print $1 + $3 }' "$BATS_TEST_TMPDIR/got")" \
		"$(($(cat "${files[@]}" | wc -c) + 101 * ${#files[@]}))" "answers tried"
	diff -r "$walks" "$machine"
}

@test "record -p takes the process along" {
	machine_copy walks
	printf '# memtopo 1 process generation=0 consistent=1\nkey value\npid 1234\n' \
		> "$machine/$answers/process_1234"
	copy=$BATS_TEST_TMPDIR/copy
	run -0 "$MEMTOPO" -s "$machine" record -p 1234 "$copy"
	equal "$output" "9 files recorded; 'memtopo -s $copy' shows them" message
	cmp "$machine/$answers/process_1234" "$copy/$answers/process_1234"
	diff -r "$machine/proc" "$copy/proc"
	# Without a process there is no recording of one, and none of the machine either.
	fails "$machine: no answer to 'process 99' was recorded" -s "$machine" record -p 99 "$copy.99"
	equal "$(find "$copy.99" -mindepth 1 2>/dev/null)" "" "what is left"
	# The names need not be there.
	rm -r "$machine/proc/1234"
	run -0 "$MEMTOPO" -s "$machine" record -p 1234 "$copy.unnamed"
	equal "$output" "7 files recorded; 'memtopo -s $copy.unnamed' shows them" message
}
