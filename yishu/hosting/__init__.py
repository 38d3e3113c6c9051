"""Hosted tables, batches, checks, quarantine, copies, changes (Art. 7, 13, 19-22, 27)."""
