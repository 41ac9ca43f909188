# SPDX-License-Identifier: GPL-2.0
# memtopo diff: what is different between two machines.

load common

# differ ARGUMENT...: its rows, without headings
differ()
{
	"$MEMTOPO" diff -nr "$@"
}

# online SECTION...: puts sections of the copy in $machine online, in zone Normal
online()
{
	local section

	for section in "$@"; do
		sed -i -E "s|^($section [0-9]+) PM - -|\1 PMO 0:32768 0/Normal:32768|" \
			"$machine/proc/memtopo/sections"
	done
}

# pairs: every machine with the next one, and a few that have little in common
pairs()
{
	local list=(machines/*) i

	for i in "${!list[@]}"; do
		echo "${list[i]} ${list[(i + 1) % ${#list[@]}]}"
	done
	for i in flatmem many-nodes sparse-ids no-vmemmap; do
		echo "machines/$i machines/three"
	done
}

same_pages()
{
	[[ $(fact "$1" page_size) == "$(fact "$2" page_size)" ]]
}

@test "a machine does not differ from itself" {
	for a in machines/*; do
		equal "$("$MEMTOPO" diff "$a" "$a")" "No difference." "$a"
		equal "$("$MEMTOPO" diff "$a" "$a" --all)" "No difference." "$a"
		equal "$(differ "$a" -s "$a")" "" "$a and now"
		equal "$("$MEMTOPO" diff "$a" "$a" -aJ | jq -c .)" '{"changes":[]}' "$a"
	done
}

@test "differences are those of the files" {
	while read -r a b; do
		same_pages "$a" "$b" || continue
		awk -v before="$a" -v after="$b" -f changes.awk | LC_ALL=C sort \
			> "$BATS_TEST_TMPDIR/expected"
		[[ -s $BATS_TEST_TMPDIR/expected ]]
		differ -ab "$a" "$b" |
			awk '$1 != "hole" && ($1 != "section" || $4 ~ /^(flags|zones|nodes)$/)' |
			LC_ALL=C sort | diff -u "$BATS_TEST_TMPDIR/expected" -
	done < <(pairs)
}

@test "there and back are mirror images" {
	back='{"added": "removed", "removed": "added", "online": "offline",
		"offline": "online", "changed": "changed"} as $word | .changes[] |
		[.object, .name, $word[.change], .field, .after, .before]'
	there='.changes[] | [.object, .name, .change, .field, .before, .after]'
	while read -r a b; do
		same_pages "$a" "$b" || continue
		for all in '' --all; do
			"$MEMTOPO" diff "$a" "$b" -J $all | jq -c "$there" | sort > "$BATS_TEST_TMPDIR/there"
			"$MEMTOPO" diff "$b" "$a" -J $all | jq -c "$back" | sort > "$BATS_TEST_TMPDIR/back"
			[[ -s $BATS_TEST_TMPDIR/there ]]
			diff "$BATS_TEST_TMPDIR/there" "$BATS_TEST_TMPDIR/back"
		done
	done < <(pairs)
}

@test "two machines, by hand" {
	differ machines/one machines/memoryless | diff - <(cat <<-'END'
		machine - changed nodes_possible 1 3
		machine - changed topology uma numa
		node 0 changed spanned_pages 512M 1G
		node 0 changed present_pages 511.6M 1023.6M
		node 0 changed managed_pages 501.4M 1003.1M
		node 0 changed memmap_pages 8M 16M
		node 0 changed cpus 0-3 0-1
		node 1 added states - possible,online,cpu
		node 1 added cpus - 2-3
		node 2 added states - possible,online,normal_memory,memory,cpu
		node 2 added start_pfn - 262144
		node 2 added spanned_pages - 1G
		node 2 added present_pages - 1G
		node 2 added managed_pages - 1003.5M
		node 2 added memmap_pages - 16M
		node 2 added cpus - 4-5
		zone 0/DMA32 changed spanned_pages 496M 1008M
		zone 0/DMA32 changed present_pages 496M 1008M
		zone 0/DMA32 changed managed_pages 486.1M 987.8M
		zone 2/DMA32 added start_pfn - 262144
		zone 2/DMA32 added spanned_pages - 1G
		zone 2/DMA32 added present_pages - 1G
		zone 2/DMA32 added managed_pages - 1003.5M
		section 4-7 added pages - 512M
		section 4-7 added flags - PMOE
		section 4-7 added zones - 0/DMA32:131072
		section 8-15 added pages - 1G
		section 8-15 added flags - PMOE
		section 8-15 added zones - 2/DMA32:262144
		distance 0:1-2 added distance - 12
		distance 1:0 added distance - 12
		distance 1:1 added distance - 10
		distance 1:2 added distance - 12
		distance 2:0-1 added distance - 12
		distance 2:2 added distance - 10
	END
	)
}

@test "a DIMM goes online: sections alike are one row" {
	machine_copy offline-dimm
	online 32 33 34 35
	sed -i -E 's|^0 Normal.*|0 Normal 1048576 131072 131072 131000 0 130000 1 2 3 4 0 0,0,0,0,0|' \
		"$machine/proc/memtopo/zones"
	sed -i -E 's|^(0 [^ ]* 1) 524287 524189 513705|\1 1179647 655261 644705|' \
		"$machine/proc/memtopo/nodes"
	differ -b machines/offline-dimm "$machine" | diff - <(cat <<-'END'
		node 0 changed spanned_pages 2147479552 4831834112
		node 0 changed present_pages 2147078144 2683949056
		node 0 changed managed_pages 2104135680 2640711680
		zone 0/Normal added start_pfn - 1048576
		zone 0/Normal added spanned_pages - 536870912
		zone 0/Normal added present_pages - 536870912
		zone 0/Normal added managed_pages - 536576000
		section 32-35 online flags PM PMO
		section 32-35 online zones - 0/Normal:131072
	END
	)
	equal "$(differ -a machines/offline-dimm "$machine" | grep -c '^section')" 8 each
	# With a gap they are two runs.
	machine_copy offline-dimm
	online 32 33 35
	equal "$(differ machines/offline-dimm "$machine" -o name,field | paste -sd ';')" \
		'32-33 flags;32-33 zones;35 flags;35 zones' runs
}

@test "half a block of virtio-mem" {
	machine_copy offline-dimm
	sed -i -E 's/^(33 .*) 0-63 /\1 0-31 /' "$machine/proc/memtopo/sections"
	differ machines/offline-dimm "$machine" | diff - <(cat <<-'END'
		section 33 changed subsections 0-63 0-31
		section 33 changed pages 128M 64M
		hole 0x10c000000-0x10fffffff added pages - 64M
		hole 0x10c000000-0x10fffffff added kind - absent-subsections
	END
	)
}

@test "owners change with and without zones" {
	machine_copy three
	sed -i -E 's|^33 (.*) 2:32768 2/Normal:32768|33 \1 2:32768 2/Movable:32768|
		s|^35 (.*) 2:32768 2/Normal:32768|35 \1 2:32700 2/Normal:32768|' \
		"$machine/proc/memtopo/sections"
	differ machines/three "$machine" | diff - <(cat <<-'END'
		section 33 changed zones 2/Normal:32768 2/Movable:32768
		section 35 changed nodes 2:32768 2:32700
	END
	)
}

@test "holes come, go, shrink and become others" {
	machine_copy offline-dimm
	sed -i '/^32 /d' "$machine/proc/memtopo/sections"
	sed -i 's/^sections_present .*/sections_present 23/' "$machine/proc/memtopo/info"
	equal "$(differ machines/offline-dimm "$machine" | grep ^hole)" \
		'hole 0x80000000-0x107ffffff changed pages 2G 2.1G' grows
	equal "$(differ -b "$machine" machines/offline-dimm | grep ^hole)" \
		'hole 0x80000000-0x107ffffff changed pages 2281701376 2147483648' shrinks
	# Its lower end moves, the upper one stays.
	machine_copy offline-dimm
	sed -i '/^15 /d' "$machine/proc/memtopo/sections"
	sed -i 's/^sections_present .*/sections_present 23/' "$machine/proc/memtopo/info"
	equal "$(differ machines/offline-dimm "$machine" | grep ^hole | paste -sd ';')" \
		'hole 0x78000000-0xffffffff changed start_pfn 524288 491520;hole 0x78000000-0xffffffff changed pages 2G 2.1G' lower
	machine_copy three
	sed -i -E '/^(8|32) /d' "$machine/proc/memtopo/sections"
	sed -i 's/^sections_present .*/sections_present 22/' "$machine/proc/memtopo/info"
	cp -r "$machine" "$machine-offline"
	sed -i -E 's/^(7 [0-9]*) .* (0-63 7)/\1 PM - - \2/' "$machine-offline/proc/memtopo/sections"
	equal "$(differ "$machine" "$machine-offline" | grep ^hole | paste -sd ';')" \
		'hole 0x40000000-0x47ffffff changed kind between-nodes beside-offline;hole 0x40000000-0x47ffffff changed nodes 0,1 1' other
	machine_copy offline-dimm
	sed -i '/^34 /d' "$machine/proc/memtopo/sections"
	sed -i 's/^sections_present .*/sections_present 23/' "$machine/proc/memtopo/info"
	equal "$(differ "$machine" machines/offline-dimm | grep ^hole | paste -sd ';')" \
		'hole 0x110000000-0x117ffffff removed pages 128M -;hole 0x110000000-0x117ffffff removed kind beside-offline -' gone
	# Neither end stays: one has gone, another has come.
	cp -r "$machine" "$machine-other"
	cp machines/offline-dimm/proc/memtopo/sections "$machine-other/proc/memtopo"
	sed -i '/^36 /d' "$machine-other/proc/memtopo/sections"
	equal "$(differ "$machine" "$machine-other" -o name,change | uniq | paste -sd ';')" \
		'34 added;36 removed;0x110000000-0x117ffffff removed;0x120000000-0x127ffffff added' both
	# On FLATMEM nobody knows where they are.
	machine_copy flatmem
	sed -i -E 's/^(0 [^ ]* 0 16384) 16384/\1 16000/' "$machine/proc/memtopo/nodes"
	equal "$(differ -b machines/flatmem "$machine" | grep ^hole | head -n 1)" \
		'hole somewhere\x20in\x20node\x200 added pages - 1572864' unlocated
}

@test "what moves all the time shows with --all" {
	machine_copy three
	sed -i -E '3s/^(0 DMA [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+) [0-9]+ [0-9]+ ([0-9]+ [0-9]+ [0-9]+) 0 /\1 17 18 \2 19 /' \
		"$machine/proc/memtopo/zones"
	sed -i -E 's/^generation .*/generation 0/; s/^memmap_bytes .*/memmap_bytes 1/' "$machine/proc/memtopo/info"
	equal "$("$MEMTOPO" diff machines/three "$machine")" "No difference." default
	equal "$(differ -a machines/three "$machine" -o object,name,field,after | paste -sd ';')" \
		'machine - memmap_bytes 1B;zone 0/DMA free_pages 68K;zone 0/DMA min 18;zone 0/DMA boost 19' all
}

@test "formats and columns" {
	equal "$("$MEMTOPO" diff machines/one machines/three -P -o object,before,after | head -n 1)" \
		'OBJECT="machine" BEFORE="1" AFTER="3"' pairs
	equal "$("$MEMTOPO" diff --list-columns | paste -sd ' ')" \
		'OBJECT NAME CHANGE FIELD BEFORE AFTER' columns
	equal "$(MEMTOPO_DIFF_COLUMNS=field "$MEMTOPO" diff machines/one machines/three -nr | head -n 1)" \
		nodes_possible environment
	equal "$("$MEMTOPO" diff machines/one machines/three --raw | head -n 1)" \
		'OBJECT NAME CHANGE FIELD BEFORE AFTER' headings
}

@test "JSON: numbers, words, lists, truth and nothing" {
	machine_copy three
	sed -i -E 's/^sparsemem_extreme yes/sparsemem_extreme no/; s/^kernel .*/kernel 6"1\\2/;
		s/^section_size .*/&\nfuture[null] x/' "$machine/proc/memtopo/info"
	sed -i -E 's/^(1 [^ ]* 262144 262144 262144) 256901 (.*) 2-3$/\1 256900 \2 2-3,5/' \
		"$machine/proc/memtopo/nodes"
	sed -i -E 's/^(1 possible,online),normal_memory/\1/' "$machine/proc/memtopo/nodes"
	"$MEMTOPO" diff machines/three "$machine" -J |
		jq -c '.changes[] | [.object, .name, .change, .field, .before, .after]' |
		diff - <(cat <<-'END'
		["machine",null,"added","future[null]",null,"x"]
		["machine",null,"changed","kernel","6.12.0","6\"1\\2"]
		["machine",null,"changed","sparsemem_extreme",true,false]
		["node","1","changed","states",["possible","online","normal_memory","memory","cpu"],["possible","online","memory","cpu"]]
		["node","1","changed","managed_pages",256901,256900]
		["node","1","changed","cpus",[2,3],[2,3,5]]
	END
	)
}

@test "sizes that differ, damage and wrong usage" {
	for a in machines/*; do
		same_pages "$a" machines/three || other=$a
	done
	if [[ -z ${other-} ]]; then
		machine_copy one
		sed -i 's/^page_size .*/page_size 16384/' "$machine/proc/memtopo/info"
		sed -i -E '3,$s/^([0-9]+) [0-9]+/echo "\1 $((\1 * 8192))"/; 3,$d' "$machine/proc/memtopo/sections"
		sed -i 's/^sections_present .*/sections_present 0/' "$machine/proc/memtopo/info"
		other=$machine
	fi
	run -1 --separate-stderr "$MEMTOPO" diff machines/three "$other"
	equal "$stderr" "memtopo: $other/proc/memtopo/info: pages of $(fact "$other" page_size) bytes cannot be compared with pages of 4096" pages
	equal "$output" "" output
	machine_copy three
	sed -i '$d' "$machine/proc/memtopo/distances"
	for order in "machines/three $machine" "$machine machines/three"; do
		# shellcheck disable=SC2086
		run -1 --separate-stderr "$MEMTOPO" diff $order
		equal "$stderr" "memtopo: $machine/proc/memtopo/distances:4: 2 rows for 3 nodes: is the file cut off?" damage
	done
	run -1 --separate-stderr "$MEMTOPO" diff machines machines/three
	[[ $stderr == "memtopo: machines: no recorded machine: "* ]]
	for arguments in diff "diff a b c" "diff -J -r a b" "diff -o what a b" "diff a b -s c"; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr "$MEMTOPO" $arguments
		equal "${#stderr_lines[@]}" 2 "$arguments"
	done
}

@test "sections of another size are other sections" {
	machine_copy one
	sed -i 's/^section_size .*/section_size 268435456/; s/^sections_present .*/sections_present 2/
		s/^memory_block_size .*/memory_block_size 268435456/' \
		"$machine/proc/memtopo/info"
	awk 'NR < 3 { print; next }
		NR < 5 { printf "%d %d PMOE 0:%d 0/DMA32:65536 0-127 %d\n", NR - 3, (NR - 3) * 65536, 65536, NR - 3 }' \
		machines/one/proc/memtopo/sections > "$machine/proc/memtopo/sections"
	equal "$(differ machines/one "$machine" | grep -E '^section .* pages' | paste -sd ';')" \
		'section 0 removed pages 128M -;section 1-3 removed pages 384M -;section 0-1 added pages - 512M' sections
}

@test "torn tables are compared with a note" {
	machine_copy three
	sed -i '1s/consistent=1/consistent=0/' "$machine/proc/memtopo/nodes"
	run -0 --separate-stderr "$MEMTOPO" diff machines/three "$machine"
	equal "$stderr" "memtopo: note: memory changed while it was read; the differences may be torn" note
	equal "$output" "No difference." output
}
