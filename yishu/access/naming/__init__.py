"""Subjects named otherwise than by the key of their resource: by an alternative key that its entry declares (27.2)."""
