"""Demands (共享需求): what no catalogue offers yet, asked of the agency whose duty it fits (4.2)."""
