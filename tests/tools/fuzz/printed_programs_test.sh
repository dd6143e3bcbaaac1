#!/bin/bash
# printed_programs_test.sh FUZZ PRINTED: what heddle-fuzz prints of a program is what it ran. Compiled, each program has
# as many interleavings as it said.
set -uo pipefail

fuzz=$1
printed=$2
limit=20000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# Of each program that is searched to the end: its number and how many interleavings there are.
"$fuzz" --programs=30 --each --search=depth_first |
  awk '$3 == "interleavings," { sub(/:/, "", $1); print $1, $2 }' | sort >wanted.txt

search=(--search=depth_first --keep-going --max-executions="$limit" --json --schedules="$folder/schedules")
"$printed" check 'fuzz/*' "${search[@]}" >plain.json
"$printed" check 'fuzz/*/spurious-wakeups' "${search[@]}" --spurious-wakeups >spurious.json

# Name and number of executions of each scenario, from the JSON.
numbers_in() {
  awk -F'"' '
    /^      "scenario":/ { name = $4; sub(/^fuzz\//, "", name) }
    /^      "executions":/ { number = $3; gsub(/[^0-9]/, "", number); print name, number }' "$1"
}
{
  numbers_in plain.json | grep -v spurious
  numbers_in spurious.json | grep spurious | sed 's|/spurious-wakeups||'
} | sort >all.txt
join wanted.txt all.txt >both.txt

[ "$(wc -l <both.txt)" -ge 20 ] || { echo "too few programs to compare:"; cat wanted.txt all.txt; exit 1; }
[ "$(wc -l <both.txt)" -eq "$(wc -l <wanted.txt)" ] || { echo "some programs are missing"; cat wanted.txt all.txt; exit 1; }
awk '$2 != $3 { print "program " $1 ": " $2 " interleavings, and " $3 " when compiled"; wrong = 1 } END { exit wrong }' both.txt
