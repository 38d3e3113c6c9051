"""Pure: identifiers, calendar, canonical JSON, errors; no Django, no driver."""
