"""Working days: which years a notice has settled, the days that this place has besides, and the deadlines that are counted in them."""
