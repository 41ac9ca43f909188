# SPDX-License-Identifier: GPL-2.0
# What the page allocator sees: the tables that are in debugfs alone.

load common

allocator=machines/allocator
deeper=sys/kernel/debug/memtopo
tables='watermarks free_areas zonelists pageblocks unmanaged memmap reclaim compaction'

# shown TABLE ARGUMENT...: the machine's rows, without headings
shown()
{
	"$MEMTOPO" -nr -s "$allocator" "$@"
}

# refused TABLE EDIT REASON: sed -E damages a table; the reason follows its path
refused()
{
	machine_copy allocator
	sed -i -E "$2" "$machine/$deeper/$1"
	run -1 --separate-stderr "$MEMTOPO" "$1" -s "$machine"
	equal "$stderr" "memtopo: $machine/$deeper/$1$3" "complaint of $2"
	equal "$output" "" "output"
}

# tolerated TABLE EDIT: damage that is none
tolerated()
{
	machine_copy allocator
	sed -i -E "$2" "$machine/$deeper/$1"
	"$MEMTOPO" "$1" -s "$machine" -nr > "$BATS_TEST_TMPDIR/got"
}

# made DIR: the machine's files anew, from its description
made()
{
	awk -v dir="$1/proc/memtopo" -f machine.awk "$allocator/description"
	awk '
		FNR == NR { if ($1 == "free") free[$2, $3] = $4; next }
		($1, $2) in free { $8 = free[$1, $2] }
		{ print }' "$allocator/description" "$1/proc/memtopo/zones" > "$1/zones"
	awk '
		FNR == NR { if (FNR > 2) free[$1] += $8; next }
		FNR > 2 { $7 = free[$1] }
		{ print }' "$1/zones" "$1/proc/memtopo/nodes" > "$1/nodes"
	mv "$1/zones" "$1/nodes" "$1/proc/memtopo/"
	(cd "$1/proc/memtopo" &&
		awk -v dir="$1/$deeper" -f "$TESTS/allocator.awk" info nodes zones distances sections)
}

@test "allocator: the machine is that of its description" {
	made "$BATS_TEST_TMPDIR"
	diff -r "$BATS_TEST_TMPDIR/proc" "$allocator/proc"
	diff -r "$BATS_TEST_TMPDIR/sys" "$allocator/sys"
}

@test "allocator: JSON has the records of the files" {
	local machine table

	for machine in machines/*; do
		for table in $tables; do
			[[ -e $machine/$deeper/$table ]] || continue
			"$MEMTOPO" "$table" -s "$machine" -aJ | jq -r --arg table "$table" '
				def cell: if . == null then "-"
					elif type == "array" then map(tostring) | join(",")
					else tostring end;
				.[$table] | (.[0] | keys_unsorted | join(" ")), (.[] | [.[] | cell] | join(" "))' \
				> "$BATS_TEST_TMPDIR/got"
			diff -u <(tail -n +2 "$machine/$deeper/$table") "$BATS_TEST_TMPDIR/got"
		done
	done
}

@test "allocator: numbers are numbers, lists are arrays" {
	local types

	types=$(for table in $tables; do
		"$MEMTOPO" "$table" -s "$allocator" -aJ |
			jq -r --arg table "$table" '
				.[$table][] | to_entries[] | select(.value != null) | "\(.key) \(.value | type)"'
	done | sort -u)
	equal "$(grep -v ' number$' <<< "$types" | paste -sd ';')" \
		"compact_cached_migrate_pfn array;distances array;highest_zone string;kcompactd_highest_zone string;kind string;kswapd_highest_zone string;list string;lowmem_reserve array;migratetype string;zone string;zones array" \
		"types other than numbers"
	# None is a number in one row and something else in another.
	equal "$(cut -d ' ' -f 1 <<< "$types" | uniq -d)" "" "columns of two types"
	equal "$("$MEMTOPO" zonelists -s "$allocator" -J | jq -c '.zonelists[3] | .zones, .distances' | paste -sd ' ')" \
		'["0/DMA32","0/DMA","2/Normal","1/Movable","1/Normal","1/DMA32"] [10,10,17,20,20,20]' zonelist
	equal "$("$MEMTOPO" free_areas -s "$allocator" -J -o unusable,extfrag,extfrag_index |
		jq -c '.free_areas[0,31] | map(. * 1000 | round)' | paste -sd ' ')" \
		"[0,-1000,-1000000] [1000,485,485000]" indexes
	equal "$(shown free_areas -o unusable,extfrag | sed -n '3p;32p' | paste -sd ' ')" "0.002 -1.000 1.000 0.485" indexes
	equal "$("$MEMTOPO" watermarks -s "$allocator" -J -o headroom |
		jq -c '[.watermarks[].headroom]')" "[4751360,189861888,139264,-102400,87613440,327680]" headroom
}

@test "allocator: sizes are sums of the files" {
	local files=$allocator/$deeper

	# Free blocks add up to what the zones have, size by size.
	equal "$(shown free_areas -b -o node,zone,free |
		awk '{ sum[$1 " " $2] += $3 } END { for (z in sum) print z, sum[z] }' | sort)" \
		"$(awk 'NR > 2 && $5 { print $1, $2, $8 * 4096 }' "$allocator/proc/memtopo/zones" | sort)" free
	equal "$(shown free_areas -b -o order,size,nr_free,free | awk '$2 != 4096 * 2 ^ $1 || $4 != $2 * $3' )" "" size
	equal "$(shown pageblocks -b -o size | sum)" "$(column "$files/pageblocks" nr_pages | awk '{ print $1 * 4096 }' | sum)" pageblocks
	equal "$(shown unmanaged -b -o size | sum)" "$(column "$files/unmanaged" pages | awk '{ print $1 * 4096 }' | sum)" unmanaged
	# Pieces merged have the sums of those that are not.
	equal "$(shown memmap -o nr_pages,memmap_pages,count | awk '{ a += $1; b += $2; c += $3 } END { print a, b, c }')" \
		"$(awk 'NR > 2 { a += $3; b += $5; c++ } END { print a, b, c }' "$files/memmap")" memmap
	equal "$(shown memmap -a -o count | sort -u)" 1 "each piece"
	equal "$(shown memmap | awk '{ print $1, $6 }' | paste -sd ';')" "0-4 1.56%;5-7 1.56%;8 1.56%;32-33 1.56%" runs
	# Where the memmap is decides, not only how it is mapped.
	machine_copy allocator
	sed -i 's/ 4096 1$/ 2097152 1/' "$machine/$deeper/memmap"
	equal "$("$MEMTOPO" memmap -s "$machine" -nro sections | paste -sd ' ')" "0-4 5-7 8 32-33" "runs of one size"
}

@test "allocator: words say what the numbers mean" {
	equal "$(shown watermarks -o node,zone,headroom,state | paste -sd ';')" \
		'0 DMA 4.5M above\x20high;0 DMA32 181.1M above\x20high;1 DMA32 136K below\x20low;1 Normal -100K below\x20min;1 Movable 83.6M above\x20high;2 Normal 320K below\x20high' \
		watermarks
	equal "$(shown watermarks -o headroom -b | sed -n 4p)" "-102400" bytes
	# At a watermark is not below it.
	machine_copy allocator
	for mark in 'min below\x20low' 'low below\x20high' 'high above\x20high'; do
		sed -i -E "s/^1 Normal ([0-9]+) [0-9]+ .*/1 Normal \\1 $(awk -v mark="${mark%% *}" '
			NR == 2 { for (i = 1; i <= NF; i++) if ($i == mark) c = i }
			$1 == 1 && $2 == "Normal" { print $c }' "$allocator/$deeper/watermarks") 125 156 187 218 0 0 - 0 0 - 0/" \
			"$machine/$deeper/watermarks"
		equal "$("$MEMTOPO" watermarks -s "$machine" -nro state | sed -n 4p)" "${mark#* }" "at $mark"
	done
	equal "$(shown reclaim -o kswapd,kcompactd | sed 's/\\x20/ /g' | paste -sd ';')" \
		"order 3, up to Normal order 9, up to Normal;given up proactive;idle -" reclaim
	equal "$(shown compaction -o zone,deferred | sed 's/\\x20/ /g' | paste -sd ';')" \
		"DMA no;DMA32 2 of 2;DMA32 no;Normal no;Movable no;Normal -" compaction
	# Where it has never been, there is no place; synchronous compaction is the last.
	equal "$(shown compaction -o migrate,free | paste -sd ';')" \
		"0x401000 0x2001000;0x1400000 0x3000000;- -;- -;- -;- -" places
}

@test "allocator: zonelists tell what differs" {
	equal "$(shown zonelists -o node,highest_zone,order | sed 's/\\x20/ /g' | sed -n '4p;5p')" \
		"0 Movable n0 DMA32 > n0 DMA > n2 Normal (17) > n1 Movable (20) > n1 Normal > n1 DMA32
1 DMA n0 DMA (20)" order
	# Of 15 lists of all nodes those for Device add nothing; thisnode follows.
	equal "$(shown zonelists | wc -l)" 12 rows
	equal "$(shown zonelists -a | wc -l)" 30 "all rows"
	equal "$(shown zonelists -a -o node,list,highest_zone,order | tail -n 5 | sed 's/\\x20/ /g' | head -n 3 | paste -sd ';')" \
		"2 thisnode DMA -;2 thisnode DMA32 -;2 thisnode Normal n2 Normal" thisnode
	# On a terminal lines end between steps.
	output=$(script -qec "stty cols 60; $MEMTOPO zonelists -s $allocator" /dev/null < /dev/null)
	equal "$(tr -d '\r' <<< "$output" | awk 'length > 60' )" "" "too wide"
	[[ $output == *"> n0 DMA >"*"n2 Normal (17) > n1 Normal (20) >"* ]]
}

@test "allocator: without a table there is nothing to show" {
	for table in $tables; do
		run -1 --separate-stderr "$MEMTOPO" "$table" -s machines/three
		equal "$output" "" "output"
		equal "$stderr" "memtopo: it takes the module's files in debugfs: machines/three/proc/memtopo: has no file '$table'" complaint
		run -1 --separate-stderr "$MEMTOPO" "$table" -s machines/three --json
		equal "$output" "" "JSON"
	done
	machine_copy allocator
	rm "$machine/$deeper/watermarks"
	[[ $("$MEMTOPO" free_areas -s "$machine" | wc -l) -gt 2 ]]
	# The picture and the differences are of the layout alone.
	: > "$machine/$deeper/free_areas"
	equal "$("$MEMTOPO" -s "$machine")" "$("$MEMTOPO" -s "$allocator")" picture
	equal "$("$MEMTOPO" diff "$machine" "$allocator")" "No difference." diff
}

@test "allocator: what is new is no mistake" {
	tolerated pageblocks '3s/unmovable/superpageblock/'
	[[ $(head -n 1 "$BATS_TEST_TMPDIR/got") == *superpageblock* ]]
	tolerated unmanaged '3s/reserved/guarded/'
	for table in $tables; do
		tolerated "$table" '2s/$/ novelty/; 3,$s/$/ 0x1/'
		equal "$(cat "$BATS_TEST_TMPDIR/got")" "$(shown "$table")" "$table"
	done
	# A kernel without compaction.
	tolerated compaction '3,$s/^([0-9]+ [^ ]+) .* ([0-9-]+) ([01])$/\1 - - - - - - - - \2 \3/'
	equal "$(sort -u < <(cut -d ' ' -f 3-6 "$BATS_TEST_TMPDIR/got"))" "- - - -" compaction
}

@test "allocator: a recording has them" {
	"$MEMTOPO" record "$BATS_TEST_TMPDIR/copy" -s "$allocator"
	diff -r "$allocator/$deeper" "$BATS_TEST_TMPDIR/copy/$deeper"
	machine_copy allocator
	sed -i '3s/ 0 DMA / x DMA /' "$machine/$deeper/pageblocks"
	run -1 "$MEMTOPO" record "$BATS_TEST_TMPDIR/other" -s "$machine"
	[[ ! -e $BATS_TEST_TMPDIR/other ]]
}

@test "allocator: what no kernel can have written is refused" {
	refused watermarks '4s/^0 /1 /' ":5: node '0' is out of order"
	refused watermarks '4s/DMA32/DMA/' ":4: zone 'DMA' is there twice in its node"
	refused watermarks '4s/0,0,0,0,0$/0,0,,0/' ":4: lowmem_reserve '0,0,,0' is not a list of numbers"
	refused watermarks '4s/156549/18446744073709551615/' ":4: managed_pages '18446744073709551615' is too large"
	refused zonelists '3s/fallback/nearby/' ":3: list 'nearby' is neither fallback nor thisnode"
	refused zonelists '4s@0/DMA,@0:DMA,@' ":4: zones '0/DMA32,0:DMA,1/DMA32' is not a list of NODE/ZONE"
	refused zonelists '4s@,20$@@' ":4: distances '10,10' does not go with zones"
	refused free_areas '4s/DMA 1 /DMA 2 /' ":4: order '2' is out of order"
	refused free_areas '4s/DMA 1 /DMA32 1 /' ":4: order '1' is out of order"
	refused free_areas '3s/DMA 0 /DMA 64 /' ":3: order '64' is too large"
	refused free_areas '5s/-1000$/-1001/' ":5: extfrag_index '-1001' is too far from 0"
	refused free_areas '5s/-1000$/--1/' ":5: extfrag_index '--1' is not a number"
	refused pageblocks '4s/^512 /511 /' ":4: start_pfn '511' is out of order"
	refused pageblocks '3s/^0 512 /0 0 /' ":3: nr_pages '0' is no run"
	refused pageblocks '3s/0$/2/' ":3: skip '2' is too large"
	refused unmanaged '3s/^(1 [0-9]+) [0-9]+/\1 0/' ":3: pages '0' is no run"
	refused unmanaged '3s/^(1 [0-9]+) [0-9]+/\1 4096/' ":3: pages '4096' is more than it spans"
	refused unmanaged '4s/^4096 /1 /' ":4: start_pfn '1' is out of order or there twice"
	refused reclaim '4s/^1 /0 /' ":4: node '0' is out of order or there twice"
	refused compaction '5s/ - 0$/ - 2/' ":5: contiguous '2' is too large"
	refused compaction '4s/ 2 1 9 / 2 64 9 /' ":4: compact_defer_shift '64' is too large"
	refused memmap '4s/^1 /0 /; 3s/^0 /1 /' ":4: section '0' is out of order"
	refused memmap '4s/^1 [0-9]+ /1 32767 /' ":4: start_pfn '32767' is out of order"
	refused memmap '4s/^1 [0-9]+ /1 18446744073709551000 /' ":4: page frames 18446744073709551000 + 32768 have no address"
	for table in $tables; do
		refused "$table" '2s/ [^ ]+$//; 3,$s/ [^ ]+$//' ":2: no column '$(awk 'NR == 2 { print $NF }' "$allocator/$deeper/$table")'"
	done
}

@test "allocator: rows of all zones, or the file is cut off" {
	refused free_areas '$d' ": 10 rows of node 2, zone Normal: is the file cut off?"
	refused free_areas '14,$d' ": 0 rows of node 0, zone DMA32: is the file cut off?"
	refused watermarks '$d' ": 0 rows of node 2, zone Device: is the file cut off?"
	refused compaction '3d' ": 0 rows of node 0, zone DMA: is the file cut off?"
	refused compaction '$s/.*/&\n2 Movable 0 0,0 0 0 0 0 0 0 - 0/' ":9: a zone that is not in the zones table, or not there"
}

@test "allocator: on a real machine the tables agree with one another" {
	local machine=machines/vm-interleaved

	# Two of the last block link to a zone that there is not, and so are in no row.
	equal "$("$MEMTOPO" unmanaged -s "$machine" -nr -o kind,start_pfn,pages |
		awk '$1 == "reserved" { s[int($2 / 32768)] += $3 } END { for (b in s) print b, s[b] }' | sort)" \
		"$("$MEMTOPO" blocks -s "$machine" -anr -o block,reserved_pages |
			awk '$2 { print $1, $2 - ($1 == 15) * 2 }' | sort)" "reserved pages"
	equal "$("$MEMTOPO" memmap -s "$machine" -nr -o memmap_node,memmap_pages |
		awk '{ sum[$1] += $2 } END { for (n in sum) print n, sum[n] }' | sort)" \
		"$(awk 'NR > 2 { print $1, $8 }' "$machine/proc/memtopo/nodes")" "pages of the memmap"
	equal "$("$MEMTOPO" pageblocks -s "$machine" -nr -o node,nr_pages |
		awk '{ sum[$1] += $2 } END { for (n in sum) print n, sum[n] }' | sort)" \
		"$(awk 'NR > 2 { n = split($4, o, ","); for (i = 1; i <= n; i++) { split(o[i], p, ":"); s[p[1]] += 32768 } }
			END { for (n in s) print n, s[n] }' "$machine/proc/memtopo/sections" | sort)" pageblocks
	equal "$("$MEMTOPO" watermarks -s "$machine" -anr -o node,zone,managed_pages,min,low,high)" \
		"$("$MEMTOPO" zones -s "$machine" -anr -o node,zone,managed_pages,min,low,high)" watermarks
}
