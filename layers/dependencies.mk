# Installs one dependency group of uv.lock as a Lambda layer.
#   TARGET=aws (what `sam build --build-in-source` takes): arm64, Python 3.13
#   TARGET=host: this machine and its Python, what the local AWS runs
CHECKOUT ?= $(abspath ../..)
TARGET ?= aws
UV ?= uv
PYTHON ?= python3

platform-aws = --python-platform aarch64-manylinux_2_28 --python-version 3.13
platform-host = --python "$(PYTHON)"

define install-group
	mkdir -p "$(ARTIFACTS_DIR)/python"
	cd "$(CHECKOUT)" && $(UV) export --quiet --frozen --only-group $(1) --no-emit-project --output-file "$(ARTIFACTS_DIR)/requirements.txt"
	$(UV) pip install --quiet $(platform-$(TARGET)) --only-binary :all: --no-deps --require-hashes --target "$(ARTIFACTS_DIR)/python" --requirements "$(ARTIFACTS_DIR)/requirements.txt"
	rm "$(ARTIFACTS_DIR)/requirements.txt"
	rm -rf "$(ARTIFACTS_DIR)/python/bin" "$(ARTIFACTS_DIR)/python/.lock"
endef
