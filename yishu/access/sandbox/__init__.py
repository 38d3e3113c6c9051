"""Verify and query about invented subjects, before anybody is granted anything (26.5, 27): a twin of every resource that knows no real record."""
