// The machine half of a run meets the experiment half here: the step engine (workers, claims, reducer), the trainer
// that drives it, evaluation, and the trained model as a file.
//
// What reaches the parameters depends on the experiment alone. The number of workers, the node they run on and the
// order in which they claim shards decide only the speed.
