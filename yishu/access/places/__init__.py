"""What lies at a place (22.1): the same governed call as by key, with a place instead of a subject."""
