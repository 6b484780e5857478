# Two commands for a newcomer: `make run` and `make test`.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: run test check soak model evaluate pictures bench lock migration clean

run: $(STAMP)
	$(BIN)/huiying demo --port $(PORT)

# By file on all cores: a file's fixtures are made once.
test: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy cli.py scheduler.py settings.py errors.py times.py commands classifiers monitor notify packs reports routing store web
	$(BIN)/lint-imports

soak: $(STAMP)
	HUIYING_SOAK=100 $(BIN)/python -m pytest -m soak

pictures: $(STAMP)
	$(BIN)/python -m tests.browser.take_pictures pictures

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# The shipped models from the texts in classifiers/corpus: the same bytes each time on one machine.
model: $(STAMP)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -c "from classifiers.shipping import make_shipped; make_shipped()"

# One table over all sets of the real data beside the project.
evaluate: $(STAMP)
	$(BIN)/python -m bench.topic_figures

# Names no registry: --no-header and hashes only.
lock:
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --extra dev -o requirements.lock pyproject.toml
