"""Resources, entries, items, secrecy sign-off, review, publication, search, import (Art. 6, 8-12, 15, 16, 21)."""
