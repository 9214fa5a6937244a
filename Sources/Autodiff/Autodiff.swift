// User-defined models: a tape records what a loss is computed from, and gives its gradient in reverse.
//
// Recording computes nothing: a value is computed when it is read or when a gradient needs it, in the order of
// recording. So branches that lead nowhere cost nothing, and the same recording always gives the same bits.
