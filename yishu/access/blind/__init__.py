"""Blind verify: judged, passed on and put on record without being read (docs/decisions/0072)."""
