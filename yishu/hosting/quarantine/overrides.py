"""Keys that are officially wrong and pass all the same: which values of a resource pass which rule, known only as keyed hashes (21.2)."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from yishu.audit.record import subject_hash

OVERRIDABLE: Final = frozenset({"checksum", "subject_checksum"})
"""What an authority may have issued wrong. A key of another form could be named by no call; an impossible area or date is no key of a person."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Those in force for one resource, whose code is `code`."""

    code: str = ""
    hashes: frozenset[str] = frozenset()

    def hold(self, rule: str, normal: str) -> bool:
        """Whether this key, in normal form, passes this rule although it breaks it."""
        return bool(self.hashes) and hash_of(self.code, rule, normal) in self.hashes


NO_OVERRIDES: Final = Overrides()


def hash_of(code: str, rule: str, normal: str) -> str:
    """By the node's key, and another for each resource and rule: nobody can try out numbers against it, or find the value elsewhere by it."""
    return subject_hash(settings.YISHU_SECRETS.subjects, f"override:{code}:{rule}", normal).hex()
