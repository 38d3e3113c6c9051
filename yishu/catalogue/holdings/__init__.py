"""Unlisted holdings (应编未编): what duties imply but the catalogue lacks (4.1)."""
