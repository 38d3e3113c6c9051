"""Guarding values and numbers against whoever guesses them: wrong claims about a subject, and subjects that are not there, are bounded by the day (27.1, 30.1)."""
