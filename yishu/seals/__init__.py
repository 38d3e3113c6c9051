"""Documents and licences: issued, sealed, verified, archived (Art. 23, 24)."""
