"""What nodes say of a grant, each signed with its key: that it was granted, changed, accepted, withdrawn. An outsider can hold a grant against it without any database (26.5, 32.1)."""
