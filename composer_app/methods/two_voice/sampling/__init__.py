"""Writing: plans, decoder states, guards and drafts."""
