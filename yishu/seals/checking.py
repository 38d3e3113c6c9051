"""The public check: what the platform says of a file, or of a number with its check code, to anybody (23.1)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yishu.core.calendar import shanghai_day
from yishu.seals import authority, papers, queries, store
from yishu.seals.errors import DocumentDamaged
from yishu.seals.guarding import count_wrong, require_calm
from yishu.seals.models import Document
from yishu.seals.papers import Paper
from yishu.seals.rules import shown_publicly
from yishu.seals.verdicts import Verdict, examine

STANDINGS: dict[str, tuple[str, str]] = {
    "in_force": ("核验通过：电子印章有效，内容自盖章后未被改动，现行有效。", "Genuine and in force: the seal holds and nothing was changed since."),
    "expired": ("该件为平台签发且未被改动，但已过有效期。", "Issued by the platform and not changed, but expired."),
    "superseded": ("该件为平台签发且未被改动，但已换发，现不具有效力。", "Issued by the platform and not changed, but replaced: no longer in force."),
    "revoked": ("该件为平台签发且未被改动，但已撤销，现不具有效力。", "Issued by the platform and not changed, but revoked: no longer in force."),
    "genuine": ("核验通过：确为本平台出具，内容自盖章后未被改动，与使用留痕相符。", "Genuine: issued by this platform, not changed since, and the evidence agrees."),
    "on_record": ("本平台出具过此件，与使用留痕相符。编号和核验码不能证明纸面内容：请上传 PDF，或核对其 SHA-256。", "This platform issued such a paper, and the evidence agrees. Number and code do not prove what is printed: upload the PDF, or compare its SHA-256."),
    "disputed": ("本平台出具过此件，但与使用留痕不符，不能认定，请联系平台管理员。", "This platform issued such a paper, but the evidence does not agree: do not rely on it, and tell the platform's administrator."),
    "unknown": ("印章有效，但本平台没有签发过这一文件，不能认定其效力。", "The seal holds, but this platform did not issue this very file."),
    "not_found": ("没有与此编号和核验码相符的文书证照或者结果单，请核对后重试。", "No document or result sheet has this number and check code; look at both again."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """`standing`: in_force, expired, superseded, revoked, unknown (the platform did not issue this very file), broken (the seal does not hold),
    not_found (no such number with this code). `document` where the platform issued it, `successor` what took its place. Of a paper that another
    slice issued: genuine, by its file; on_record, by number and code alone; disputed, where the evidence does not agree."""

    standing: str
    verdict: Verdict | None = None
    document: Document | None = None
    successor: Document | None = None
    paper: Paper | None = None

    @property
    def holds(self) -> bool:
        return self.standing in ("in_force", "genuine")

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
    digest = hashlib.sha256(content).hexdigest()
    document = queries.find_by_digest(digest)
    if document is None:
        return _of_paper(papers.find_by_digest(digest), verdict)
    return _standing(document, verdict, shanghai_day(timezone.now()))


def check_number(number: str, code: str, *, source: str) -> Check:
    """By the number and the code that stand on it, over the platform's own copy. `source`: the address that asks. Raises TooManyWrongChecks."""
    require_calm(source, timezone.now())
    document = queries.find_by_check_code(number, code)
    if document is None:
        return _of_number(papers.find_by_code(number, code), source)
    try:
        verdict = examine(store.read(document), authority.trusted(store.seals_folder()))
    except DocumentDamaged:
        return Check("broken", Verdict("altered"))
    if not verdict.holds:
        return Check("broken", verdict)
    return _standing(document, verdict, shanghai_day(timezone.now()))


def _of_number(paper: Paper | None, source: str) -> Check:
    if paper is None:
        count_wrong(source)
        return Check("not_found")
    return Check(paper.standing, paper=paper)


def _of_paper(paper: Paper | None, verdict: Verdict) -> Check:
    if paper is None:
        return Check("unknown", verdict)
    return Check("genuine" if paper.standing == "on_record" else paper.standing, verdict, paper=paper)


def _standing(document: Document, verdict: Verdict, today: date) -> Check:
    if document.state != Document.State.ISSUED:
        return Check(str(document.state), verdict, document, queries.successor_of(document))
    return Check("expired" if document.has_expired(today) else "in_force", verdict, document)
