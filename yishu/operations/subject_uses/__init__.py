"""Who has used a person's information: looked up with authority, or told to the person at a counter; what the law lets nobody tell (30.1, 32.1)."""
