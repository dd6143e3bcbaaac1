#!/usr/bin/env bash
# tools/draw_curves: draws every curve it is given results for, and says in one line what is wrong with its input.
set -euo pipefail

draw="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/tools/draw_curves"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

if ! command -v python3 >/dev/null; then
  echo "no python3, nothing tested"
  exit 0
fi

fail() {
  echo "draw_curves_test: $*" >&2
  exit 1
}

# refuses WHAT WORD…: exit code 2, nothing drawn, and one line that says this.
refuses() {
  local code=0
  "$draw" "${@:2}" >out.txt 2>err.txt || code=$?
  [ "$code" -eq 2 ] || fail "exit code $code instead of 2 for: ${*:2}"
  [ ! -s out.txt ] || fail "it drew something for: ${*:2}"
  [ "$(wc -l <err.txt)" -eq 1 ] || fail "not one line: $(cat err.txt)"
  grep -qF "$1" err.txt || fail "no \"$1\" in: $(cat err.txt)"
}

# run NAME ARGUMENT TIME: a run as Google Benchmark writes it.
run() {
  printf '{"name": "%s/%s", "run_type": "iteration", "us/class": %s, "ns/step": %s, "steps/class": %s}' \
    "$1" "$2" "$3" "$3" "$2"
}

# results CURVE…: two points of each curve, the second of them twice.
results() {
  local curve separator=
  printf '{"benchmarks": ['
  for curve; do
    printf '%s%s, %s, %s' "$separator" "$(run "$curve" 10 5)" "$(run "$curve" 100 70)" "$(run "$curve" 100 60)"
    separator=', '
  done
  printf ']}'
}

curves=(cost_by_steps/{early,late,loads,queue_of_two,queue_without_bound}
        cost_by_threads/{ten_steps_each,steps_shared_out} cost_by_objects/{stores_to_own,loads_of_all})

refuses usage:
refuses "missing.json: No such file" missing.json
echo '{"benchmarks": [' >broken.json
refuses "not the JSON output of heddle_bench" broken.json
echo '[1]' >other.json
refuses "not the JSON output of heddle_bench" other.json
results "${curves[@]:1}" >incomplete.json
refuses "no cost_by_steps/early" incomplete.json
results "${curves[@]}" | sed 's/"us.class": 5,/"us\/class": 0,/' >zero.json
refuses "not a time" zero.json

results "${curves[@]}" >complete.json
"$draw" complete.json >picture.svg
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' picture.svg || fail "not well-formed"
[ "$(grep -c '<polyline' picture.svg)" -eq $((2 * ${#curves[@]})) ] || fail "not every curve is drawn in both rows"
sed 's/70/1000000/g' complete.json >slower.json
"$draw" slower.json | cmp - picture.svg || fail "a slower repetition changes the picture"
echo "all is well"
