"""Assessment, inspection, consequences (Art. 5, 35, 36)."""
