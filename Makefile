CONFIG ?= configs/linear-regression.yaml
LOCKSTEP = .build/release/lockstep
# Tests use no testable imports, so that they share their build with the command.
TESTS = -c release --disable-testable-imports --disable-xctest

.PHONY: train test build bench clean

train: build
	$(LOCKSTEP) train $(CONFIG)

test: libraries
	swift build $(TESTS) --build-tests
	swift test $(TESTS) --skip-build

build: libraries
	swift build -c release

bench: libraries
	Benchmarks/run

clean:
	rm -rf .build .build-* Benchmarks/.build

.PHONY: libraries
libraries:
	@Scripts/install-libraries
