"""Applications, decisions, grants; the rule of authorisation (Art. 4, 20, 26)."""
