# `make demo` runs a multifactory, `make test` runs the tests, `make notebooks` opens the notebooks, `make docs` makes the
# site of the documentation in build/site. Each sets up .venv first, once.
# Needs Python 3.11 or newer, make and a package index. Another Python: make demo PYTHON=/path/to/python

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11 python)
RESULTS := results/mage

.PHONY: demo test lint bench notebooks docs docs-tables clean

demo: $(VENV)/.installed
	$(BIN)/mfsim run scenarios/mage.toml --figures all --out $(RESULTS)
	@echo "Tables and figures are in $(CURDIR)/$(RESULTS)"

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

notebooks: $(VENV)/.installed-notebooks
	$(BIN)/jupyter lab notebooks/01_first_run.ipynb

docs: $(VENV)/.installed-docs
	$(BIN)/python -m sphinx -W --keep-going --quiet -c docs . build/site
	@echo "The documentation is in $(CURDIR)/build/site/index.html"

docs-tables: $(VENV)/.installed
	$(BIN)/python -m mfsim.report.reference docs/odd.md

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.run

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.installed: WHAT := .
$(VENV)/.installed-dev: WHAT := .[dev]
$(VENV)/.installed-notebooks: WHAT := .[notebooks]
$(VENV)/.installed-docs: WHAT := .[docs]
$(VENV)/.installed $(VENV)/.installed-dev $(VENV)/.installed-notebooks $(VENV)/.installed-docs: pyproject.toml | $(BIN)/python
	@echo "Installing mfsim and what it needs into $(VENV) (once)"
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python -e '$(WHAT)'; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '$(WHAT)'; fi
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@python=; for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python=$$("$$candidate" -c 'import sys; print(sys.executable)'); break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "mfsim needs Python 3.11 or newer; none found (tried: $(CANDIDATES))." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; fi; \
	echo "Making $(VENV) with $$("$$python" --version)"; \
	rm -rf $(VENV); \
	if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$$python" $(VENV); \
	else "$$python" -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make an environment (on Debian and Ubuntu: install python3-venv)." >&2; exit 1; }; fi
