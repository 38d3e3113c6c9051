"""What others ask about an agency's timeliness and answers."""

from datetime import date


def timeliness(agency_id: int, first: date, last: date) -> tuple[int, int]:
    """Updates that the agency's resources owed within these days (Asia/Shanghai, both included), and how many of them came on time (18.1, 25.1)."""
    raise NotImplementedError


def answers(agency_id: int, first: date, last: date) -> tuple[int, int]:
    """Discrepancies whose answer by this agency fell due within these days, and how many it answered in time (28.1)."""
    raise NotImplementedError
