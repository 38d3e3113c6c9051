"""Documents as resources: files with versions, each signed off by itself before anybody else sees it (19.1, 21.1, 22.1)."""
