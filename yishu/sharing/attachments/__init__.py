"""Files that belong to an application: letters, legal bases, undertakings on use (26.1, 26.3)."""
