"""The yearly upkeep of the catalogue: every entry is confirmed, amended, merged or withdrawn once a year (10.2)."""
