"""Values that cross between processes: requests, settings of a run, progress. No torch, no Qt."""
