"""Messages shared by gateway, front exchanges, other nodes and clients; plain data."""
