"""Agencies, people, roles, application systems, keys: who is calling (Art. 2, 5)."""
