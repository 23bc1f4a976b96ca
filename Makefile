# Two commands: `make run` does the main job, `make test` passes the tests. Both set up .venv by themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION = $(shell sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements.lock)

.PHONY: help setup run test check serve backfill report benchmarks refit lock deploy compiled test-compiled clean

help:
	@echo "make run         poll the feeds once and show the new figures"
	@echo "make serve       dashboard and scheduled deployments, until Ctrl-C"
	@echo "make backfill FROM=2023-01-01 TO=2023-12-31 [FOLDER=pages/]"
	@echo "make test        format, lint, types, imports and all tests"
	@echo "make benchmarks  speed and quality beside named peers [ONLY='NAME ...']"
	@echo "make refit       fits the cleaner's numbers anew [ARGS=--check: F1 on hosts held back]"
	@echo "make deploy      register the deployments with the Prefect server of PREFECT_API_URL"
	@echo "make compiled    a wheel in dist/ with the reader as machine code, for reading whole archives"
	@echo "make test-compiled   the reader's tests on that wheel"
	@echo "make lock        resolve requirements.lock anew"

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@sh deploy/set-up.sh "$(VENV)" "$(UV_VERSION)"
	@touch $@

run: setup
	@$(BIN)/defectorwatch poll

serve: setup
	@$(BIN)/defectorwatch serve

backfill: setup
	@$(BIN)/defectorwatch backfill --from "$(FROM)" --to "$(TO)" $(if $(FOLDER),--folder "$(FOLDER)")

report: setup
	@$(BIN)/defectorwatch report

test: check
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmarks: setup
	@sh tests/benchmarks/run.sh "$(BIN)" $(ONLY)

refit: setup
	@$(BIN)/uv run --quiet --no-project --with scikit-learn==1.9.1 --with lightgbm==4.7.0 \
		python tests/benchmarks/cleaner_fit.py $(ARGS)

compiled: setup
	@sh deploy/compile.sh "$(BIN)" build/compiled

test-compiled: compiled
	build/compiled/bin/python -P -m pytest -o pythonpath= --numprocesses 2 tests/parsers/test_statistics*.py

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev \
		--python-version 3.11 pyproject.toml -o requirements.lock

deploy: setup
	@sh deploy/deploy.sh "$(BIN)"

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
