"""The front-exchange agent beside an agency's own database: knows core and wire only (Art. 20, 27)."""
