# Everything a person or a build server calls. Needs make and Python >= 3.11; the rest is made in .venv.
.DEFAULT_GOAL := help
.PHONY: help run install install-test test check bench soak lock

PYTHON := .venv/bin/python
POLICY ?= augsburg
ARGS ?=
# Tests that start no server and no browser: half a minute on two cores.
FAST := not database and not browser and not prefect and not slow and not soak

help: ## Diese Übersicht / this overview
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: install ## Alles starten, Strg-C beendet (POLICY=demo: kurze Fristen) / start everything, Ctrl-C stops it
	@exec $(PYTHON) -m deployments run --policy $(POLICY) $(ARGS)

test: install-test ## Alle Tests außer den langen / all tests but the long ones
	@exec $(PYTHON) -m pytest -m "not soak" $(ARGS)

check: install-test ## Form, Typen, Schichten, schnelle Tests / format, types, rooms, fast tests
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@exec $(PYTHON) -m pytest -q -n 2 -m "$(FAST)" $(ARGS)

bench: install-test ## Geschwindigkeit messen / measure speed
	@exec $(PYTHON) -P -m benchmarks $(ARGS)

soak: install-test ## Langer Lauf mit Störungen / long run with faults
	@exec $(PYTHON) -m pytest -m soak --timeout=0 $(ARGS)

# For maintainers; needs uv (https://docs.astral.sh/uv). No index address goes into the locks.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
lock: ## Abhängigkeiten neu festschreiben / lock the dependencies anew
	@$(LOCK) --group build --output-file requirements.txt $(ARGS)
	@$(LOCK) --group build --group test --constraint requirements.txt --output-file requirements-test.txt

install:
	@sh deployments/local/install.sh requirements.txt

install-test:
	@sh deployments/local/install.sh requirements-test.txt
