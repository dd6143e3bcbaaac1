# What tools/demo, tools/test and .ci/run share: installing, configuring, building. Sourced by them, with
# `set -euo pipefail` in force; leaves them in the project's root folder.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(g++ cmake ninja-build libboost-context-dev libfmt-dev libcli11-dev nlohmann-json3-dev catch2
          libbenchmark-dev)

heading() { printf '\n== %s\n\n' "$*"; }

# quietly COMMAND…: its output only if it fails.
quietly() {
  local output
  output=$("$@" 2>&1) || { local status=$?; printf '%s\n' "$output"; return "$status"; }
}

# install_packages NAME…: those of these Debian packages that are missing. Asks the network for nothing else.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "No Debian packages here; make sure to have what these stand for: $*" >&2
    return
  fi
  local name missing=()
  for name; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Missing packages, and neither root nor sudo to install them: ${missing[*]}" >&2
      return 1
    fi
    root=(sudo)
  fi
  heading "Installing ${missing[*]}"
  quietly "${root[@]}" apt-get update
  quietly "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# build PRESET [CMAKE_ARGUMENT…] [-- BUILD_ARGUMENT…]: configures and builds, with what changed only.
build() {
  local preset=$1 configure=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do configure+=("$1"); shift; done
  quietly cmake --preset "$preset" "${configure[@]}"
  cmake --build --preset "$preset" --parallel "$(nproc)" "${@:2}"
}

# run_tests PRESET [CTEST_ARGUMENT…]
run_tests() { ctest --preset "$1" --parallel "$(nproc)" "${@:2}"; }
