// The models: the layout of their parameters, and their gradient over a shard's rows.
// This module owns no memory and starts no thread: callers bring the buffers.
