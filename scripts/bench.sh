#!/bin/sh
# Times b12meta beside its peers, in an environment of its own (.venv-bench); writes docs/benchmarks.md.
# R with metafor takes part if it is installed. PYTHON=/path/to/python names an interpreter.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
ready=.venv-bench/.ready
if [ ! -e "$ready" ] || [ requirements-bench.lock -nt "$ready" ] || [ pyproject.toml -nt "$ready" ]; then
  echo "Making the environment in .venv-bench ..."
  rm -rf .venv-bench
  "$python" -m venv .venv-bench
  .venv-bench/bin/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: \
    -r requirements-bench.lock
  .venv-bench/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
  touch "$ready"
fi
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 .venv-bench/bin/python -m bench "$@"
