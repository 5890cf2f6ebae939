#!/bin/sh
# Makes .venv from requirements.lock: every file checked against its hash, nothing compiled.
# uv (itself hash-checked) installs in seconds; where it cannot, plain pip does the same work.
# PYTHON=/path/to/python names an interpreter; UV=no leaves uv out.
set -eu
cd "$(dirname "$0")/.."

fail() { printf '%s\n' "$@" >&2; exit 1; }

suits() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

find_python() {
  if [ -n "${PYTHON:-}" ]; then
    suits "$PYTHON" && echo "$PYTHON"
    return
  fi
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1 && suits "$name"; then
      echo "$name"
      return
    fi
  done
}

python=$(find_python || true)
[ -n "$python" ] || fail \
  "b12meta needs Python 3.11, 3.12, 3.13 or 3.14." \
  "Found: ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>/dev/null || echo missing)." \
  "Install one of them, or name it: make report PYTHON=/path/to/python3.12"

log=$(mktemp)
trap 'rm -f "$log"' EXIT

make_venv() {
  [ -e .venv/.ready ] && .venv/bin/python -c '' 2>/dev/null && return
  rm -rf .venv
  "$python" -m venv .venv >"$log" 2>&1 || fail \
    "$python cannot make a virtual environment:" "$(tail -n 3 "$log")" \
    "On Debian and Ubuntu: apt install python3-venv. Then run make again."
}

with_uv() {
  [ "${UV:-yes}" != no ] || return 1
  .venv/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: \
    -r requirements-uv.lock >"$log" 2>&1 || return 1
  .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes \
    --only-binary :all: --compile-bytecode requirements.lock >"$log" 2>&1
}

with_pip() {
  .venv/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: \
    -r requirements.lock >"$log" 2>&1
}

echo "Making the environment in .venv with $("$python" --version) ..."
make_venv
rm -f .venv/.ready
with_uv || with_pip || fail \
  "The packages could not be installed. The last lines were:" "$(tail -n 15 "$log")" \
  "Is PyPI within reach? Then run make again."
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . >"$log" 2>&1 ||
  fail "b12meta itself could not be installed:" "$(tail -n 15 "$log")"
touch .venv/.ready
