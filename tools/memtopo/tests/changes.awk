# SPDX-License-Identifier: GPL-2.0
# What "memtopo diff -abnr" should say of two machines, worked out from their
# files alone:
#
#	awk -v before=DIR -v after=DIR -f changes.awk
#
# Holes are left out, and so are the sizes and subsections of sections.

function tell(object, name, change, field, old, new)
{
	print object, name, change, field, old, new
}

function word(old, new)
{
	return old == "" ? "added" : new == "" ? "removed" : "changed"
}

# Reads a table: its rows by key in row[table, side, key], keys in order.
function load(dir, table, side,	file, line, number, n, i, cell, key)
{
	file = dir "/proc/memtopo/" table
	number = 0
	while ((getline line < file) > 0) {
		number++
		if (number == 1)
			continue
		n = split(line, cell, " ")
		if (number == 2) {
			for (i = 1; i <= n; i++)
				column[i] = cell[i]
			continue
		}
		key = table == "zones" ? cell[1] "/" cell[2] : cell[1]
		if (table == "sections" && fact[1, "section_size"] != fact[2, "section_size"])
			key = key " of " side
		if (!((table, key) in known)) {
			known[table, key] = 1
			order[table, ++count[table]] = key
		}
		there[table, side, key] = 1
		for (i = 1; i <= n; i++)
			value[table, side, key, column[i]] = cell[i]
	}
	close(file)
}

# No value, or a count of none; a list may well hold a zero.
function nothing(cell, name)
{
	return cell == "-" || (cell == "0" && name !~ /^(cpus|lowmem_reserve)$/)
}

# Fields of an object; what is new or gone does not mention what is nothing.
function compare(object, table, key, change, fields,	n, i, name, old, new, field, shown)
{
	n = split(fields, field, " ")
	for (i = 1; i <= n; i++) {
		name = field[i]
		old = value[table, 1, key, name]
		new = value[table, 2, key, name]
		if (change == "added")
			old = "-"
		if (change == "removed")
			new = "-"
		if (old == new || (change ~ /added|removed/ && nothing(old, name) && nothing(new, name)))
			continue
		if (name ~ /_pages$/) {
			if (old != "-")
				old = sprintf("%.0f", old * page)
			if (new != "-")
				new = sprintf("%.0f", new * page)
		}
		shown = key
		sub(/ of .*/, "", shown)
		tell(object, shown, change, name, old, new)
	}
}

function exists(table, side, key)
{
	if (!((table, side, key) in there))
		return 0
	return table != "zones" || value[table, side, key, "spanned_pages"] != 0
}

function objects(object, table, fields,	i, key, old, new)
{
	for (i = 1; i <= count[table]; i++) {
		key = order[table, i]
		old = exists(table, 1, key)
		new = exists(table, 2, key)
		if (!old && !new && !(there[table, 1, key] && there[table, 2, key]))
			continue
		compare(object, table, key,
			old == new ? "changed" : new ? "added" : "removed", fields)
	}
}

function online(flags)
{
	sub(/\+.*/, "", flags)
	return flags ~ /O/
}

function sections(	i, key, old, new, change, owners)
{
	for (i = 1; i <= count["sections"]; i++) {
		key = order["sections", i]
		old = there["sections", 1, key]
		new = there["sections", 2, key]
		change = !old ? "added" : !new ? "removed" : "changed"
		owners = "zones"
		if (old && new) {
			old = online(value["sections", 1, key, "flags"])
			new = online(value["sections", 2, key, "flags"])
			if (old != new)
				change = new ? "online" : "offline"
			if (value["sections", 1, key, "zones"] == value["sections", 2, key, "zones"])
				owners = "nodes"
		}
		compare("section", "sections", key, change, "flags " owners)
	}
}

function distances(	i, j, from, to, old, new)
{
	for (i = 1; i <= count["distances"]; i++) {
		for (j = 1; j <= count["distances"]; j++) {
			from = order["distances", i]
			to = order["distances", j]
			old = value["distances", 1, from, to]
			new = value["distances", 2, from, to]
			if (old != new)
				tell("distance", from ":" to, word(old, new), "distance",
				     old == "" ? "-" : old, new == "" ? "-" : new)
		}
	}
}

function facts(	i, key, old, new)
{
	for (i = 1; i <= count["info"]; i++) {
		key = order["info", i]
		old = value["info", 1, key, "value"]
		new = value["info", 2, key, "value"]
		if (old != new)
			tell("machine", "-", word(old, new), key,
			     old == "" ? "-" : old, new == "" ? "-" : new)
	}
}

BEGIN {
	n = split("info nodes zones sections distances", tables, " ")
	for (i = 1; i <= n; i++) {
		for (side = 1; side <= 2; side++) {
			delete column
			load(side == 1 ? before : after, tables[i], side)
		}
		if (i == 1) {
			fact[1, "section_size"] = value["info", 1, "section_size", "value"]
			fact[2, "section_size"] = value["info", 2, "section_size", "value"]
			page = value["info", 2, "page_size", "value"]
		}
	}
	facts()
	objects("node", "nodes",
		"states start_pfn spanned_pages present_pages managed_pages memmap_pages " \
		"cpus free_pages")
	objects("zone", "zones",
		"start_pfn spanned_pages present_pages managed_pages cma_pages free_pages " \
		"min low high promo boost lowmem_reserve")
	sections()
	distances()
}
