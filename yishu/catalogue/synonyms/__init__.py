"""Words that find each other, kept by the coordinator (26.1)."""
