"""The evidence as a log that only grows: a Merkle tree (RFC 6962) in tiles, with signed checkpoints (C2SP tlog-tiles, tlog-checkpoint), so that an outsider can check it.

`tree`, `tiles`, `notes`, `proofs` and `verifier` are pure: no Django, no database. `sequencing` appends records; `reading`, `exporting`, `checking` read.
"""
