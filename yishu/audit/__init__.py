"""One form of evidence and the columns it is written to (Art. 32)."""
