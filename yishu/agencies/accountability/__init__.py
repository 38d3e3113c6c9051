"""Who answers for what in each agency, and how that was handed over (34.1)."""
