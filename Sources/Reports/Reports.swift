// What people and programs see of runs and studies: progress, metrics, summaries, plots and pages.
// This module watches a run; it never changes one.
