# Everything happens in .venv, which is made on first need and refreshed when a pin changes.
PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1

# More than two cores have: a test over HTTP or in a browser waits now and then. A file's tests stay
# together, so its servers start once; the browser's files come first and no long one comes last.
WORKERS ?= 4
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=10

BIN := .venv/bin
# What tests and the programs they start compile is kept, whatever the surroundings say.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# One version of a package for all systems and all Pythons from 3.11 on. What is pinned already stays;
# UPGRADE=--upgrade takes the newest of what the .in files leave open.
UPGRADE ?=
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(UPGRADE)

.PHONY: run test quick faults check bench load docs pictures lock library

run: .venv/installed
	$(BIN)/streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT)

test: .venv/installed-dev
	$(PYTEST) $(PARALLEL)

quick: .venv/installed-dev
	$(PYTEST) $(PARALLEL) -m "not slow" tests/telephony --ignore tests/telephony/charts --ignore tests/telephony/export

# A thousand random mixes of faults, of which make test tries twelve and .ci/run two hundred,
# and every test that the matrix of faults names; docs/faults.md is written from what they find.
faults: .venv/installed-dev
	FAULT_MIXES=1000 $(BIN)/python -m tests.faults -n $(WORKERS) --dist worksteal

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/audit.py

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks --write docs/performance.md

# A hundred people for minutes, the PBX away, two processes, memory; about twice MINUTES and six more.
MINUTES ?= 10
load: .venv/installed-dev
	$(BIN)/python -m benchmarks.load --minutes $(MINUTES) --write docs/load.md

pictures: .venv/installed-dev
	$(BIN)/python -m docs.pictures

docs: .venv/installed-dev
	$(BIN)/python -m docs.generate

lock: .venv/installed-dev
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) --constraints requirements.txt requirements-dev.in --output-file requirements-dev.txt

# The charts' library in the version of the installed plotly, as its makers publish it for npm.
LIBRARY := telephony/charts/library
library: .venv/installed
	npm pack --silent --pack-destination $(LIBRARY) plotly.js-cartesian-dist-min@$$($(BIN)/python -c \
		'from plotly.offline import get_plotlyjs_version as version; print(version())')
	tar -xzf $(LIBRARY)/*.tgz -C $(LIBRARY) --strip-components=1 \
		package/plotly-cartesian.min.js package/LICENSE
	rm $(LIBRARY)/*.tgz

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON= to one.")'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.txt
	touch $@

# Most of what these packages have is never imported: Python compiles the rest when it is.
.venv/installed-dev: requirements-dev.txt .venv/installed
	$(PIP) install --no-compile --require-hashes -r requirements-dev.txt
	touch $@
