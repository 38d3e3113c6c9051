"""The agent's local interface: it answers a node's questions about one subject out of the agency's own tables (7.2)."""
