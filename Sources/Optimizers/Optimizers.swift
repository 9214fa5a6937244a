// The update rules: how an averaged gradient changes the parameters, and when training has gone on long enough.
// This module owns no memory and starts no thread.
