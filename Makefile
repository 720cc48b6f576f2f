# Every verb of this repository: `make help`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo -E)
PYTHON := .venv/bin/python
UV := .venv/bin/uv
LOCKS := appliance platform sandbox dev node
# What drives a whole platform on the engine: one after another, with the machine to itself.
PLATFORM_TESTS := tests/integration/control_plane/steps tests/integration/control_plane/engine \
  $(wildcard tests/integration/control_plane/test_*.py) tests/faults tests/e2e

.PHONY: help demo down test sure lint fmt types unit conformance contract screenshots images frontend lock bootstrap

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

demo: ## Bring the whole platform up on this machine, with a client; run again it repairs (SETTINGS=file: its settings)
	@sh demo/bootstrap.sh demo
	@$(SUDO) $(PYTHON) -m demo up $(if $(SETTINGS),--settings '$(SETTINGS)')

down: ## Remove everything that `make demo` made (KEEP_IMAGES=1 keeps the images)
	@sh demo/bootstrap.sh demo
	@$(SUDO) $(PYTHON) -m demo down

test: ## Install what tests need and run them all: unit, integration, end to end in Chromium
	@sh demo/bootstrap.sh test
	@$(SUDO) $(PYTHON) -m demo prepare
	@PATH="$$PWD/.venv/bin:$$PATH" npm --prefix appliance/frontend test --silent
	@$(SUDO) $(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests $(addprefix --ignore=,$(PLATFORM_TESTS)); \
	  shared=$$?; $(SUDO) $(PYTHON) -m pytest --durations=30 $(PLATFORM_TESTS) && exit $$shared

sure: lint types unit ## Lint, types and fast tests: what to run before a commit

lint: ## Ruff's rules and format
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

fmt: ## Put the code into ruff's format
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

types: ## mypy, strict
	@$(PYTHON) -m mypy

unit: ## Unit and architecture tests: no network, no Docker
	@$(PYTHON) -m pytest -q -n 2 --dist loadfile tests/unit tests/architecture

conformance: ## Store and show every webhook of a folder (PAYLOADS=folder) on a throw-away database
	@$(SUDO) $(PYTHON) -m bench.conformance $(PAYLOADS)

contract: ## Whatever the sandbox accepts must be valid by Meta's OpenAPI file (OPENAPI=file.yaml)
	@$(PYTHON) -m bench.openapi $(OPENAPI)

screenshots: ## Pictures of every page of a running demo, in docs/screenshots
	@sh demo/bootstrap.sh test
	@$(SUDO) $(PYTHON) -m demo.screenshots

images: ## Start the engine if none runs; build the images that are missing or changed
	@sh demo/bootstrap.sh demo
	@$(SUDO) $(PYTHON) -m demo prepare

frontend: ## Build the front end if it changed
	@sh demo/bootstrap.sh demo

bootstrap: ## Install what the tests need, and run nothing
	@sh demo/bootstrap.sh test

lock: ## Pin requirements/*.in anew, with hashes
	@[ -x $(UV) ] || $(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@for name in $(LOCKS); do \
	  $(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 \
	    --custom-compile-command "make lock" --output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
