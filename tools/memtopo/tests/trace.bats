# SPDX-License-Identifier: GPL-2.0
# memtopo trace: what programs tell of themselves, and what strace says of them, is
# what the trace has; and whatever happens, they end as they would without it.

load common

setup()
{
	out=$BATS_TEST_TMPDIR/out
	err=$BATS_TEST_TMPDIR/err
	trace=$BATS_TEST_TMPDIR/trace
	others=()
}

teardown()
{
	[[ ${#others[@]} -eq 0 ]] || kill -KILL "${others[@]}" 2>/dev/null || true
}

# traces STATUS ARGUMENT...: a trace in $trace, of a program that ends with that status
traces()
{
	local status=0 wanted=$1

	shift
	"$MEMTOPO" trace -o "$trace" "$@" > "$out" 2> "$err" 3>&- 4>&- || status=$?
	equal "$status" "$wanted" status
	# Whether the module is there is not what is tried here.
	! grep -v 'note: where pages land is not told' "$err"
}

# until COMMAND...: waits for it to be true; not longer than a while
until_true()
{
	local i

	for ((i = 0; i < 600; i++)); do
		! "$@" || return 0
		sleep 0.05
	done
	echo "it never came true: $*" >&2
	return 1
}

# A program in the background, which tells its number first.
begins()
{
	rm -f "$out"
	"$TRACED" "$@" > "$out" 3>&- &
	program=$!
	others+=("$program")
	until_true test -s "$out"
}

# ended PID: it has, though nobody may have waited for it
ended()
{
	[[ ! -e /proc/$1 || $(state "$1") == Z ]]
}

state()
{
	awk '$1 == "State:" { print $2 }' "/proc/$1/status" 2>/dev/null
}

tracer()
{
	awk '$1 == "TracerPid:" { print $2 }' "/proc/$1/status"
}

is_state()
{
	[[ $(state "$1") == "$2" ]]
}

# goes_on PID: nobody traces it any more, and it works
goes_on()
{
	equal "$(tracer "$1")" 0 tracer
	kill -USR1 "$1"
	wait "$1" || equal "$?" 5 "status of the program"
	others=()
}

# attaches PID: a trace in the background, which has seen something
attaches()
{
	rm -f "$trace"
	"$MEMTOPO" trace -o "$trace" -p "$1" 2> "$err" 3>&- &
	tracing=$!
	others+=("$tracing")
	until_true grep -q . "$trace"
}

# ends PID STATUS
ends()
{
	local status=0

	until_true ended "$1"
	wait "$1" || status=$?
	equal "$status" "$2" status
}

# results: names and results of calls, as traced tells them, of a thread in $trace
results()
{
	awk '
		{ sub(/^\[[0-9\/]*\] /, "") }
		match($0, /^ *[a-z0-9_]+\(.*\) = /) {
			name = $0
			sub(/^ */, "", name)
			sub(/\(.*/, "", name)
			split(substr($0, RLENGTH + 1), word, /[ :]/)
			print name, word[1] (word[1] == "-1" ? " " word[2] : "")
		}' "$trace"
}

# calls: the calls of a trace as they are, without what they changed
calls()
{
	sed -nE 's/^(\[[0-9\/]*\] )?([a-z0-9_]+\(.*\) = (\?|-1 [A-Z]+ \(.*\)|[^:]*)).*/\2/p' "$1"
}

# counted NAME: how often, as the end of $trace says
counted()
{
	awk -v name="$1" 'NF == 3 && $1 == name && $2 ~ /^[0-9]+$/ { print $2 }' "$trace"
}

@test "a program's own log of its calls" {
	traces 0 "$TRACED" calls
	results | grep -v '^exit' | tail -n "$(wc -l < "$out")" | diff "$out" -
	# All of them, each as often as the lines are.
	awk '{ count[$1]++ } END { for (name in count) print name, count[name] }' <(results) |
		while read -r name count; do
			equal "$(counted "$name")" "$count" "count of $name"
		done
}

@test "the same calls as strace" {
	strace -f -o "$BATS_TEST_TMPDIR/strace" \
		-e trace=brk,mmap,munmap,mremap,mprotect,madvise,mlock,mlock2,munlock,mlockall,munlockall,shmat,shmdt,exit_group \
		"$TRACED" calls > "$out" 3>&- 4>&-
	traces 0 "$TRACED" calls
	strace_calls()
	{
		sed -E 's/^[0-9]+ +//; s/ +=/ =/; s, /\* [^*]* \*/,,' "$1"
	}
	plain()
	{
		grep -v '^exec' | sed -E 's/shmat\([0-9]+/shmat(ID/; s/0x[0-9a-f]{9,}/ADDRESS/g'
	}
	diff <(strace_calls "$BATS_TEST_TMPDIR/strace" | grep -E '^[a-z0-9_]+\(' | plain) \
		<(calls "$trace" | plain)
}

@test "what calls changed, in words" {
	traces 0 "$TRACED" calls
	# Addresses are numbered as they come.
	awk '
		sub(/^[a-z0-9_]+\(.*\) = [^:]*: /, "") {
			line = ""
			while (match($0, /0x[0-9a-f]+/)) {
				address = substr($0, RSTART, RLENGTH)
				line = line substr($0, 1, RSTART - 1) "@"
				$0 = substr($0, RSTART + RLENGTH)
			}
			print line $0
		}' "$trace" | tail -n 29 | sed -E "s|$TRACED|TRACED|; s|shared memory [0-9]+|shared memory N|" |
		diff - <(cat <<-'END'
			new mapping of TRACED @-@, 4K
			@-@, 4K unmapped
			new shared mapping @-@, 64K
			@-@, 64K unmapped
			addresses set aside @-@, 64K
			new mapping of TRACED @-@, 4K
			@-@, 64K unmapped
			new anonymous mapping @-@, 64K
			@-@, 4K is r--
			@-@, 4K is ---
			@-@, 4K gave its pages back
			@-@, 64K is kept from children
			@-@, 4K stays in memory
			@-@, 4K stays in memory
			@-@, 4K may leave memory
			all that will be mapped stays in memory
			all may leave memory
			moved from @ to @-@, 256K, which is 224K more
			@-@, 4K, which is 252K less
			moved from @ to @-@, 4K
			@-@, 4K unmapped
			the heap ends at @
			heap grew by 64K to @
			heap grew by 100B to @
			heap shrank by 60.1K to @
			heap shrank by 4K to @
			refused: the heap still ends at @
			shared memory N attached @-@, 64K
			shared memory detached @-@, 64K
		END
		)
}

@test "the exit status is the program's" {
	traces 0 "$TRACED" exit 0
	traces 1 "$TRACED" exit 1
	traces 255 "$TRACED" exit 255
	traces 143 "$TRACED" kill 15
	grep -q 'killed by SIGTERM' "$trace"
	traces 137 "$TRACED" kill 9
	grep -q 'killed by SIGKILL' "$trace"
}

@test "programs that are not there, or are none" {
	run -127 --separate-stderr "$MEMTOPO" trace nothing-of-that-name
	equal "${stderr_lines[-1]}" "memtopo: nothing-of-that-name: No such file or directory" complaint
	run -126 --separate-stderr "$MEMTOPO" trace "$BATS_TEST_TMPDIR"
	equal "${stderr_lines[-1]}" "memtopo: $BATS_TEST_TMPDIR: Permission denied" complaint
}

@test "wrong usage" {
	local arguments

	for arguments in '' '-p 1 true' '-p 0' '-p x' '-p 1 --malloc' '-n true' '--raw true' \
			'--output-all true' '--list-columns true'; do
		# shellcheck disable=SC2086 # several
		run -2 --separate-stderr "$MEMTOPO" trace $arguments
		equal "${stderr_lines[-1]}" "Try 'memtopo --help' for more information." "$arguments"
	done
	run -2 "$MEMTOPO" trace -o '' true
	run -2 "$MEMTOPO" nodes --malloc
}

@test "arguments of the program are its own" {
	equal "$("$MEMTOPO" trace -o "$trace" echo -n -J --version 2> "$err")" "-J --version" output
	equal "$("$MEMTOPO" trace -o "$trace" -- echo -p 1 '' -- x 2> "$err")" "-p 1  -- x" output
	equal "$("$MEMTOPO" -o "$trace" trace echo trace --help 2> "$err")" "trace --help" output
}

@test "standard output is the program's, standard error has the trace" {
	run -0 --separate-stderr "$MEMTOPO" trace echo word
	equal "$output" word output
	[[ $stderr == *'mmap('*'exit_group(0) = ?'*'ended with 0'*'Page faults: '* ]]
	run -0 --separate-stderr "$MEMTOPO" trace -o "$trace" echo word
	[[ $stderr != *'mmap('* ]]
	grep -q 'exit_group(0) = ?' "$trace"
	run -1 --separate-stderr "$MEMTOPO" trace -o /dev/full "$TRACED" exit 3
	equal "${stderr_lines[-1]}" "memtopo: /dev/full: No space left on device" complaint
	run -1 --separate-stderr "$MEMTOPO" trace -o "$BATS_TEST_TMPDIR/no/where" "$TRACED" exit 3
	equal "${stderr_lines[-1]}" "memtopo: $BATS_TEST_TMPDIR/no/where: No such file or directory" complaint
}

@test "two hundred threads" {
	traces 0 "$TRACED" threads 200 10
	equal "$(grep -cE '\] mmap\(NULL, 65536, ' "$trace")" 2000 "mappings"
	equal "$(grep -cE '\] munmap\(0x[0-9a-f]+, 65536\) = 0' "$trace")" 2000 "of them unmapped"
	grep -q '^1 process, 200 more threads$' "$trace"
}

@test "a hundred processes at once" {
	traces 0 "$TRACED" forks 100
	equal "$(cat "$out")" 100 "what the program says"
	equal "$(grep -cE '^\[[0-9]+\] munmap\(0x[0-9a-f]+, 65536\) = 0' "$trace")" 100 "unmapped"
	equal "$(grep -c 'new process with a copy of the address space' "$trace")" 100 forks
	equal "$(grep -c 'ended with 0' "$trace")" 101 ends
	grep -q '^101 processes, 0 more threads$' "$trace"
}

@test "shells and their children" {
	# shellcheck disable=SC2016 # it is for the other shell
	traces 4 bash -c 'for i in {1..50}; do true | false & done; wait; (exit 4)'
	# Each has two processes and may have one more.
	[[ $(grep -c 'ended with' "$trace") -ge 101 ]]
}

@test "vfork, and exec in the child" {
	traces 8 "$TRACED" vfork "$TRACED" exit 8
	grep -qE '^\[[0-9]+\] vfork\(\) = [0-9]+: new process with the same address space$' "$trace"
	grep -qF 'execve("'"$TRACED"'", ...) = 0: a new address space' "$trace"
	equal "$(grep -c 'ended with 8' "$trace")" 2 ends
}

@test "exec in a thread that is not the first" {
	traces 9 "$TRACED" exec "$TRACED" exit 9
	equal "$(grep -c 'execve(' "$trace")" 1 "calls of execve"
	equal "$(grep -c 'ended with 9' "$trace")" 1 ends
	# What the new program did is told, with its heap from the start.
	sed '1,/execve/d' "$trace" | grep -q 'brk(NULL) = 0x[0-9a-f]*: the heap ends at'
}

@test "signals come with what comes with them" {
	"$TRACED" queue > "$BATS_TEST_TMPDIR/queue"
	equal "$(wc -l < "$BATS_TEST_TMPDIR/queue")" 5 "signals without tracing"
	traces 0 "$TRACED" queue
	diff "$BATS_TEST_TMPDIR/queue" "$out"
}

@test "a program that is stopped stops, and goes on" {
	begins work 3
	attaches "$program"
	kill -STOP "$program"
	# It does nothing any more, though it has threads that are busy.
	is_silent()
	{
		first=$(wc -c < "$trace")
		sleep 1
		equal "$(wc -c < "$trace")" "$first" "bytes of the trace"
	}
	for _ in {1..20}; do
		! is_silent 2> /dev/null || break
	done
	is_silent
	equal "$(state "$program")" t state
	kill -CONT "$program"
	until_true eval '[[ $(wc -c < "$trace") -gt $first ]]'
	kill -INT "$tracing"
	ends "$tracing" 0
	goes_on "$program"
}

@test "a process that runs, with all its threads" {
	begins work 8
	attaches "$program"
	# The nine of them.
	until_true eval '[[ $(grep -oE "^\[[0-9/]+\]" "$trace" | sort -u | wc -l) == 9 ]]'
	equal "$(tracer "$program")" "$tracing" tracer
	kill -INT "$tracing"
	ends "$tracing" 0
	grep -q '^1 process, 8 more threads$' "$trace"
	goes_on "$program"
}

@test "a thread stands for its process" {
	begins work 2
	threads=("/proc/$program/task"/*)
	attaches "${threads[2]##*/}"
	until_true eval '[[ $(grep -oE "^\[[0-9/]+\]" "$trace" | sort -u | wc -l) == 3 ]]'
	kill -TERM "$tracing"
	ends "$tracing" 0
	goes_on "$program"
}

@test "a process that is stopped stays so" {
	begins work 2
	kill -STOP "$program"
	until_true is_state "$program" T
	"$MEMTOPO" trace -o "$trace" -p "$program" 2> "$err" 3>&- &
	tracing=$!
	others+=("$tracing")
	until_true eval '[[ $(tracer "$program") == "$tracing" ]]'
	sleep 0.2
	kill -INT "$tracing"
	ends "$tracing" 0
	sleep 0.2
	equal "$(state "$program")" T state
	kill -CONT "$program"
	goes_on "$program"
}

@test "a process that ends while it is traced" {
	begins work 2
	attaches "$program"
	kill -KILL "$program"
	ends "$tracing" 137
	grep -q 'killed by SIGKILL' "$trace"
	begins work 2
	attaches "$program"
	kill -USR1 "$program"
	ends "$tracing" 5
	grep -q 'ended with 5' "$trace"
}

@test "a tracer that is killed does no harm" {
	local i

	for i in {1..10}; do
		begins work 4
		attaches "$program"
		kill -KILL "$tracing"
		wait "$tracing" || true
		until_true eval '[[ $(tracer "$program") == 0 ]]'
		goes_on "$program"
	done
}

@test "a program that was started goes on when its tracer is told to end" {
	"$MEMTOPO" trace -o "$trace" "$TRACED" work 4 > "$out" 2> "$err" 3>&- &
	tracing=$!
	others+=("$tracing")
	until_true test -s "$out"
	program=$(cat "$out")
	others+=("$program")
	kill -INT "$tracing"
	ends "$tracing" 0
	grep -q '^Page faults: ' "$trace"
	equal "$(tracer "$program")" 0 tracer
	kill -USR1 "$program"
	until_true ended "$program"
	others=()
}

@test "Ctrl-C ends the trace and not the program" {
	local i

	worker_said()
	{
		tr -d '\r' < "$out" | grep -qxE '[0-9]+'
	}
	for i in {1..5}; do
		rm -f "$out"
		"$TRACED" terminal '] munmap(' "$MEMTOPO" trace "$TRACED" work 3 > "$out" 2> "$err" 3>&- &
		program=$!
		others+=("$program")
		until_true grep -q '^command' "$out"
		until_true worker_said
		worker=$(tr -d '\r' < "$out" | grep -xE '[0-9]+' | head -n 1)
		equal "$(tracer "$worker")" 0 tracer
		kill -USR1 "$worker"
		wait "$program"
		equal "$(tr -d '\r' < "$out" | tail -n 2)" $'command 0\norphan 5' ends
	done
}

@test "processes that cannot be traced" {
	local nobody=4194303

	while [[ -e /proc/$nobody ]]; do
		nobody=$((nobody - 1))
	done
	run -1 --separate-stderr "$MEMTOPO" trace -p "$nobody"
	equal "${stderr_lines[-1]}" "memtopo: process $nobody: there is no such process" complaint
	begins zombie
	zombie=$(cat "$out")
	until_true is_state "$zombie" Z
	run -1 --separate-stderr "$MEMTOPO" trace -p "$zombie"
	equal "${stderr_lines[-1]}" "memtopo: process $zombie: it has ended already" complaint
	kill -KILL "$program"
	begins work 0
	attaches "$program"
	run -1 --separate-stderr "$MEMTOPO" trace -p "$program"
	equal "${stderr_lines[-1]}" "memtopo: process $program: process $tracing traces it already" complaint
	kill -INT "$tracing"
	ends "$tracing" 0
	goes_on "$program"
}

@test "threads of the kernel cannot be traced" {
	[[ -r /proc/2/comm && ! -s /proc/2/cmdline ]] || skip "there are none to be seen"
	run -1 --separate-stderr "$MEMTOPO" trace -p 2
	equal "${stderr_lines[-1]}" \
		"memtopo: process 2: it is a thread of the kernel, and has no address space" complaint
}

@test "a program that traces, too" {
	traces 0 "$TRACED" ptrace
	equal "$(cat "$out")" $'traceme -1 EPERM\nseize -1 EPERM' "what the program says"
}

@test "calls of 32 bits" {
	[[ $(uname -m) == x86_64 ]] || skip "not this machine's"
	run "$TRACED" old
	[[ $status == 0 ]] || skip "this kernel does not have them"
	traces 0 "$TRACED" old
	# Those of 64 bits are two, when the C library begins and when it allocates.
	equal "$(grep -c '^brk(NULL)' "$trace")" 3 "calls"
	# The program gets half of what the kernel says.
	grep -qE "^brk\(NULL\) = 0x[0-9a-f]+$(sed 's/brk 0x//' "$out"): the heap ends" "$trace"
}

@test "malloc: the program's own log" {
	traces 0 --malloc "$TRACED" malloc
	awk '$1 == "free" { next } { print }' "$out" > "$BATS_TEST_TMPDIR/own"
	results | sed 's/NULL$/(nil)/' |
		grep -E '^(malloc|calloc|realloc|reallocarray|posix_memalign|aligned_alloc|memalign|valloc|sbrk) ' |
		diff "$BATS_TEST_TMPDIR/own" -
	diff <(awk '$1 == "free" { print $2 }' "$out") <(sed -nE 's/^free\((.*)\)$/\1/p' "$trace")
}

# nested FUNCTION: the calls below the first call of it
nested()
{
	awk -v start="$1" '
		found && !/^  / { exit }
		found { sub(/^  /, ""); sub(/\(.*/, ""); print }
		index($0, start) == 1 { found = 1 }' "$trace"
}

@test "malloc: what it does is below it" {
	traces 0 --malloc "$TRACED" malloc
	equal "$(nested 'malloc(100)')" $'brk\nbrk' "the first request"
	equal "$(nested 'malloc(200000)')" mmap "a large request"
	equal "$(nested 'calloc(10, 300)')" '' "a small request"
	grep -A 1 '^malloc(200000)' "$trace" |
		grep -qE '^  mmap\(NULL, 200704, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\) = 0x[0-9a-f]+: new anonymous mapping 0x[0-9a-f]+-0x[0-9a-f]+, 196K$'
	equal "$(nested 'sbrk(4096)')" brk sbrk
	grep -A 2 '^malloc(4611686018427387904) = NULL' "$trace" | grep -q '^  mmap.* = -1 ENOMEM '
}

@test "malloc: the threshold of mmap" {
	traces 0 --malloc "$TRACED" sizes
	# 24 bytes of a chunk are glibc's own, and it is at 100000 of them that it turns to mmap.
	grep -q '^Smallest request served by mmap 100000, largest from the heap 99000$' "$trace"
	! grep -q 'threshold rose' "$trace"
	traces 0 --malloc "$TRACED" threshold
	grep -q '^Smallest request served by mmap 300000, largest from the heap 300000$' "$trace"
	grep -q '^The threshold rose: lately above 300000$' "$trace"
}

@test "malloc: threads and processes" {
	traces 0 --malloc "$TRACED" threads 20 5
	equal "$(counted mmap)" "$(grep -cE '(^| )mmap\(' "$trace")" "mappings"
	traces 0 --malloc "$TRACED" forks 20
	equal "$(grep -c 'ended with 0' "$trace")" 21 ends
}

@test "malloc: switched off when the program is left" {
	"$MEMTOPO" trace --malloc -o "$trace" "$TRACED" work 1 > "$out" 2> "$err" 3>&- &
	tracing=$!
	others+=("$tracing")
	until_true test -s "$out"
	program=$(cat "$out")
	others+=("$program")
	kill -INT "$tracing"
	ends "$tracing" 0
	equal "$(tracer "$program")" 0 tracer
	kill -USR1 "$program"
	until_true ended "$program"
	others=()
}

@test "malloc: where it cannot be seen" {
	run -0 --separate-stderr "$MEMTOPO" trace --malloc -o "$trace" "$TRACED-static" exit 0
	[[ $stderr =~ 'memtopo: note: malloc() of process '[0-9]+' is not seen: it is linked statically' ]]
	run -0 --separate-stderr "$MEMTOPO" trace --malloc -o "$trace" env -i "$TRACED" exit 0
	[[ $stderr =~ 'memtopo: note: malloc() of process '[0-9]+' was not seen: it did not load memtopo-malloc.so' ]]
	run -2 --separate-stderr "$MEMTOPO" trace --malloc -p 1
	equal "${stderr_lines[0]}" "memtopo: --malloc is for a command, not for what runs already" complaint
	cp "$MEMTOPO" "$BATS_TEST_TMPDIR/memtopo"
	run -1 --separate-stderr "$BATS_TEST_TMPDIR/memtopo" trace --malloc true
	[[ ${stderr_lines[-1]} == 'memtopo: --malloc takes memtopo-malloc.so, which is neither in '* ]]
}

@test "malloc: where it was installed" {
	mkdir -p "$BATS_TEST_TMPDIR/sbin" "$BATS_TEST_TMPDIR/lib/memtopo"
	cp "$MEMTOPO" "$BATS_TEST_TMPDIR/sbin"
	cp "${MEMTOPO%/*}/memtopo-malloc.so" "$BATS_TEST_TMPDIR/lib/memtopo"
	run -0 "$BATS_TEST_TMPDIR/sbin/memtopo" trace --malloc -o "$trace" "$TRACED" sizes
	equal "$(counted malloc)" '' "columns of errors"
	equal "$(awk '$1 == "malloc" { print $2 }' "$trace")" 20 "requests"
}

@test "set-user-ID programs" {
	[[ $EUID == 0 ]] || skip "takes root"
	grep -qE '^NoNewPrivs:\s0' /proc/self/status || skip "nobody gets privileges here"
	cp "$TRACED" "$BATS_TEST_TMPDIR/setuid"
	chown 65534 "$BATS_TEST_TMPDIR/setuid"
	chmod 4755 "$BATS_TEST_TMPDIR/setuid"
	[[ $(findmnt -no OPTIONS -T "$BATS_TEST_TMPDIR/setuid") != *nosuid* ]] ||
		skip "not from this file system"
	# Root may trace what has other rights; its environment is not trusted then.
	run -3 --separate-stderr "$MEMTOPO" trace --malloc -o "$trace" "$BATS_TEST_TMPDIR/setuid" exit 3
	[[ $stderr == *'is not seen: it runs with privileges that it was not given'* ]]
	traces 3 "$BATS_TEST_TMPDIR/setuid" exit 3
}

@test "JSON: an object a line, which says the same" {
	traces 0 --json --malloc "$TRACED" malloc
	jq -e -s 'map(type == "object") | all' "$trace" > /dev/null
	jq -r 'select(.allocation) | .allocation | select(.call == "free" | not) |
		"\(.call) \(.result)"' "$trace" | sed 's/ 0x0$/ (nil)/' |
		diff <(awk '$1 != "free"' "$out") -
	equal "$(jq -r 'select(.allocation.arguments == "200000") |
		"\(.allocation.bytes) \(.allocation.from) \(.calls | map(.call) | join(" "))"' "$trace")" \
		"200000 mmap mmap" "the large request"
	equal "$(jq -r 'select(.ended) | .ended.status' "$trace")" 0 status
	# What the end says is what the lines add up to.
	equal "$(jq -r 'select(.summary) | .calls[] | "\(.call) \(.count)"' "$trace" | sort)" \
		"$(jq -r '(.call, .calls[]?) | select(. and .pid) | .call' "$trace" |
			sort | uniq -c | awk '{ print $2, $1 }' | sort)" counts
	traces 0 --json "$TRACED" calls
	jq -r 'select(.call) | .call | "\(.call) \(if .error then "-1 " + .error else .result // "?" end)"' \
		"$trace" | grep -v '^exit_group' | tail -n "$(wc -l < "$out")" | diff "$out" -
}

@test "page faults are those that the kernel counts" {
	traces 0 "$TRACED" malloc
	# The pages of the 200000 bytes at least; and no program has none.
	[[ $(sed -nE 's/^Page faults: ([0-9]+) minor, [0-9]+ major$/\1/p' "$trace") -ge 49 ]]
}
