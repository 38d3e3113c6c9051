"""Checks that a provider declares for the records of its resource, beside those that its entry's items say (13.1, 21.2)."""
