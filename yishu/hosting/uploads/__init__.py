"""Files that come in parts or are published later: resumable uploads, batches held for a person (13.1, 20.1, 21.2)."""
