"""Templates of reasons for refusing an application (26.3)."""
