# SPDX-License-Identifier: GPL-2.0
# Whether an allocation would succeed, on numbers made for it. The arithmetic is
# in the comments: a request of order n fits when free pages without those it may
# not use, less 2^n - 1, are more than watermark and reserve.

load common

allocator=machines/allocator
deeper=sys/kernel/debug/memtopo

# zone_is FREE MIN LOW [NAME=VALUE]...: that is zone Normal of node 2
zone_is()
{
	local values="free_pages=$1 min=$2 low=$3 high=$3 promo=$3 boost=0 nr_reserved_highatomic=0
		nr_free_highatomic=- cma_pages=0 free_cma_pages=0 unaccepted_pages=- ${*:4}"

	machine_copy allocator
	awk -v values="$values" '
		NR == 2 { for (i = 1; i <= NF; i++) at[$i] = i }
		$1 == 2 && $2 == "Normal" {
			n = split(values, value)
			for (i = 1; i <= n; i++) { split(value[i], v, "="); $at[v[1]] = v[2] }
		}
		{ print }' "$allocator/$deeper/watermarks" > "$machine/$deeper/watermarks"
	blocks_are '10 0 1'
}

# blocks_are "ORDER UNMOVABLE [MOVABLE [RECLAIMABLE [HIGHATOMIC [CMA [ISOLATE]]]]]"...: its free blocks
blocks_are()
{
	printf '%s\n' "$@" | awk '
		FNR == NR { for (i = 2; i <= 7; i++) n[$1, i] = $i + 0; next }
		$1 == 2 && $2 == "Normal" {
			for (i = $4 = 0; i < 6; i++) { $(5 + i) = n[$3, 2 + i] + 0; $4 += $(5 + i) }
		}
		{ print }' - "$allocator/$deeper/free_areas" > "$machine/$deeper/free_areas"
}

# says ANSWER RESULT SPARE ARGUMENT...: of zone Normal of node 2 alone
says()
{
	local status=0

	output=$("$MEMTOPO" fits -s "$machine" --node 2 --thisnode -nr -o answer,result,spare_pages "${@:4}") ||
		status=$?
	equal "$output" "$1 $2 $3" "fits ${*:4}"
	case $1 in
	now | kswapd) equal "$status" 0 status ;;
	*) equal "$status" 3 status ;;
	esac
}

@test "fits: above the low watermark, above min, below" {
	# One page must be more than the watermark, not as much.
	zone_is 313 250 312
	says now yes 1 --order 0
	zone_is 312 250 312
	says kswapd kswapd 62 --order 0
	zone_is 251 250 312
	says kswapd kswapd 1 --order 0
	zone_is 250 250 312
	says reclaim pages 0 --order 0
	says no pages 0 --order 0 --gfp nowait
	zone_is 0 250 312
	says reclaim pages -250 --order 0
}

@test "fits: larger blocks have to leave more" {
	zone_is 320 250 312
	says now yes 1 --order 3
	zone_is 319 250 312
	says kswapd kswapd 62 --order 3
	zone_is 257 250 312
	says reclaim pages 0 --order 3
}

@test "fits: what is atomic goes lower" {
	# 250 - 125 = 125, 125 - 31 = 94
	zone_is 95 250 312
	says kswapd kswapd 1 --order 0 --gfp atomic
	says no pages -155 --order 0 --gfp nowait
	zone_is 94 250 312
	says no pages 0 --order 0 --gfp atomic
	# 251 - 125 = 126, 126 - 31 = 95: halves are rounded down before they are taken away.
	zone_is 95 251 312
	says no pages 0 --order 0 --gfp atomic
	zone_is 96 251 312
	says kswapd kswapd 1 --order 0 --gfp atomic
}

@test "fits: one page of an atomic request ignores the boost" {
	# 250 of 650 without the boost
	zone_is 95 650 800 boost=400
	says kswapd kswapd 1 --order 0 --gfp atomic
	# 650 - 325 = 325, 325 - 81 = 244, less one page
	says no pages -150 --order 1 --gfp atomic
	says reclaim pages -555 --order 0
	zone_is 94 650 800 boost=400
	says no pages 0 --order 0 --gfp atomic
}

@test "fits: what is kept for requests that could go higher" {
	zone_is 500 250 312 lowmem_reserve=0,0,300,100,100
	says reclaim reserve -50 --order 0
	says now yes 88 --order 0 --gfp movable
	zone_is 600 250 312 lowmem_reserve=0,0,300,100,100
	says kswapd kswapd 50 --order 0
	zone_is 200 250 312 lowmem_reserve=0,0,300,100,100
	says reclaim pages -350 --order 0
}

@test "fits: pages for atomic requests are not for others" {
	local kernel

	# Before 6.12 all that were reserved count, whether they are free or not.
	for kernel in 'nr_reserved_highatomic=512' 'nr_reserved_highatomic=9999 nr_free_highatomic=512'; do
		# shellcheck disable=SC2086 # words
		zone_is 800 250 312 $kernel
		says kswapd kswapd 38 --order 0
		# 800 - 512 is below low; what cannot wait may use them, then.
		says kswapd kswapd 550 --order 0 --gfp nowait
		says kswapd kswapd 706 --order 0 --gfp atomic
		# shellcheck disable=SC2086
		zone_is 762 250 312 $kernel
		says reclaim pages 0 --order 0
		says kswapd kswapd 512 --order 0 --gfp nowait
		# shellcheck disable=SC2086
		zone_is 825 250 312 $kernel
		says now yes 1 --order 0
		says now yes 1 --order 0 --gfp atomic
	done
}

@test "fits: their blocks are for them, and not before kswapd is woken" {
	zone_is 5000 250 312 nr_reserved_highatomic=512 nr_free_highatomic=512
	blocks_are '0 100' '9 0 0 0 1'
	says reclaim blocks 4231 --order 3
	says no blocks 4743 --order 3 --gfp nowait
	says kswapd kswapd 4899 --order 3 --gfp atomic
	says now yes 4176 --order 0
}

@test "fits: pages for contiguous memory are for what can be moved" {
	zone_is 800 250 312 cma_pages=600 free_cma_pages=500
	says kswapd kswapd 50 --order 0
	says now yes 488 --order 0 --gfp movable
	blocks_are '0 10' '5 0 0 0 0 3'
	says reclaim pages -205 --order 8
	says now yes 457 --order 5 --gfp movable
	zone_is 2000 250 312 cma_pages=600 free_cma_pages=500
	blocks_are '0 10' '5 0 0 0 0 3'
	says reclaim blocks 1219 --order 5
	says reclaim blocks 1219 --order 5 --gfp user
	says now yes 1657 --order 5 --gfp movable
}

@test "fits: a free block that is large enough, of whatever type" {
	local type

	for type in '6 1' '6 0 1' '6 0 0 1'; do
		zone_is 5000 250 312
		blocks_are '0 900' "$type"
		says now yes 4625 --order 6
		says now yes 4657 --order 5 --gfp movable
		says reclaim blocks 4623 --order 7
		says no blocks 4779 --order 7 --gfp atomic
	done
	# Isolated ones are for nobody.
	blocks_are '0 900' '6 0 0 0 0 0 1'
	says reclaim blocks 4687 --order 6
	# To one page it does not matter.
	blocks_are '6 0'
	says now yes 4688 --order 0
	# Where no frames were counted, free blocks are all there is to go by.
	blocks_are '6 0 0 0 0 0 1'
	sed -i -E '3,$s/^(([^ ]+ ){4})([^ ]+ ){6}/\1- - - - - - /' "$machine/$deeper/free_areas"
	says now yes 4625 --order 6
	says reclaim blocks 4623 --order 7
}

@test "fits: memory that a guest has not accepted" {
	# They count as free. The promo watermark is 400: 600 - 512 accepted, so 312 + 0 are wanted: a block of order 10.
	zone_is 600 250 312 promo=400 unaccepted_pages=512
	blocks_are '0 88'
	says now yes 285 --order 2
	says now yes 33 --order 8
	# With 400 accepted and one page wanted, none of it is; with two, there is one missing.
	zone_is 912 250 312 promo=400 unaccepted_pages=512
	blocks_are '0 400'
	says now yes 600 --order 0
	says now yes 599 --order 1
	zone_is 913 250 312 promo=400 unaccepted_pages=512
	blocks_are '0 400'
	says reclaim blocks 662 --order 1
	says now yes 598 --order 2
	# All of it is accepted.
	zone_is 600 250 312 promo=400 unaccepted_pages=0
	blocks_are '0 600'
	says reclaim blocks 347 --order 2
}

@test "fits: what can never be" {
	zone_is 313 250 312
	says no order -1984 --order 11
	# 64225 pages are in the zone; with all of them free there is room for an order of 10, but not for this.
	says reclaim pages -960 --order 10
	zone_is 313 64000 64100
	says reclaim pages -63687 --order 0
	says no pages -63942 --order 8
	zone_is 313 250 312 lowmem_reserve=0,0,64000,0,0
	says no reserve -63937 --order 0
	says now yes 1 --order 0 --gfp movable
}

@test "fits: from zone to zone" {
	local all='-nr -o node,zone,takes,result'

	machine_copy allocator
	# Zones below low are passed over while there is one above.
	# shellcheck disable=SC2086 # words
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" --node 1 $all | paste -sd ';')" \
		"1 Normal 0 pages;1 DMA32 0 pages;0 DMA32 1 yes;0 DMA 0 reserve;2 Normal 0 pages" kernel
	# shellcheck disable=SC2086
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" --node 1 --gfp atomic $all | paste -sd ';')" \
		"1 Normal 0 kswapd;1 DMA32 0 kswapd;0 DMA32 1 yes;0 DMA 0 kswapd;2 Normal 0 kswapd" atomic
	# shellcheck disable=SC2086
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" --node 1 --gfp atomic --thisnode $all | paste -sd ';')" \
		"1 Normal 1 kswapd;1 DMA32 0 kswapd" "atomic on this node"
	# shellcheck disable=SC2086
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" --node 1 --gfp movable $all | head -n 1)" \
		"1 Movable 1 yes" movable
	# shellcheck disable=SC2086
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" --node 1 --gfp movable --zone DMA32 $all | paste -sd ';')" \
		"1 DMA32 0 pages;0 DMA32 1 yes;0 DMA 0 reserve" "up to a zone"
	# Each node with CPUs is asked.
	equal "$("$MEMTOPO" fits --order 0 -s "$machine" -nr -o from | uniq | paste -sd ' ')" \
		"$(awk 'NR > 2 && $NF != "-" { print $1 }' "$machine/proc/memtopo/nodes" | paste -sd ' ')" nodes
}

# taken EDIT ORDER KIND: the zone that it comes from, when node 1 has plenty in Normal and DMA32
taken()
{
	machine_copy allocator
	sed -i -E 's/^1 (Normal|DMA32) ([0-9]+) [0-9]+ ([0-9]+ [0-9]+ [0-9]+ [0-9]+) .*/1 \1 \2 9000 \3 0 0 - 0 0 - 0,0,0,0,0/' \
		"$machine/$deeper/watermarks"
	# Nothing in Normal but what the edit puts there; a large block in DMA32.
	sed -i -E 's/^(1 Normal [0-9]+)( [0-9]+){7}/\1 0 0 0 0 0 0 0/; s/^(1 DMA32 10) 0 0 0/\1 1 0 1/' \
		"$machine/$deeper/free_areas"
	sed -i -E "$1" "$machine/$deeper/free_areas"
	"$MEMTOPO" fits --order "$2" -s "$machine" --node 1 --gfp "$3" --zone Normal -nr -o takes,node,zone |
		sed -n 's/^1 //p'
}

@test "fits: types of pageblocks are not mixed while there is another zone" {
	local free='s/^(1 Normal 5) 0 0 0/\1 1 '

	equal "$(taken "${free}1 0/" 5 kernel)" "1 Normal" "of its type"
	equal "$(taken "${free}0 1/" 5 kernel)" "1 DMA32" "of another"
	equal "$(taken "${free}0 1/" 0 kernel)" "1 DMA32" "one page of another"
	equal "$(taken "${free}0 1/" 5 movable)" "1 Normal" "of its type, movable"
	equal "$(taken "${free}1 0/" 5 movable)" "1 DMA32" "of another, movable"
	# A pageblock as a whole may change its type.
	equal "$(taken 's/^(1 Normal 9) 0 0 0/\1 1 0 1/' 5 kernel)" "1 Normal" "a whole one"
	# Rather than to go off the node, they are mixed.
	equal "$(taken "s/^(1 DMA32 10) 1 0 1/\\1 0 0 0/; ${free}0 1/" 5 kernel)" "1 Normal" "of another, here alone"
}

@test "fits: without a zone there is an answer, too" {
	run -3 --separate-stderr "$MEMTOPO" fits --order 0 --node 1 --thisnode --gfp dma -s "$allocator"
	equal "${lines[0]}" "No: order 0 (4 KiB), GFP_KERNEL|GFP_DMA, on node 1." sentence
	[[ $output == *"no zone that it may use" ]]
	run -3 --separate-stderr "$MEMTOPO" fits --order 0 --node 1 --thisnode --gfp dma -s "$allocator" -J --output-all
	equal "$(jq -c '.fits | length, (.[0] | .answer, .result, .node, .zone, .free_pages, .spare_pages, .spare)' \
		<<< "$output" | paste -sd ' ')" '1 "no" "zone" null null null null null' JSON
}

@test "fits: sentences" {
	zone_is 313 250 312
	equal "$("$MEMTOPO" fits --order 0 --node 2 --thisnode -s "$machine" | head -n 1)" \
		"Yes: order 0 (4 KiB), GFP_KERNEL, on node 2 comes from node 2, zone Normal." now
	zone_is 300 250 312
	equal "$("$MEMTOPO" fits --order 3 --gfp movable --node 2 --thisnode -s "$machine" | head -n 1)" \
		"Yes, and kswapd is woken: order 3 (32 KiB), GFP_HIGHUSER_MOVABLE, on node 2 comes from node 2, zone Normal." kswapd
	zone_is 200 250 312
	run -3 "$MEMTOPO" fits --order 0 --gfp user --node 2 --thisnode -s "$machine"
	equal "${lines[0]}" "Not now, only after reclaim or compaction: order 0 (4 KiB), GFP_HIGHUSER, on node 2." reclaim
	run -3 "$MEMTOPO" fits --order 0 --gfp nowait --node 2 --thisnode -s "$machine"
	equal "${lines[0]}" "No: order 0 (4 KiB), GFP_NOWAIT, on node 2." no
	# Without headings there is no sentence either, nor with another format.
	run -3 "$MEMTOPO" fits --order 0 --gfp nowait --node 2 --thisnode -s "$machine" -n
	equal "${#lines[@]}" 1 lines
	run -3 "$MEMTOPO" fits --order 0 --gfp nowait --node 2 --thisnode -s "$machine" -J
	jq -e '.fits | length == 1' <<< "$output"
}

# wrong STATUS COMPLAINT ARGUMENT...
wrong()
{
	run "-$1" --separate-stderr "$MEMTOPO" "${@:3}" -s "$allocator"
	equal "${stderr_lines[0]}" "memtopo: $2" "complaint of ${*:3}"
	equal "$output" "" "output"
}

@test "fits: requests that make no sense" {
	wrong 2 "fits needs --order" fits
	wrong 2 "--order takes a number up to 40, not '41'" fits --order 41
	wrong 2 "--order takes a number up to 40, not '1x'" fits --order 1x
	wrong 2 "--order takes a number up to 40, not ''" fits --order ''
	wrong 2 "--node takes a number up to 4095, not '-1'" fits --order 0 --node -1
	wrong 2 "--gfp is kernel, user, movable, atomic, nowait, dma or dma32, not 'kernels'" fits --order 0 --gfp kernels
	wrong 2 "--order, --node and so on are for fits" zones --order 0
	wrong 2 "--order, --node and so on are for fits" nodes --thisnode
	wrong 1 "there is no node 9 online" fits --order 0 --node 9
	wrong 1 "this kernel has no zone 'HighMem'" fits --order 0 --zone HighMem
	wrong 1 "a kernel request may use zones up to Normal, not Movable" fits --order 0 --zone Movable
	wrong 1 "a dma request may use zones up to DMA, not DMA32" fits --order 0 --gfp dma --zone DMA32
	run -1 --separate-stderr "$MEMTOPO" fits --order 0 -s machines/three
	[[ $stderr == *"has no file 'watermarks'" ]]
	machine_copy allocator
	# Nobody who was asked has not said yes.
	sed -i -E '3,$s/[^ ]+$/-/' "$machine/proc/memtopo/nodes"
	run -1 --separate-stderr "$MEMTOPO" fits --order 0 -s "$machine"
	equal "$stderr" "memtopo: no node that is online has CPUs" "no CPUs"
	machine_copy allocator
	sed -i '$d' "$machine/$deeper/free_areas"
	run -1 --separate-stderr "$MEMTOPO" fits --order 0 -s "$machine"
	[[ $stderr == *"is the file cut off?" ]]
}
