"""Keys that run on, one after another: noticed where a call still knows its subjects, since evidence knows them by keyed hashes alone (30.1)."""
