# SPDX-License-Identifier: GPL-2.0
# memtopo lint: what each rule finds, and what it does not.

load common

debugfs=sys/kernel/debug/memtopo

# areas NODE ZONE COUNT...: rows of free_areas, with so many free blocks of each order, from 0 on
areas()
{
	echo "$@" | awk '{
		for (i = 3; i <= NF; i++)
			free += $i * 2 ^ (i - 3)
		for (i = 3; i <= NF; i++) {
			print $1, $2, i - 3, $i, "- - - - - -", free ? int(below * 1000 / free) : 1000, -1000
			below += $i * 2 ^ (i - 3)
		}
	}'
}

# header TABLE COLUMNS
header()
{
	printf '# memtopo 1 %s generation=0 consistent=1\n%s\n' "$1" "$2"
}

# A machine about which nothing is odd: nodes 0 and 2 are near, 7 is far, each has 1G.
setup()
{
	machine_copy sparse-ids
	mkdir -p "$machine/$debugfs"
	proc=$machine/proc/memtopo tables=$machine/$debugfs
	{
		header zonelists 'node list highest_zone zones distances'
		echo '0 fallback DMA 0/DMA,2/DMA 10,15'
		echo '0 fallback Device 0/DMA,2/DMA,7/Normal 10,15,30'
		echo '0 thisnode DMA 0/DMA 10'
		echo '0 thisnode Device 0/DMA 10'
		echo '2 fallback DMA 2/DMA,0/DMA 10,15'
		echo '2 fallback Device 2/DMA,0/DMA,7/Normal 10,15,30'
		echo '2 thisnode Device 2/DMA 10'
		echo '7 fallback DMA 0/DMA,2/DMA 30,30'
		echo '7 fallback Device 7/Normal,0/DMA,2/DMA 10,30,30'
		echo '7 thisnode Device 7/Normal 10'
	} >"$tables/zonelists"
	{
		header free_areas 'node zone order nr_free unmovable movable reclaimable highatomic cma isolate unusable_index extfrag_index'
		areas 0 DMA 10 10 10 10 10 10 10 10 10 10 70
		areas 2 DMA 10 10 10 10 10 10 10 10 10 10 100
		areas 7 Normal 10 10 10 10 10 10 10 10 10 10 110
	} >"$tables/free_areas"
	{
		header memmap 'section start_pfn nr_pages memmap_pfn memmap_pages memmap_node page_size self_hosted'
		rows "$proc/sections" | awk '{
			split($4, owner, ":")
			print $1, $2, 32768, $2, 512, owner[1], 2097152, 0 }'
	} >"$tables/memmap"
	{
		sed -n 1,2p machines/blocks/$debugfs/blocks
		rows "$proc/sections" | awk '{ print $7, $2, 32768, 32768, 32768, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "- -" }'
	} >"$tables/blocks"
}

# lints [OPTION]...: the exit status, and what is found
lints()
{
	local status=0

	"$MEMTOPO" lint -s "$machine" -nr -o severity,rule,object "$@" >"$BATS_TEST_TMPDIR/found" || status=$?
	echo "$status $(sed 's/\\x20/ /g' "$BATS_TEST_TMPDIR/found" | paste -sd ';')"
}

# field WHAT: of all that is found, joined by semicolons
field()
{
	"$MEMTOPO" lint -s "$machine" -J | jq -c ".lint[] | $1" | paste -sd ';'
}

# change FILE EDIT: a table of the machine is another
change()
{
	cp "$1" "$BATS_TEST_TMPDIR/before"
	sed -i -E "$2" "$1"
	! cmp -s "$1" "$BATS_TEST_TMPDIR/before"
}

# undo FILE: as it was before the last change
undo()
{
	cp "$BATS_TEST_TMPDIR/before" "$1"
}

# distances ROW ROW ROW: the matrix is another
distances()
{
	{
		header distances 'node 0 2 7'
		printf '%s\n' "$@"
	} >"$proc/distances"
}

@test "lint: nothing odd is nothing found" {
	run -0 --separate-stderr "$MEMTOPO" lint -s "$machine"
	equal "$output" 'Nothing found.' output
	equal "$stderr" '' note
	equal "$("$MEMTOPO" lint -s "$machine" --json | jq -c .)" '{"lint":[]}' JSON
	equal "$(lints --all)" '0 ' all
}

@test "lint: distances-asymmetric" {
	distances '0 10 15 30' '2 16 10 30' '7 31 30 10'
	equal "$(lints)" '3 warning distances-asymmetric nodes 0,2;warning distances-asymmetric nodes 0,7' both
	equal "$(field '[.nodes, .value, .limit]')" '[[0,2],15,16];[[0,7],30,31]' numbers
	equal "$(field .evidence)" '"distance 15 from node 0 to node 2, but 16 back";"distance 30 from node 0 to node 7, but 31 back"' evidence
	distances '0 10 16 31' '2 16 10 30' '7 31 30 10'
	equal "$(lints)" '0 ' symmetric
}

@test "lint: distances-implausible" {
	distances '0 10 9 30' '2 9 10 30' '7 30 30 10'
	equal "$(lints)" '3 warning distances-implausible nodes 0,2' 'the same both ways is one'
	equal "$(field .evidence)" '"distance 9 from node 0 to node 2, nearer than a node is to itself (10)"' evidence
	equal "$(field '[.value, .limit]')" '[9,10]' numbers
	distances '0 10 15 30' '2 15 10 255' '7 30 255 10'
	equal "$(lints)" '3 warning distances-implausible nodes 2,7' unreachable
	equal "$(field .evidence)" '"distance 255 from node 2 to node 7, which stands for out of reach"' evidence
	distances '0 10 15 30' '2 15 20 30' '7 30 30 10'
	equal "$(lints)" '3 warning distances-implausible node 2' diagonal
	equal "$(field .evidence)" '"distance 20 to itself, which is 10 by definition"' evidence
	distances '0 10 8 30' '2 15 10 30' '7 30 30 10'
	equal "$(lints)" '3 warning distances-asymmetric nodes 0,2;warning distances-implausible nodes 0,2' 'one way'
	distances '0 10 15 30' '2 7 10 30' '7 30 30 10'
	equal "$(field .evidence | tr ';' '\n' | tail -n 1)" \
		'"distance 7 from node 2 to node 0, nearer than a node is to itself (10)"' 'the other'
	distances '0 10 11 254' '2 11 10 11' '7 254 11 10'
	equal "$(lints)" '0 ' plausible
}

@test "lint: distance-local" {
	distances '0 10 15 30' '2 15 10 10' '7 30 10 10'
	equal "$(lints)" '3 warning distance-local nodes 2,7' both
	equal "$(field .evidence)" '"distance 10, as within a node: either'\''s memory passes for local"' evidence
	distances '0 10 15 10' '2 15 10 30' '7 30 30 10'
	equal "$(lints)" '3 warning distances-asymmetric nodes 0,7;warning distance-local nodes 0,7' 'one way'
	distances '0 10 15 30' '2 15 10 30' '7 10 30 10'
	equal "$(lints)" '3 warning distances-asymmetric nodes 0,7;warning distance-local nodes 0,7' 'the other'
	# Without memory in both it is not about memory.
	distances '0 10 15 30' '2 15 10 10' '7 30 10 10'
	change "$proc/nodes" 's/^7 [^ ]* /7 possible,online,cpu /'
	equal "$(lints)" '3 warning distances-implausible nodes 2,7;warning node-memoryless node 7' memoryless
	undo "$proc/nodes"
	change "$proc/nodes" 's/^2 [^ ]* /2 possible,online,cpu /'
	equal "$(lints)" '3 warning distances-implausible nodes 2,7;warning node-memoryless node 2' 'the other'
}

# falls_back NODE ZONES DISTANCES: the list of a node is another
falls_back()
{
	sed -i -E "s|^($1 fallback Device) .*|\1 $2 $3|" "$tables/zonelists"
}

@test "lint: fallback-order" {
	falls_back 0 0/DMA,7/Normal,2/DMA 10,30,15
	equal "$(lints)" '3 warning fallback-order node 0' order
	equal "$(field .evidence)" '"falls back on node 7 at distance 30 before node 2 at 15"' evidence
	equal "$(field '[.nodes, .value, .limit]')" '[[0],30,15]' numbers
	falls_back 0 2/DMA,0/DMA,7/Normal 15,10,30
	equal "$(lints)" '3 warning fallback-order node 0' 'its own is late'
	equal "$(field .evidence)" '"takes memory of node 2 before its own"' evidence
	falls_back 0 2/DMA,0/DMA,7/Normal 10,10,30
	equal "$(lints)" '3 warning fallback-order node 0' 'however near the other is'
	falls_back 0 0/DMA,2/DMA,7/Normal 10,5,30
	equal "$(lints)" '0 ' 'its own comes first'
	# Each is held against the farthest before it, not only the last.
	falls_back 0 0/DMA,3/DMA,2/DMA,7/Normal 10,32,31,30
	equal "$(field .evidence)" '"falls back on node 3 at distance 32 before node 7 at 30"' farthest
	falls_back 0 0/DMA,3/DMA,2/DMA,7/Normal 10,31,30,30
	equal "$(lints)" '0 ' 'in steps of one'
}

@test "lint: fallback-order: what the kernel does on purpose" {
	# One more for CPUs, which either may have had; one more for nodes below.
	falls_back 7 7/Normal,0/DMA,2/DMA 10,31,30
	equal "$(lints)" '0 ' CPUs
	falls_back 7 7/Normal,0/DMA,2/DMA 10,32,30
	equal "$(lints)" '3 warning fallback-order node 7' 'more than CPUs'
	falls_back 7 7/Normal,0/DMA,2/DMA 10,30,30
	falls_back 2 2/DMA,7/Normal,0/DMA 10,22,20
	equal "$(lints)" '0 ' 'CPUs, and below'
	falls_back 2 2/DMA,7/Normal,0/DMA 10,23,20
	equal "$(lints)" '3 warning fallback-order node 2' 'more than that'
	falls_back 2 2/DMA,0/DMA,7/Normal 10,20,20
	equal "$(lints)" '0 ' 'below, but first'
	falls_back 2 2/DMA,0/DMA,7/Normal 10,21,20
	equal "$(lints)" '3 warning fallback-order node 2' 'below, CPUs, and first'
	# Several zones of a node are one step; what has no memory has no place.
	falls_back 2 2/Normal,2/DMA,0/Normal,0/DMA,7/Normal 10,10,15,15,30
	falls_back 7 0/DMA,2/DMA 30,30
	equal "$(lints)" '0 ' zones
	# Nobody falls back within a list of one node, and a shorter list says less.
	change "$tables/zonelists" 's|^(0 thisnode Device) .*|\1 7/Normal,2/DMA 30,15|; s|^(7 fallback DMA) .*|\1 2/DMA,0/DMA 40,15|'
	equal "$(lints)" '0 ' 'other lists'
	change "$tables/zonelists" '/^7 fallback Device/s/ [^ ]* [^ ]*$/ - -/'
	equal "$(lints)" '0 ' empty
}

@test "lint: node-memoryless" {
	change "$proc/nodes" 's/^2 [^ ]* /2 possible,online,cpu /'
	equal "$(lints)" '3 warning node-memoryless node 2' CPUs
	equal "$(field .evidence)" '"2 CPUs and no memory online; the nearest is node 0'\''s, at distance 15"' evidence
	equal "$(field .value)" 2 CPUs
	sed -i -E '/^2 /s/ [^ ]*$/ 3/' "$proc/nodes"
	equal "$(field .evidence)" '"1 CPU and no memory online; the nearest is node 0'\''s, at distance 15"' one
	sed -i -E '/^2 /s/ [^ ]*$/ -/' "$proc/nodes"
	equal "$(lints)" '0 info node-memoryless node 2' nothing
	equal "$(field .evidence)" '"neither CPUs nor memory online"' evidence
	sed -i -E 's/^2 possible,online,cpu/2 possible/; /^2 /s/ [^ ]*$/ 2-3/' "$proc/nodes"
	sed -i 's/^nodes_online .*/nodes_online 2/' "$proc/info"
	equal "$(lints)" '0 ' offline
}

@test "lint: node-cpuless" {
	change "$proc/nodes" 's/^7 (.*) [^ ]*$/7 \1 -/'
	equal "$(lints)" '0 info node-cpuless node 7' memory
	equal "$(field .evidence)" \
		'"1G of memory and no CPUs online; the nearest are node 0'\''s, at distance 30; normal for CXL and high-bandwidth memory"' evidence
	equal "$(field .value)" 262144 pages
	# The nearest are those of a node that has some.
	sed -i -E 's/^0 (.*) [^ ]*$/0 \1 -/' "$proc/nodes"
	field .evidence | grep -q "node 2's, at distance 30"
	equal "$(lints)" '0 info node-cpuless node 0;info node-cpuless node 7' two
}

@test "lint: nodes-interleave" {
	change "$proc/nodes" 's/^0 ([^ ]*) 262144 262144 /0 \1 262144 786432 /'
	equal "$(lints)" '3 warning nodes-interleave nodes 0,2' both
	equal "$(field .evidence)" '"spans 0x40000000-0xffffffff and 0xc0000000-0xffffffff overlap by 1G"' evidence
	equal "$(field '[.start_pfn, .nr_pages]')" '[786432,262144]' numbers
	sed -i -E 's/^0 ([^ ]*) 262144 786432 /0 \1 262144 524289 /' "$proc/nodes"
	equal "$(field '[.start_pfn, .nr_pages]')" '[786432,1]' 'one page'
	sed -i -E 's/^0 ([^ ]*) 262144 524289 /0 \1 262144 1000000 /' "$proc/nodes"
	equal "$(field '[.start_pfn, .nr_pages]')" '[786432,262144]' 'one in the other'
	sed -i -E 's/^0 ([^ ]*) 262144 1000000 /0 \1 262144 524288 /' "$proc/nodes"
	equal "$(lints)" '0 ' adjoining
	# What spans nothing is nowhere.
	sed -i -E 's/^2 [^ ]* 786432 262144 262144 256901/2 possible,online,cpu 262200 0 0 0/' "$proc/nodes"
	equal "$(lints)" '3 warning node-memoryless node 2' empty
}

@test "lint: block-straddles" {
	change "$proc/sections" 's|^9 294912 PMOE [^ ]* [^ ]*|9 294912 PMOE 0:30000,2:2768 0/DMA:30000,2/DMA:2768|'
	equal "$(lints)" '3 warning block-straddles block 9' nodes
	equal "$(field .evidence)" '"128M of memory that cannot go offline: spans nodes 0,2"' evidence
	equal "$(field '[.nodes, .block, .block_count, .start_pfn, .nr_pages, .value, .limit]')" \
		'[[0,2],9,1,294912,32768,2,1]' numbers
	undo "$proc/sections"
	change "$proc/sections" 's#^(9|10) (.*) 0/DMA:32768 #\1 \2 0/DMA:30000,0/Normal:2768 #'
	equal "$(lints)" '0 info block-straddles blocks 9-10' zones
	equal "$(field .evidence)" '"256M of memory that cannot go offline: spans zones DMA,Normal"' evidence
	equal "$(lints -a)" '0 info block-straddles block 9;info block-straddles block 10' each
	undo "$proc/sections"
	change "$proc/sections" '/^9 /s/ 0-63 / 0-62 /'
	equal "$(lints)" '0 info block-straddles block 9' hole
	equal "$(field .evidence)" '"126M of memory that cannot go offline: hole"' evidence
	# Pages that keep it are no matter of where it lies.
	change "$tables/blocks" 's/^9 294912 32768 32768 32768 0 0 0 0 0 0 0/9 294912 32768 32768 32767 0 0 0 0 0 0 1/'
	sed -i '/^9 /s/- -/294912 reserved/' "$tables/blocks"
	equal "$("$MEMTOPO" blocks -s "$machine" 9 -nro why)" 'hole,\x20reserved\x201\x20page' why
	equal "$(field .evidence)" '"126M of memory that cannot go offline: hole"' 'hole and pages'
	sed -i -E '/^9 /s/ 0-62 / 0-63 /' "$proc/sections"
	equal "$(lints)" '0 ' pages
}

@test "lint: block-offline" {
	change "$proc/sections" 's#^(9|10) ([^ ]*) [^ ]* [^ ]* [^ ]* #\1 \2 PM - - #'
	sed -i -E 's/^(9|10) ([^ ]*) 32768 32768 32768/\1 \2 32768 0 0/' "$tables/blocks"
	sed -i -E '/^(9|10) /d' "$tables/memmap"
	equal "$(lints)" '0 info block-offline blocks 9-10' merged
	equal "$(field .evidence)" '"256M of memory offline, which nobody uses"' evidence
	equal "$(field '[.block, .block_count, .nr_pages, .value]')" '[9,2,65536,65536]' numbers
	equal "$(lints -a)" '0 info block-offline block 9;info block-offline block 10' each
	# The kernel has the last word.
	for block in 9 10; do
		mkdir -p "$machine/sys/devices/system/memory/memory$block"
		echo online >"$machine/sys/devices/system/memory/memory$block/state"
	done
	equal "$(lints)" '0 ' online
}

@test "lint: block-poisoned" {
	change "$tables/blocks" 's/^(9|30) ([^ ]*) 32768 32768 32768 0 0 0 0/\1 \2 32768 32768 32765 0 0 0 3/'
	equal "$(lints)" '3 warning block-poisoned block 9;warning block-poisoned block 30' poisoned
	equal "$(field .evidence)" '"3 of 32768 pages poisoned: errors of the memory";"3 of 32768 pages poisoned: errors of the memory"' evidence
	equal "$(field '[.block, .start_pfn, .value]')" '[9,294912,3];[30,983040,3]' numbers
}

@test "lint: memmap-remote" {
	change "$tables/memmap" 's/^(9|10) (.*) 0 2097152/\1 \2 7 2097152/; s/^80 (.*) 7 2097152/80 \1 2 2097152/'
	equal "$(lints)" '0 info memmap-remote node 0;info memmap-remote node 7' both
	equal "$(field .evidence)" '"the struct pages of 256M of it are on node 7";"the struct pages of 128M of it are on node 2"' evidence
	equal "$(field .value)" '65536;32768' pages
	# On two nodes, it is on the one or the other.
	change "$proc/sections" 's#^(9|10) ([^ ]*) PMOE [^ ]* [^ ]*#\1 \2 PMOE 0:30000,7:2768 0/DMA:30000,7/Normal:2768#'
	equal "$(lints)" '3 warning block-straddles blocks 9-10;info memmap-remote node 7' 'of two nodes'
	undo "$proc/sections"
	# Where struct pages are not virtually contiguous the table has no rows.
	sed -i '3,$d' "$tables/memmap"
	equal "$(lints)" '0 unchecked memmap-remote -' empty
	equal "$(field .evidence)" '"the table memmap is empty on this kernel"' evidence
}

# free_of_2 COUNT...: the free blocks of node 2
free_of_2()
{
	sed -i '/^2 DMA /d' "$tables/free_areas"
	areas 2 DMA "$@" >"$BATS_TEST_TMPDIR/areas"
	sed -i "/^0 DMA 10 /r $BATS_TEST_TMPDIR/areas" "$tables/free_areas"
}

@test "lint: zone-fragmented" {
	# 256M free, of which 26M are in blocks of 2M, and then as good as nothing less.
	free_of_2 58983 0 0 0 0 0 0 0 0 12 0
	equal "$(lints)" '3 warning zone-fragmented zone 2/DMA' fragmented
	equal "$(field .evidence)" '"254.4M free, of which 90.5% is in pieces below 2M"' evidence
	equal "$(field '[.nodes, .zone, .value, .limit]')" '[[2],"DMA",905,900]' numbers
	free_of_2 58983 0 0 0 0 0 0 0 0 13 0
	equal "$(lints)" '0 ' '89.9 %'
	# An eighth of what the zone has, which is 32112 pages.
	free_of_2 32112 0 0 0 0 0 0 0 0 0 0
	equal "$(lints)" '3 warning zone-fragmented zone 2/DMA' 'all of it'
	free_of_2 32111 0 0 0 0 0 0 0 0 0 0
	equal "$(lints)" '0 ' 'not much free'
	# 16 pageblocks above the high watermark, which is 1503 pages.
	change "$proc/zones" 's/^2 DMA (.*) 1503 /2 DMA \1 23920 /'
	free_of_2 32112 0 0 0 0 0 0 0 0 0 0
	equal "$(lints)" '3 warning zone-fragmented zone 2/DMA' 'just enough above'
	undo "$proc/zones"
	change "$proc/zones" 's/^2 DMA (.*) 1503 /2 DMA \1 23921 /'
	equal "$(lints)" '0 ' 'not enough above'
	undo "$proc/zones"
	# Smaller pageblocks are had.
	free_of_2 10000 0 0 0 0 0 0 0 200 0 0
	equal "$(lints)" '3 warning zone-fragmented zone 2/DMA' 'order 9'
	sed -i 's/^pageblock_order .*/pageblock_order 8/' "$proc/info"
	equal "$(lints)" '0 ' 'order 8'
	sed -i '/^pageblock_order /d' "$proc/info"
	equal "$(lints)" '0 unchecked zone-fragmented -' 'no order'
}

@test "lint: zone-below-min" {
	change "$proc/zones" 's/^7 Normal (.*) 125881 1003 /7 Normal \1 1002 1003 /'
	equal "$(lints)" '3 warning zone-below-min zone 7/Normal' below
	equal "$(field .evidence)" '"3.9M free, below the min watermark of 3.9M: for emergencies alone"' evidence
	equal "$(field '[.nodes, .zone, .value, .limit]')" '[[7],"Normal",1002,1003]' numbers
	undo "$proc/zones"
	change "$proc/zones" 's/^7 Normal (.*) 125881 1003 /7 Normal \1 1003 1003 /'
	equal "$(lints)" '0 ' 'just at it'
	undo "$proc/zones"
	# Some kernels have watermarks for what is empty.
	change "$proc/zones" 's/^2 Movable 0 0 0 0 0 0 0 0 0 /2 Movable 0 0 0 0 0 0 32 32 32 /'
	equal "$(lints)" '0 ' empty
}

@test "lint: what cannot be checked is not passed over" {
	while read -r table rule; do
		mv "$tables/$table" "$BATS_TEST_TMPDIR/"
		run -0 --separate-stderr "$MEMTOPO" lint -s "$machine"
		equal "$(lints 2>/dev/null)" "0 unchecked $rule -" "$table"
		equal "$(field .evidence 2>/dev/null)" "\"the table $table could not be read\"" "$table"
		[[ $stderr == "memtopo: note: rules are unchecked, for want of debugfs: "*"has no file '$table'" ]]
		mv "$BATS_TEST_TMPDIR/$table" "$tables/"
	done <<-'END'
		zonelists fallback-order
		blocks block-poisoned
		memmap memmap-remote
		free_areas zone-fragmented
	END
	rm -r "$machine/sys"
	distances '0 10 15 30' '2 16 10 30' '7 30 30 10'
	equal "$(lints 2>/dev/null)" '3 warning distances-asymmetric nodes 0,2;unchecked fallback-order -;unchecked block-poisoned -;unchecked memmap-remote -;unchecked zone-fragmented -' none
}

@test "lint: warnings come first" {
	change "$proc/nodes" 's/^7 (.*) [^ ]*$/7 \1 -/'
	change "$proc/zones" 's/^7 Normal (.*) 125881 1003 /7 Normal \1 1002 1003 /'
	rm "$tables/zonelists"
	equal "$(lints 2>/dev/null)" '3 warning zone-below-min zone 7/Normal;info node-cpuless node 7;unchecked fallback-order -' order
}

@test "lint: it fails otherwise than it warns" {
	run -2 "$MEMTOPO" lint -s "$machine" something
	run -2 "$MEMTOPO" lint -s "$machine" -o nothing
	run -1 "$MEMTOPO" lint -s "$machine/nowhere"
	sed -i 's/^0 fallback DMA .*/0 fallback DMA 0/' "$tables/zonelists"
	run -1 --separate-stderr "$MEMTOPO" lint -s "$machine"
	[[ $stderr == "memtopo: $tables/zonelists:3: "* ]]
	equal "$output" '' output
}

@test "lint: a machine on which everything is odd" {
	machine=machines/odd
	run -3 --separate-stderr "$MEMTOPO" lint -s "$machine"
	equal "$stderr" '' note
	equal "$(field .rule | tr -d '"' | tr ';' '\n' | sort -u | paste -sd ' ')" \
		'block-offline block-poisoned block-straddles distance-local distances-asymmetric distances-implausible fallback-order memmap-remote node-cpuless node-memoryless nodes-interleave zone-below-min zone-fragmented' rules
	# In a terminal only the evidence takes more than a line.
	script -qec "stty cols 80; $MEMTOPO lint -s $machine" /dev/null </dev/null >"$BATS_TEST_TMPDIR/terminal" || [[ $? == 3 ]]
	equal "$(grep -cE '^(warning|info) ' "$BATS_TEST_TMPDIR/terminal")" "$("$MEMTOPO" lint -s "$machine" -n | wc -l)" rows
	tr -d '\r' <"$BATS_TEST_TMPDIR/terminal" | awk 'length > 80 { exit 1 }'
}
