# The few commands of daily work. `make` alone lists them.
#
# Everything needs the Swift toolchain (6.3 or later, Linux); what else is missing is installed with
# apt-get, and only when it is missing.

FILE ?= examples/ack.yaml
SERVE_FLAGS ?=
# Debian's own Python: the one that its packages (python3-pytest, ...) belong to.
PYTHON ?= /usr/bin/python3
GATEWAY := .build/release/gateway

BUILD_PACKAGES := libyaml-dev libre2-dev pkg-config
RUN_PACKAGES := $(BUILD_PACKAGES) netcat-openbsd
TEST_PACKAGES := $(RUN_PACKAGES) python3 python3-pytest python3-yaml python3-jsonschema strace util-linux mount procps iproute2
# The servers to compare with are not installed, since Debian's packages start them; docs/performance.md lists them.
BENCH_PACKAGES := binutils redis-tools valgrind
# Clients that nobody here wrote, for Tests/process/interop; Postfix's are unpacked, not installed.
INTEROP_PACKAGES := bsdutils curl libmemcached-tools lxi-tools python3-hl7 python3-nmea2 python3-pymemcache \
	python3-pyvisa python3-pyvisa-py redis-tools swaks wget wrk

SHELL := /bin/bash
.SHELLFLAGS := -e -o pipefail -c

# A crash under test ends the process at once instead of asking questions on the terminal.
export SWIFT_BACKTRACE ?= enable=no

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: ## build and serve FILE (default examples/ack.yaml)
	@scripts/install-packages $(RUN_PACKAGES)
	@$(MAKE) --no-print-directory build
	@printf '\nServing %s until Ctrl-C. Most examples listen on port 7000; from another terminal:\n' '$(FILE)'
	@printf '    %s\n\n' "printf 'hello\\n' | nc -N 127.0.0.1 7000"
	@exec $(GATEWAY) serve $(SERVE_FLAGS) $(FILE)

build: ## build the release executable
	swift build -c release --static-swift-stdlib --product gateway

test: test-packages interop-packages ## all tests: units, then the real process (about 10 minutes, mostly the first build)
	@echo "swift test (without the lines that say that a test begins)"
	@swift test 2>&1 | grep --line-buffered -v '^◇ '
	@$(MAKE) --no-print-directory build
	GATEWAY_BINARY=$(GATEWAY) $(PYTHON) -m pytest Tests/process

test-long: test-packages build ## the tests that take minutes each, a soak of SOAK_SECONDS (60) among them
	GATEWAY_TEST_FRAMES=1000000 swift test --filter DispatchTests 2>&1 | grep -v '^◇ '
	GATEWAY_BINARY=$(GATEWAY) GATEWAY_SOAK_SECONDS=$(or $(SOAK_SECONDS),60) $(PYTHON) -m pytest Tests/process -m long

test-asan: test-packages ## unit and process tests under the address sanitizer, leaks included
	PYTHON=$(PYTHON) scripts/sanitize address

test-tsan: test-packages ## unit and process tests under the thread sanitizer
	PYTHON=$(PYTHON) scripts/sanitize thread

soak: test-packages build ## many protocols under chaos for MINUTES (2), memory and descriptors watched; SEED (0)
	GATEWAY_SOAK_SECONDS=$$(($(or $(MINUTES),2) * 60)) GATEWAY_SOAK_SEED=$(or $(SEED),0) \
		GATEWAY_BINARY=$(GATEWAY) $(PYTHON) -m pytest Tests/process/test_soak.py -m long -s

reliability: test-packages build ## run every process test, and write what came of it into docs/reliability.md
	rm -f .build/figures.json
	GATEWAY_BINARY=$(GATEWAY) GATEWAY_FIGURES=.build/figures.json $(PYTHON) -m pytest Tests/process -m "long or not long"
	$(PYTHON) scripts/reliability .build/figures.json

fuzz: test-packages ## libFuzzer with the address sanitizer: SECONDS (600) for each of TARGETS (all)
	scripts/fuzz $(or $(SECONDS),600) $(TARGETS)

lint: ## formatting and lint rules of .swift-format
	swift format lint --strict --recursive Sources Tests Package.swift
	@echo "lint: clean"

format: ## rewrite the sources as `make lint` wants them
	swift format --in-place --recursive Sources Tests Package.swift

schema: build ## regenerate schema/gateway.schema.json from the key table
	@mkdir -p schema
	$(GATEWAY) schema > schema/gateway.schema.json.new
	mv schema/gateway.schema.json.new schema/gateway.schema.json

reference: build ## regenerate docs/reference.md from the tables
	$(GATEWAY) explain --reference > docs/reference.md.new
	mv docs/reference.md.new docs/reference.md

guards: test-packages build ## count what a reply costs: system calls, allocations, instructions
	@scripts/install-packages binutils valgrind || echo "no valgrind here"
	@$(MAKE) --no-print-directory -C Benchmarks
	$(PYTHON) Benchmarks/guards.py

bench: test-packages build ## measure beside a C server and peers, write docs/performance.md; ROUNDS (5), ONLY (P1,P2: only say)
	@scripts/install-packages $(BENCH_PACKAGES) || echo "not all of $(BENCH_PACKAGES) here"
	@scripts/unpack-package postfix .build/clients || echo "no postfix here"
	@$(MAKE) --no-print-directory -C Benchmarks all peers
	$(PYTHON) Benchmarks/bench.py --rounds $(or $(ROUNDS),5) $(if $(ONLY),--only $(ONLY)) $(BENCH_FLAGS)

docker: ## build the container image `gateway`
	docker build --build-arg REVISION=$$(git rev-parse HEAD) -t gateway .

clean: ## remove everything that was built
	rm -rf .build Benchmarks/.build

test-packages:
	@scripts/install-packages $(TEST_PACKAGES)

# A client that is not to be had fails nothing: its tests are skipped, and the report says so.
interop-packages:
	@for package in $(INTEROP_PACKAGES); do scripts/install-packages $$package || echo "no $$package here"; done
	@scripts/unpack-package postfix .build/clients || echo "no postfix here"

.PHONY: help run build test test-long test-asan test-tsan soak reliability lint format schema reference guards bench docker fuzz clean test-packages interop-packages
