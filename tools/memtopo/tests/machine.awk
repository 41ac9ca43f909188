# SPDX-License-Identifier: GPL-2.0
# Writes the table files of a machine that is described in a few lines:
#
#	awk -v dir=OUT/proc/memtopo -f machine.awk DESCRIPTION
#
# A description has one fact a line. Addresses and sizes are in MiB, with
# fractions of 4 KiB where need be.
#
#	kernel RELEASE		architecture NAME	model sparsemem|flatmem
#	section MIB		block MIB|-		vmemmap yes|no
#	zones NAME...		all zones of a node, lowest first
#	limit ZONE MIB		the zone ends there (the rest is Normal)
#	node ID CPULIST|-	an online node
#	memory ID START SIZE [ZONE]
#	interleave START SIZE CHUNK ID...
#	offline START SIZE	present, but not online: nobody's
#	late START SIZE		hot-added, not there at boot
#	device START SIZE	device memory: nobody's, but in use
#	distance FROM VALUE...	a row of the matrix
#
# What else is in a description is for blocks.awk.
#
# It stands in for the kernel: every page of the memory of a node belongs to
# one of its zones, and every subsection that memory touches is present.

function pages(mib)
{
	return mib * 256
}

function count(s, parts)
{
	return split(s, parts, " ")
}

# Adds pages [start, end) of a node to their zone and their sections.
function add(node, start, end, zone,	key, s, from, to, sub_first, sub_last, i)
{
	if (start >= end)
		return
	key = node SUBSEP zone
	if (!(key in zpresent) || start < zstart[key])
		zstart[key] = start
	if (!(key in zpresent) || end > zend[key])
		zend[key] = end
	zpresent[key] += end - start
	if (!(node in npresent) || start < nstart[node])
		nstart[node] = start
	if (!(node in npresent) || end > nend[node])
		nend[node] = end
	npresent[node] += end - start
	if (end > top)
		top = end
	if (bottom == "" || start < bottom)
		bottom = start
	if (model == "flatmem")
		return
	for (s = int(start / section); s * section < end; s++) {
		from = start > s * section ? start : s * section
		to = end < (s + 1) * section ? end : (s + 1) * section
		touch(s, from, to)
		online[s] = 1
		if (!((s, node) in sowned))
			snodes[s] = snodes[s] " " node
		sowned[s, node] += to - from
		if (!((s, node, zone) in szowned))
			szones[s] = szones[s] " " node "/" zone
		szowned[s, node, zone] += to - from
	}
}

# A section exists with the subsections of pages [from, to).
function touch(s, from, to,	i)
{
	if (!(s in seen)) {
		seen[s] = 1
		if (s > section_top)
			section_top = s
	}
	if (from == s * section && to == (s + 1) * section) {
		full[s] = 1
		return
	}
	for (i = int((from - s * section) / 512); i * 512 < to - s * section; i++)
		sub_present[s, i] = 1
}

# Memory of a node is cut where a zone ends.
function memory(node, start, end, zone,	i, cut)
{
	if (zone != "") {
		add(node, start, end, zone)
		return
	}
	for (i = 1; i <= nlimits; i++) {
		cut = end < limit[i] ? end : limit[i]
		add(node, start, cut, limit_zone[i])
		if (cut > start)
			start = cut
	}
	add(node, start, end, "Normal")
}

function subsections(s,	n, i, j, text)
{
	n = section / 512
	if (!vmemmap)
		return "-"
	if (full[s])
		return "0-" (n - 1)
	for (i = 0; i < n; i++) {
		if (!((s, i) in sub_present))
			continue
		for (j = i; (s, j + 1) in sub_present; j++)
			;
		text = text (text == "" ? "" : ",") (i == j ? i : i "-" j)
		i = j
	}
	return text
}

function frames(s,	n, i, sum)
{
	n = section / 512
	if (!vmemmap || full[s])
		return section
	for (i = 0; i < n; i++)
		sum += ((s, i) in sub_present) * 512
	return sum
}

function owners(s, list, table,	parts, n, i, text, key)
{
	n = split(list, parts, " ")
	for (i = 1; i <= n; i++) {
		key = parts[i]
		sub("/", SUBSEP, key)
		text = text (i > 1 ? "," : "") parts[i] ":" table[s, key]
	}
	return n ? text : "-"
}

function header(name)
{
	file = dir "/" name
	printf "# memtopo 1 %s generation=0 consistent=1\n", name > file
}

BEGIN {
	kernel = "6.12.0"
	architecture = "x86_64"
	model = "sparsemem"
	section = pages(128)
	block = pages(128)
	vmemmap = 1
	nzones = split("DMA DMA32 Normal Movable Device", zones, " ")
	nlimits = 2
	limit[1] = pages(16); limit_zone[1] = "DMA"
	limit[2] = pages(4096); limit_zone[2] = "DMA32"
	section_top = -1
}

/^#/ || NF == 0 { next }
$1 == "kernel" { kernel = $2 }
$1 == "architecture" { architecture = $2 }
$1 == "model" { model = $2 }
$1 == "section" { section = pages($2) }
$1 == "block" { block = $2 == "-" ? 0 : pages($2) }
$1 == "vmemmap" { vmemmap = $2 == "yes" }
$1 == "zones" {
	nzones = NF - 1
	nlimits = 0
	for (i = 2; i <= NF; i++)
		zones[i - 1] = $i
}
$1 == "limit" { limit[++nlimits] = pages($3); limit_zone[nlimits] = $2 }
$1 == "node" { ids[++nnodes] = $2; cpus[$2] = $3 }
$1 == "memory" { memory($2, pages($3), pages($3 + $4), $5) }
$1 == "interleave" {
	n = 0
	for (at = $2; at < $2 + $3; at += $4) {
		memory($(5 + n % (NF - 4)), pages(at), pages(at + $4), "")
		n++
	}
}
$1 == "offline" {
	for (s = int(pages($2) / section); s * section < pages($2 + $3); s++)
		touch(s, s * section, (s + 1) * section)
}
$1 == "device" {
	for (s = int(pages($2) / section); s * section < pages($2 + $3); s++) {
		touch(s, s * section, (s + 1) * section)
		device[s] = 1
	}
}
$1 == "late" {
	for (s = int(pages($2) / section); s * section < pages($2 + $3); s++)
		late[s] = 1
}
$1 == "distance" { row = $0; sub(/^distance /, "", row); matrix[++nrows] = row }

END {
	system("mkdir -p '" dir "'")
	memory_nodes = cpu_nodes = 0
	header("nodes")
	print "node states start_pfn spanned_pages present_pages managed_pages free_pages memmap_pages cpus" > file
	for (i = 1; i <= nnodes; i++) {
		id = ids[i]
		has = (id in npresent)
		memory_nodes += has
		cpu_nodes += cpus[id] != "-"
		managed = int(npresent[id] * 0.98)
		printf "%d possible,online%s%s %.0f %.0f %.0f %.0f %.0f %s %s\n", id,
			has ? ",normal_memory,memory" : "", cpus[id] != "-" ? ",cpu" : "",
			nstart[id], nend[id] - nstart[id], npresent[id], managed,
			int(managed * (30 + id * 37 % 60) / 100),
			model == "flatmem" ? "-" : sprintf("%.0f", int((npresent[id] + 63) / 64)), cpus[id] > file
	}
	close(file)

	header("zones")
	print "node zone start_pfn spanned_pages present_pages managed_pages cma_pages free_pages min low high promo boost lowmem_reserve" > file
	for (i = 1; i <= nnodes; i++) {
		id = ids[i]
		for (z = 1; z <= nzones; z++) {
			key = id SUBSEP zones[z]
			managed = int(zpresent[key] * 0.98)
			min = int(managed / 256)
			low = min + int(min / 4)
			reserve = ""
			above = 0
			for (y = 1; y <= nzones; y++) {
				if (y > z)
					above += int(zpresent[id, zones[y]] / 256)
				reserve = reserve (y > 1 ? "," : "") above
			}
			printf "%d %s %.0f %.0f %.0f %.0f 0 %.0f %d %d %d %d 0 %s\n", id, zones[z],
				zstart[key], zend[key] - zstart[key], zpresent[key], managed,
				int(managed * (30 + id * 37 % 60) / 100),
				min, low, low + int(min / 4), low + int(min / 2), reserve > file
		}
	}
	close(file)

	header("sections")
	print "section start_pfn flags nodes zones subsections memory_block" > file
	present = sections_online = 0
	last = top - 1
	first = bottom
	for (s = 0; s <= section_top; s++) {
		if (!(s in seen))
			continue
		if (!present)
			first_section = s
		present++
		sections_online += (s in online)
		memmap_frames += frames(s)
		printf "%d %.0f %s %s %s %s %s\n", s, s * section,
			(s in device) ? "PMD" : (s in online) ? (s in late) ? "PMO" : "PMOE" : "PM",
			owners(s, snodes[s], sowned), owners(s, szones[s], szowned),
			subsections(s), block ? int(s * section / block) : "-" > file
		last_section = s
	}
	close(file)
	if (present) {
		for (i = 0; vmemmap && !full[first_section] && !((first_section, i) in sub_present); i++)
			;
		first = first_section * section + i * 512
		for (i = section / 512; vmemmap && !full[last_section] && !((last_section, i - 1) in sub_present); i--)
			;
		last = last_section * section + i * 512 - 1
	}

	header("distances")
	printf "node" > file
	for (i = 1; i <= nnodes; i++)
		printf " %d", ids[i] > file
	printf "\n" > file
	for (i = 1; i <= nrows; i++)
		print matrix[i] > file
	for (i = nrows + 1; i <= nnodes; i++) {
		printf "%d", ids[i] > file
		for (j = 1; j <= nnodes; j++)
			printf " %d", i == j ? 10 : int((i - 1) / 4) == int((j - 1) / 4) ? 12 : 21 > file
		printf "\n" > file
	}
	close(file)

	flat = model == "flatmem"
	header("info")
	print "key value" > file
	print "version 0.1.0" > file
	print "kernel " kernel > file
	print "architecture " architecture > file
	print "topology " (nnodes > 1 ? "numa" : "uma") > file
	print "memory_model " model > file
	print "sparsemem_extreme " (flat ? "-" : "yes") > file
	print "sparsemem_vmemmap " (flat ? "-" : vmemmap ? "yes" : "no") > file
	print "page_size 4096" > file
	print "page_struct_size " (flat ? 56 : 64) > file
	printf "section_size %s\n", flat ? "-" : sprintf("%.0f", section * 4096) > file
	printf "sections_possible %s\n", flat ? "-" : sprintf("%.0f", 2 ^ 52 / (section * 4096)) > file
	print "sections_present " (flat ? "-" : present) > file
	print "sections_online " (flat ? "-" : sections_online) > file
	print "subsection_size " (flat || !vmemmap ? "-" : 2097152) > file
	printf "memory_block_size %s\n", flat || !block ? "-" : sprintf("%.0f", block * 4096) > file
	print "pageblock_order " (flat ? 10 : 9) > file
	print "max_order 10" > file
	print "max_physmem_bits " (flat ? 47 : 52) > file
	print "nodes_possible " nnodes > file
	print "nodes_online " nnodes > file
	print "nodes_memory " memory_nodes > file
	print "nodes_cpu " cpu_nodes > file
	printf "first_present_pfn %.0f\n", first > file
	printf "last_present_pfn %.0f\n", last > file
	printf "memmap_bytes %.0f\n", (flat ? top * 56 : memmap_frames * 64) > file
	print "mem_map_start_pfn " (flat ? 0 : "-") > file
	printf "mem_map_pages %s\n", flat ? sprintf("%.0f", top) : "-" > file
	print "generation 0" > file
	close(file)
}
