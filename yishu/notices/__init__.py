"""Notices: told in the command's own transaction, read in the portal, sent by e-mail, other channels and signed webhooks (Art. 26, 34)."""
