"""The governed call: judged, read, answered, put on record; the verify-and-query desk (Art. 4, 26, 27, 32)."""
