# `make demo` and `make test` do all the set-up they need, once, and again when a lock changes.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SYSTEM_READY := $(VENV)/.system-ready
DEMO_READY := $(VENV)/.demo-ready
TEST_READY := $(VENV)/.test-ready
PIP_INSTALL := $(PY) -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes
UV_COMPILE := $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header $(LOCK_OPTIONS)
UV_WINDOWS := $(PY) -m uv pip compile pyproject.toml --quiet --python-version 3.11 \
	--python-platform x86_64-pc-windows-msvc --only-binary :all: --generate-hashes --no-header

export LC_ALL := C.UTF-8
export PIP_ROOT_USER_ACTION := ignore
# Tests start this program some hundred times: compiled once it starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-all pytest bench lint docs lock clean

# With a screen the window opens; without one the tour writes its pictures to demo-out.
demo: $(DEMO_READY)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(PY) -m seatapp demo; \
	else \
		QT_QPA_PLATFORM=offscreen exec $(PY) -m seatapp demo --tour --out demo-out; \
	fi

# The lint beside the tests, as it needs one processor alone; the summary of the tests, which take
# longer, closes the output.
test: $(TEST_READY)
	@$(MAKE) --no-print-directory --jobs=2 lint pytest

pytest: $(TEST_READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -m "not slow" -n 2 --dist worksteal $(PYTEST_OPTIONS)

test-all: lint
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest $(PYTEST_OPTIONS)

bench: $(TEST_READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest tests/bench -o python_files="bench_*.py" -s

lint: $(TEST_READY)
	$(PY) -m ruff check --quiet --output-format concise .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m mypy --no-error-summary
	$(VENV)/bin/lint-imports --no-logo

# The pictures of the guides are those of the tour, without their number in it.
docs: $(DEMO_READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m seatapp demo --tour --out build/tour
	@for picture in docs/pictures/*.png; do \
		cp build/tour/[0-9][0-9]-$$(basename $$picture) $$picture || exit 1; \
	done

# Keeps the versions that are pinned; `make lock LOCK_OPTIONS=--upgrade` takes the newest.
lock: $(TEST_READY)
	$(PY) -m pip --disable-pip-version-check install --quiet uv
	$(UV_COMPILE) --extra demo --output-file requirements.lock
	$(UV_COMPILE) --extra demo --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	$(UV_COMPILE) --extra build --constraint requirements.lock --output-file installer/build.lock
	$(UV_WINDOWS) --extra build --constraint requirements.lock --output-file installer/windows.lock

clean:
	rm -rf $(VENV) build dist demo-out *.egg-info .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .hypothesis

$(SYSTEM_READY): installer/system_packages.sh
	@installer/system_packages.sh $(PYTHON)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(DEMO_READY): $(SYSTEM_READY) requirements.lock
	@echo "Installing the libraries into $(VENV)"
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

# The lock for tests holds everything of the other one, so both are done.
$(TEST_READY): $(SYSTEM_READY) requirements-dev.lock
	@echo "Installing the libraries and the tools into $(VENV)"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $(DEMO_READY) $@
