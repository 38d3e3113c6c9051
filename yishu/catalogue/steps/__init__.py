"""Steps of review that single agencies take beside those of the whole node (38.1)."""
