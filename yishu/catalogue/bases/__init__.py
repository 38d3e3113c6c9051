"""Base databases and professional databases: which resources they are made of, item by item (22.1)."""
