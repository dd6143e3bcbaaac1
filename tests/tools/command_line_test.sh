#!/bin/bash
# What a stranger types, and what the program makes of it. The model that loses a wakeup is one of the founding
# programs: it is there for good.
source "$(dirname "$0")/shell_support.bash" "$1"

lost=seeds/condition-notify-before-wait
repaired=seeds/condition-notify-before-wait-repaired

sentence="list names the scenarios and what is expected of them"
run list
exits_with 0
says "$lost "
says "expects lost_wakeup"
complains_not

sentence="a check of one scenario names the hazard, and writes its schedule where it says"
run check "$lost"
exits_with 0
says "$lost: violated: lost_wakeup (as expected)"
says "schedule: heddle-schedules/seeds-condition-notify-before-wait.schedule"
says "$heddle replay heddle-schedules/seeds-condition-notify-before-wait.schedule"
complains_not
[ -f heddle-schedules/seeds-condition-notify-before-wait.schedule ] || fail "no schedule file"

sentence="the command to replay can be typed as it is printed"
bash -c "$(sed -n 's/^replay: *//p' out.txt)" >replayed.txt || fail "exit code $?"
grep -q "lost_wakeup (as expected)" replayed.txt || fail "$(cat replayed.txt)"

sentence="a schedule replays to the same trace, 100 times of 100"
for _ in $(seq 100); do
  "$heddle" replay heddle-schedules/seeds-condition-notify-before-wait.schedule --json | grep -m 1 '"digest"'
done | sort | uniq -c >digests.txt
[ "$(wc -l <digests.txt)" -eq 1 ] && grep -q "^ *100 " digests.txt || fail "$(cat digests.txt)"

sentence="a check of one scenario for machines names the hazard and the file"
run check "$lost" --json
exits_with 0
says '"hazard": "lost_wakeup"'
says '"schedule_file": "heddle-schedules/seeds-condition-notify-before-wait.schedule"'
says '"assessment": "as_expected"'
complains_not

sentence="checking again writes nothing new"
[ "$(ls heddle-schedules | wc -l)" -eq 1 ] || fail "$(ls heddle-schedules)"

sentence="schedules go where one says"
run check "$lost" --schedules "a folder/deep"
exits_with 0
says "replay '"
[ -f "a folder/deep/seeds-condition-notify-before-wait.schedule" ] || fail "no schedule file"
bash -c "$(sed -n 's/^explain: *//p' out.txt)" >explained.txt || fail "exit code $?"
grep -q "notify" explained.txt || fail "$(cat explained.txt)"

sentence="what holds is a success without a schedule"
rm -rf heddle-schedules
run check "$repaired"
exits_with 0
says "$repaired: holds"
[ ! -e heddle-schedules ] || fail "there is a folder of schedules"

sentence="several scenarios are a row each"
run check "$lost" "$repaired"
exits_with 0
says "2 scenarios: 2 as expected"
[ ! -e heddle-schedules ] || fail "there is a folder of schedules"

sentence="a hazard that was expected and is not there is a failure"
run check seeds/event-wait-with-timeout-taken-for-granted --clock=virtual_time
exits_with 1
says "holds (expected: requirement_failed)"

sentence="a search cut short is inconclusive"
run check "$repaired" --max-executions=1
exits_with 3
says "inconclusive: 1 execution used up; raise --max-executions"

sentence="a hopeless search says so, once and before it ends, and what would help"
run check seeds/dining-philosophers-4-ordered --search=depth_first --preemption-bound=60 --max-time=2
exits_with 3
says " schedules ("
case $err in
  "note: seeds/dining-philosophers-4-ordered: "*" schedules to go through, "*" a second. "*"--preemption-bound=2"*) ;;
  *) fail "no note in: $err" ;;
esac
complains_in_one_line

sentence="SIGTERM ends a search as Ctrl-C does, and what is known is reported"
for patience in 1 5 25; do  # a busy machine may take its time to start a program: one that was killed before is 143
  timeout --preserve-status -s TERM "$patience" "$heddle" check seeds/dining-philosophers-4-ordered \
    --search=depth_first --preemption-bound=60 --max-executions=0 --max-time=0 >out.txt 2>err.txt
  code=$?
  [ "$code" -eq 143 ] || break
done
[ "$code" -eq 3 ] || fail "exit code $code instead of 3"
grep -q "inconclusive: stopped on request after" out.txt || fail "$(cat out.txt err.txt)"

sentence="in a pipe there are no colours and no progress line"
run check seeds/dining-philosophers-3-ordered --max-time=1 --estimate-after=0
! grep -q $'\x1b' out.txt err.txt || fail "escape sequences"
complains_not

if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
  export TERM=xterm
  sentence="on a terminal there are colours"
  script -qec "'$heddle' check $lost" /dev/null </dev/null | grep -q $'\x1b\[' || fail "no colours"
  sentence="NO_COLOR is respected"
  NO_COLOR=1 script -qec "'$heddle' check $lost" /dev/null </dev/null | grep -q $'\x1b\[[0-9;]*m' && fail "colours"
  sentence="on a terminal there is a progress line, which is gone at the end"
  script -qec "'$heddle' check seeds/dining-philosophers-4-ordered --search=depth_first --preemption-bound=60 --max-time=1 --max-executions=0" \
    /dev/null </dev/null >out.txt
  grep -q "executions, .*/s, depth " out.txt || fail "$(cat -v out.txt)"
fi

sentence="a reader that goes away is no reason to complain"
"$heddle" list 2>err.txt | head -n 1 >/dev/null
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "exit code ${PIPESTATUS[0]}"
[ ! -s err.txt ] || fail "$(cat err.txt)"

sentence="help and version say what there is"
run --help
exits_with 0
says "Examples:"
run --version
exits_with 0
says "heddle "

finish
