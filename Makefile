# stratreport: every target says what it does; `make help` prints them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/stratreport
WORKSPACE ?= .
PERIOD ?=
REGION ?=
NOTEBOOK ?=
SAMPLE ?= 400
export STRATREPORT_VENV := $(VENV)

ARGS = --workspace $(WORKSPACE) $(if $(PERIOD),--period $(PERIOD))

.PHONY: help setup setup-dev report reports demo lab metrics doctor check test lint types imports house docs calibration format lock bench mutants clean

help: ## show what each target does
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv with hash-locked packages (every target below does this itself)
	@scripts/setup.sh base

setup-dev:
	@scripts/setup.sh dev

report: setup ## build one region's pack: make report REGION=emea [PERIOD=FY2026Q3] [WORKSPACE=dir] [NOTEBOOK=notebooks/mine.ipynb]
	@test -n "$(REGION)" || { echo "say which region: make report REGION=emea" >&2; exit 2; }
	@$(RUN) report $(REGION) $(ARGS) $(if $(NOTEBOOK),--notebook $(NOTEBOOK))

reports: setup ## build every region's pack and the company pack [PERIOD=…] [WORKSPACE=dir]
	@$(RUN) reports $(ARGS)

demo: setup ## write the demo company's CSV files, a template for your own data
	@$(RUN) demo --workspace $(WORKSPACE)

lab: setup ## open JupyterLab on the chapters, bound to a fresh snapshot: make lab REGION=emea
	@test -n "$(REGION)" || { echo "say which region: make lab REGION=emea" >&2; exit 2; }
	@scripts/setup.sh lab
	@$(RUN) lab $(REGION) $(ARGS)

metrics: setup ## print every metric of a region as JSON: make metrics REGION=emea
	@test -n "$(REGION)" || { echo "say which region: make metrics REGION=emea" >&2; exit 2; }
	@$(RUN) metrics $(REGION) $(ARGS) --json

doctor: setup ## check this machine: libraries, fonts, kernel, space
	@$(RUN) doctor

check: setup-dev lint types imports house ## ruff, mypy strict, import directions, ceilings, notebook hygiene

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	@$(BIN)/mypy

imports:
	@$(BIN)/lint-imports

house:
	@$(BIN)/pytest -q -p no:randomly tests/test_house.py tests/notebooks

test: setup-dev ## run every test (sets itself up)
	@$(BIN)/pytest -n 2 --dist loadgroup

docs: setup-dev ## write docs/metrics.md from the metric catalogue
	@$(BIN)/python scripts/write_docs.py

calibration: setup-dev ## simulate what verdicts are worth: docs/calibration.md and its figure (ten minutes)
	@$(BIN)/python scripts/calibration.py

format: setup-dev ## format code and notebooks
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only -q .

lock: ## resolve requirements/*.in again into hash-locked files (needs uv)
	@for level in base dev lab mutation; do uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$([ $$level = base ] || echo "-c requirements/base.txt") requirements/$$level.in -o requirements/$$level.txt; done

bench: setup-dev ## measure a warm pack against the stock way, as ratios in one run, and all metrics of a region
	@$(BIN)/python bench/pack.py
	@$(BIN)/python bench/metrics.py

mutants: setup-dev ## change metrics and facts on purpose, count what the tests notice [SAMPLE=400; 0 = all, hours]
	@scripts/setup.sh mutation
	@$(BIN)/python scripts/mutants.py $(SAMPLE)

clean: ## remove build/ (packs, snapshots, demo data)
	@rm -rf build
