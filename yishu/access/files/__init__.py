"""The governed reading of documents: listed, found by number or subject, fetched, by the same rule as data (26.5, 27.2, 27.3)."""
