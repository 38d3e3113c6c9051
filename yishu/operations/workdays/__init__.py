"""The working days of this node, changed on record: a year's notice, days that only this place has, and what they do to deadlines that run (26.3)."""
