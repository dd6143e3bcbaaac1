#!/usr/bin/env bash
# tools/compare_with_cpython: CPython does nothing that Heddle says it cannot, and it would be noticed if it did.
compare="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/tools/compare_with_cpython"
source "$(dirname "${BASH_SOURCE[0]}")/shell_support.bash" "$1"
fuzz="$(dirname "$heddle")/heddle-fuzz"

if ! command -v python3 >/dev/null; then
  echo "no python3, nothing tested"
  exit 0
fi

# compare WORD…: runs it; its exit code and output are then in $code and $out.
compare() {
  "$compare" "$@" >out.txt 2>err.txt </dev/null
  code=$?
  out=$(cat out.txt)
  err=$(cat err.txt)
}

# forger PROGRAM OUTCOME…: a program that hands out that case.
forger() {
  printf '#!/bin/sh\necho '"'"'{"seed": 7, "python": "%s", "outcomes": {%s: []}}'"'"'\n' "$1" "$2" >forger
  chmod +x forger
}

sentence="of generated programs, all that CPython does is what Heddle says they can do"
compare "$fuzz" --programs=100 --runs=8
exits_with 0
says "outcomes seen, no programs with others; CPython 3."
complains_not

sentence="and CPython can be made to do all of it"
compare "$fuzz" --programs=25 --force
exits_with 0
says "outcomes seen, none out of reach; CPython 3."
complains_not

program='def program(t):\\n    with t.scope():\\n        lock = threading.Lock()\\n        t.call(1, lambda: lock.acquire(), 0)\\n'

sentence="an outcome that Heddle did not name is told with its program, and is exit code 1"
forger "$program" '"completed | main: 1=0 ended"'
compare ./forger --runs=1
exits_with 1
says "Program 7 can do what Heddle says it cannot (heddle-fuzz --print=7):"
says "  completed | main: 1=1 ended"
says "1 programs, 1 runs: 1 of 1 outcomes seen, 1 program with others"

sentence="a thread that stands still is waited for before that is called an outcome"
forger "$program        t.call(2, lambda: lock.acquire(), 0)\\\\n" '"deadlocked | main: 1=1 at 2"'
compare ./forger --runs=2
exits_with 0

sentence="an outcome that CPython cannot be made to show is told, and is exit code 1"
forger "$program" '"completed | main: 1=0 ended"'
compare ./forger --force
exits_with 1
says "Program 7 cannot be made to do what Heddle says it can (heddle-fuzz --print=7):"
says "1 out of reach"

sentence="a program that cannot be run is one line and exit code 2"
compare ./nothing
exits_with 2
[ "$(wc -l <err.txt)" -eq 1 ] || fail "not one line: $err"

sentence="no program at all is no success"
printf '#!/bin/sh\n' >forger
compare ./forger
exits_with 2

finish
