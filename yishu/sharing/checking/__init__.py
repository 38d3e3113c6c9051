"""The formal check of applications by the coordinator, where a local rule has it (26.3, 38.1)."""
