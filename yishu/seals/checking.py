"""The public check: what the platform says of a file, or of a number with its check code, to anybody (23.1)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yishu.core.calendar import shanghai_day
from yishu.seals import authority, queries, store
from yishu.seals.errors import DocumentDamaged
from yishu.seals.models import Document
from yishu.seals.rules import shown_publicly
from yishu.seals.verdicts import Verdict, examine

STANDINGS: dict[str, tuple[str, str]] = {
    "in_force": ("核验通过：电子印章有效，内容自盖章后未被改动，现行有效。", "Genuine and in force: the seal holds and nothing was changed since."),
    "expired": ("该件为平台签发且未被改动，但已过有效期。", "Issued by the platform and not changed, but expired."),
    "superseded": ("该件为平台签发且未被改动，但已换发，现不具有效力。", "Issued by the platform and not changed, but replaced: no longer in force."),
    "revoked": ("该件为平台签发且未被改动，但已撤销，现不具有效力。", "Issued by the platform and not changed, but revoked: no longer in force."),
    "unknown": ("印章有效，但本平台没有签发过这一文件，不能认定其效力。", "The seal holds, but this platform did not issue this very file."),
    "not_found": ("没有与此编号和核验码相符的文书证照，请核对后重试。", "No document has this number and check code; look at both again."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """`standing`: in_force, expired, superseded, revoked, unknown (the platform did not issue this very file), broken (the seal does not hold),
    not_found (no such number with this code). `document` where the platform issued it, `successor` what took its place."""

    standing: str
    verdict: Verdict | None = None
    document: Document | None = None
    successor: Document | None = None

    @property
    def holds(self) -> bool:
        return self.standing == "in_force"

    def words(self, language: str) -> str:
        """The result in a sentence, `zh` or `en`; for a broken seal, why."""
        if self.standing == "broken" and self.verdict is not None:
            return self.verdict.words(language)
        return STANDINGS[self.standing][0 if language == "zh" else 1]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the document says, resident numbers masked."""
        return [(item, shown_publicly(value)) for item, value in self.document.record] if self.document else []


def check_file(content: bytes) -> Check:
    """By the file: its seal, then what became of the document. Reads only."""
    verdict = examine(content, authority.trusted(store.seals_folder()))
    if not verdict.holds:
        return Check("broken", verdict)
    document = queries.find_by_digest(hashlib.sha256(content).hexdigest())
    if document is None:
        return Check("unknown", verdict)
    return _standing(document, verdict, shanghai_day(timezone.now()))


def check_number(number: str, code: str) -> Check:
    """By the number and the code that stand on it, over the platform's own copy."""
    document = queries.find_by_check_code(number, code)
    if document is None:
        return Check("not_found")
    try:
        verdict = examine(store.read(document), authority.trusted(store.seals_folder()))
    except DocumentDamaged:
        return Check("broken", Verdict("altered"))
    if not verdict.holds:
        return Check("broken", verdict)
    return _standing(document, verdict, shanghai_day(timezone.now()))


def _standing(document: Document, verdict: Verdict, today: date) -> Check:
    if document.state != Document.State.ISSUED:
        return Check(str(document.state), verdict, document, queries.successor_of(document))
    return Check("expired" if document.has_expired(today) else "in_force", verdict, document)
