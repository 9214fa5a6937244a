CONFIG ?= configs/linear-regression.yaml

.PHONY: train test build bench clean libraries

train: build
	.build/release/lockstep train $(CONFIG)

# Tests use no testable imports, so that they share their build with the command.
test: libraries
	swift test -c release --disable-testable-imports --disable-xctest

build: libraries
	swift build -c release

bench: libraries
	Benchmarks/run

libraries:
	@Scripts/install-libraries

clean:
	rm -rf .build .build-* Benchmarks/.build Benchmarks/.build-* Examples/.build
