# Each target makes .venv when it is missing or its lock has changed; with .venv in place nothing is installed.
PYTHON ?= python3
UV ?= uv
ARGS ?=
# Tests mostly wait (for processes, for a disk), so that several files at once are no slower than one.
WORKERS ?= 4
EVAL ?= ../shared/eval

PY := .venv/bin/python
INSTALL := $(PY) -m pip install --disable-pip-version-check --require-hashes --no-deps -qq
LOCK := $(UV) pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-emit-package pip -q

.PHONY: run test check bench eval soak train lock clean
.DEFAULT_GOAL := run

run: .venv/.runtime
	@exec $(PY) bot.py run $(ARGS)

test: .venv/.dev
	$(PY) -m pytest -m "not soak" -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PY) -m tools.train --check
	$(PY) -m tools.train_messages --check

bench: .venv/.dev
	$(PY) -m tests.bench.ledger
	$(PY) -m tests.bench.summary
	$(PY) -m tests.bench $(ARGS)

soak: .venv/.dev
	@$(PY) -m pytest -m soak -n 2 --dist loadfile $(ARGS) || { code=$$?; [ $$code -eq 5 ] && echo "There is no soak test yet." || exit $$code; }

# data/weights/ made anew: from the corpus and nothing else.
train: .venv/.train
	OMP_NUM_THREADS=1 $(PY) -m tools.train $(ARGS)
	$(PY) -m tools.train_messages

# The sample questions lie beside the repository, not in it.
eval: .venv/.runtime
	@if [ ! -f $(EVAL)/score.py ]; then echo "No sample questions at $(EVAL): nothing to score."; exit 0; fi; \
	mkdir -p build && for name in dev dev-dialogues dev-dates dev-3 dev-3-dialogues dev-3-dates; do \
		echo "== $$name" && \
		$(PY) bot.py ask --jsonl < $(EVAL)/$$name.jsonl > build/$$name.answers.jsonl && \
		$(PY) $(EVAL)/score.py $(EVAL)/$$name.jsonl build/$$name.answers.jsonl $(ARGS) || exit 1; \
	done

# Only this target needs uv (pip install uv). UPGRADE=--upgrade takes newer versions.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	$(LOCK) pyproject.toml $(UPGRADE) -o requirements.lock
	$(LOCK) pyproject.toml $(UPGRADE) --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) $(UPGRADE) --group train -o requirements-train.lock

clean:
	rm -rf .venv build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make a venv (on Debian: apt install python3-venv)."; exit 1; }
	@touch $@

.venv/.runtime: requirements.lock | .venv/.created
	@echo "Installing what requirements.lock lists …"
	@$(INSTALL) -r requirements.lock
	@touch $@

# The development lock holds the runtime's packages too.
.venv/.dev: requirements-dev.lock requirements.lock | .venv/.created
	@echo "Installing what requirements-dev.lock lists …"
	@$(INSTALL) -r requirements-dev.lock
	@touch .venv/.runtime $@

.venv/.train: requirements-train.lock .venv/.dev
	@echo "Installing what requirements-train.lock lists …"
	@$(INSTALL) -r requirements-train.lock
	@touch $@
