#!/bin/sh
# Pins every dependency anew, for every Python and platform, with hashes and without addresses.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-uv.lock
pin() { .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"; }
pin pyproject.toml --extra report --group dev -o requirements.lock
echo uv | pin - -o requirements-uv.lock
pin requirements-bench.in -c requirements.lock -o requirements-bench.lock
! grep -nE '://' requirements.lock requirements-uv.lock requirements-bench.lock
