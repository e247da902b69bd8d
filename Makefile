# Two commands are enough on a machine with git, make and Python 3.11 or newer:
#   make review   the weekly review of the sample book in this repository
#   make test     the whole test suite, lint and types

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
AS_OF  := 2026-11-22

.PHONY: review test lint types bench clean

review: $(VENV)/installed
	@$(BIN)/funnel --as-of $(AS_OF) review

test: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --cov --cov-report=term

bench: $(VENV)/developing
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) dist build

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --upgrade "pip>=25.1"
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --group dev
	@touch $@
