"""Bytes that no version names: what a process that was killed left behind."""

from datetime import datetime

from yishu.hosting.files.queries import named_digests
from yishu.node import content


def sweep(now: datetime) -> int:
    """How many files went."""
    return content.sweep(named_digests, now)
