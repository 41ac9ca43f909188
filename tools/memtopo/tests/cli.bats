# SPDX-License-Identifier: GPL-2.0
# The command line: options, formats, errors, and what is around it.

load common

three=machines/three
tables='info nodes zones sections holes distances blocks
	watermarks free_areas zonelists pageblocks unmanaged memmap reclaim compaction'
tables=${tables//$'\n\t'/ }

# usage ARGUMENT...: wrong usage, told in two lines, the second a hint
usage()
{
	run -2 --separate-stderr "$MEMTOPO" "$@"
	equal "$output" "" "output"
	equal "${#stderr_lines[@]}" 2 "lines"
	equal "${stderr_lines[1]}" "Try 'memtopo --help' for more information." "hint"
	[[ ${stderr_lines[0]} == memtopo:\ * ]]
}

# fails REASON ARGUMENT...: failure, told in one line
fails()
{
	local reason=$1

	shift
	run -1 --separate-stderr "$MEMTOPO" "$@"
	equal "$stderr" "memtopo: $reason" "complaint"
}

@test "options may come before and after the table" {
	equal "$("$MEMTOPO" -s "$three" -n -r zones)" "$("$MEMTOPO" zones --noheadings --raw --sysroot "$three")" order
}

@test "wrong usage exits 2 with a hint" {
	usage --frobnicate
	usage -x
	usage planets
	usage help planets
	usage help zones nodes
	usage zones nodes
	usage record
	usage record a b
	usage record ""
	usage diff "$MACHINES/three" ""
	usage --sysroot ""
	usage -s
	usage -o node
	usage --raw
	usage -n record /nowhere
	usage zones -o nodes
	usage zones -o node,,zone
	usage zones -o ''
	usage zones -J -r
	usage nodes --pairs --json
	usage --color=sometimes
	usage --list-columns
	usage -p 1 zones
	usage -p 0 where 1
	usage -p 4194304 where 1
	usage -p x where 1
	usage -p
}

@test "the same format twice is no contradiction" {
	"$MEMTOPO" zones -JJ -s "$three" | jq -e .zones >/dev/null
}

@test "help names every table, column and option" {
	"$MEMTOPO" --help > "$BATS_TEST_TMPDIR/help"
	equal "$("$MEMTOPO" help)" "$(cat "$BATS_TEST_TMPDIR/help")" "help"
	for table in $tables; do
		grep -q "^  $table " "$BATS_TEST_TMPDIR/help"
		for column in $("$MEMTOPO" "$table" --list-columns); do
			grep -q "^ [* ] $column " "$BATS_TEST_TMPDIR/help"
			"$MEMTOPO" help "$table" | grep -q "^ [* ] $column "
		done
		equal "$("$MEMTOPO" help "$table")" "$("$MEMTOPO" "$table" -h)" "$table"
	done
}

@test "help of a command has the options that it takes" {
	has()
	{
		"$MEMTOPO" help "$1" | grep -oE -- '--[a-z-]+' | sort -u | paste -sd ' '
	}
	equal "$(has record)" "--help --pid --sysroot --version" record
	equal "$(has watch)" "--all --ascii --bytes --help --json --sysroot --version" watch
	equal "$(has zones)" "--all --ascii --bytes --help --json --list-columns --noheadings --output --output-all --pairs --raw --sysroot --version" zones
	equal "$(has diff)" "$(has zones)" diff
	equal "$(has distances | tr ' ' '\n' | grep -vxF -- "$(has zones | tr ' ' '\n')")" "--measure" distances
	equal "$(has fits | tr ' ' '\n' | grep -vxF -- "$(has zones | tr ' ' '\n')" | paste -sd ' ')" \
		"--gfp --node --order --thisnode --zone" fits
	equal "$(has where | tr ' ' '\n' | grep -vxF -- "$(has zones | tr ' ' '\n')" | paste -sd ' ')" \
		"--color --pid" where
	equal "$(has translate)" "--all --ascii --color --help --json --sysroot --version" translate
	equal "$(has trace)" "--all --bytes --help --json --malloc --output --pid --sysroot --version" trace
	equal "$(has hmat | tr ' ' '\n' | grep -vxF -- "$(has zones | tr ' ' '\n')")" "--color" hmat
}

@test "manual page and completion know every option and table" {
	"$MEMTOPO" --help | grep -oE -- '--[a-z-]+' | sort -u > "$BATS_TEST_TMPDIR/options"
	equal "$(wc -l < "$BATS_TEST_TMPDIR/options")" 22 options
	sed 's/\\-/-/g' ../memtopo.8 > "$BATS_TEST_TMPDIR/page"
	while read -r option; do
		grep -q -- "$option" "$BATS_TEST_TMPDIR/page"
		grep -q -- "$option" ../memtopo.bash-completion
	done < "$BATS_TEST_TMPDIR/options"
	for table in $tables; do
		grep -q "^\.B $table$" ../memtopo.8
	done
	grep -q "tables='$tables'" ../memtopo.bash-completion
}

@test "manual page has no warnings" {
	equal "$(groff -man -Tascii -ww -z ../memtopo.8 2>&1)" "" warnings
}

@test "completion offers tables, options and columns" {
	ln -s "$MEMTOPO" "$BATS_TEST_TMPDIR/memtopo"
	complete_words()
	{
		bash -c 'PATH=$1:$PATH; . ../memtopo.bash-completion; compopt() { :; }
			shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _memtopo
			echo "${COMPREPLY[@]}"' bash "$BATS_TEST_TMPDIR" memtopo "$@"
	}
	equal "$(complete_words '')" "$tables record diff watch hmat lint fits where translate process trace help" tables
	equal "$(complete_words dis)" "distances" table
	equal "$(complete_words zones --js)" "--json" option
	equal "$(complete_words --measu)" "--measure" "option before a table"
	equal "$(complete_words distances --me)" "--measure" "option of distances"
	equal "$(complete_words fits --no)" "--noheadings --node" "option of fits"
	equal "$(complete_words zones --no)" "--noheadings" "no option of fits"
	equal "$(complete_words distances -o '')" "FROM TO DISTANCE" columns
	equal "$(complete_words distances -o FROM,T)" "FROM,TO" "next column"
	equal "$(complete_words -s x distances -o +T)" "+TO" "added column"
	equal "$(complete_words distances --measure=5 -o MEASURED_M)" "MEASURED_MBPS" "a column that is measured"
	equal "$(complete_words fits --order 3 --gfp dma)" "dma dma32" "a kind of request"
	equal "$(complete_words fits --order '')" "" "a number"
	[[ " $(complete_words where -p '') " == *" $$ "* ]]
	[[ " $(complete_words translate '') " == *" $$ "* ]]
	equal "$(complete_words fits -o SPARE_)" "SPARE_PAGES" "a column of fits"
	equal "$(complete_words hmat -o INITIATOR,TARGET_)" "INITIATOR,TARGET_DOMAIN" "a column of hmat"
}

@test "version" {
	[[ $("$MEMTOPO" -V) =~ ^memtopo\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "columns: any case, once, added with +" {
	equal "$("$MEMTOPO" zones -s "$three" -r -o ZONE,node,zone | head -n 2)" \
		$'ZONE NODE\nDMA 0' "chosen"
	equal "$("$MEMTOPO" zones -s "$three" -r -o +min | head -n 1)" \
		"$("$MEMTOPO" zones -s "$three" -r | head -n 1) MIN" "added"
	equal "$("$MEMTOPO" zones -s "$three" -r --output-all | head -n 1)" \
		"$("$MEMTOPO" zones --list-columns | paste -sd ' ')" "all"
	equal "$(MEMTOPO_ZONES_COLUMNS=high "$MEMTOPO" zones -s "$three" -r | head -n 1)" HIGH "environment"
	equal "$(MEMTOPO_ZONES_COLUMNS=high "$MEMTOPO" zones -s "$three" -ro low | head -n 1)" LOW "option"
}

@test "formats: raw, pairs, no headings, bytes" {
	equal "$("$MEMTOPO" holes -s "$three" -r 2>/dev/null | sed -n 2p)" \
		'0x80000000 0xffffffff 2G PCI\x20hole 1,2 -' raw
	equal "$("$MEMTOPO" holes -s "$three" -P 2>/dev/null | head -n 1)" \
		'START="0x80000000" END="0xffffffff" SIZE="2G" NAME="PCI hole" NODES="1,2" OWNER=""' pairs
	equal "$("$MEMTOPO" nodes -s "$three" -nrbo present)" \
		$'1073336320\n1073741824\n1073741824' bytes
	equal "$("$MEMTOPO" nodes -s "$three" -nro node,cpus | tail -n 1)" '2 -' "no value"
}

@test "JSON: sizes are bytes, no value is null" {
	equal "$("$MEMTOPO" nodes -s "$three" -Jo present,start,cpus | jq -c '.nodes[2]')" \
		'{"present":1073741824,"start":4294967296,"cpus":null}' node
	equal "$("$MEMTOPO" info -s machines/flatmem -J | jq -c '.info | [.section_size, .sparsemem_extreme]')" \
		'[null,null]' facts
	equal "$("$MEMTOPO" info -s "$three" -Jo key,value | jq -c '.info[7]')" \
		'{"key":"page_size","value":"4096"}' pairs
	equal "$("$MEMTOPO" distances -s machines/sparse-ids -J | jq -c '.distances[5]')" \
		'{"from":2,"to":7,"distance":30}' distance
}

@test "JSON: a string that looks like an empty list stays one" {
	machine_copy three
	sed -i 's/^kernel .*/kernel a"\\[null]"/; s/^topology .*/topology [null]/' "$machine/proc/memtopo/info"
	equal "$("$MEMTOPO" info -s "$machine" -J | jq -c '.info | [.kernel, .topology]')" \
		'["a\"\\[null]\"","[null]"]' strings
}

@test "empty tables have their headings" {
	equal "$("$MEMTOPO" blocks -s machines/flatmem -o block 2>/dev/null)" "BLOCK" table
	equal "$("$MEMTOPO" blocks -s machines/flatmem -ro block,why 2>/dev/null)" "BLOCK WHY" raw
	equal "$("$MEMTOPO" blocks -s machines/flatmem -n 2>/dev/null)" "" "no headings"
	equal "$("$MEMTOPO" blocks -s machines/flatmem -P 2>/dev/null)" "" pairs
	equal "$("$MEMTOPO" -s machines/one -J | jq -c .holes)" '[]' JSON
}

@test "device memory is named" {
	"$MEMTOPO" -s machines/device | grep -q '^ *0x140000000 .* device  *40-47 PMD$'
	"$MEMTOPO" -s machines/device | grep -q ' + device memory$'
	"$MEMTOPO" -s machines/device | grep -q '^ 0[^-]*+++++*$'
	equal "$("$MEMTOPO" holes -s machines/device -nro kind 2>/dev/null | sed 4q | paste -sd ';')" \
		'pci-hole;beside-device;device-memory;unlocated-reserved' holes
	equal "$("$MEMTOPO" blocks -s machines/device -nro blocks,state 2>/dev/null | tail -n 1)" '40-47 -' block
}

@test "reasons of blocks wrap on a terminal, other columns do not" {
	shown=$(script -qec "stty cols 80; $MEMTOPO blocks -s machines/blocks" /dev/null < /dev/null | tr -d '\r')
	[[ $(wc -L <<< "$shown") -le 82 ]]
	equal "$(cut -c 67- <<< "$shown" | sed -n 2,7p | tr -d '\n' | tr -s ' ')" \
		"spans zonesDMA,DMA32, hole,reserved 8211pages, slab 904,page tables 77,kernel 2051" words
	equal "$(grep -c ' online  ' <<< "$shown")" 11 "whole words"
	equal "$("$MEMTOPO" blocks -s machines/blocks | wc -l)" 14 "a line each for others"
}

@test "JSON: merged sections count, single ones do not" {
	equal "$("$MEMTOPO" sections -s "$three" -J | jq -c '[.sections[] | [.section, .count]]')" \
		'[[0,1],[1,7],[8,8],[32,8]]' merged
	equal "$("$MEMTOPO" sections -s "$three" -aJ | jq '[.sections[] | has("count")] | any')" false each
}

@test "empty zones show with --all" {
	equal "$("$MEMTOPO" zones -s "$three" -nr | wc -l)" 4 populated
	equal "$("$MEMTOPO" zones -s "$three" -anr | wc -l)" 15 all
}

@test "holes have their names" {
	kinds()
	{
		"$MEMTOPO" -s "machines/$1" -J | jq -r '.holes[] | "\(.kind) \(.nodes | join(","))"' | paste -sd ';'
	}
	equal "$(kinds three)" 'pci-hole 1,2' three
	equal "$(kinds sparse-ids)" 'below-first-section 0;between-nodes 0,2;between-nodes 2,7' arm64
	equal "$(kinds straddle)" 'absent-subsections 1;absent-subsections 1;inside-node 1' straddle
	equal "$(kinds far-hole)" 'pci-hole 0;between-nodes 0,1' far
	equal "$(kinds one)" '' none
	machine_copy sparse-ids
	sed -i 's/^16 .*//; s/^\(24 .*\) [^ ]* [^ ]* \([^ ]* [^ ]*\)$/\1 - - \2/' "$machine/proc/memtopo/sections"
	equal "$("$MEMTOPO" holes -s "$machine" -nro name | sed -n 2p)" 'beside\x20offline\x20memory' offline
}

@test "unknown columns, keys, header words and flags are no trouble" {
	machine_copy three
	files=$machine/proc/memtopo
	sed -i -E '1s/$/ colour=blue/; 2s/$/ mood/; 3,$s/$/ fine/' "$files"/{nodes,zones,sections}
	sed -i -E '3s/$/\nfuture_key 17/' "$files/info"
	sed -i -E '5s/PMOE/PMOEZ+17,+40/' "$files/sections"
	for table in nodes zones distances; do
		equal "$("$MEMTOPO" "$table" -s "$machine")" "$("$MEMTOPO" "$table" -s "$three")" "$table"
	done
	equal "$("$MEMTOPO" info -s "$machine" -J | jq -r .info.future_key)" 17 key
	equal "$("$MEMTOPO" sections -s "$machine" -nro sections,flags | sed -n 3p)" '2 PMOEZ+17,+40' flags
	"$MEMTOPO" -s "$machine" >/dev/null
}

@test "columns may come in any order" {
	machine_copy three
	for table in nodes zones sections; do
		awk 'NR == 1 { print; next }
			{ for (i = NF; i > 1; i--) printf "%s ", $i; print $1 }' \
			"$three/proc/memtopo/$table" > "$machine/proc/memtopo/$table"
	done
	equal "$("$MEMTOPO" -s "$machine")" "$("$MEMTOPO" -s "$three")" picture
}

@test "ASCII by locale and by option, UTF-8 else" {
	LC_ALL=C.UTF-8 "$MEMTOPO" -s "$three" | grep -q '█'
	LC_ALL=C "$MEMTOPO" -s "$three" > "$BATS_TEST_TMPDIR/c"
	LC_ALL=C.UTF-8 "$MEMTOPO" -s "$three" --ascii | diff "$BATS_TEST_TMPDIR/c" -
}

@test "colours on a terminal alone" {
	escape=$'\033['
	on_terminal()
	{
		TERM=xterm script -qec "stty cols 100; $*" /dev/null < /dev/null
	}
	[[ $("$MEMTOPO" -s "$three") != *"$escape"* ]]
	[[ $("$MEMTOPO" -s "$three" --color) == *"$escape"* ]]
	[[ $("$MEMTOPO" -s "$three" --color=always) == *"$escape"* ]]
	[[ $(on_terminal "$MEMTOPO" -s "$three") == *"$escape"* ]]
	[[ $(on_terminal "$MEMTOPO" -s "$three" --color=never) != *"$escape"* ]]
	[[ $(NO_COLOR=1 on_terminal "$MEMTOPO" -s "$three") != *"$escape"* ]]
	[[ $(on_terminal TERM=dumb "$MEMTOPO" -s "$three") != *"$escape"* ]]
	equal "$("$MEMTOPO" -s "$three" --color | sed 's/\x1b\[[0-9;]*m//g')" "$("$MEMTOPO" -s "$three")" text
}

@test "as wide as the terminal" {
	wide=$(TERM=dumb script -qec "stty cols 120; $MEMTOPO -s $three" /dev/null < /dev/null |
		tr -d '\r' | wc -L)
	[[ $wide -gt 110 && $wide -le 120 ]]
}

@test "no module, and how to get it" {
	[[ ! -e /proc/memtopo ]] || skip "the module is loaded on this machine"
	fails "/proc/memtopo: the memtopo module is not loaded: try 'modprobe memtopo' or 'insmod module/memtopo.ko' as root"
	fails "$BATS_TEST_TMPDIR: no recorded machine: it has neither /proc/memtopo nor /sys/kernel/debug/memtopo" \
		zones -s "$BATS_TEST_TMPDIR"
}

@test "a file is missing" {
	machine_copy three
	rm "$machine/proc/memtopo/zones"
	fails "$machine/proc/memtopo: has no file 'zones'" -s "$machine"
	"$MEMTOPO" nodes -s "$machine" >/dev/null
}

@test "debugfs does when procfs has nothing" {
	machine_copy three
	mkdir -p "$machine/sys/kernel/debug"
	mv "$machine/proc/memtopo" "$machine/sys/kernel/debug"
	equal "$("$MEMTOPO" -s "$machine")" "$("$MEMTOPO" -s "$three")" picture
}

@test "without permission" {
	# Root may read everything, so it becomes nobody, who may enter here.
	machine=$SCRATCH/locked
	as_user=()
	[[ $(id -u) != 0 ]] ||
		as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	cp "$MEMTOPO" "$SCRATCH/memtopo"
	mkdir "$machine"
	cp -r "$three"/proc "$machine"
	chmod 000 "$machine/proc/memtopo/zones"
	run -1 --separate-stderr "${as_user[@]}" "$SCRATCH/memtopo" zones -s "$machine"
	equal "$stderr" "memtopo: $machine/proc/memtopo/zones: Permission denied" complaint
}

@test "a full disk is a failure, a reader that leaves is none" {
	for arguments in zones "zones -J" --json '' --help; do
		# shellcheck disable=SC2086
		run -1 bash -c '"$@" >/dev/full' bash "$MEMTOPO" -s "$three" $arguments
		equal "$output" "memtopo: standard output: No space left on device" complaint
	done
	run -0 bash -c 'set -o pipefail; { "$@" || echo failed >&2; } | true' bash \
		"$MEMTOPO" sections -s "$SCRATCH/nodes-64" -a
	equal "$output" "" "pipe"
}

@test "torn tables are shown with a note" {
	machine_copy three
	sed -i '1s/generation=0/generation=1/' "$machine/proc/memtopo/zones"
	run -0 --separate-stderr "$MEMTOPO" -s "$machine"
	equal "$stderr" "memtopo: note: memory changed while it was read; the picture may be torn" note
	[[ ${lines[0]} == "Memory changed while it was read"* ]]
	run -0 --separate-stderr "$MEMTOPO" -s "$machine" record "$BATS_TEST_TMPDIR/copy"
	equal "$stderr" "memtopo: note: memory changed while it was read; the recording may be torn" note
	# One table alone is whole, but the facts it is measured by are others.
	run -0 --separate-stderr "$MEMTOPO" nodes -s "$machine"
	equal "$stderr" "" "no note"
	sed -i '1s/consistent=1/consistent=0/' "$machine/proc/memtopo/nodes"
	run -0 --separate-stderr "$MEMTOPO" nodes -s "$machine" -J
	equal "$stderr" "memtopo: note: memory changed while it was read; the table may be torn" note
	jq -e .nodes <<< "$output" >/dev/null
	# What is torn does not have to add up.
	sed -i '$d' "$machine/proc/memtopo/sections"
	run -0 --separate-stderr "$MEMTOPO" -s "$machine"
}

@test "torn tables are read again until they are whole" {
	tries()
	{
		for how in retry record; do
			rm -rf "$BATS_TEST_TMPDIR/machine"
			machine_copy three
			mkdir "$machine/whole"
			cp "$machine/proc/memtopo/$1" "$machine/whole"
			sed -i "$2" "$machine/proc/memtopo/$1"
			"$SWEEP" $how "$machine" "$3" "$1" 2>&1
			[[ ! -e $machine/copy ]] || "$MEMTOPO" -s "$machine/copy" >/dev/null 2>&1
		done | uniq
	}
	equal "$(tries zones '' 9)" "whole after 0 pauses" whole
	equal "$(tries zones '1s/consistent=1/consistent=0/' 1)" "whole after 1 pauses" "soon"
	equal "$(tries zones '1s/generation=0/generation=1/' 4)" "whole after 4 pauses" "late"
	equal "$(tries zones '1s/generation=0/generation=1/' 5)" "torn after 4 pauses" "too late"
	# Memory may be added offline without any new generation.
	equal "$(tries sections '$d' 1)" "whole after 1 pauses" "a section"
	equal "$(tries nodes '$d' 4)" "whole after 4 pauses" "a node"
	equal "$(tries sections '$d' 5)" "refused after 4 pauses" "never"
	[[ ! -e $BATS_TEST_TMPDIR/machine/copy ]]
}

@test "record copies every file byte for byte, once" {
	machine_copy three
	printf '# memtopo 1 future generation=0 consistent=1\nx\n1\n' > "$machine/proc/memtopo/future"
	mkdir "$machine/proc/memtopo/directory"
	copy=$BATS_TEST_TMPDIR/new/er/copy
	run -0 "$MEMTOPO" -s "$machine" record "$copy"
	equal "$output" "6 files recorded; 'memtopo -s $copy' shows them" message
	rmdir "$machine/proc/memtopo/directory"
	diff -r "$machine/proc" "$copy/proc"
	equal "$("$MEMTOPO" -s "$copy")" "$("$MEMTOPO" -s "$three")" picture
	fails "$copy/proc/memtopo: there is a recording already" -s "$three" record "$copy"
	diff -r "$machine/proc" "$copy/proc"
	equal "$(ls -A "$copy/proc")" memtopo "nothing left over"
}

@test "record fails cleanly" {
	machine_copy three
	copy=$BATS_TEST_TMPDIR/copy
	: > "$BATS_TEST_TMPDIR/file"
	fails "$BATS_TEST_TMPDIR/file: not a directory" -s "$three" record "$BATS_TEST_TMPDIR/file/sub"
	fails "machines: no recorded machine: it has neither /proc/memtopo nor /sys/kernel/debug/memtopo" \
		-s machines record "$copy"
	echo junk > "$machine/proc/memtopo/zones"
	fails "$machine/proc/memtopo/zones:1: not a table of memtopo" -s "$machine" record "$copy"
	[[ ! -e $copy ]]
	rm "$machine"/proc/memtopo/*
	fails "$machine/proc/memtopo: no files to record" -s "$machine" record "$copy"
	[[ ! -e $copy ]]
}

@test "a directory with strange characters makes one line" {
	mkdir "$BATS_TEST_TMPDIR/"$'a\nb\033[2J'
	run -1 --separate-stderr "$MEMTOPO" -s "$BATS_TEST_TMPDIR/"$'a\nb\033[2J'
	equal "${#stderr_lines[@]}" 1 lines
	[[ $stderr == *'a?b?[2J: no recorded machine'* ]]
}

@test "files cut off at the end of a line are noticed" {
	for whole in machines/*; do
		for file in info nodes zones sections distances; do
			machine_copy "${whole##*/}"
			sed -i '$d' "$machine/proc/memtopo/$file"
			run --separate-stderr "$MEMTOPO" -s "$machine"
			# Nobody counts the facts that are not needed.
			if [[ $status == 0 ]]; then
				[[ $file == info ]]
				equal "$stderr" "" complaint
			else
				equal "$status" 1 status
				equal "${#stderr_lines[@]}" 1 lines
				[[ $stderr == "memtopo: $machine/proc/memtopo/$file:"* ]]
			fi
		done
	done
}

@test "twenty thousand damaged machines" {
	sweep_survives mutations machines/straddle 10000
	sweep_survives mutations machines/three 5000
	sweep_survives mutations machines/flatmem 5000
}

@test "sections by the half million are quick" {
	dir=$BATS_TEST_TMPDIR/huge
	mkdir -p "$dir/proc/memtopo"
	cp machines/three/proc/memtopo/{nodes,zones,distances} "$dir/proc/memtopo"
	sed 's/^sections_present .*/sections_present 524288/' machines/three/proc/memtopo/info \
		> "$dir/proc/memtopo/info"
	awk 'BEGIN {
		print "# memtopo 1 sections generation=0 consistent=1"
		print "section start_pfn flags nodes zones subsections memory_block"
		for (s = 0; s < 524288; s++)
			printf "%d %.0f PMOE %d:32768 %d/Normal:32768 0-63 %d\n", s, s * 32768, s % 3, s % 3, s
	}' > "$dir/proc/memtopo/sections"
	start=$(date +%s%N)
	equal "$("$MEMTOPO" sections -s "$dir" -nro count | wc -l)" 524288 runs
	"$MEMTOPO" -s "$dir" | grep -q '524288 alternating runs: nodes 0,1,2, 128M each'
	[[ $((($(date +%s%N) - start) / 1000000)) -lt 60000 ]]
}

@test "sections draw which subsections there are" {
	map()
	{
		"$MEMTOPO" sections -s "$1" -nr -o map "${@:2}"
	}
	equal "$(map machines/blocks | sed -n 1p)" \
		"################|################|################|################" whole
	equal "$(map machines/blocks | sed -n 5p)" \
		"################|################|################|###############." "the last is absent"
	equal "$(map machines/no-vmemmap | sort -u)" "-" "nothing is known of them"
	# Of more subsections than that a character stands for several.
	machine_copy blocks
	sed -i 's/^subsection_size .*/subsection_size 1048576/' "$machine/proc/memtopo/info"
	sed -i -E '3,$s/ 0-63 / 0-2,4,5,8-127 /; s/ 0-62 / 0-125 /' "$machine/proc/memtopo/sections"
	equal "$(map "$machine" | sed -n 1p)" \
		"#+#.############|################|################|################" several
	# With all rows where there is room; pipes have none.
	wide()
	{
		script -qec "stty cols $1; $MEMTOPO sections -s machines/blocks ${*:2}" /dev/null < /dev/null |
			head -n 1 | tr -d '\r' | grep -o MAP || echo none
	}
	equal "$(wide 134 -a) $(wide 133 -a) $(wide 200) $(wide 200 -a -o size)" "MAP none none none" room
	equal "$("$MEMTOPO" sections -as machines/blocks | grep -c MAP)" 0 pipe
}
