"""Why there is no replica; none of it reaches a caller, who is answered from the table."""


class NotOfABatch(Exception):
    """The present version was made by no batch that is on record, so that nothing could tell it from another of its number."""


class Unfit(Exception):
    """The folder holds the records in another shape than the table has now."""


class Stopped(Exception):
    """The process ends: whoever wants the replica has it written again."""
