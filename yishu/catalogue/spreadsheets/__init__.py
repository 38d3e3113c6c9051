"""Entries in and out of spreadsheets (9.1): the guide's template, an agency's own files, portals' directories, provider names."""
