"""Neighbour nodes witness each other's evidence log: a log that was rewritten is found by the next one (32.1)."""
