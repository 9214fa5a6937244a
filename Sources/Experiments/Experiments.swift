// From a YAML file to a run: the schema and the configuration, and from them the two halves that never mix, the
// experiment, which decides every bit, and the machine plan, which decides the speed.
