# Two commands do everything on a fresh Debian machine with Python 3.11: `make demo` and `make test`.
.PHONY: help demo test soak check format bench fuzz mutate locks clean distclean
.DEFAULT_GOAL := help
PY := .venv/bin/python
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 0
# one more than cores: journeys in a browser wait now and then
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
# each worker of the tests fills a core of its own: threads of linear algebra would fight for it
ONE_CORE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# the workers and the many programs that the tests start find every module compiled
COMPILED := PYTHONDONTWRITEBYTECODE=

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

demo: ## the whole loop for a demo organisation, then the product in a browser (ARGS=--no-serve returns)
	@scripts/environment demo
	@$(PY) -m skillmark demo $(ARGS)

test: ## the test suite (T=tests/trust for a part of it)
	@scripts/environment dev
	@scripts/peers
	$(ONE_CORE) $(COMPILED) $(PY) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow" $(T)

soak: ## the tests that take longest: every benchmark in small, official data, many examples of each law
	@scripts/environment dev
	@scripts/peers
	SKILLMARK_EXAMPLES=soak $(ONE_CORE) $(COMPILED) $(PY) -m pytest -q -n $(WORKERS) --dist loadfile -m "slow or hypothesis" $(T)

check: ## format, lint, types, import contracts
	@scripts/environment dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

format: ## put the code in order
	@scripts/environment dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: ## measure, beside peers, and print ratios
	@scripts/environment dev
	@scripts/peers
	@scripts/extractor
	@scripts/estimators
	@scripts/time-peers
	@for b in bench/*.py; do echo "== $$b"; $(PY) $$b || exit 1; done

fuzz: ## attack every parser for FUZZ_SECONDS (T=jwt for one); a stopped run goes on from where it was
	@scripts/environment dev
	@$(PY) -m tests.fuzz --seconds $(FUZZ_SECONDS) --jobs $(WORKERS) --seed $(FUZZ_SEED) $(T)

mutate: ## how many deliberate mistakes the tests notice (M="trust.status verify" for a part)
	@scripts/environment dev
	@$(PY) -m mutation $(M)

locks: ## resolve the dependencies anew (needs uv)
	@scripts/locks

clean: ## remove what the commands made, except the environment
	rm -rf demo-data .mutation .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## remove the environment too
	rm -rf .venv .peers .extractor tests/peers/js/node_modules .fuzz
