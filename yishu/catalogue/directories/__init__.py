"""The directories as others read them: DCAT-AP in JSON-LD and Turtle (8.2)."""
