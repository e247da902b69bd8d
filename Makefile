# Two commands are enough on a machine with git, make and Python 3.11 or newer:
#   make review      the weekly review of the sample book in this repository
#   make test        the whole test suite, lint and types
# And for those who change something:
#   make coverage    the suite again, and which lines and branches it does not reach
#   make docs        record the transcripts of README.md and docs/ anew, the man page, what Tab offers, the
#                    schemas of the answers
#   make pictures    look at the page in a headless Chromium, if there is one, and make the pictures of the
#                    READMEs
#   make site        the manual as pages for a browser, in build/site
#   make catalogue   collect the sentences to translate, and compile the translations
#   make lock        the newest versions that pyproject.toml allows into requirements.lock, from which all of
#                    these install; then `make test`, and commit it
#   make newest      the suite with the newest allowed versions, without the lock: at the end of every issue
#   make pythons     the suite with every Python that is found here, and with the newest pydantic and Typer
#   make engines     ask PostgreSQL, ClickHouse and Spark what the reports say, where they can be had
#   make torture     kill, fill and corrupt it for half an hour; the figures of docs/durability.md
#   make bench-engines   what questions take on generated facts of 500 reps and ten years
#   make bench       how fast it is, as ratios, also beside the neighbours that are installed
#   make clean       remove what the others made

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check
AS_OF  := 2026-11-22

# Where the tests keep their books: in memory, where it has room, since each change of a book waits for its disk.
ROOMY := $(shell df --output=avail /dev/shm 2> /dev/null | awk 'NR == 2 && $$1 > 2000000 {print "/dev/shm"}')
test coverage: export PYTEST_DEBUG_TEMPROOT = $(ROOMY)
# Or every start of a program, and of a worker, compiles all that it loads.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: review test types types-on-windows coverage docs pictures site catalogue lock newest pythons engines torture bench bench-engines clean

review: $(VENV)/installed
	@$(BIN)/funnel --as-of $(AS_OF) review

test: $(VENV)/developing
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(MAKE) --no-print-directory --jobs=2 types types-on-windows
	@$(BIN)/pytest -n 2

types:
	@$(BIN)/mypy --no-error-summary

types-on-windows:
	@$(BIN)/mypy --no-error-summary --platform win32 --cache-dir .mypy_cache/windows funnel_cli

coverage: $(VENV)/developing
	@$(BIN)/pytest -n 2 --cov --cov-report=term

docs: $(VENV)/developing
	@$(BIN)/python tools/surface.py
	@PYTHONPATH=tests $(BIN)/python tools/answer_schemas.py
	@$(BIN)/pytest tests/docs --update

pictures: $(VENV)/developing
	@command -v chromium > /dev/null || [ "$$(id -u)" != 0 ] || \
		apt-get -qq -y install chromium fonts-wqy-zenhei || true
	@$(BIN)/pytest tests/render/test_in_browser.py --browser
	@$(BIN)/python tools/pictures.py

site: $(VENV)/publishing
	@$(BIN)/mkdocs build --quiet

catalogue: $(VENV)/developing
	@$(BIN)/python tools/catalogue.py --missing

lock:
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip -qq --disable-pip-version-check install --upgrade uv
	@build/uv/bin/python tools/lock.py

newest:
	@$(PYTHON) -m venv --clear build/newest
	@build/newest/bin/python -m pip -qq install --upgrade pip
	@build/newest/bin/python -m pip -qq install --group dev --editable .
	@touch build/newest/installed build/newest/developing
	@$(MAKE) --no-print-directory test VENV=build/newest

pythons:
	@$(PYTHON) tools/pythons.py

engines: $(VENV)/developing
	@command -v initdb > /dev/null || ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || \
		[ "$$(id -u)" != 0 ] || apt-get -qq -y install postgresql default-jre-headless || true
	@$(PIP) install --target build/engines --upgrade 'psycopg[binary]' chdb pyspark || true
	@PYTHONPATH=build/engines $(BIN)/pytest tests/sql tests/docs/test_postgresql.py --engines

torture: $(VENV)/developing
	@command -v strace faketime task hledger > /dev/null || [ "$$(id -u)" != 0 ] || \
		apt-get -qq -y install strace faketime taskwarrior hledger || true
	@$(PYTHON) tools/pythons.py --prepare
	@$(BIN)/pytest tests/torture/test_bounds.py --long --update
	@$(BIN)/pytest -n 2 tests/torture --ignore tests/torture/test_bounds.py --long --update

bench: $(VENV)/developing
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.peers

bench-engines: $(VENV)/developing
	@$(BIN)/python -m benchmarks.engines

clean:
	@rm -rf $(VENV) dist build

# The lock as far as the line "# For …"; each section needs those before it. Build requirements are locked
# as well, so that nothing is fetched behind the lock's back.
LOCKED = sed '/^\# For $(1)/,$$d' requirements.lock > $(VENV)/requirements.txt && \
	$(PIP) install --require-hashes --requirement $(VENV)/requirements.txt

$(VENV)/installed: pyproject.toml requirements.lock
	@$(PYTHON) -m venv $(VENV)
	@$(call LOCKED,tests)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/developing: $(VENV)/installed
	@$(call LOCKED,site)
	@touch $@

$(VENV)/publishing: $(VENV)/developing
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@
