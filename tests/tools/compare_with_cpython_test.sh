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

sentence="what is refused without a step waits for no turn, though its thread takes no more"
forger "$program        t.call(2, lambda: lock.acquire(True, -2), 0)\\\\n        t.call(3, lambda: lock.acquire(), 0)\\\\n" \
  '"deadlocked | main: 1=1 2!ValueError at 3"'
sed -i 's/\[\]/[[0, 1, "acquire", 1, false]]/' forger
compare ./forger --force
exits_with 0

sentence="an RLock that an ended thread has left may be that of the next, and that does not count"
program='def program(t):\\n    with t.scope():\\n        lock = t.rlock(threading.RLock())\\n'
for thread in 1 2; do
  program+="        t$thread = Thread(t, $thread, lambda t: t.call(1, lambda: lock.acquire(False), 0), daemon=False)\\\\n"
  program+="        t.call(2, lambda: t$thread.start(2), 0)\\\\n        t.call(3, lambda: t$thread.join(), 0)\\\\n"
done
turns='[[0, 2, "start", 1, false], [1, 1, "try to acquire", 1, false], [1, 0, "end", 0, false]'
turns+=', [0, 3, "join", 1, false], [0, 2, "start", 1, false], [2, 1, "try to acquire", 0, false]'
turns+=', [2, 0, "end", 0, false], [0, 3, "join", 1, false]]'
printf '#!/bin/sh\necho '"'"'{"seed": 7, "python": "%s", "outcomes": {"%s": %s}}'"'"'\n' "$program" \
  "completed | main: 2 3 2 3 ended | t1: 1=1 ended | t2: 1=0 ended" "$turns" >forger
compare ./forger --force
exits_with 0
says "none out of reach"

sentence="a program that goes wrong in itself is told, and is exit code 2"
forger "$program        nothing()\\\\n" '"completed | main: ended"'
compare ./forger --runs=1
exits_with 2
case $err in *"a worker died on program 7: "*"NameError"*) ;; *) fail "it complained: $err" ;; esac

sentence="a program that cannot be run is one line and exit code 2"
compare ./nothing
exits_with 2
[ "$(wc -l <err.txt)" -eq 1 ] || fail "not one line: $err"

sentence="no program at all is no success"
printf '#!/bin/sh\n' >forger
compare ./forger
exits_with 2

finish
