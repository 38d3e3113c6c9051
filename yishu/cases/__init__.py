"""Joint cases across agencies (Art. 24, 29)."""
