"""Foreign DCAT catalogues: fetched, read and kept up with (8.2)."""
