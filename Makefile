CONFIG ?= configs/linear-regression.yaml

.PHONY: train test build mpi bench fashion-mnist clean libraries

train: build
	.build/release/lockstep train $(CONFIG)

test: libraries
	Scripts/test

build: libraries
	swift build -c release

# Ranks of MPI: mpirun -n 4 .build-mpi/release/lockstep train CONFIG. LOCKSTEP_MPI=ompi takes Open MPI, mpich MPICH.
mpi: libraries
	mpi=$$(Scripts/find-mpi) && LOCKSTEP_MPI=$$mpi \
		swift build -c release --traits MPI --scratch-path .build-mpi --product lockstep

bench: libraries
	Benchmarks/run

FASHION_MNIST = /usr/share/datasets/fashion-mnist

fashion-mnist: build $(FASHION_MNIST)
	.build/release/lockstep train configs/fashion-mnist-softmax.yaml
	.build/release/lockstep train configs/fashion-mnist-mlp.yaml

$(FASHION_MNIST):
	@Scripts/install-packages dataset-fashion-mnist

libraries:
	@Scripts/install-libraries

clean:
	rm -rf .build .build-* Benchmarks/.build Benchmarks/.build-* Examples/.build
