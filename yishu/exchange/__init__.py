"""Links between nodes: catalogue up and down, calls through one's own node, replicas (Art. 4, 14, 37)."""
