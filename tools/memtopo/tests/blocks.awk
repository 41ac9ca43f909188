# SPDX-License-Identifier: GPL-2.0
# Writes what memtopo blocks reads of a machine that machine.awk has made, from
# the same description:
#
#	awk -v root=OUT -f blocks.awk OUT/proc/memtopo/sections DESCRIPTION
#
#	iomem LINE		a line of /proc/iomem
#	firmware FIRST-LAST ID	blocks that an ACPI device has
#	memory_block N [KIND=COUNT]... [unmovable=OFFSET:KIND] [state=STATE]
#				what the pages of an online block are; the rest
#				are free
#
# Blocks are sections, and of 32768 pages, here.

function put(file, line)
{
	print line > file
	close(file)
}

function list(words,	n, i, part, end, sum)
{
	n = split(words, part, ",")
	for (i = 1; i <= n; i++) {
		split(part[i] "-" part[i], end, "-")
		sum += end[2] - end[1] + 1
	}
	return sum
}

# The zones of a section, "none" when there are several.
function zone(owners,	n, part)
{
	n = split(owners, part, ",")
	if (n != 1)
		return "none"
	sub(/^[0-9]*\//, "", part[1])
	sub(/:.*/, "", part[1])
	return part[1]
}

BEGIN {
	kinds = split("free movable hugetlb offline hwpoison memmap pinned reserved slab table kernel cma isolated",
		kind, " ")
}

FNR == NR {
	if (FNR > 2) {
		blocks[++count] = $7
		online[$7] = $3 ~ /O/ ? list($6) * 512 : 0
		is_online[$7] = $3 ~ /O/
		zones[$7] = $3 ~ /O/ ? zone($5) : "Normal Movable"
	}
	next
}
$1 == "iomem" { sub(/^iomem /, ""); iomem = iomem $0 "\n" }
$1 == "firmware" {
	split($2, range, "-")
	for (i = range[1]; i <= range[2]; i++)
		firmware[i] = $3
}
$1 == "memory_block" {
	for (i = 3; i <= NF; i++) {
		split($i, fact, "=")
		facts[$2, fact[1]] = fact[2]
	}
}

END {
	debugfs = root "/sys/kernel/debug/memtopo"
	sysfs = root "/sys/devices/system/memory"
	system("mkdir -p " debugfs)
	printf "%s", iomem > (root "/proc/iomem")
	table = debugfs "/blocks"
	print "# memtopo 1 blocks generation=0 consistent=1" > table
	print "block start_pfn nr_pages online_pages free_pages movable_pages hugetlb_pages offline_pages hwpoison_pages memmap_pages pinned_pages reserved_pages slab_pages table_pages kernel_pages cma_pageblocks isolated_pageblocks unmovable_pfn unmovable" > table
	for (n = 1; n <= count; n++) {
		b = blocks[n]
		left = online[b]
		line = ""
		for (k = kinds; k; k--) {
			number = facts[b, kind[k]] + 0
			if (kind[k] == "free")
				number = left
			else if (kind[k] != "cma" && kind[k] != "isolated")
				left -= number
			line = " " number line
		}
		if (split(facts[b, "unmovable"], way, ":") < 2)
			way[1] = way[2] = "-"
		else
			way[1] = sprintf("%.0f", b * 32768 + way[1])
		printf "%d %.0f 32768 %d%s %s %s\n", b, b * 32768, online[b], line,
			way[1], way[2] > table
		directory = sysfs "/memory" b
		system("mkdir -p " directory)
		state = facts[b, "state"]
		put(directory "/state", state ? state : is_online[b] ? "online" : "offline")
		put(directory "/removable", 1)
		put(directory "/valid_zones", zones[b])
		if (b in firmware)
			system("ln -sfn ../../../LNXSYSTM:00/LNXSYBUS:00/" firmware[b] " " \
				directory "/firmware_node")
	}
	put(sysfs "/block_size_bytes", "8000000")
}
