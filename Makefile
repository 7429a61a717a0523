# Two commands are all a fresh machine with Python 3.11 or newer needs: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# How many processes the tests share; `make test WORKERS=2` for another number.
WORKERS ?= auto
# `make test COVER=1`, as CI does: how much of the program the tests run, which takes them half as long again.
COVER ?=
PYTEST := $(BIN)/python -m pytest
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test check bench evidence accuracy fuzz pictures catalogue browser-tools clean

run: $(VENV)/installed
	$(BIN)/exposure-tracker dashboard

# A file of tests stays on one process (loadscope), so that what its tests share is made once. Each process has a server
# and a browser of its own; while those of one wait for each other, another does its share of the pages.
test: check browser-tools
	$(PYTEST) -n $(WORKERS) --dist loadscope --ignore=tests/dashboards --ignore=tests/browser \
	  $(if $(COVER),--cov --cov-report=term:skip-covered --cov-fail-under=95)
	$(PYTEST) -n $(WORKERS) --dist loadscope tests/browser tests/dashboards

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed-test
	$(BIN)/python -m benchmarks

# How many kinds of exam have a published usual dose.
evidence: $(VENV)/installed
	$(BIN)/python -m benchmarks.evidence

# How many of the doses that written reports state are found, missed and read wrongly.
accuracy: $(VENV)/installed-test
	$(BIN)/python -m benchmarks.accuracy

# Renews the list of all texts from the program and its tables, and what each language makes of it.
catalogue: $(VENV)/installed-test
	$(BIN)/python -m translation update

# Renews the pictures of the README (needs Chromium).
pictures: $(VENV)/installed-test
	$(BIN)/python -m docs.make_pictures

fuzz: $(VENV)/installed-test
	$(BIN)/python -m tests.fuzz 20000
	EXPOSURE_TRACKER_FUZZ=1 $(PYTEST) -n auto tests/readers tests/dose tests/history tests/view

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable '.[test]'
	touch $@ $(VENV)/installed

# The accessibility checker is a package of npm; without npm the tests that need it are skipped with a line that says so.
browser-tools: tests/browser/node_modules/axe-core/axe.min.js

tests/browser/node_modules/axe-core/axe.min.js: tests/browser/package.json tests/browser/package-lock.json
	@if command -v npm >/dev/null; then cd tests/browser && npm ci --silent --no-audit --no-fund; \
	else echo "npm is not installed: the accessibility tests will be skipped."; fi

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .coverage tests/browser/node_modules
