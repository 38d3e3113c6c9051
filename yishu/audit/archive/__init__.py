"""Months of the evidence that stand in files: written by rule, read back and verified before they leave the database; their places, hashes and proofs stay there (32.1)."""
