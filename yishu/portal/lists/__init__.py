"""The three lists of an agency (三张清单): what it needs, what it must provide, what it does not share and by which law (4.2)."""
