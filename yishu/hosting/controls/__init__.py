"""Control records (标识记录): records of nobody, in keys that nobody bears, by which a copy that was sorted or cut still names its holder (20.2)."""
