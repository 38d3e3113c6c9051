"""Records that lie somewhere (22.1): GeoJSON in and out, its checks, and finding records by place."""
