#!/bin/bash
# docs/models.md lists every model, with what is expected of it and how many classes it has.
page=$(realpath "$(dirname "$0")/../../docs/models.md")
source "$(dirname "$0")/shell_support.bash" "$1"

same() { diff listed.txt "$1" >difference.txt || fail "the page (<) and heddle (>) differ: $(cat difference.txt)"; }

# A row reads | `name` | expected | classes | what it teaches |
column() { sed -n 's/^| `\([^`]*\)` *| *\([^|]*[^| ]\) *| *\([0-9,]*\) *|.*/'"$1"'/p' "$page" | sort >listed.txt; }

sentence="the page lists every model, with what is expected of it"
run list
exits_with 0
sed 's/  *\(expects \)\?/ /' out.txt | sort >told.txt
column '\1 \2'
same told.txt

sentence="the page has the number of classes of every model"
run check --all --keep-going --max-time=0 --estimate-after=0
exits_with 0
awk '$1 == "ok" {print $2, $3}' out.txt | sort >told.txt
column '\1 \3'
# Models with loops have none: how often a loop goes round before it is found to be where it was is no exact figure.
grep ' [0-9]' listed.txt >counted.txt && mv counted.txt listed.txt
join told.txt <(cut -d ' ' -f 1 listed.txt) >told_of.txt
same told_of.txt

finish
