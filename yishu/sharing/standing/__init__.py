"""Standing authorisations (存量授权): agreements from before the platform, brought in with their basis, reviewed by both sides, and in time made ordinary grants (26.3, 38.1)."""
