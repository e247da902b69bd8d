# Two commands are enough on a machine with git, make and Python 3.11 or newer:
#   make review      the weekly review of the sample book in this repository
#   make test        the whole test suite, lint and types
# And for those who change something:
#   make docs        record the transcripts of README.md and docs/ anew, the man page and what Tab offers
#   make site        the manual as pages for a browser, in build/site
#   make catalogue   collect the sentences to translate, and compile the translations
#   make torture     kill, fill and corrupt it for half an hour; the figures of docs/durability.md
#   make bench       how fast it is, as ratios, also beside the neighbours that are installed
#   make clean       remove what the others made

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check
AS_OF  := 2026-11-22

.PHONY: review test docs site catalogue torture bench clean

review: $(VENV)/installed
	@$(BIN)/funnel --as-of $(AS_OF) review

test: $(VENV)/developing
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/pytest -n 2 --cov --cov-report=term

docs: $(VENV)/developing
	@$(BIN)/python tools/surface.py
	@$(BIN)/pytest tests/docs --update

site: $(VENV)/publishing
	@$(BIN)/mkdocs build --quiet

catalogue: $(VENV)/developing
	@$(BIN)/python tools/catalogue.py --missing

torture: $(VENV)/developing
	@command -v strace faketime task hledger > /dev/null || [ "$$(id -u)" != 0 ] || \
		apt-get -qq -y install strace faketime taskwarrior hledger || true
	@for home in $(wildcard $(HOME)/.pyenv/versions/3.1[23].*); do \
		there=build/pythons/$${home##*/}; \
		[ -d $$there ] || { $$home/bin/python -m venv $$there && $$there/bin/pip -qq install .; } || true; \
	done
	@$(BIN)/pytest -n 2 tests/torture --long --update

bench: $(VENV)/developing
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.cold
	@$(BIN)/python -m benchmarks.peers

clean:
	@rm -rf $(VENV) dist build

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --editable .
	@touch $@

# `--group` came with pip 25.1
$(VENV)/developing: $(VENV)/installed
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --group dev
	@touch $@

$(VENV)/publishing: $(VENV)/developing
	@$(PIP) install --group site
	@touch $@
