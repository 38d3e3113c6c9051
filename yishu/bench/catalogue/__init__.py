"""The catalogue at the size of a province: a million entries, searched over HTTP by a fixed list of queries."""
