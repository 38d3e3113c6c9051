"""The list of resources that a person gathers before applying, and applications that are not sent yet (26.1)."""
