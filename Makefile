# Everything a developer types. `make` alone explains; CI runs exactly these targets.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
# Runs a command with throwaway PostgreSQL and Redis, or with those in DATABASE_URL and REDIS_URL.
SERVERS := $(BIN)/python -m tests.servers
# Any values that production would accept: the check reads the settings, it connects to nothing but the servers above.
PRODUCTION = DJANGO_SETTINGS_MODULE=forum.settings.production PORTAL_URL=https://forum.example \
	EMAIL_URL=smtp://127.0.0.1:25 NEWSLETTER_HASH_KEY=any SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0)
# Every process of a run would compile the portal once more.
unexport PYTHONDONTWRITEBYTECODE
IN_PARALLEL := -n 2 --dist loadfile -m "not faults"
PACKAGES := forum members library events newsletter

.DEFAULT_GOAL := help
.PHONY: help install run test check bench format shell clean
.DELETE_ON_ERROR:

help: ## this list
	@echo "Smart City Forum"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
	@echo
	@echo "  PORT=8080 make run      another port"
	@echo "  make test ARGS='-k …'   some tests; BROWSER=off leaves out those that need Chromium"

run: install ## start the portal with everything it needs; Ctrl-C stops it
	@exec $(BIN)/python manage.py up $(if $(PORT),--port $(PORT)) $(ARGS)

# Two processes, each with databases and a browser of its own; then what kills and flushes, alone.
test: install ## the whole test suite, on real PostgreSQL, Redis and Chromium
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest $(or $(ARGS),$(IN_PARALLEL))
	$(if $(ARGS),,$(BIN)/python -m pytest -m faults)

check: install ## style, types, import directions, templates, missing migrations, settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(SERVERS) $(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports
	$(BIN)/djhtml --check templates
	$(SERVERS) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(SERVERS) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: install ## measure pages, search, registration and dispatch against a bare Django view
	$(BIN)/python -m benchmarks $(ARGS)

format: install ## put code and templates into their form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml templates

shell: install ## a Python shell inside the running portal (after make run)
	$(BIN)/python manage.py shell

install: $(VENV)/installed node_modules/installed ## what the portal needs, in .venv and node_modules

clean: ## remove what install made; data in var/ stays
	rm -rf $(VENV) node_modules

# Python 3.11 or newer, or one sentence.
$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Es fehlt Python 3.11 oder neuer (gefunden: $(or $(PYTHON),keines)). Anderes Python: make PYTHON=…"; exit 1; }
	@echo "Python-Umgebung wird angelegt …"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Es fehlt das Modul venv, unter Debian im Paket python3-venv."; exit 1; }

# PIP_USER: a configuration that installs for the user breaks virtual environments.
$(VENV)/installed: requirements.txt requirements-dev.txt constraints.txt | $(BIN)/python
	@echo "Python-Pakete werden installiert (ein bis zwei Minuten) …"
	@PIP_USER=0 $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The npm of this machine knows its configuration; where there is none, or an old one, the wheel's does it, and trusts
# the certificates that this machine trusts.
node_modules/installed: package.json package-lock.json | $(VENV)/installed
	@echo "Gestaltung und Skripte werden geholt …"
	@npm ci --silent 2>/dev/null && exec touch $@; \
	PATH="$$PWD/$(BIN):$$PATH" NODE_OPTIONS=--use-system-ca $(BIN)/npm ci --silent && exec touch $@; \
	echo "npm konnte die Pakete aus package-lock.json nicht holen: Bitte Internetzugang und npm-Einstellungen prüfen."; exit 1
