"""Coordination (协调): both sides are heard, a numbered opinion is issued and carried out, or escalated (26.4)."""
