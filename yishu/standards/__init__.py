"""The register of standards: standards by version, data elements and code lists with a life of their own (Art. 5, 12)."""
