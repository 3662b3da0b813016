# Notes in a function's zip what it is released beside: the kernel, the libraries, the stage's settings.
# AWS publishes a version of a function when its code changes and not when a layer or a parameter does; without this
# note, a function behind an alias would go on with the kernel and the settings of the release before.
# EDITION=anything in the environment makes another edition of the same sources.
CHECKOUT ?= $(abspath ../..)

define note-edition
	cd "$(CHECKOUT)" && { cat uv.lock samconfig.toml && find layers/core -name '*.py' | LC_ALL=C sort | xargs cat && echo "$(EDITION)"; } \
	  | cksum > "$(ARTIFACTS_DIR)/$(1)/edition"
endef
