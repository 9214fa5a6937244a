// The update rules: how an averaged gradient changes the parameters.
// This module owns no memory and starts no thread.
