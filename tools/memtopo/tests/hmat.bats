# SPDX-License-Identifier: GPL-2.0
# What firmware and kernel say that memory costs: memtopo hmat, and measuring it.

load common

hmat=machines/vm-hmat
tables=sys/firmware/acpi/tables

# table SIGNATURE REVISION BYTES: a table of the firmware, in $machine; BYTES in hex, as many blanks as
# one likes, follow the header
table()
{
	mkdir -p "$machine/$tables"
	perl -e '
		my ($signature, $revision, $bytes) = @ARGV;
		my $body = pack("H*", $bytes =~ s/\s//gr);
		my $table = pack("a4VCCa6a8VVV", $signature, 36 + length($body), $revision, 0,
			"OEM", "TABLE", 1, 0x4f454d, 1) . $body;
		my $sum = unpack("%8C*", $table);
		substr($table, 9, 1) = pack("C", -$sum & 255);
		print $table' "$1" "$2" "$3" > "$machine/$tables/$1"
}

# le SIZE NUMBER...: numbers of so many bytes, in hex
le()
{
	local size=$1 number
	shift
	for number; do
		perl -e 'printf "%s ", unpack("H*", substr(pack("Q<", $ARGV[1]), 0, $ARGV[0]))' "$size" "$number"
	done
}

# What stands between the SRAT's header and its structures.
srat_head="01000000 0000000000000000"
# The same of the HMAT.
hmat_head=00000000

# memory DOMAIN [FLAGS], cpu DOMAIN [FLAGS], x2apic DOMAIN, generic DOMAIN: a structure of the SRAT
memory()
{
	echo "01 28 $(le 4 "$1") 0000 $(le 8 0 4096) 00000000 $(le 4 "${2:-1}") $(le 8 0)"
}

cpu()
{
	local domain

	domain=$(le 4 "$1")
	echo "00 10 ${domain:0:2} 00 $(le 4 "${2:-1}") 00 ${domain:2:6} 00000000"
}

x2apic()
{
	echo "02 18 0000 $(le 4 "$1" 0 1 0 0)"
}

generic()
{
	echo "05 20 00 01 $(le 4 "$1") $(le 8 0 0) $(le 4 1 0)"
}

# domain INITIATOR TARGET [FLAGS]: the target is the initiator's
domain()
{
	echo "$(le 2 0 0) $(le 4 40) $(le 2 "${3:-1}" 0) $(le 4 "$1" "$2" 0) $(le 8 0 0)"
}

# locality LEVEL DATA BASE "INITIATOR..." "TARGET..." ENTRY...
locality()
{
	local level=$1 data=$2 base=$3 initiators targets
	read -ra initiators <<< "$4"
	read -ra targets <<< "$5"
	shift 5
	echo "$(le 2 1 0) $(le 4 $((32 + 4 * (${#initiators[@]} + ${#targets[@]}) + 2 * $#)))" \
		"$(le 1 "$level" "$data" 0 0) $(le 4 ${#initiators[@]} ${#targets[@]} 0) $(le 8 "$base")" \
		"$(le 4 "${initiators[@]}" "${targets[@]}") $(le 2 "$@")"
}

# cache DOMAIN SIZE ATTRIBUTES
cache()
{
	echo "$(le 2 2 0) $(le 4 32 "$1" 0) $(le 8 "$2") $(le 4 "$3") $(le 2 0 0)"
}

# firmware HMAT-REVISION STRUCTURE...: a machine of two nodes with these in its HMAT
firmware()
{
	local revision=$1

	shift
	machine=$BATS_TEST_TMPDIR/machine
	table SRAT 3 "$srat_head $(cpu 0) $(cpu 1) $(memory 0) $(memory 1)"
	table HMAT "$revision" "$hmat_head $*"
}

# claims [COLUMN...]: the rows, parted by ;
claims()
{
	"$MEMTOPO" hmat -s "$machine" -nro "${1:-initiator,target,read_latency,write_latency,read_bandwidth,write_bandwidth}" |
		paste -sd ';'
}

# refuses REASON: says so of the HMAT or of whatever file it names, and nothing else
refuses()
{
	run -1 --separate-stderr "$MEMTOPO" hmat -s "$machine"
	equal "$stderr" "memtopo: $machine/$1" complaint
	equal "$output" "" output
}

@test "hmat: the picture fits, what is not there is left out" {
	"$MEMTOPO" hmat -s $hmat | awk 'length > 80 { exit 1 }'
	equal "$("$MEMTOPO" hmat -s $hmat --color | sed 's/\x1b\[[0-9;]*m//g')" "$("$MEMTOPO" hmat -s $hmat)" colours
	machine_copy vm-hmat
	rm -r "$machine/sys/devices/virtual"
	equal "$("$MEMTOPO" hmat -s "$machine")" "$("$MEMTOPO" hmat -s $hmat | head -n -4)" tiers
}

@test "hmat: the table as iasl decodes it" {
	# Each locality is a type, a base and lists, then entries, initiator by initiator.
	iasl -p "$BATS_TEST_TMPDIR/table" -d "$hmat/$tables/HMAT" >/dev/null 2>&1
	perl -ne '
		BEGIN { @names = qw(- read_latency write_latency - read_bandwidth write_bandwidth) }
		if (/Data Type : (\w+)/) { $name = $names[hex $1]; @i = @t = (); $n = 0 }
		push @i, hex $1 if /Initiator Proximity Domain List : (\w+)/;
		push @t, hex $1 if /Target Proximity Domain List : (\w+)/;
		$base = hex $1 if /Entry Base Unit : (\w+)/;
		if (/ Entry : (\w+)/) {
			printf "%d %d %s %d\n", $i[$n / @t], $t[$n % @t], $name,
				hex($1) * $base / ($name =~ /latency/ ? 1000 : 1);
			$n++;
		}' "$BATS_TEST_TMPDIR/table.dsl" | sort > "$BATS_TEST_TMPDIR/iasl"
	equal "$(wc -l < "$BATS_TEST_TMPDIR/iasl")" 24 entries
	"$MEMTOPO" hmat -s $hmat --json | jq -r '.hmat[] | . as $row |
		["read_latency", "write_latency", "read_bandwidth", "write_bandwidth"][] |
		"\($row.initiator_domain) \($row.target_domain) \(.) \($row[.])"' |
		sort | diff "$BATS_TEST_TMPDIR/iasl" -
}

@test "hmat: JSON, raw, pairs, columns" {
	"$MEMTOPO" hmat -s $hmat --json > "$BATS_TEST_TMPDIR/json"
	equal "$(jq -c '.hmat[2]' "$BATS_TEST_TMPDIR/json")" \
		'{"initiator":0,"target":2,"initiator_domain":2,"target_domain":1,"level":0,"read_latency":24,"write_latency":27,"read_bandwidth":22000,"write_bandwidth":14000,"reachable":true,"attached":true,"access":[0,1]}' claim
	equal "$(jq -c '.access[4]' "$BATS_TEST_TMPDIR/json")" \
		'{"node":2,"class":0,"initiators":[0],"read_latency":24,"write_latency":27,"read_bandwidth":22000,"write_bandwidth":14000}' class
	equal "$(jq -c '.caches' "$BATS_TEST_TMPDIR/json")" \
		'[{"source":"firmware","node":2,"domain":1,"level":1,"size":131072,"line_size":64,"indexing":"direct","write_policy":"write-back"},{"source":"kernel","node":2,"domain":null,"level":1,"size":131072,"line_size":64,"indexing":"direct","write_policy":"write-back"}]' caches
	equal "$(jq -c '.tiers' "$BATS_TEST_TMPDIR/json")" '[{"tier":4,"nodes":[0,1]},{"tier":19,"nodes":[2]}]' tiers
	equal "$("$MEMTOPO" hmat -s $hmat -Jo target,access | jq -c '[.hmat[1], (.tiers | length)]')" \
		'[{"target":1,"access":null},2]' "columns of the first alone"
	equal "$("$MEMTOPO" hmat -s $hmat -r | head -n 2)" \
		$'INITIATOR TARGET LEVEL READ_LATENCY WRITE_LATENCY READ_BANDWIDTH WRITE_BANDWIDTH ACCESS\n0 0 0 11 13 41000 31000 0,1' raw
	equal "$("$MEMTOPO" hmat -s $hmat -Po initiator,access | sed -n 2p)" 'INITIATOR="0" ACCESS=""' pairs
	equal "$("$MEMTOPO" hmat -s $hmat -n | head -n 1 | xargs)" "0 0 0 11 13 41000 31000 0,1" "no headings"
	equal "$("$MEMTOPO" hmat --list-columns | wc -l)" 12 columns
}

@test "hmat: nodes in the order of the SRAT, processors first" {
	machine=$BATS_TEST_TMPDIR/machine
	table HMAT 2 "$hmat_head $(locality 0 1 1000 "4 7" "4 7 9 300" 1 2 3 4 5 6 7 8)"
	pairs()
	{
		table SRAT "$1" "$srat_head $2"
		"$MEMTOPO" hmat -s "$machine" -nro target,target_domain,initiator_domain 2>/dev/null |
			awk '$3 == 4 { print $1 "=" $2 }' | paste -sd ' '
	}
	equal "$(pairs 3 "$(memory 9) $(cpu 7) $(memory 4) $(cpu 4) $(memory 300)")" "0=7 1=4 2=9 3=300" order
	equal "$(pairs 3 "$(x2apic 300) $(generic 9) $(cpu 4) $(memory 7)")" "0=300 1=9 2=4 3=7" sorts
	equal "$(pairs 3 "$(cpu 9 0) $(cpu 4) $(memory 7 2) $(memory 9)")" "0=4 1=9 -=7 -=300" disabled
	equal "$(pairs 3 "$(cpu 300) $(cpu 4) $(memory 4) $(memory 9) $(memory 7)")" "0=300 1=4 2=9 3=7" "more than a byte"
	# 300 is 44 in a byte.
	equal "$(pairs 1 "$(cpu 300) $(cpu 4) $(memory 300) $(memory 9)")" "1=4 2=9 -=7 -=300" "older ones have a byte"
}

@test "hmat: a domain without a node is told and drawn by its own number" {
	firmware 2 "$(locality 0 1 1000 "0 5" "0 1" 1 2 3 4) $(cache 6 4096 0)"
	run -0 --separate-stderr "$MEMTOPO" hmat -s "$machine"
	equal "$stderr" "memtopo: note: proximity domain 5 of the HMAT is not in the SRAT
memtopo: note: proximity domain 6 of the HMAT is not in the SRAT" notes
	equal "${lines[3]};${lines[4]}" "    0   1   2;   d5   3   4" rows
	equal "$(claims initiator,initiator_domain,target 2>/dev/null)" "0 0 0;0 0 1;- 5 0;- 5 1" nodes
	mkdir -p "$machine/sys/devices/system/node"
	echo 0 > "$machine/sys/devices/system/node/possible"
	firmware 2 "$(locality 0 1 1000 "0 1" "0" 1 2)"
	run -0 --separate-stderr "$MEMTOPO" hmat -s "$machine" --json
	equal "$stderr" "memtopo: note: proximity domain 1 would be node 1, which this kernel has not" note
	equal "$(jq -c '[.hmat[].initiator]' <<< "$output")" "[0,1]" nodes
}

@test "hmat: units and what is no number" {
	# In picoseconds, rounded up; 1 and 0xffff are not given and not reachable.
	firmware 2 "$(locality 0 1 100 0 "0 1" 10 11) $(locality 0 4 1 0 "0 1" 0 65535)"
	equal "$(claims)" "0 0 1 - - -;0 1 2 - - -" picoseconds
	equal "$(claims reachable)" "yes;no" reachable
	equal "$("$MEMTOPO" hmat -s "$machine" | tail -n 1)" "    0   1   2" "no matrix of nothing"
	firmware 2 "$(locality 0 1 1000 0 "0 1" 9 65535)"
	equal "$("$MEMTOPO" hmat -s "$machine" | tail -n 1)" "    0   9   x" unreachable
	equal "$("$MEMTOPO" hmat -s "$machine" -J | jq -c '.hmat[1] | [.read_latency, .reachable]')" "[null,false]" JSON
	# Older tables count in tenths, of both.
	firmware 1 "$(locality 0 2 1 0 "0 1" 95 9) $(locality 0 5 10 0 "0 1" 7 8)"
	equal "$(claims)" "0 0 - 10 - 7;0 1 - - - 8" tenths
	# What is too large for the kernel is not for us, but what is for a number is none.
	firmware 2 "$(locality 0 4 1099511627776 0 "0 1" 2 3) $(locality 0 1 9223372036854775807 0 "0 1" 2 4)"
	equal "$(claims)" "0 0 18446744073709552 - 2199023255552 -;0 1 - - 3298534883328 -" large
	firmware 2 "$(locality 0 1 0 0 "0 1" 2 3)"
	equal "$(claims)" "0 0 - - - -;0 1 - - - -" "no unit"
}

@test "hmat: access is both, the last counts, unknown ones do not" {
	firmware 2 "$(locality 0 0 1000 "0 1" "0 1" 1 2 3 4) $(locality 0 3 1 "0 1" "0 1" 5 6 7 8)"
	equal "$(claims)" "0 0 1 1 5 5;0 1 2 2 6 6;1 0 3 3 7 7;1 1 4 4 8 8" both
	equal "$("$MEMTOPO" hmat -s "$machine" | grep -c ' from ')" 2 "one matrix for reading and writing"
	firmware 2 "$(locality 0 0 1000 0 "0 1" 1 2) $(locality 0 2 1000 0 1 9) $(locality 0 6 1 0 0 3) $(locality 0 1 1000 0 0 7)" \
		"$(le 2 3 0) $(le 4 8)"
	equal "$(claims)" "0 0 7 1 - -;0 1 2 9 - -" last
}

@test "hmat: claims of caches stand apart" {
	firmware 2 "$(locality 0 1 1000 0 "0 1" 100 200) $(locality 1 1 1000 0 1 50) $(domain 1 1)" \
		"$(cache 1 1073741824 $((2 | 1 << 4 | 2 << 8 | 2 << 12 | 128 << 16))) $(cache 0 5 $((7 << 4 | 9 << 8)))"
	mkdir -p "$machine/sys/devices/system/node/node1/access0/initiators/node0"
	equal "$(claims level,initiator,target,read_latency,attached,access)" \
		"0 0 0 100 no -;0 0 1 200 no 0;0 1 1 - yes -;1 0 1 50 no -" claims
	"$MEMTOPO" hmat -s "$machine" > "$BATS_TEST_TMPDIR/got"
	grep -q '^Read latency in ns of cache level 1 from ' "$BATS_TEST_TMPDIR/got"
	equal "$(sed -n '/^Caches/,/^$/p' "$BATS_TEST_TMPDIR/got" | tail -n +3 | xargs -n 7)" \
		"firmware 1 1 1G 128 complex write-through
firmware 0 7 5B 0 other other" caches
	# An older table may say that it does not know the memory.
	firmware 1 "$(domain 0 1) $(domain 1 1 3)"
	equal "$(claims initiator,target,attached)" "1 1 yes" valid
}

@test "hmat: many nodes make a list" {
	firmware 2 "$(locality 0 1 1000 "0 1" "$(seq -s ' ' 0 29)" $(for i in {1..60}; do echo $((1000 + i / 20)); done))"
	run -0 --separate-stderr "$MEMTOPO" hmat -s "$machine"
	equal "${lines[1]}" "Read latency in ns from each node to the others" title
	equal "${lines[2]}" "    0  1000 to 0-1,d2-d18  1001 to d19-d29" row
	equal "${lines[3]}" "    1  1001 to 0-1,d2-d8  1002 to d9-d28  1003 to d29" row
}

@test "hmat: no table, no permission" {
	run -1 --separate-stderr "$MEMTOPO" hmat -s machines/three
	equal "$stderr" "memtopo: machines/three/$tables/HMAT: the firmware has no such table" complaint
	firmware 2
	equal "$("$MEMTOPO" hmat -s "$machine")" "Firmware's HMAT, revision 2" empty
	equal "$("$MEMTOPO" hmat -s "$machine" -J | jq -c .)" '{"hmat":[],"access":[],"caches":[],"tiers":[]}' JSON
	rm "$machine/$tables/SRAT"
	refuses "$tables/SRAT: the firmware has no such table"
	firmware 2
	as_user=()
	[[ $(id -u) != 0 ]] || as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	cp "$MEMTOPO" "$SCRATCH/memtopo-hmat"
	cp -r "$machine" "$SCRATCH/hmat"
	chmod 000 "$SCRATCH/hmat/$tables/HMAT"
	run -1 --separate-stderr "${as_user[@]}" "$SCRATCH/memtopo-hmat" hmat -s "$SCRATCH/hmat"
	equal "$stderr" "memtopo: $SCRATCH/hmat/$tables/HMAT: Permission denied (the firmware's tables are for root)" permission
	# It is not recorded then, and all else is.
	cp -r machines/vm-hmat "$SCRATCH/hmat-record"
	chmod -R a+rX "$SCRATCH/hmat-record"
	chmod 000 "$SCRATCH/hmat-record/$tables/HMAT"
	mkdir -m 777 "$SCRATCH/hmat-to"
	"${as_user[@]}" "$SCRATCH/memtopo-hmat" -s "$SCRATCH/hmat-record" record "$SCRATCH/hmat-to/copy" >/dev/null
	[[ -e $SCRATCH/hmat-to/copy/$tables/SRAT && ! -e $SCRATCH/hmat-to/copy/$tables/HMAT ]]
}

@test "hmat: damaged tables" {
	good="$(locality 0 1 1000 "0 1" "0 1" 1 2 3 4)"
	damaged()
	{
		firmware "${3:-2}" "$1"
		refuses "$tables/HMAT: $2"
	}
	damaged "$good 0000 0000 07000000" "byte 96: a structure that does not fit"
	damaged "$good 0000 0000 09000000" "byte 96: a structure that does not fit"
	damaged "$good 0000" "byte 96: a structure that does not fit"
	damaged "0000 0000 08000000" "byte 40: too short for a domain"
	damaged "0100 0000 08000000" "byte 40: too short for a locality"
	damaged "0200 0000 08000000" "byte 40: too short for a cache"
	for counts in "3 2" "2 3" "4294967295 1" "1 4294967295" "65536 65536" "2147483648 2147483648" "4294967294 2147483646" "0 13"; do
		# shellcheck disable=SC2086 # two numbers
		damaged "${good/$(le 4 2 2)/$(le 4 $counts)}" "byte 40: too short for its initiators and targets"
	done
	damaged "$good" "revision 0 is none that is known" 0
	damaged "$good" "revision 3 is none that is known" 3
	firmware 2 "$good"
	printf x >> "$machine/$tables/HMAT"
	refuses "$tables/HMAT: has 97 bytes, and says 96"
	head -c 35 "$machine/$tables/SRAT" > "$machine/short"
	mv "$machine/short" "$machine/$tables/SRAT"
	firmware 2 "$good"
	head -c 35 "$machine/$tables/HMAT" > "$machine/short"
	mv "$machine/short" "$machine/$tables/HMAT"
	refuses "$tables/HMAT: too short for a table: 35 bytes"
	firmware 2 "$good"
	cp "$machine/$tables/SRAT" "$machine/$tables/HMAT"
	refuses "$tables/HMAT: no table HMAT"
	firmware 2 "$good"
	truncate -s 2M "$machine/$tables/HMAT"
	refuses "$tables/HMAT: larger than 1 MiB"
	firmware 2 "$good"
	table HMAT 2 ""
	refuses "$tables/HMAT: byte 36: too short for a HMAT"
}

@test "hmat: damaged SRAT" {
	firmware 2 "$(locality 0 1 1000 0 0 1)"
	for bytes in "00 01" "00 11 00" "00"; do
		table SRAT 3 "$srat_head $bytes"
		refuses "$tables/SRAT: byte 48: a structure that does not fit"
	done
	table SRAT 3 "$srat_head 01 04 0000"
	refuses "$tables/SRAT: byte 48: too short for what it is"
	table SRAT 3 "$srat_head 09 04 0000"
	equal "$(claims target,target_domain 2>/dev/null)" "- 0" unknown
	table SRAT 3 "$srat_head $(perl -e 'printf "0128%s0000%s01000000%s", unpack("H8", pack("V", $_)), "00" x 20, "00" x 8 for 0 .. 1024')"
	refuses "$tables/SRAT: byte 41008: more domains than any kernel has nodes"
}

@test "hmat: a wrong checksum is noted" {
	firmware 2 "$(locality 0 1 1000 0 0 1)"
	for name in HMAT SRAT; do
		cp "$machine/$tables/$name" "$machine/whole"
		printf '\x7f' | dd of="$machine/$tables/$name" bs=1 seek=12 conv=notrunc 2>/dev/null
		run -0 --separate-stderr "$MEMTOPO" hmat -s "$machine" -nr
		equal "$stderr" "memtopo: note: the checksum of HMAT or SRAT is wrong" "note of $name"
		equal "$output" "0 0 0 1 - - - -" table
		mv "$machine/whole" "$machine/$tables/$name"
	done
}

@test "hmat: every byte cut off, every byte changed" {
	machine=$BATS_TEST_TMPDIR/machine
	for name in HMAT SRAT; do
		rm -rf "$machine"
		mkdir -p "$machine/$tables"
		cp "$hmat/$tables"/* "$machine/$tables"
		size=$(stat -c %s "$hmat/$tables/$name")
		tried=0
		for ((at = 0; at < size; at += 3)); do
			head -c "$at" "$hmat/$tables/$name" > "$machine/$tables/$name"
			run -1 "$MEMTOPO" hmat -s "$machine"
			perl -e 'local $/; open F, "<", $ARGV[0]; $_ = <F>; substr($_, $ARGV[1], 1) ^= "\xff"; print' \
				"$hmat/$tables/$name" "$at" > "$machine/$tables/$name"
			status=0
			"$MEMTOPO" hmat -s "$machine" --json > "$BATS_TEST_TMPDIR/got" 2>/dev/null || status=$?
			[[ $status -le 1 ]]
			[[ $status = 1 ]] || jq -e .hmat "$BATS_TEST_TMPDIR/got" >/dev/null
			tried=$((tried + 1))
		done
		[[ $tried -gt 90 ]]
	done
}

@test "hmat: what the kernel says may be damaged, or be missing" {
	nodes=sys/devices/system/node
	machine_copy vm-hmat
	echo 0 > "$machine/$nodes/node2/access0/initiators/read_latency"
	rm "$machine/$nodes/node2/access0/initiators/write_latency" "$machine/$nodes/node2/access1/initiators/node0"
	echo 7 > "$machine/$nodes/node2/memory_side_cache/index1/indexing"
	rm "$machine/$nodes/node2/memory_side_cache/index1/write_policy"
	"$MEMTOPO" hmat -s "$machine" --json > "$BATS_TEST_TMPDIR/json"
	equal "$(jq -c '.access[4:][] | [.class, .initiators, .read_latency, .write_latency]' "$BATS_TEST_TMPDIR/json")" \
		'[0,[0],null,null]
[1,null,24,27]' access
	equal "$(jq -c '.caches[1] | [.indexing, .write_policy]' "$BATS_TEST_TMPDIR/json")" '["other",null]' cache
	equal "$(jq -c '.hmat[2].access' "$BATS_TEST_TMPDIR/json")" '[0]' classes
	for edit in "$nodes/node0/access0/initiators read_bandwidth 1x is not a number" \
		"$nodes/node0/access1/initiators write_bandwidth 18446744073709551616 is not a number" \
		"$nodes/node2/memory_side_cache/index1 size -1 is not a number" \
		"sys/devices/virtual/memory_tiering/memory_tier4 nodelist 0-5000 is not a list of nodes" \
		"$nodes possible 1-0 is not a list of nodes"; do
		read -r directory name value reason <<< "$edit"
		rm -rf "$machine"
		machine_copy vm-hmat
		echo "$value" > "$machine/$directory/$name"
		refuses "$directory: $name '$value' $reason"
	done
	rm -rf "$machine/sys/devices"
	equal "$("$MEMTOPO" hmat -s "$machine" | grep -c '^Caches\|^Access\|^Memory')" 1 "firmware's alone"
}

@test "hmat: recorded byte for byte" {
	machine=$BATS_TEST_TMPDIR/machine
	"$MEMTOPO" -s $hmat record "$machine" >/dev/null
	diff -r --no-dereference "$hmat/sys" "$machine/sys"
	equal "$("$MEMTOPO" hmat -s "$machine" -J)" "$("$MEMTOPO" hmat -s $hmat -J)" JSON
}

@test "measure: usage" {
	for arguments in "zones --measure" "--measure" "distances --measure=0" "distances --measure=x" "distances --measure=3601" \
		"distances --measure=" "distances --measure -s $hmat" "hmat --measure"; do
		# shellcheck disable=SC2086 # words are wanted
		run -2 --separate-stderr "$MEMTOPO" $arguments
		equal "${#stderr_lines[@]}" 2 "$arguments"
	done
	equal "$("$MEMTOPO" distances --measure --list-columns | paste -sd ' ')" \
		"FROM TO DISTANCE MEASURED_NS CLAIMED_NS MEASURED_MBPS CLAIMED_MBPS BUFFER" columns
	[[ -e /proc/memtopo ]] || run -1 "$MEMTOPO" distances --measure
}

@test "measure: numbers where there are CPUs and memory, and there alone" {
	# Who may not place memory may not measure.
	run "$SWEEP" measure 1
	[[ $status = 0 ]] || { echo "$output"; skip "no NUMA policy here"; }
	equal "${#lines[@]}" 4 nodes
	awk '
		$1 && $2 { good = $3 > 0 && $3 < 1000000 && $4 > 0 && $4 < 10000000 && $5 >= 1048576; next }
		$3 != -1 || $4 != -1 || $5 != -1 { print; bad = 1 }
		END { exit bad || !good }' <<< "$output"
}

@test "measure: ends when told to" {
	run "$SWEEP" measure 1
	[[ $status = 0 ]] || skip "no NUMA policy here"
	"$SWEEP" measure 120 2> "$BATS_TEST_TMPDIR/got" &
	measurer=$!
	# It catches the signal from the moment on at which it is the first to go.
	until [[ $(cat "/proc/$measurer/oom_score_adj") = 1000 ]]; do
		sleep 0.05
	done
	kill -INT $measurer
	status=0
	wait $measurer || status=$?
	equal "$status" 1 status
	equal "$(cat "$BATS_TEST_TMPDIR/got")" interrupted complaint
}
