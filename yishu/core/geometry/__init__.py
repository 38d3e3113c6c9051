"""Places on the earth: GeoJSON geometries (RFC 7946), whether they are sound, and how they lie to a point or a box. Pure."""
