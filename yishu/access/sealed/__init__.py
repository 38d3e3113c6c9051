"""Finding the sealed documents of a resource: by whom they are about, or by their number (24.1, 27.2)."""
