# `make run` shows the program, `make test` tries all of it. Both need Python 3.11 or
# newer with its venv module, make and git, and nothing else; `make` lists the rest.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
BIN := .venv/bin
# Root with a strict umask would lock out `nobody`, who runs the database for root.
PIP = umask 022 && $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-input --progress-bar off --require-hashes
PYTEST_ARGS ?=
# Where a wrong type does harm. Not forms and views: they lean on the ORM's own types.
TYPED = yangquan_practice directory accounts audit notices placements/*.py \
	placements/actions placements/demo placements/imports placements/letters \
	placements/management placements/matching placements/models

.PHONY: help setup run test check bench lock clean
help:
	@echo 'make run     the demo season, served on this machine'
	@echo 'make test    every test, browser journeys included'
	@echo 'make check   style, types, layers, templates, migrations, deployment'
	@echo 'make bench   what a page, a selection and a letter cost'
	@echo 'make setup   only the packages; make lock: pin newer ones; make clean: drop them'

setup: .venv/base.stamp
	@echo 'The packages are in .venv: make run, make test.'

# A stamp, not the folder: an interrupted installation leaves a folder behind.
.venv/base.stamp: requirements/base.txt
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is missing: sudo apt-get install python3 python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'The venv module of $(PYTHON) is missing: sudo apt-get install $(notdir $(PYTHON))-venv' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { umask 022 && $(PYTHON) -m venv --clear .venv; }
	@echo 'Installing the locked packages into .venv (once, half a minute) ...'
	@$(PIP) -r requirements/base.txt
	@touch $@

.venv/dev.stamp: .venv/base.stamp requirements/dev.txt
	@echo 'Installing the packages of the tests into .venv (once, half a minute) ...'
	@$(PIP) -r requirements/dev.txt
	@touch $@

run: .venv/base.stamp
	@exec $(BIN)/python manage.py demo

test: .venv/dev.stamp
	@$(BIN)/python -m tests.browser
	@exec $(BIN)/python -m pytest -n auto --maxprocesses 4 $(PYTEST_ARGS)

# The keys of the deployment check are thrown away: it looks at everything else.
check: .venv/dev.stamp
	@$(BIN)/ruff format --check --quiet . || { echo 'ruff format would change files' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports
	@$(BIN)/mypy --follow-imports=silent $(TYPED)
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@key() { $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))'; }; \
	DEBUG=0 SECRET_KEY=$$(key) FIELD_KEY=$$(key) INDEX_KEY=$$(key) ALLOWED_HOSTS=example.org \
	SMS_BACKEND=notices.sms.MemoryBackend \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/dev.stamp
	@for script in bench/[!_]*.py; do name=$$(basename $$script .py); \
		echo "== $$name"; $(BIN)/python -m bench.$$name || failed=1; done; test -z "$$failed"

lock: .venv/dev.stamp
	@for name in base dev; do $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		requirements/$$name.in -o requirements/$$name.txt || exit 1; done

# Never var/: somebody's data is in it.
clean:
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
