"""Calls about a list of subjects, up to 100 000 at once, as JSON or as an Arrow stream (27.1, 27.2)."""
