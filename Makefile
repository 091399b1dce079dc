# make run opens the window, make test proves that it works; both set up all they need the first time.
# Another Python: make run PYTHON=python3.12

.DEFAULT_GOAL := help
.PHONY: help setup setup-run setup-test run test lint types unit desktop bench screenshots architecture

BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

help:
	@echo "make run          set up what is needed and open Inkling"
	@echo "make test         lint, types, import contracts, unit and desktop tests"
	@echo "make setup        set up for both and do nothing else"
	@echo "make lint         style, types and import contracts only"
	@echo "make bench        the figures of the README, measured here"
	@echo "make screenshots  draw the README's pictures anew"
	@echo "make architecture draw the picture in docs/architecture.md anew"
	@echo "Add PYTHON=python3.12 to choose a Python from 3.10 to 3.13."

setup: setup-run setup-test

setup-run:
	@bash packaging/set_up.sh run "$(PYTHON)"

setup-test:
	@bash packaging/set_up.sh test "$(PYTHON)"

run: setup-run
	@$(BIN)/python -m composer_app $(ARGS)

lint: setup-test
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/lint-imports --no-cache || status=1; \
	exit $$status

test: setup-test
	@status=0; \
	echo "== ruff"; $(BIN)/ruff check . || status=1; \
	echo "== mypy"; $(BIN)/mypy || status=1; \
	echo "== pytest"; $(BIN)/python -m pytest $(ARGS) || status=1; \
	[ $$status = 0 ] || echo "make test: something above failed"; \
	exit $$status

bench: setup-test
	@$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: setup-test
	@$(BIN)/python -m tests.desktop.screenshots $(ARGS)

architecture: setup-test
	@$(BIN)/python packaging/draw_rooms.py
