# For the tests of the command line: sourced with the heddle program's path as its argument. Each test says in a
# sentence what it is about and runs in a folder of its own.

heddle=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset NO_COLOR
failures=0

fail() {
  echo "FAILED: $sentence: $*"
  failures=$((failures + 1))
}

# run WORD…: runs heddle; its exit code, output and complaints are then in $code, $out and $err.
run() {
  "$heddle" "$@" >out.txt 2>err.txt </dev/null
  code=$?
  out=$(cat out.txt)
  err=$(cat err.txt)
}

exits_with() { [ "$code" -eq "$1" ] || fail "exit code $code instead of $1; it said: $err$out"; }
says() { case $out in *"$1"*) ;; *) fail "no \"$1\" in: $out" ;; esac }
says_not() { case $out in *"$1"*) fail "\"$1\" in: $out" ;; esac }
says_nothing() { [ -z "$out" ] || fail "it said: $out"; }
complains() { case $err in "heddle: "*"$1"*) ;; *) fail "no \"$1\" in the complaint: $err" ;; esac }
complains_in_one_line() { [ "$(wc -l <err.txt)" -eq 1 ] || fail "not one line: $err"; }
complains_not() { [ -z "$err" ] || fail "it complained: $err"; }

# checksum FILE: FNV-1a, 64 bits, as the last line of a schedule has it.
checksum() {
  local hash=$((0xcbf29ce484222325)) byte
  for byte in $(od -An -v -tu1 "$1"); do hash=$(((hash ^ byte) * 0x100000001b3)); done
  printf '%016x' "$hash"
}

finish() {
  [ "$failures" -eq 0 ] && echo "all is well"
  exit "$((failures != 0))"
}
