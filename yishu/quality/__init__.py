"""Timeliness, comparison, discrepancies (Art. 17, 18, 25, 28)."""
