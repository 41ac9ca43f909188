# SPDX-License-Identifier: GPL-2.0
# memtopo blocks: what of the sections, the counts, sysfs and /proc/iomem it
# joins, and why a block would not go offline.

load common

blocks=machines/blocks
sysfs=sys/devices/system/memory
census=sys/kernel/debug/memtopo/blocks

# value BLOCK COLUMN [MACHINE]
value()
{
	"$MEMTOPO" blocks -s "${3:-$blocks}" "$1" -nro "$2"
}

# why BLOCK [MACHINE]: the reasons, joined by semicolons, or null
why()
{
	"$MEMTOPO" blocks -s "${2:-$blocks}" "$1" -J 2>/dev/null |
		jq -r '.blocks[0].why | if . == null then . else join(";") end'
}

# damaged FILE EDIT REASON: one line of complaint, which starts with the file
damaged()
{
	rm -rf "$BATS_TEST_TMPDIR/machine"
	machine_copy blocks
	(cd "$machine" && eval "$2")
	for format in '' -J '5'; do
		run -1 --separate-stderr "$MEMTOPO" blocks -s "$machine" $format
		equal "$stderr" "memtopo: $machine/$1$3" "complaint"
		equal "$output" "" "output"
	done
}

@test "blocks: every reason has its words" {
	equal "$(why 0)" "spans zones DMA,DMA32;hole;reserved 8211 pages;slab 904;page tables 77;kernel 2051" 0
	equal "$(why 1)" "slab 1203 pages;page tables 12;kernel 40;pinned 1" 1
	equal "$(why 3)" "cma 4 pageblocks" 3
	equal "$(why 4)" "hugetlb 8192 pages (needs room elsewhere)" 4
	equal "$(why 5)" "isolated 1 pageblock" 5
	equal "$(why 6)" "null" 6
	equal "$(why 8)" "spans nodes 0,1;reserved 512 pages" 8
	equal "$(why 15)" "hole;reserved 64 pages;slab 9" 15
	equal "$(why 34)" "pinned 2 pages" 34
	# What is offline, or has isolated itself, needs no reason.
	equal "$(why 33)" "null" 33
	equal "$(why 35)" "null" 35
}

@test "blocks: who brought the memory" {
	equal "$("$MEMTOPO" blocks -s "$blocks" -nro driver,group | uniq | paste -sd ';')" \
		"boot -;acpi PNP0C80:00;virtio_mem virtio0" drivers
	equal "$("$MEMTOPO" blocks -s "$blocks" -anro block,memmap | awk '{ print $2 }' | uniq | paste -sd ';')" \
		"elsewhere;self;-;elsewhere" memmap
	machine_copy blocks
	# A DIMM that was there at boot has an ACPI device, too.
	ln -s ../../PNP0C80:07 "$machine/$sysfs/memory9/firmware_node"
	equal "$(value 9 driver,group "$machine")" "boot PNP0C80:07" DIMM
	sed -i 's/virtio0/dax0.0/; s/virtio_mem/kmem/' "$machine/proc/iomem"
	equal "$(value 40 driver,group "$machine")" "kmem dax0.0" kmem
	rm "$machine/proc/iomem"
	equal "$(value 40 driver,group "$machine")" "- -" unknown
}

@test "blocks: the counts are those of the file" {
	"$MEMTOPO" blocks -s "$blocks" -anr -o block,start_pfn,nr_pages,online_pages,free_pages,movable_pages,hugetlb_pages,offline_pages,hwpoison_pages,memmap_pages,pinned_pages,reserved_pages,slab_pages,table_pages,kernel_pages,cma_pageblocks,isolated_pageblocks,unmovable_pfn,unmovable |
		diff - <(rows "$blocks/$census")
	# Merged they have the same sums.
	for column in online free movable hugetlb offline memmap pinned reserved slab table kernel; do
		equal "$("$MEMTOPO" blocks -s "$blocks" -nro "${column}_pages" | sum)" \
			"$(column "$blocks/$census" "${column}_pages" | sum)" "$column"
	done
	equal "$("$MEMTOPO" blocks -s "$blocks" -nro count | sum)" "$(rows "$blocks/$census" | wc -l)" blocks
	equal "$("$MEMTOPO" blocks -s "$blocks" -J | jq -c '.blocks[1] | [.block, .count, .first, .unmovable]')" \
		'[1,3,171573248,"slab"]' "first in the way"
}

@test "blocks: what is alike is merged" {
	equal "$("$MEMTOPO" blocks -s "$blocks" -nro blocks | paste -sd ' ')" \
		"0 1-3 4 5 6-7 8 9-14 15 32 33 34 35 40-41" merged
	machine_copy blocks
	# The same reason once more, another state, another zone, another device.
	echo offline > "$machine/$sysfs/memory10/state"
	ln -s ../PNP0C80:01 "$machine/$sysfs/memory12/firmware_node"
	echo 0 > "$machine/$sysfs/memory13/removable"
	equal "$("$MEMTOPO" blocks -s "$machine" -nro blocks | paste -sd ' ')" \
		"0 1-3 4 5 6-7 8 9 10 11 12 13 14 15 32 33 34 35 40-41" parted
}

@test "blocks: the kernel refuses what has no single zone or no hot-remove" {
	machine_copy blocks
	echo none > "$machine/$sysfs/memory6/valid_zones"
	echo 0 > "$machine/$sysfs/memory7/removable"
	equal "$(why 6 "$machine")" "in no single zone" zones
	equal "$(why 7 "$machine")" "no hot-remove in this kernel" removable
}

@test "blocks: holes are counted in whole pages" {
	holes()
	{
		rm -rf "$BATS_TEST_TMPDIR/machine"
		machine_copy blocks
		sed -i "$1" "$machine/proc/iomem"
		why 9 "$machine"
	}
	# Block 9 is 0x48000000-0x4fffffff.
	equal "$(holes 's/^00100000-7fdfffff/00100000-4fffffff/')" null "just enough"
	equal "$(holes 's/^00100000-7fdfffff/00100000-4ffffffe/')" hole "a byte less"
	equal "$(holes 's/^00100000-\(7fdfffff\)\(.*\)/00100000-4a000fff\2\n4a001000-\1\2/')" null "two ranges"
	equal "$(holes 's/^00100000-\(7fdfffff\)\(.*\)/00100000-4a000fff\2\n4a002000-\1\2/')" hole "a page between"
	equal "$(holes 's/^00100000-\(7fdfffff\)\(.*\)/00100000-4a0008ff\2\n4a000900-\1\2/')" hole "a page of both"
	# Those who may not know see zeros; the sections know less.
	rm -rf "$BATS_TEST_TMPDIR/machine"
	machine_copy blocks
	sed -i -E 's/[0-9a-f]+-[0-9a-f]+ :/00000000-00000000 :/' "$machine/proc/iomem"
	equal "$(why 9 "$machine")" null zeros
	equal "$(why 15 "$machine")" "hole;reserved 64 pages;slab 9" "absent subsections"
	equal "$(value 40 driver "$machine")" - "driver"
}

@test "blocks: one by number or address, in sentences" {
	equal "$("$MEMTOPO" blocks 34 -s "$blocks")" "$("$MEMTOPO" blocks -s "$blocks" 0x113039000)" address
	"$MEMTOPO" blocks 34 -s "$blocks" | grep -qx '  2 pages pinned: in use by a device or a guest. Offlining waits for them.'
	"$MEMTOPO" blocks 34 -s "$blocks" | grep -qx 'First in the way is page frame 1126457 at 0x113039000 (pinned).'
	equal "$("$MEMTOPO" blocks 34 -s "$blocks" -J | jq -c '[.blocks[].block]')" '[34]' JSON
	equal "$("$MEMTOPO" blocks 2 -s "$blocks" -rno blocks,why)" '2 kernel\x203\x20pages' "out of a merged row"
	for block in $("$MEMTOPO" blocks -s "$blocks" -anro block); do
		"$MEMTOPO" blocks "$block" -s "$blocks"
	done | awk 'length > 80 { exit 1 }'
	for which in 16 4294967296 0x80000000 0xffffffffffffffff; do
		run -1 --separate-stderr "$MEMTOPO" blocks -s "$blocks" "$which"
		[[ $stderr == "memtopo: "*"no memory block"* ]]
	done
	for which in x 0x 0x1g 1x -1 0x10000000000000000 99999999999999999999; do
		run -1 --separate-stderr "$MEMTOPO" blocks -s "$blocks" -- "$which"
		equal "$stderr" "memtopo: '$which' is neither a block's number nor an address (0x...)" "$which"
	done
	run -2 "$MEMTOPO" blocks -s "$blocks" 1 2
	run -2 "$MEMTOPO" blocks -s "$blocks" ''
}

@test "blocks: without counts, sysfs or blocks at all" {
	machine_copy blocks
	rm -r "$machine/sys/kernel"
	run -0 --separate-stderr "$MEMTOPO" blocks -s "$machine"
	equal "$stderr" "memtopo: note: pages are not counted, for want of debugfs: $machine/proc/memtopo: has no file 'blocks'" note
	equal "$(why 8 "$machine")" "spans nodes 0,1" reason
	equal "$("$MEMTOPO" blocks -s "$machine" -J 2>/dev/null | jq '[.blocks[] | .free_pages, .first] | unique == [null]')" true null
	rm -r "$machine/sys" "$machine/proc/iomem"
	equal "$("$MEMTOPO" blocks -s "$machine" -nro blocks,state 2>/dev/null | paste -sd ' ')" \
		"0 online 1-7 online 8 online 9-14 online 15 online 32-33 online 34 online 35 offline 40-41 online" sections
	run -0 --separate-stderr "$MEMTOPO" blocks -s machines/flatmem
	equal "$output" "$("$MEMTOPO" blocks -s machines/flatmem -r 2>/dev/null)" headings
	equal "$stderr" "memtopo: note: no memory blocks: this kernel lacks CONFIG_MEMORY_HOTPLUG" note
	equal "$("$MEMTOPO" blocks -s machines/flatmem -J 2>/dev/null | jq -c .)" '{"blocks":[]}' JSON
}

@test "blocks: debugfs that lets nobody in is a note" {
	machine=$SCRATCH/closed
	as_user=()
	[[ $(id -u) != 0 ]] ||
		as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	cp "$MEMTOPO" "$SCRATCH/memtopo"
	mkdir "$machine"
	cp -r "$blocks"/* "$machine"
	chmod 000 "$machine/$census"
	run -0 --separate-stderr "${as_user[@]}" "$SCRATCH/memtopo" blocks -s "$machine"
	equal "$stderr" "memtopo: note: pages are not counted, for want of debugfs: $machine/proc/memtopo: has no file 'blocks'" note
}

@test "blocks: only the layout is in the one document" {
	equal "$("$MEMTOPO" -s "$blocks" --json | jq -c keys_unsorted)" \
		'["info","nodes","zones","sections","holes","distances"]' members
}

@test "blocks: lsmem says the same of a recording" {
	command -v lsmem >/dev/null
	lsmem -s "$blocks" -abn -r -o range,state,block | awk '{ print $3, $2 }' | sed 's/on->off/going-offline/' |
		diff - <("$MEMTOPO" blocks -s "$blocks" -anr -o block,state)
}

@test "blocks: a recording shows the same, and holds no more than that" {
	copy=$BATS_TEST_TMPDIR/copy
	machine_copy blocks
	mkdir -p "$machine/$sysfs/memory5/power"
	echo 1 | tee "$machine/$sysfs/memory5/"{online,phys_index,power/control} "$machine/$sysfs/uevent" >/dev/null
	mkdir "$machine/$sysfs/memoryx"
	mkfifo "$machine/sys/kernel/debug/memtopo/events"
	run -0 timeout 10 "$MEMTOPO" -s "$machine" record "$copy"
	equal "$output" "$(cd "$blocks" && find proc sys ! -type d | wc -l) files recorded; 'memtopo -s $copy' shows them" message
	diff -r --no-dereference "$blocks/proc" "$copy/proc"
	diff -r --no-dereference "$blocks/sys" "$copy/sys"
	equal "$(ls -A "$copy" | paste -sd ' ')" "proc sys" "nothing left over"
	# Neither a second recording nor a part of one harms what is there.
	fails_already()
	{
		run -1 --separate-stderr "$MEMTOPO" -s "$blocks" record "$copy"
		equal "$stderr" "memtopo: $copy/$1: there is a recording already" complaint
		equal "$(ls -A "$copy" | paste -sd ' ')" "proc sys" "nothing left over"
	}
	fails_already sys/devices/system/memory
	mv "$copy/sys" "$BATS_TEST_TMPDIR/sys"
	mkdir "$copy/sys"
	fails_already proc/iomem
	rm "$copy/proc/iomem"
	fails_already proc/memtopo
	equal "$(find "$copy/sys" "$copy/proc" -type f | wc -l)" 5 "files"
}

@test "blocks: damaged counts" {
	damaged $census "sed -i '5s/^2/1/' $census" ":5: block '1' is out of order or there twice"
	damaged $census "sed -i '5s/^2/3/' $census" ":5: start_pfn '65536' is not where the block starts"
	damaged $census "sed -i '5s/65536/65537/' $census" ":5: start_pfn '65537' is not where the block starts"
	damaged $census "sed -i '5s/ 32768/ 65536/' $census" ":5: nr_pages '65536' is not the size of a block"
	damaged $census "sed -i '5s/ 32768 32768/ 32768 32769/' $census" ":5: online_pages '32769' is more than the block has"
	damaged $census "sed -i '5s/31865/31866/' $census" ":5: kernel_pages '3' is more than is left of online_pages"
	damaged $census "sed -i '5s/31865/31864/' $census" ":5: online_pages '32768' is not what the counts add up to"
	damaged $census "sed -i '5s/31865/18446744073709551614/' $census" ":5: free_pages '18446744073709551614' is more than is left of online_pages"
	damaged $census "sed -i '6s/ 4 0 114688/ 40000 0 114688/' $census" ":6: cma_pageblocks '40000' is more than the block has"
	damaged $census "sed -i '5s/96536/65535/' $census" ":5: unmovable_pfn '65535' is not in the block"
	damaged $census "sed -i '5s/96536/98304/' $census" ":5: unmovable_pfn '98304' is not in the block"
	damaged $census "sed -i '5s/96536/-/' $census" ":5: unmovable 'kernel' does not go with unmovable_pfn"
	damaged $census "sed -i '5s/kernel$/-/' $census" ":5: unmovable '-' does not go with unmovable_pfn"
	damaged $census "sed -i '5s/ 900 / -1 /' $census" ":5: movable_pages '-1' is not a number"
	damaged $census "sed -i '2s/ slab_pages//' $census" ":2: no column 'slab_pages'"
	damaged $census "sed -i '1s/blocks/sections/' $census" ":1: table 'sections' where 'blocks' is expected"
	damaged $census "sed -i '\$d' $census" ":24: block 41 of the sections is not there: is the file cut off?"
	damaged $census "sed -i '10d' $census" ":10: block 7 of the sections is not there: is the file cut off?"
	damaged $census "sed -i '\$p' $census" ":25: block '41' is out of order or there twice"
	damaged $census "sed '\$!d; s/^41 1343488/42 1376256/; s/- -/- -/' $census >x; cat x >>$census" ":25: block 42 has no section"
	damaged $census "sed -i '\$s/^41 1343488/137438953472 4503599627370496/' $census" ":24: start_pfn '4503599627370496' is not where the block starts"
	damaged $census "rm $census; ln -s blocks $census" ": Too many levels of symbolic links"
	damaged $census "rm $census; mkdir $census" ": not a regular file"
}

@test "blocks: damaged sections" {
	damaged proc/memtopo/sections "sed -i '5s/ 2\$/ 3/' proc/memtopo/sections" ":5: memory_block '3' is not the block that the section is in"
	damaged proc/memtopo/sections "sed -i 's/^memory_block_size .*/memory_block_size -/' proc/memtopo/info" ":3: memory_block '0' is not the block that the section is in"
	damaged proc/memtopo/info "sed -i 's/^memory_block_size .*/memory_block_size 100000000/' proc/memtopo/info" ": memory_block_size makes no sense"
	damaged proc/memtopo/info "sed -i 's/^memory_block_size .*/memory_block_size 1048576/' proc/memtopo/info" ": memory_block_size makes no sense"
	damaged proc/memtopo/sections "sed -i '11s/0:19456/0:19457/' proc/memtopo/sections" ":11: nodes '0:19457,1:13312' has more pages than a section"
}

@test "blocks: damaged sysfs" {
	state=$sysfs/memory5/state
	damaged $state ": >$state" ": the file is empty"
	damaged $state "echo >$state" ": the file is empty"
	damaged $state "printf 'on\\0line' >$state" ": not a line of text"
	damaged $state "printf 'online\\nonline\\n' >$state" ": not a line of text"
	damaged $state "printf 'on\\033[2Jline\\n' >$state" ": not a line of text"
	damaged $sysfs/memory5 "echo on line >$state" ": state 'on line' is not one word"
	damaged $sysfs/memory5 "printf '%01000d' 7 >$state" ": state '00000000000000000000000000000000' is not one word"
	damaged $state "truncate -s 1M $state" ": larger than 65536 bytes"
	damaged $state "truncate -s 1T $state" ": larger than 65536 bytes"
	damaged $state "rm $state; mkdir $state" ": not a regular file"
	damaged $state "rm $state; mkfifo $state" ": not a regular file"
	damaged $state "rm $state; ln -s /dev/zero $state" ": not a regular file"
	damaged $state "rm $state; ln -s state $state" ": Too many levels of symbolic links"
	damaged $sysfs/memory5 "rm -r $sysfs/memory5; ln -s memory5 $sysfs/memory5" ": Too many levels of symbolic links"
	damaged $sysfs/memory5 "echo 2 >$sysfs/memory5/removable" ": removable '2' is neither 0 nor 1"
	damaged $sysfs/memory5/valid_zones "head -c 100 /dev/zero >$sysfs/memory5/valid_zones" ": not a line of text"
	damaged $sysfs/memory32 "ln -sfn / $sysfs/memory32/firmware_node" ": firmware_node does not lead to a device"
	damaged $sysfs/memory32 "ln -sfn \$'a/\\n' $sysfs/memory32/firmware_node" ": firmware_node does not lead to a device"
	# A loop of firmware is a name like others: nobody follows it.
	rm -r "$machine"
	machine_copy blocks
	ln -sfn firmware_node "$machine/$sysfs/memory32/firmware_node"
	equal "$(value 32 group "$machine")" firmware_node loop
	# A block that has gone meanwhile.
	rm -r "$machine/$sysfs/memory32"
	equal "$(value 32 state,group "$machine")" "online -" gone
}

@test "blocks: damaged iomem" {
	damaged proc/iomem "echo junk >>proc/iomem" ":14: not a range of addresses"
	damaged proc/iomem "sed -i '2s/-/+/' proc/iomem" ":2: not a range of addresses"
	damaged proc/iomem "sed -i '2s/^0/x/' proc/iomem" ":2: not a range of addresses"
	damaged proc/iomem "sed -i '2s/.*/00002000-00001000 : System RAM/' proc/iomem" ":2: not a range of addresses"
	damaged proc/iomem "sed -i '2s/^/1000000000000000/' proc/iomem" ":2: not a range of addresses"
	damaged proc/iomem "sed -i '2s/^/    /' proc/iomem" ":2: lies in nothing"
	damaged proc/iomem "sed -i '1s/^/  /' proc/iomem" ":1: lies in nothing"
	damaged proc/iomem "sed -i '2p' proc/iomem" ":3: overlaps other memory or is out of order"
	damaged proc/iomem "printf '%0200d' 7 >proc/iomem" ":1: not a range of addresses"
	damaged proc/iomem "sed -i 's/virtio0/v\\x1bio/' proc/iomem" ":13: a name that no driver has"
	damaged proc/iomem "sed -i 's/(virtio_mem)/()/' proc/iomem" ":13: a name that no driver has"
	damaged proc/iomem "truncate -s +1 proc/iomem" ": not a text"
	damaged proc/iomem "rm proc/iomem; ln -s iomem proc/iomem" ": Too many levels of symbolic links"
	damaged proc/iomem "rm proc/iomem; ln -s /dev/zero proc/iomem" ": not a regular file"
	# An empty one says nothing, and the last address is one, too.
	rm -r "$machine"
	machine_copy blocks
	: > "$machine/proc/iomem"
	equal "$(why 9 "$machine")" null empty
	echo '00000000-ffffffffffffffff : System RAM' > "$machine/proc/iomem"
	equal "$(why 9 "$machine")" null all
}

@test "blocks: half a million of them are quick" {
	dir=$BATS_TEST_TMPDIR/huge
	mkdir -p "$dir/proc/memtopo" "$dir/sys/kernel/debug/memtopo"
	sed 's/^sections_present .*/sections_present 524288/' machines/three/proc/memtopo/info \
		> "$dir/proc/memtopo/info"
	awk -v census="$dir/$census" 'BEGIN {
		print "# memtopo 1 sections generation=0 consistent=1"
		print "section start_pfn flags nodes zones subsections memory_block"
		print "# memtopo 1 blocks generation=0 consistent=1" > census
		getline line < "machines/blocks/sys/kernel/debug/memtopo/blocks"
		getline line < "machines/blocks/sys/kernel/debug/memtopo/blocks"
		print line > census
		for (s = 0; s < 524288; s++) {
			printf "%d %.0f PMOE %d:32768 %d/Normal:32768 0-63 %d\n", s, s * 32768, s % 2, s % 2, s
			printf "%d %.0f 32768 32768 32767 0 0 0 0 0 0 0 1 0 0 0 0 %.0f slab\n", s, s * 32768, s * 32768 > census
		}
	}' > "$dir/proc/memtopo/sections"
	echo '00000000-ffffffffffff : System RAM' > "$dir/proc/iomem"
	start=$(date +%s%N)
	equal "$("$MEMTOPO" blocks -s "$dir" -nro slab_pages | sum)" 524288 slab
	"$MEMTOPO" blocks 524287 -s "$dir" | grep -q '1 page of slab'
	[[ $((($(date +%s%N) - start) / 1000000)) -lt 60000 ]]
}
