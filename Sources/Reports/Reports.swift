// What a run tells and leaves behind: progress, metrics, the summary.
// This module watches a run; it never changes one.
