"""Base databases assembled from several sources item by item, each value keeping its provider and version (汇聚, 22.1)."""
