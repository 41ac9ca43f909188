# SPDX-License-Identifier: GPL-2.0
# Writes what is recorded of a process that is described in a few lines:
#
#	awk -v dir=OUT -f process.awk DESCRIPTION
#
# Addresses are hexadecimal without 0x, and all else counts pages:
#
#	process PID COMM THREADS CPU NODE|-
#	break START END			the heap
#	stack ADDRESS
#	map START PAGES PERMS KIND NAME|- [USE...]
#	gone				the last mapping is in maps no more
#
# A USE is anon, file, shmem or hugetlb, as in anon:1/Normal/32:50, and then what
# these 50 pages are beside that, as in :huge,large; or swapped:3 and the like.
# Where there are no sections it is anon:0/Normal:50.
#
# It stands in for the module, which counts the pages of each mapping one by one,
# and for the kernel.

function hex(text,	i, number)
{
	number = 0
	for (i = 1; i <= length(text); i++)
		number = number * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
	return number
}

function to_hex(number,	text)
{
	text = ""
	do {
		text = substr("0123456789abcdef", number % 16 + 1, 1) text
		number = int(number / 16)
	} while (number)
	return text
}

# Adds PLACE, NODE/ZONE or NODE/ZONE/SECTION, to the row and to its kind.
function place(kind, where, pages, also,	part, owner, key, n)
{
	n = split(where, part, "/")
	owner = part[1] "/" part[2]
	key = kind " " part[1] " " part[2] " " (n > 2 ? part[3] : "-")
	if (!(owner in owned)) {
		owners = owners (owners == "" ? "" : ",") owner
		owned[owner] = 0
	}
	owned[owner] += pages
	if (!(key in placed))
		places[++place_count] = key
	placed[key] += pages
	if (also == "huge")
		placed_huge[key] += pages
	if (also == "hugetlb")
		placed_hugetlb[key] += pages
}

function use(kind, text,	part, word, n, m, i)
{
	n = split(text, part, ":")
	if (part[1] !~ /^(anon|file|shmem|hugetlb)$/) {
		count[part[1]] += part[2]
		return
	}
	count["resident"] += part[3]
	count[part[1]] += part[3]
	m = n > 3 ? split(part[4], word, ",") : 0
	for (i = 1; i <= m; i++)
		count[word[i]] += part[3]
	place(kind, part[2], part[3], part[1] == "hugetlb" ? part[1] : m ? word[1] : "")
}

function owner_list(	list, n, i, text)
{
	n = split(owners, list, ",")
	for (i = 1; i <= n; i++)
		text = text (i > 1 ? "," : "") list[i] ":" owned[list[i]]
	return n ? text : "-"
}

function row(	i, n, name, start, end, flags)
{
	split("", count)
	split("", owned)
	owners = ""
	for (i = 7; i <= NF; i++)
		use($5, $i)
	start = hex($2)
	end = start + $3 * 4096
	flags = ($4 ~ /r/ ? "rd," : "") ($4 ~ /w/ ? "wr," : "") ($4 ~ /x/ ? "ex," : "") \
		($4 ~ /s/ ? "sh," : "") "mr,mw,me" ($5 == "huge" ? ",ht" : "") ",sd"
	rows[++row_count] = "0x" $2 " 0x" to_hex(end) " " $4 " " $5 " " flags " " \
		($5 == "huge" ? 2097152 : 4096)
	n = split("resident anon file shmem swapped huge hugetlb large shared zero device hint migrating poisoned", name, " ")
	for (i = 1; i <= n; i++)
		rows[row_count] = rows[row_count] " " count[name[i]] + 0
	rows[row_count] = rows[row_count] " " owner_list()
	total += $3
	maps[row_count] = $2 "-" to_hex(end) " " $4 " 00000000 " \
		($6 ~ /^\// ? "fd:01 " 1000 + row_count : "00:00 0") \
		($6 == "-" ? " " : "                          " $6)
	gsub(/~/, " ", maps[row_count])
}

$1 == "process" { pid = $2; comm = $3; threads = $4; cpu = $5; node = $6 }
$1 == "break" { start_brk = $2; brk = $3 }
$1 == "stack" { stack = $2 }
$1 == "map" { row() }
$1 == "gone" { maps[row_count] = "" }

END {
	answer = dir "/sys/kernel/debug/memtopo/query/process_" pid
	list = dir "/proc/" pid "/maps"
	system("mkdir -p '" dir "/sys/kernel/debug/memtopo/query' '" dir "/proc/" pid "'")
	head = " generation=0 consistent=1\n"
	printf "# memtopo 1 process%skey value\n", head > answer
	printf "pid %d\ntgid %d\ncomm %s\nthreads %d\ncpu %d\ncpu_node %s\n",
		pid, pid, comm, threads, cpu, node > answer
	printf "start_code 0x400000\nend_code 0x401000\nstart_data 0x402000\nend_data 0x403000\n" > answer
	printf "start_brk 0x%s\nbrk 0x%s\nstart_stack 0x%s\nmmap_base 0x7ffff7fff000\ntask_size 0x7ffffffff000\n",
		start_brk, brk, stack > answer
	printf "total_vm %d\nlocked_vm 0\npinned_vm 0\ndata_vm %d\nexec_vm 1\nstack_vm 33\n", total, total > answer
	printf "map_count %d\npage_table_bytes %d\nmappings %d\npages %d\n",
		row_count, 4096 * (4 + int(total / 512)), row_count, total > answer
	printf "# memtopo 1 mappings%s", head > answer
	print "start end perms kind flags page_size resident anon file shmem swapped huge hugetlb large shared zero device hint migrating poisoned owners" > answer
	for (i = 1; i <= row_count; i++)
		print rows[i] > answer
	printf "# memtopo 1 places%skind node zone section pages huge hugetlb\n", head > answer
	for (i = 1; i <= place_count; i++)
		print places[i], placed[places[i]], placed_huge[places[i]] + 0, placed_hugetlb[places[i]] + 0 > answer
	for (i = 1; i <= row_count; i++) {
		if (maps[i] != "")
			print maps[i] > list
	}
}
