"""Records that nobody has: the shape of a resource's data, shown before anybody is granted any of it."""
