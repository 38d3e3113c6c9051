"""Standing in for a colleague who is away (代理): some of their roles, for some days, on record."""
