# On a fresh machine two commands do everything: `make demo` and `make test`. Each makes what it needs.
PYTHON ?= python3
PORT ?= 8000
DIR ?= .demo
BIN := .venv/bin
TESTS ?= tests

.PHONY: demo test lint bench faults messages vendor lock clean

demo: .venv/node
	$(BIN)/yishu demo --dir $(DIR) --port $(PORT) $(if $(filter 1,$(TIERS)),--tiers)

test: .venv/dev .venv/delta lint
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not long" $(TESTS)
	YISHU_ADD_RESULTS=1 $(BIN)/pytest -n 2 --dist worksteal -m "slow and not long" $(TESTS)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --warnings --level error
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python tools/messages.py --check

bench: .venv/node
	$(BIN)/yishu bench

faults: .venv/dev .venv/delta
	YISHU_ADD_RESULTS=1 YISHU_FAULT_ROUNDS=10 $(BIN)/pytest -m "slow or long" $(TESTS)

messages: .venv/dev
	$(BIN)/python tools/messages.py

vendor: .venv/dev
	$(BIN)/python tools/vendor.py

lock: .venv/dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --extra node --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --extra node pyproject.toml -o requirements-node.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate tests/access/delta/requirements.in -o tests/access/delta/requirements.lock

.venv/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q uv==0.13.9
	touch $@

.venv/node: .venv/uv requirements-node.lock pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-node.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	$(BIN)/python -m compileall -q yishu
	touch $@

.venv/dev: .venv/node requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	touch $@

# What the tests read with from outside, the stock Delta Sharing client and Spark: an environment of its own, since they pin other versions than ours.
.venv/delta: .venv/uv tests/access/delta/requirements.lock
	$(BIN)/uv venv -q --clear --python $(BIN)/python .venv/delta-client
	$(BIN)/uv pip install -q --python .venv/delta-client/bin/python --require-hashes -r tests/access/delta/requirements.lock
	touch $@

clean:
	rm -rf .venv .demo .results
