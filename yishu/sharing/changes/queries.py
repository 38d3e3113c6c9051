"""The course of a grant's terms, for its two sides."""

from dataclasses import dataclass

from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.changes.words import differences
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: the terms that ended, those that came, and what that took away, in words."""

    earlier: EarlierTerms
    before: Terms
    after: Terms
    after_hash: str
    told: list[str]


def list_changes(grant: Grant) -> list[Changed]:
    """The latest first."""
    made, after, after_hash = [], grant.read_terms(), grant.hash
    for earlier in reversed(grant.earlier_terms.all()):
        before = earlier.read_terms()
        made.append(Changed(earlier, before, after, after_hash, differences(before, after, grant.line.entry)))
        after, after_hash = before, earlier.hash
    return made
