# Everything happens in .venv, which is made on first need and refreshed when a pin changes.
PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1

# More than two cores have: a test over HTTP or in a browser waits now and then. A file's tests stay
# together, so its servers start once; the browser's files come first and no long one comes last.
WORKERS ?= 3
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=10

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test quick check bench pictures

run: .venv/installed
	$(BIN)/streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: .venv/installed-dev
	$(BIN)/pytest $(PARALLEL)

quick: .venv/installed-dev
	$(BIN)/pytest $(PARALLEL) -m "not slow" tests/telephony

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/audit.py

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks

pictures: .venv/installed-dev
	$(BIN)/python -m docs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON= to one.")'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(PIP) install -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(PIP) install -r requirements-dev.txt
	touch $@
