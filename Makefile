# b12meta: everything a person does here is one word after `make`.
# The environment (.venv) makes and mends itself; nothing but Python 3.11+, make and PyPI is needed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
READY := .venv/.ready
BIN := .venv/bin
PY := $(BIN)/python

.PHONY: help report test test-long check lab tables readme format bench simulate golden lock clean clean-all

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | \
	  awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

$(READY): requirements.lock requirements-uv.lock pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh

report: $(READY) ## run every notebook and write the offline pages to reports/html
	@$(PY) -m b12meta report

test: $(READY) ## run the tests
	@$(PY) -m pytest -q -n auto --dist worksteal

test-long: $(READY) ## run the tests that take longer, with fresh random data
	@HYPOTHESIS_PROFILE=long $(PY) -m pytest -q -n auto --dist worksteal -m "long or hypothesis"

check: $(READY) ## lint, types, layers and the raw tables
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) -m b12meta check

lab: $(READY) ## open the notebooks in JupyterLab
	@$(PY) -m b12meta pages
	@$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

tables: $(READY) ## rebuild data/processed from data/raw
	@$(PY) -m b12meta tables

readme: $(READY) ## write the README's numbers and its figure anew
	@$(PY) -m b12meta readme

format: $(READY) ## format the code, strip the notebooks
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .
	@$(PY) -m b12meta strip

bench: $(READY) ## time the library beside its peers (R rows need R with metafor)
	@sh scripts/bench.sh

simulate: $(READY) ## redo the simulation of data/simulation (half an hour)
	@nice -n 10 $(PY) scripts/simulate.py

golden: ## remake the reference answers of the tests (needs R with metafor)
	@Rscript tests/golden/metafor_sets/make.R
	@Rscript tests/golden/sensitivity/make.R
	@cd tests/golden && Rscript regression.R
	@cd tests/golden/ancova && Rscript make.R > ancova.csv
	@cd tests/golden/gosh && Rscript make.R

lock: $(READY) ## pin every dependency anew, with hashes (maintainers)
	@sh scripts/lock.sh

clean: ## remove what was built, keep the environment
	@rm -rf reports build docs/studies docs/rows .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests notebooks -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

clean-all: clean ## remove the environment too
	@rm -rf .venv .venv-bench
