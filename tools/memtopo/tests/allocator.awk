# SPDX-License-Identifier: GPL-2.0
# Writes what the page allocator might say of a machine that machine.awk has
# made, so that all adds up to what its zones and sections say:
#
#	cd OUT/proc/memtopo; awk -v dir=OUT/sys/kernel/debug/memtopo
#		-f allocator.awk info nodes zones distances sections
#
# Free pages are in the largest blocks that they fill. The first pages of each
# zone are reserved, as many as the allocator does not have. Pageblocks are
# movable, but the first two of 128 MiB, and compaction skips some. The memmap
# of hot-added sections is in these, that of the others one after another at
# the end of their node.

function header(name, columns)
{
	file = dir "/" name
	printf "# memtopo 1 %s generation=0 consistent=1\n%s\n", name, columns > file
}

# The nodes in the order in which node @from falls back to them.
function fallback(from, order,	n, i, j, best, taken)
{
	for (n = 1; n <= nnodes; n++) {
		best = ""
		for (i = 1; i <= nnodes; i++) {
			j = id[(i + place[from] - 2) % nnodes + 1]
			if (!(j in taken) && (best == "" || distance[from, j] < distance[from, best]))
				best = j
		}
		taken[best] = 1
		order[n] = best
	}
}

function zonelist(from, list, highest,	order, i, z, zones, distances, comma)
{
	fallback(from, order)
	for (i = 1; i <= (list == "fallback" ? nnodes : 1); i++) {
		for (z = highest; z; z--) {
			if (!present[order[i], z])
				continue
			zones = zones comma order[i] "/" zone[z]
			distances = distances comma distance[from, order[i]]
			comma = ","
		}
	}
	if (zones == "")
		zones = distances = "-"
	print from, list, zone[highest], zones, distances > file
}

# What is in blocks of @order and above, of @pages in the largest that they fill.
function free_area(node, z,	order, pages, left, suitable, unusable, extfrag)
{
	pages = left = free[node, z]
	for (order = 10; order >= 0; order--) {
		nr_free[order] = int(left / 2 ^ order)
		left -= nr_free[order] * 2 ^ order
	}
	suitable = pages
	for (order = 0; order <= 10; order++) {
		unusable = pages ? int((pages - suitable) * 1000 / pages) : 1000
		extfrag = -1000
		if (suitable == 0)
			extfrag = pages ? 1000 - int((1000 + int(pages * 1000 / 2 ^ order)) / blocks()) : 0
		printf "%d %s %d %.0f %.0f %.0f 0 0 0 0 %d %d\n", node, zone[z], order,
			nr_free[order], int(nr_free[order] / 4),
			nr_free[order] - int(nr_free[order] / 4), unusable, extfrag > file
		suitable -= nr_free[order] * 2 ^ order
	}
}

function blocks(	i, sum)
{
	for (i = 0; i <= 10; i++)
		sum += nr_free[i]
	return sum
}

# Pageblocks of [start, start + pages) of a zone, each of @pageblock frames.
function pageblocks(start, pages, node, name,	i, n, type, skip, at, run, first)
{
	for (i = 0; i < pages / pageblock; i++) {
		n = start / pageblock + i
		type = n % 64 == 0 ? "unmovable" : n % 64 == 1 ? "reclaimable" : "movable"
		skip = n % 256 > 32 && n % 256 < 40
		at = node " " name " " type " " skip
		if (run == at && i)
			continue
		if (i)
			print first, start + i * pageblock - first, run > file
		first = start + i * pageblock
		run = at
	}
	print first, start + i * pageblock - first, run > file
}

FNR == 1 { table = $4; next }
FNR == 2 { if (table == "distances") for (i = 2; i <= NF; i++) id[i - 1] = $i; next }
table == "info" { info[$1] = $2 }
table == "nodes" && $2 ~ /online/ { place[$1] = ++nnodes; end[$1] = $3 + $4 }
table == "distances" { for (i = 2; i <= NF; i++) distance[$1, id[i - 1]] = $i }
table == "zones" {
	if (!($2 in number)) {
		zone[++nzones] = $2
		number[$2] = nzones
	}
	z = number[$2]
	start[$1, z] = $3
	present[$1, z] = $5
	managed[$1, z] = $6
	cma[$1, z] = $7
	free[$1, z] = $8
	marks[$1, z] = $9 " " $10 " " $11 " " $12 " " $13
	reserve[$1, z] = $14
}
table == "sections" && $3 ~ /O/ {
	section[++nsections] = $1
	pfn[$1] = $2
	early[$1] = $3 ~ /E/
	owners[$1] = $5
	subsections[$1] = $6
}

END {
	system("mkdir -p '" dir "'")
	pageblock = 2 ^ info["pageblock_order"]

	header("watermarks", "node zone managed_pages free_pages min low high promo boost nr_reserved_highatomic nr_free_highatomic cma_pages free_cma_pages unaccepted_pages lowmem_reserve")
	for (i = 1; i <= nnodes; i++) {
		for (z = 1; z <= nzones; z++)
			print id[i], zone[z], managed[id[i], z], free[id[i], z], marks[id[i], z],
				managed[id[i], z] ? 1024 : 0, "-", cma[id[i], z], 0, "-",
				reserve[id[i], z] > file
	}
	close(file)

	header("zonelists", "node list highest_zone zones distances")
	for (i = 1; i <= nnodes; i++) {
		for (z = 1; z <= nzones; z++)
			zonelist(id[i], "fallback", z)
		for (z = 1; z <= nzones && info["topology"] == "numa"; z++)
			zonelist(id[i], "thisnode", z)
	}
	close(file)

	header("free_areas", "node zone order nr_free unmovable movable reclaimable highatomic cma isolate unusable_index extfrag_index")
	for (i = 1; i <= nnodes; i++) {
		for (z = 1; z <= nzones; z++) {
			if (present[id[i], z])
				free_area(id[i], z)
		}
	}
	close(file)

	header("pageblocks", "start_pfn nr_pages node zone migratetype skip")
	for (s = 1; s <= nsections; s++) {
		n = split(owners[section[s]], owner, ",")
		at = pfn[section[s]]
		for (i = 1; i <= n; i++) {
			split(owner[i], part, "[/:]")
			pages = int((part[3] + pageblock - 1) / pageblock) * pageblock
			if (at + pages > pfn[section[s]] + info["section_size"] / 4096)
				pages = pfn[section[s]] + info["section_size"] / 4096 - at
			if (pages)
				pageblocks(at, pages, part[1], part[2])
			at += pages
		}
	}
	close(file)

	header("unmanaged", "start_pfn spanned_pages pages node zone kind")
	for (i = 1; i <= nnodes; i++) {
		for (z = 1; z <= nzones; z++) {
			gone = present[id[i], z] - managed[id[i], z]
			if (gone)
				rows[start[id[i], z]] = sprintf("%d %d %d %d %s reserved",
					start[id[i], z], gone + 16, gone, id[i], zone[z])
		}
	}
	for (s = 1; s <= nsections; s++) {
		if (!early[section[s]])
			rows[pfn[section[s]]] = pfn[section[s]] " 512 512 " \
				owners[section[s]] + 0 " Normal memmap"
	}
	sort = "sort -n >> '" file "'"
	close(file)
	for (row in rows)
		print rows[row] | sort
	close(sort)

	header("reclaim", "node kswapd_order kswapd_highest_zone kswapd_failures kcompactd_max_order kcompactd_highest_zone proactive_compact_trigger")
	print id[1], 3, zone[nzones - 2], 2, 9, zone[nzones - 2], 0 > file
	for (i = 2; i <= nnodes; i++)
		print id[i], 0, "-", i == 2 ? 16 : 0, i == 2 ? 0 : "-", i == 2 ? zone[1] : "-", i == 2 ? 1 : "-" > file
	close(file)

	header("compaction", "node zone compact_cached_free_pfn compact_cached_migrate_pfn compact_init_free_pfn compact_init_migrate_pfn compact_considered compact_defer_shift compact_order_failed compact_blockskip_flush nr_isolate_pageblock contiguous")
	for (i = 1; i <= nnodes; i++) {
		for (z = 1; z <= nzones; z++) {
			if (!present[id[i], z])
				continue
			at = start[id[i], z]
			printf "%d %s ", id[i], zone[z] > file
			if (i == 1)
				print at + 8192, at + 512 "," at + 1024, at + 8192, at, z, z - 1, 9, 0, 0, 1 > file
			else if (i == 2)
				print "0 0,0 0 0 0 0 0 0 - 0" > file
			else
				print "- - - - - - - - 2 0" > file
		}
	}
	close(file)

	header("memmap", "section start_pfn nr_pages memmap_pfn memmap_pages memmap_node page_size self_hosted")
	for (s = 1; s <= nsections; s++) {
		at = section[s]
		n = info["section_size"] / 4096
		pages = n / 64
		node = owners[at] + 0
		if (early[at]) {
			end[node] -= pages
			print at, pfn[at], n, end[node], pages, node,
				info["sparsemem_vmemmap"] == "yes" ? 2097152 : "-", 0 > file
		} else {
			print at, pfn[at], n, pfn[at], pages, node, 4096, 1 > file
		}
	}
	close(file)
}
