"""Backup, restore, drills, doctor, risk, incidents, responsible persons (Art. 31-34)."""
