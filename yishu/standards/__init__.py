"""The register of standards: standards in force by version, data elements and code lists with a life of their own (5.3, 12.1)."""
