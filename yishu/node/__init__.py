"""The node itself: embedded PostgreSQL, divisions, working days, clocks, secrets, the access epoch (Art. 37, 38)."""
