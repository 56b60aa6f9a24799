# The first Python that is new enough; PYTHON=… names another.
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11 python; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
BIN = .venv/bin
export PORT UNDERTONE_DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run test lint types test-python test-frontend test-browser schema format clean python dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python ## install what is missing, start web and worker, print the address (PORT, UNDERTONE_DATA_DIR)
	@exec $(PYTHON) -m scripts.run

test: python ## install what is missing and run every check: Python, page, browser
	@exec $(PYTHON) -m scripts.checks

lint: dev ## ruff, import-linter, eslint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && npm --prefix frontend run --silent lint

types: dev ## mypy --strict and tsc
	@$(BIN)/mypy && npm --prefix frontend run --silent typecheck

test-python: dev ## pytest without the browser tests
	@$(BIN)/pytest -m "not browser"

test-frontend: dev ## vitest
	@npm --prefix frontend test --silent

test-browser: dev ## the browser tests alone, on a fresh build of the page
	@$(PYTHON) -m scripts.install && $(BIN)/pytest -m browser

schema: dev ## write the API's schema and generate the page's client from it
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --format openapi-json --file frontend/openapi.json
	@npm --prefix frontend run --silent generate

format: dev ## put Python and TypeScript into shape
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . && npm --prefix frontend run --silent format

clean: ## remove what was installed and built; recordings in var/ stay
	@rm -rf .venv frontend/node_modules frontend/dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

dev: python
	@$(PYTHON) -m scripts.install dev

python:
	@test -n "$(PYTHON)" || { echo "undertone: Python 3.11 or newer is missing." >&2; exit 1; }
