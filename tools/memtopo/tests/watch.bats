# SPDX-License-Identifier: GPL-2.0
# memtopo watch: events as they come through a FIFO, and what they change.

load common

head1='# memtopo 1 events'
head2='sequence time_ns event start_pfn nr_pages node zone generation wait_ns'

setup()
{
	machine_copy offline-dimm
	tables=$machine/proc/memtopo
	events=$machine/sys/kernel/debug/memtopo/events
	out=$BATS_TEST_TMPDIR/out
	err=$BATS_TEST_TMPDIR/err
	watcher=
	mkdir -p "${events%/*}"
}

teardown()
{
	[[ -z $watcher ]] || kill -KILL "$watcher" 2>/dev/null || true
}

# watch ARGUMENT...: begins to watch; what is sent goes to fd 8
watch()
{
	mkfifo "$events"
	"$MEMTOPO" watch -s "$machine" "$@" > "$out" 2> "$err" 3>&- &
	watcher=$!
	exec 8> "$events"
	send "$head1" "$head2"
}

send()
{
	printf '%s\n' "$@" >&8
}

# awaits PATTERN: until the output has such a line; not longer than a while
awaits()
{
	local i

	for ((i = 0; i < 200; i++)); do
		! grep -q -- "$1" "$out" || return 0
		sleep 0.05
	done
	echo "no '$1' in:" >&2
	cat "$out" "$err" >&2
	return 1
}

# ends STATUS: the watcher does, with that status
ends()
{
	local i status=0

	for ((i = 0; i < 200; i++)); do
		kill -0 "$watcher" 2>/dev/null || break
		sleep 0.05
	done
	[[ $i -lt 200 ]] || { echo "it goes on" >&2; return 1; }
	wait "$watcher" || status=$?
	watcher=
	equal "$status" "$1" status
}

# online SECTION: puts it online, in a zone Normal that ends with it
online()
{
	local pages=$((($1 - 31) * 32768))

	sed -i -E "s|^($1 [0-9]+) PM - -|\1 PMO 0:32768 0/Normal:32768|" "$tables/sections"
	sed -i -E "s|^0 Normal .*|0 Normal 1048576 $pages $pages $pages 0 $pages 1 2 3 4 0 0,0,0,0,0|" \
		"$tables/zones"
}

# recorded LINE...: a recording with these events
recorded()
{
	rm -f "$events"
	printf '%s\n' "$@" > "$events"
}

@test "an event and the difference it made" {
	watch
	send '1 5000001234 going_online 1048576 32768 - - 1 800'
	awaits going_online
	sleep 0.3
	online 32
	send '2 5100001234 online 1048576 32768 0 Normal 1 12345678'
	awaits 'zones '
	online 33
	send '3 86400000000999 online 1081344 32768 0 Normal 2 1500000000'
	awaits '33 '
	exec 8>&-
	ends 0
	equal "$(cat "$err")" "" complaint
	sed -E 's/ +/ /g' "$out" | diff - <(cat <<-'END'
		[ 5.000001] going_online 0x100000000-0x107ffffff 128M, the kernel waited 800 ns
		[ 5.100001] online 0x100000000-0x107ffffff 128M, node 0, zone Normal, the kernel waited 12.3 ms
		 zone 0/Normal added start_pfn - 1048576
		 zone 0/Normal added spanned_pages - 128M
		 zone 0/Normal added present_pages - 128M
		 zone 0/Normal added managed_pages - 128M
		 section 32 online flags PM PMO
		 section 32 online zones - 0/Normal:32768
		[86400.000000] online 0x108000000-0x10fffffff 128M, node 0, zone Normal, the kernel waited 1.5 s
		 zone 0/Normal changed spanned_pages 128M 256M
		 zone 0/Normal changed present_pages 128M 256M
		 zone 0/Normal changed managed_pages 128M 256M
		 section 33 online flags PM PMO
		 section 33 online zones - 0/Normal:32768
	END
	)
}

@test "JSON: an object a line, with the same changes as diff" {
	cp -r "$machine" "$machine-before"
	watch --json
	send '1 5000001234 going_online 1048576 32768 - - 1 800'
	awaits '"sequence": 1'
	online 32
	# A burst: the difference is that of both, and stands with the last.
	send '2 5100001234 online 1048576 32768 0 Normal 1 12' '3 5100001235 other 1048576 32768 0 - 1 0'
	awaits '"sequence": 3'
	exec 8>&-
	ends 0
	equal "$(cat "$err")" "" complaint
	equal "$(wc -l < "$out")" 3 lines
	while read -r line; do
		jq -e . <<< "$line" >/dev/null
	done < "$out"
	jq -c .event "$out" | diff - <(cat <<-'END'
		{"sequence":1,"time_ns":5000001234,"event":"going_online","start_pfn":1048576,"nr_pages":32768,"node":null,"zone":null,"generation":1,"wait_ns":800}
		{"sequence":2,"time_ns":5100001234,"event":"online","start_pfn":1048576,"nr_pages":32768,"node":0,"zone":"Normal","generation":1,"wait_ns":12}
		{"sequence":3,"time_ns":5100001235,"event":"other","start_pfn":1048576,"nr_pages":32768,"node":0,"zone":null,"generation":1,"wait_ns":0}
	END
	)
	equal "$(jq -c .changes "$out" | head -n 2 | paste -sd ';')" '[];null' "none, and not known"
	equal "$(jq -c .changes "$out" | tail -n 1)" \
		"$("$MEMTOPO" diff -J "$machine-before" "$machine" | jq -c .changes)" diff
	[[ $(jq '.changes | length' "$out" | tail -n 1) -gt 4 ]]
}

@test "a loss is told" {
	watch -J
	send '1 1 online 0 1 - - 1 0' '# lost 18446744073709551614' '5 1 online 0 1 - - 1 0' '# a remark'
	awaits '"sequence": 5'
	exec 8>&-
	ends 0
	jq -c 'if .lost then .lost > 1 else [.event.sequence, .changes] end' "$out" |
		diff - <(printf '%s\n' '[1,null]' true '[5,[]]')
	grep -q '^{"lost": 18446744073709551614}$' "$out"
	recorded "$head1" "$head2" '# lost 4'
	equal "$(timeout 60 "$MEMTOPO" watch -s "$machine")" "4 events lost" text
}

@test "a recording of events, and its columns in any order" {
	recorded "$head1" 'mood zone wait_ns generation node nr_pages start_pfn event time_ns sequence' \
		'fine Movable 9 8 1 16 512 prepare_online 7000000000 6' 'bad - 0 8 - 0 0 - 1 7'
	diff <(timeout 60 "$MEMTOPO" watch -s "$machine") <(cat <<-'END'
		[    7.000000] prepare_online 0x200000-0x20ffff 64K, node 1, zone Movable, the kernel waited 9 ns
		[    0.000000] -              0B, the kernel waited 0 ns
	END
	)
	equal "$(timeout 60 "$MEMTOPO" watch -s "$machine" -b | head -n 1)" \
		'[    7.000000] prepare_online 0x200000-0x20ffff 65536, node 1, zone Movable, the kernel waited 9 ns' bytes
	recorded "$head1" "$head2"
	equal "$(timeout 60 "$MEMTOPO" watch -s "$machine")" "" none
}

@test "in pieces as in one" {
	recorded "$head1" "$head2" '1 1 online 0 1 - - 1 0' '# lost 2' '4 1 offline 512 1 0 DMA 1 0'
	cp "$events" "$BATS_TEST_TMPDIR/events"
	timeout 60 "$MEMTOPO" watch -s "$machine" > "$BATS_TEST_TMPDIR/whole"
	rm "$events"
	mkfifo "$events"
	"$MEMTOPO" watch -s "$machine" > "$out" 3>&- &
	watcher=$!
	dd if="$BATS_TEST_TMPDIR/events" of="$events" bs=1 2>/dev/null
	ends 0
	diff "$BATS_TEST_TMPDIR/whole" "$out"
	equal "$(wc -l < "$out")" 3 lines
	# More than is read at once.
	recorded "$head1" "$head2"
	seq -f '%.0f 1 online 0 1 - - 1 0' 20000 >> "$events"
	equal "$(timeout 60 "$MEMTOPO" watch -J -s "$machine" | jq .event.sequence | sort -n | md5sum)" \
		"$(seq 20000 | md5sum)" many
}

@test "signals end it with whole lines" {
	for signal in INT TERM; do
		rm -f "$events"
		watch -J
		send '1 1 online 0 1 - - 1 0'
		awaits '"sequence": 1'
		send '2 1 online 0 1 - - 1 0'
		sleep 0.02
		kill -$signal "$watcher"
		ends 0
		exec 8>&-
		equal "$(cat "$err")" "" complaint
		equal "$(tail -c 1 "$out" | od -An -c | tr -d ' ')" '\n' "last byte"
		while read -r line; do
			jq -e '.event.sequence' <<< "$line" >/dev/null
		done < "$out"
	done
	# Nobody writes yet.
	rm -f "$events"
	mkfifo "$events"
	"$MEMTOPO" watch -s "$machine" > "$out" 2> "$err" 3>&- &
	watcher=$!
	sleep 0.3
	kill -INT "$watcher"
	ends 0
	equal "$(cat "$out" "$err")" "" silence
}

@test "signals end it although nobody reads" {
	mkfifo "$events" "$BATS_TEST_TMPDIR/pipe"
	exec 7<> "$BATS_TEST_TMPDIR/pipe"
	"$MEMTOPO" watch -s "$machine" > "$BATS_TEST_TMPDIR/pipe" 2> "$err" 3>&- 7>&- &
	watcher=$!
	exec 8> "$events"
	{
		printf '%s\n' "$head1" "$head2"
		seq -f '%.0f 1 online 0 1 - - 1 0' 3000
	} >&8 2>/dev/null &
	sleep 0.5
	kill -0 "$watcher"
	kill -TERM "$watcher"
	sleep 0.2
	kill -TERM "$watcher" 2>/dev/null || true
	for ((i = 0; i < 100; i++)); do
		kill -0 "$watcher" 2>/dev/null || break
		sleep 0.05
	done
	[[ $i -lt 100 ]]
	watcher=
	exec 7>&- 8>&-
	equal "$(cat "$err")" "" complaint
}

@test "a reader that leaves ends it at once, a full disk with a word" {
	mkfifo "$events"
	{ timeout 60 "$MEMTOPO" watch -s "$machine" 2> "$err"; echo $? > "$BATS_TEST_TMPDIR/status"; } 3>&- |
		head -n 1 > "$out" &
	exec 8> "$events"
	send "$head1" "$head2" '1 1 online 0 1 - - 1 0'
	for ((i = 0; i < 100; i++)); do
		[[ ! -s $BATS_TEST_TMPDIR/status ]] || break
		sleep 0.05
	done
	exec 8>&-
	equal "$(cat "$BATS_TEST_TMPDIR/status")" 0 status
	equal "$(cat "$err")" "" complaint
	equal "$(wc -l < "$out")" 1 lines
	recorded "$head1" "$head2" '1 1 online 0 1 - - 1 0'
	for json in '' --json; do
		# shellcheck disable=SC2086
		run -1 bash -c '"$@" >/dev/full' bash timeout 60 "$MEMTOPO" watch -s "$machine" $json
		equal "$output" "memtopo: standard output: No space left on device" complaint
	done
}

# refuses LINES REASON: after what came before the damage, which is shown
refuses()
{
	printf '%b' "$1" > "$events"
	run -1 --separate-stderr timeout 60 "$MEMTOPO" watch -s "$machine"
	equal "$stderr" "memtopo: $events$2" complaint
	equal "${#lines[@]}" "${3:-0}" "lines before"
	run -1 --separate-stderr timeout 60 "$MEMTOPO" watch -J -s "$machine"
	equal "$stderr" "memtopo: $events$2" complaint
	equal "${#lines[@]}" "${3:-0}" "lines before"
}

@test "damage is told, with what came before it" {
	local good="$head1\n$head2\n1 1 online 0 1 - - 1 0\n"

	refuses '' ': the file is empty'
	refuses "$head1" ': the file is cut off'
	refuses "$head1\n" ': the file is cut off'
	refuses "$head1\n$head2" ': the file is cut off'
	refuses "events\n$head2\n" ':1: not a table of memtopo'
	refuses "# memtopo 2 events\n$head2\n" ':1: format 2 is newer than this memtopo understands (1)'
	refuses "# memtopo 1 zones\n$head2\n" ":1: table 'zones' where 'events' is expected"
	refuses "# memtopo 1 events x\n$head2\n" ":1: 'x' is not a word of the first line"
	refuses "$head1\nsequence sequence\n" ":2: column 'sequence' is there twice"
	refuses "$head1\n${head2/node/nude}\n1 1 online 0 1 - - 1 0\n" ":3: no column 'node'"
	refuses "${good}2 1 online 0 1 - - 1 0" ':4: the line is cut off' 1
	refuses "${good}2 1 online 0 1 - - 1\n" ':4: 8 fields where 9 are expected' 1
	refuses "${good}2 1 online 0 1 - - 1 0 0\n" ':4: 10 fields where 9 are expected' 1
	refuses "${good}2 1  0 1 - - 1 0\n" ':4: an empty field' 1
	refuses "${good}\n" ':4: an empty field' 1
	refuses "${good}2 1 on\\tline 0 1 - - 1 0\n" ':4: byte 0x09 is not text' 1
	refuses "${good}-2 1 online 0 1 - - 1 0\n" ":4: sequence '-2' is not a number" 1
	refuses "${good}2 - online 0 1 - - 1 0\n" ":4: time_ns '-' is not a number" 1
	refuses "${good}2 1 online 0x0 1 - - 1 0\n" ":4: start_pfn '0x0' is not a number" 1
	refuses "${good}2 1 online 0 18446744073709551616 - - 1 0\n" ":4: nr_pages '18446744073709551616' is too large" 1
	refuses "${good}2 1 online 0 18446744073709551615 - - 1 0\n" ":4: nr_pages '18446744073709551615' is too large" 1
	refuses "${good}2 1 online 1 18446744073709551614 - - 1 0\n" ':4: page frames 1 + 18446744073709551614 have no address' 1
	refuses "${good}2 1 online 4503599627370495 1 - - 1 0\n" ':4: page frames 4503599627370495 + 1 have no address' 1
	refuses "${good}2 1 online 0 1 4096 - 1 0\n" ":4: node '4096' is too large" 1
	refuses "${good}# lost many\n" ":4: 'many' is not a number" 1
	refuses "${good}# lost 18446744073709551616\n" ":4: '18446744073709551616' is not a number" 1
	refuses "$good$(printf '%070000d' 0)" ':4: the line is too long' 1
	printf '%s\n' "$head1" "$head2" '1 18446744073709551614 online 0 0 4095 - 18446744073709551614 18446744073709551614' > "$events"
	timeout 60 "$MEMTOPO" watch -s "$machine" | grep -q '^\[18446744073.709551\] .* 0B, node 4095, the kernel waited 18446744073.7 s$'
}

@test "what cannot be watched" {
	run -1 --separate-stderr timeout 60 "$MEMTOPO" watch -s "$machine"
	equal "$stderr" "memtopo: $events: this recording has no journal; 'memtopo diff' compares recordings" \
		"no journal"
	mkdir "$events"
	run -1 --separate-stderr timeout 60 "$MEMTOPO" watch -s "$machine"
	equal "$stderr" "memtopo: $events: Is a directory" directory
	rmdir "$events"
	recorded "$head1" "$head2"
	rm "$tables/zones"
	run -1 --separate-stderr timeout 60 "$MEMTOPO" watch -s "$machine"
	equal "$stderr" "memtopo: $machine/proc/memtopo: has no file 'zones'" tables
	[[ -e /proc/memtopo ]] || {
		run -1 --separate-stderr timeout 60 "$MEMTOPO" watch
		equal "$stderr" "memtopo: /proc/memtopo: the memtopo module is not loaded: try 'modprobe memtopo' or 'insmod module/memtopo.ko' as root" module
	}
	for arguments in "watch x" "watch -o node" "watch -r" "watch -n" "watch --list-columns"; do
		# shellcheck disable=SC2086
		run -2 --separate-stderr "$MEMTOPO" $arguments
		equal "${#stderr_lines[@]}" 2 "$arguments"
	done
}

@test "without permission to watch" {
	recorded "$head1" "$head2"
	# Root may read everything, so it becomes nobody, who may enter here.
	as_user=()
	[[ $(id -u) != 0 ]] ||
		as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	cp "$MEMTOPO" "$SCRATCH/memtopo-watch"
	mkdir "$SCRATCH/watched"
	cp -r "$machine"/* "$SCRATCH/watched"
	chmod 000 "$SCRATCH/watched/sys/kernel/debug/memtopo/events"
	run -1 --separate-stderr "${as_user[@]}" "$SCRATCH/memtopo-watch" watch -s "$SCRATCH/watched"
	equal "$stderr" "memtopo: $SCRATCH/watched/sys/kernel/debug/memtopo/events: Permission denied" complaint
}

@test "tables that are damaged meanwhile end it" {
	watch
	send '1 1 online 0 1 - - 1 0'
	awaits online
	sleep 0.3
	sed -i '$d' "$tables/sections"
	send '2 1 online 0 1 - - 1 0'
	ends 1
	exec 8>&-
	equal "$(cat "$err")" "memtopo: $tables/sections: 23 sections, but info counts 24: is the file cut off?" complaint
	equal "$(wc -l < "$out")" 2 events
}

@test "a torn layout is told" {
	watch
	send '1 1 online 0 1 - - 1 0'
	awaits online
	sleep 0.3
	online 32
	sed -i '1s/consistent=1/consistent=0/' "$tables/nodes"
	send '2 1 online 0 1 - - 1 0'
	awaits 'section'
	exec 8>&-
	ends 0
	equal "$(cat "$err")" "memtopo: note: memory changed while it was read; the differences may be torn" note
}

@test "the journal is recorded" {
	recorded "$head1" "$head2" '1 1 online 0 1 - - 1 0'
	"$MEMTOPO" record -s "$machine" "$BATS_TEST_TMPDIR/copy"
	diff -r "$machine/sys" "$BATS_TEST_TMPDIR/copy/sys"
	diff -r "$machine/proc" "$BATS_TEST_TMPDIR/copy/proc"
	equal "$(timeout 60 "$MEMTOPO" watch -s "$BATS_TEST_TMPDIR/copy")" "$("$MEMTOPO" watch -s "$machine")" events
}
