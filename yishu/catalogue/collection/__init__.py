"""Look before you collect (采集前核对): which items the platform has already (16.1)."""
