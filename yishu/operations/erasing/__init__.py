"""Erasing what is personal in a record of the evidence: asked for by the audit administrator with its basis, agreed by a second administrator, both on record (5.1, 32.1)."""
