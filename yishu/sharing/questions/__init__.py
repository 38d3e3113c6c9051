"""Questions of a provider about an application, and their answers, on record while the clock runs (26.3)."""
