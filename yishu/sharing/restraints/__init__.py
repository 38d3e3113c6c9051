"""Holding use back after something unusual: a grant or a caller is throttled until a moment, or suspended until that is lifted (30.1)."""
