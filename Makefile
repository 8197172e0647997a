# The one place that knows commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: verifier bench-batch bench-desk fuzz help install demo test test-contracts test-units test-flows contracts lint slither parts format bench bench-audit bench-kills bench-search bench-mirror bench-long bench-live bench-verdict bindings serve docs gas coverage lock clean-demo

VENV := .venv/bin
PY := $(VENV)/python
PYTEST = $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
WORKERS ?= 3
# unit tests wait for nobody: more processes than cores only load everything once more
UNITS ?= 2
# `make lock` raises no version that is pinned but what is named: `all`, or packages
UPGRADE ?=
RAISED = $(if $(filter all,$(UPGRADE)),--upgrade,$(addprefix --upgrade-package=,$(UPGRADE)))
JOBS ?= 3
ACTS ?= 200000
# of the simulator's register in bench-long
LONG ?= 2000000
INPUTS ?= 1000000
RUNS ?= 3
SECONDS ?= 600
export PATH := $(CURDIR)/$(VENV):$(CURDIR)/node_modules/.bin:$(PATH)
export PYTHON
# Hundreds of processes start in a test run: each would compile our modules again where it may not write bytecode.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## make .venv and node_modules from the lock files (nothing to do when they are fresh)
	@scripts/install

demo: install ## a register from nothing: chain, contracts, filings, pledges, verdicts, proofs (ONCE=1: run through and stop)
	@$(PY) scripts/demo.py $(if $(ONCE),--once)

test: install ## all tests, with their times: flows, and beside them Solidity and unit tests (JOBS=1: one after the other)
	@$(MAKE) --no-print-directory --keep-going --jobs $(JOBS) test-flows test-contracts test-units

test-contracts: install ## contracts as `make bindings` left them, Solidity tests, gas; told when they are done
	@scripts/told_later $(MAKE) --no-print-directory contracts

contracts:
	@scripts/timed "bindings are of these contracts" $(PY) scripts/made_of.py
	@scripts/timed "Solidity tests" hardhat test solidity --no-compile
	@scripts/timed "gas on a node" $(PY) scripts/measure_gas.py --check

test-units: install ## Python tests but the flows, told when they are done
	@scripts/told_later scripts/timed "Python tests but flows" $(PYTEST) -n $(UNITS) tests --ignore=tests/flows $(PYTEST_ARGS)

test-flows: install ## flows on real nodes, servers and browsers
	@scripts/timed "flows" $(PYTEST) tests/flows $(PYTEST_ARGS)

lint: install ## ruff, mypy, import rules, solhint, prettier; runs all of them, then fails if one did
	@failed=0; check() { scripts/timed "$$@" || failed=1; }; \
	check "ruff" ruff check .; \
	check "ruff format" ruff format --check .; \
	check "mypy" mypy; \
	check "import rules" lint-imports; \
	check "solhint" solhint --noPoster --max-warnings 0 'contracts/**/*.sol'; \
	check "prettier" prettier --check 'contracts/**/*.sol' '*.js' 'api/pages/static/*.js' 'notarization/browser/**/*.js' 'scripts/verifier/*.js' 'tests/*.js' 'tests/fuzzing/*.js'; \
	exit $$failed

slither: install ## contracts compiled anew, their bytes and bindings compared with those committed; static analysis in an environment of its own (it needs an older web3)
	@scripts/install slither
	@scripts/timed "contracts compiled anew" $(PY) scripts/compile.py --check --fast
	@scripts/timed "bindings generated anew" $(PY) scripts/gen_bindings.py --check
	@scripts/timed "slither" .venv-slither/bin/slither .

verifier: install ## both offline verifiers in build/verifier, a wheel and one HTML file, with their SHA-256
	@cd scripts/verifier && $(CURDIR)/$(PY) -m hatchling build -t wheel -d $(CURDIR)/build/verifier
	@node scripts/verifier/page.js build/verifier/datadeed-verify.html
	@cd build/verifier && sha256sum *.whl *.html

parts: install ## the parts that the whole check uses, with their versions; fails if one is missing
	@$(PY) scripts/parts.py

format: install ## rewrite Python and Solidity in the house format
	@ruff check --fix --exit-zero .
	@ruff format .
	@prettier --write --log-level warn 'contracts/**/*.sol' '*.js' 'api/pages/static/*.js' 'notarization/browser/**/*.js' 'scripts/verifier/*.js' 'tests/*.js' 'tests/fuzzing/*.js'

bench: install ## measure: fingerprints beside their slowest digest, gas beside the snapshot, the verifier's second, 10,000 random changes of packages put to both verifiers
	@$(PY) bench/bench_fingerprint.py
	@$(PY) scripts/measure_gas.py --check
	@$(PY) -m pytest -q -m bench

bench-audit: install ## measure an audit of 100,000 heads on the simulated node (some minutes)
	@$(PY) bench/bench_audit.py

bench-search: install ## measure search on 1,000,000 generated certificates beside a live ingest, and two baselines (an hour)
	@$(PY) bench/bench_search.py

bench-desk: install ## measure the desk's pages with 60 files open (a minute); fails over 300 ms
	@$(PY) bench/bench_desk.py

bench-batch: install ## measure a batch of 1,000,000 digests beside its bare hashes (a minute or two); fails where entering and root together come under 70 % of their speed
	@$(PY) bench/bench_batch.py

fuzz: install ## fuzz the offline verifier, guided by coverage (INPUTS=1000000, half an hour), with atheris, which is installed for this alone
	@uv pip install --quiet --python $(PY) --target build/atheris --require-hashes -r requirements-fuzz.lock
	@$(PY) bench/fuzz_verifier.py --inputs $(INPUTS)

bench-kills: install ## kill the mirror 200 times on each database while its chain forks and its node misbehaves
	@DATADEED_THOROUGH=1 $(PY) -m pytest -q -m bench tests/flows/test_kills.py

bench-mirror: install ## measure the mirror beside Ponder and Subsquid on real acts (ACTS=200000 RUNS=3), behind a node that refuses, on a long simulated register and on a sparse one (hours)
	@$(PY) bench/bench_beside.py --acts $(ACTS) --runs $(RUNS)
	@$(PY) bench/bench_beside.py --acts $(ACTS) --runs 1 --rate 20 --only "ours, PostgreSQL" --only Ponder
	@$(PY) bench/bench_mirror.py --acts $(ACTS) --runs $(RUNS) --database sqlite
	@$(PY) bench/bench_mirror.py --acts $(ACTS) --runs $(RUNS) --database postgresql
	@$(PY) bench/bench_mirror.py --acts 2450 --spread 500 --runs 1 --database postgresql
	@$(PY) bench/bench_as_of.py

bench-long: install ## measure the mirror on a simulated register of LONG=2000000 acts, once on each database (hours)
	@$(PY) bench/bench_mirror.py --acts $(LONG) --runs 1 --database sqlite
	@$(PY) bench/bench_mirror.py --acts $(LONG) --runs 1 --database postgresql

bench-live: install ## measure how far the mirror stays behind 100 acts a second (SECONDS=600, on each database)
	@$(PY) bench/bench_live.py --seconds $(SECONDS) --database sqlite
	@$(PY) bench/bench_live.py --seconds $(SECONDS) --database postgresql

bench-verdict: install ## measure verdicts a second beside the best bare route with one look-up (needs wrk)
	@$(PY) bench/bench_verdict.py --database sqlite
	@$(PY) bench/bench_verdict.py --database postgresql

bindings: install ## compile the contracts and regenerate what Python and the browser's verifier know of them
	@$(PY) scripts/compile.py
	@$(PY) scripts/gen_bindings.py
	@$(PY) scripts/gen_browser_data.py

serve: install ## the API and the pages on 127.0.0.1:8000
	@$(VENV)/datadeed serve

docs: install ## the generated pages of docs/
	@$(PY) scripts/gen_cli_docs.py

gas: install ## gas by function, from the Solidity tests
	@hardhat test solidity --gas-stats

coverage: install ## lines of the contracts that the Solidity tests run, by file; fails under 95 % (some minutes)
	@scripts/timed "coverage" $(PY) scripts/coverage_of_contracts.py

lock: install ## bring the lock files up to pyproject.toml and package.json; what is pinned stays, UPGRADE=all or a package's name raises it
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-annotate $(RAISED) --quiet --custom-compile-command "make lock" -o requirements.lock
	@uv pip compile requirements-slither.in --universal --python-version 3.11 --generate-hashes \
	  --no-annotate $(RAISED) --quiet --custom-compile-command "make lock" -o requirements-slither.lock
	@uv pip compile requirements-fuzz.in --python-version 3.11 --generate-hashes \
	  --no-annotate $(RAISED) --quiet --custom-compile-command "make lock" -o requirements-fuzz.lock
	@npm $(if $(UPGRADE),update $(filter-out all,$(UPGRADE)),install) --package-lock-only --no-progress
	@$(PY) scripts/complete_npm_lock.py

clean-demo: ## forget the demo's chain, database and content
	@rm -rf .demo
