"""What becomes of a grant while it is in force: its provider narrows it, a leaver's place in it goes to somebody else (26.5, 34.1)."""
