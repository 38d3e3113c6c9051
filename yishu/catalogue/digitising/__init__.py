"""Holdings that are not structured data yet: their state, plan and day (19.1)."""
