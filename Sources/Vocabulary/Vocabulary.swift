// What concepts such as losses and update rules are called, which numbers they take, and what a misspelt name meant.
// Configurations, model files, messages and help texts take their words from here; this module reads and writes nothing.
