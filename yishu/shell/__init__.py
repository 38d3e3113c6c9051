"""The look: layout, components, icons, headers; no domain."""
