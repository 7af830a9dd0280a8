# `make demo` shows Companion at work, `make test` proves it. Both set up what they need.

VENV ?= .venv
BIN := $(VENV)/bin
SETUP := VENV=$(VENV) sh packaging/setup.sh
CHECK := VENV=$(VENV) sh packaging/check.sh

.PHONY: demo emulators test coverage test-long lint format translations screenshots wheel portable lock clean help

demo: ## set up everything and run on the simulator (ARGS="--seed 7 --rate 50")
	@$(SETUP) demo $(ARGS)

emulators: ## play TikTok, Twitch and YouTube on this computer, to try the connectors on (ARGS="--lively")
	@$(SETUP) dev
	@$(BIN)/python -m tests.support.emulators $(ARGS)

test: ## set up everything, then every check and every test, in bounded samples
	@$(SETUP) dev
	@$(CHECK) lint
	@$(CHECK) tests $(ARGS)

coverage: ## which lines no test reaches: every test measured, which takes half as long again
	@$(SETUP) dev
	@$(CHECK) coverage $(ARGS)

test-long: ## the full counts of the long tests; logs go to docs/evidence
	@$(SETUP) dev
	@$(CHECK) long $(ARGS)

lint: ## what pre-commit runs: style, types, layers, translations
	@$(SETUP) dev
	@$(CHECK) lint

format: ## bring the Python sources into the house's form
	@$(SETUP) dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --exit-zero --quiet .

translations: ## extract every visible string, merge into the catalogues, compile
	@$(SETUP) dev
	$(BIN)/python packaging/translations.py update

screenshots: ## render every page and overlay for the docs
	@$(SETUP) app
	$(BIN)/companion screenshots --out docs/images

wheel: ## build dist/*.whl
	@$(SETUP) dev
	$(BIN)/python -m hatchling build -t wheel

portable: ## build dist/Companion-*.tar.xz, which runs on Linux without an installation
	@$(SETUP) dev
	@VENV=$(VENV) sh packaging/portable.sh

lock: ## write down the versions that work together, after a change of dependencies
	@$(SETUP) dev
	$(BIN)/python packaging/lock.py

clean: ## remove everything that was made, the environment included
	rm -rf $(VENV) dist build htmlcov .coverage .coverage.*
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile
