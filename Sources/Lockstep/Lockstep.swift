// The library: every module from the machine to the reports, under one import.

@_exported public import Autodiff
@_exported public import Datasets
@_exported public import Experiments
@_exported public import Files
@_exported public import Interchange
@_exported public import Kernels
@_exported public import Measures
@_exported public import Models
@_exported public import NUMA
@_exported public import Optimizers
@_exported public import Parquet
@_exported public import Ranks
@_exported public import Reports
@_exported public import Studies
@_exported public import Training
@_exported public import Vocabulary
