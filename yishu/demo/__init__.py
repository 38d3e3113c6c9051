"""A filled node to look at, and the tour through it."""
