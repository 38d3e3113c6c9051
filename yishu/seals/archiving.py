"""Archive packages (24.2): what was issued in a period goes into a BagIt folder with its fixity; what is permanent is kept on paper too."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node.durable_files import sync
from yishu.seals import numbering, queries, store
from yishu.seals.errors import NothingToArchive, PaperCopyNotKept
from yishu.seals.models import Bag, Document
from yishu.seals.packages import problems_of

INDEX = ("number", "kind", "holder", "state", "issued_at", "issued_by", "valid_until", "retention", "sha256", "file")


@transaction.atomic
def archive(actor: Actor, *, since: date, until: date, now: datetime) -> Bag:
    """Package what one's own agency issued on these days and has not archived yet. Doing it again packages nothing twice.

    The folder appears whole, by a rename, before the commit: a crash in between leaves a folder that no row names, and the next package replaces it.
    Raises NothingToArchive, DocumentDamaged.
    """
    require(actor, Role.HANDLER, Role.SIGNER)
    if until < since or until > shanghai_day(now):
        zh, en = "截止日期不早于起始日期，也不晚于今天。", "Not before the first day, and not after today."
        raise Invalid(errors=[FieldError("until", "period", zh, en)])
    number = numbering.next_of_day("GD", shanghai_day(now))  # its lock also keeps two packages of a day apart
    documents = list(_waiting(actor, since, until))
    if not documents:
        raise NothingToArchive
    agency = documents[0].agency
    folder = store.archive_folder() / agency.code / number
    digest = _package(folder, agency, number, documents, (since, until))
    bag = Bag.objects.create(
        number=number,
        agency=agency,
        since=since,
        until=until,
        documents_count=len(documents),
        digest=digest,
        made_by=actor.ref,
        made_by_name=actor.name,
        made_at=now,
    )
    Document.objects.filter(pk__in=[document.pk for document in documents]).update(bag=bag)
    recording.record(actor, Action.DOCUMENTS_ARCHIVED, target=number, documents=len(documents), digest=digest)
    return bag


@transaction.atomic
def record_paper_copy(actor: Actor, number: str, *, location: str, now: datetime) -> Document:
    """Where the paper of a document of permanent value is kept (24.2). Written again where the paper moves; each time is on record."""
    require(actor, Role.HANDLER, Role.SIGNER)
    document = queries.get_document(actor, number, lock=True)
    if not document.kind.is_permanent or document.issued_at is None:
        raise PaperCopyNotKept
    place = location.strip()
    if not place or len(place) > 200 or not is_plain(place) or "\n" in place:
        zh = "请写明纸质件的存放位置，一行，不超过 200 字，如“综合档案室 3 柜 2 层 2026-永久-0017”。"
        en = "Say where the paper is kept, in one line of at most 200 characters: room, shelf, file number."
        raise Invalid(errors=[FieldError("location", "required", zh, en)])
    document.paper_location, document.paper_recorded_by_name, document.paper_recorded_at = place, actor.name, now
    document.save(update_fields=["paper_location", "paper_recorded_by_name", "paper_recorded_at"])
    recording.record(actor, Action.PAPER_COPY_RECORDED, target=document.number, location=place)
    return document


def examine_bag(actor: Actor, number: str) -> list[str]:
    """What is wrong with a package of one's own agency, in the library's words; empty: it is what was archived."""
    bag = queries.get_bag(actor, number)
    return problems_of(folder_of(bag), digest=bag.digest)


def folder_of(bag: Bag) -> Path:
    return store.archive_folder() / bag.agency.code / bag.number


def _waiting(actor: Actor, since: date, until: date) -> QuerySet[Document]:
    found = queries.list_unarchived(actor).select_for_update(of=("self",))
    return found.filter(issued_at__date__gte=since, issued_at__date__lte=until)


def _package(
    folder: Path, agency: Agency, number: str, documents: Sequence[Document], period: tuple[date, date]
) -> str:
    """Make the folder; the SHA-256 of its tag manifest, which covers all the rest."""
    part = folder.with_name(f".{number}.part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "documents").mkdir(parents=True, mode=0o700)
    for document in documents:
        (part / "documents" / f"{document.number}.pdf").write_bytes(store.read(document))
    (part / "documents.json").write_text(
        json.dumps([_told(document) for document in documents], ensure_ascii=False, indent=1), "utf-8"
    )
    _write_index(part / "documents.csv", documents)
    for each in (store.seals_folder() / "authority.pem", store.seals_folder() / "licensed" / "roots.pem"):
        if each.exists():  # so that the seals can be checked from the package alone
            shutil.copyfile(each, part / each.name)
    _bag(part, agency, number, period)
    for each in part.rglob("*"):
        sync(each)
    shutil.rmtree(folder, ignore_errors=True)  # of a transaction that never committed: its number was given again
    part.rename(folder)
    sync(folder.parent)
    return hashlib.sha256((folder / "tagmanifest-sha256.txt").read_bytes()).hexdigest()


def _bag(part: Path, agency: Agency, number: str, period: tuple[date, date]) -> None:
    """By the library's own command: in this process it would change the working directory under other threads."""
    given = {
        "--source-organization": agency.name,
        "--external-identifier": number,
        "--external-description": f"{agency.name} {period[0]} — {period[1]} 签发的文书证照（第二十四条）",
    }
    options = [text for pair in given.items() for text in pair]
    subprocess.run(
        [sys.executable, "-m", "bagit", "--quiet", "--sha256", *options, str(part)],
        check=True,
        capture_output=True,
        env=os.environ | {"TZ": "Asia/Shanghai"},  # whose day the bagging date is
    )


def _told(document: Document) -> dict[str, object]:
    return {
        "number": document.number,
        "kind": {"code": document.kind.code, "name": document.kind.name, "basis": document.kind.basis},
        "agency": {"code": document.agency.code, "name": document.agency.name},
        "record": dict(document.record),
        "source": document.source,
        "state": document.state,
        "supersedes": document.supersedes.number if document.supersedes else None,
        "drafted": {"by": document.drafted_by_name, "at": _moment(document.drafted_at)},
        "issued": {"by": document.issued_by_name, "at": _moment(document.issued_at)},
        "ended": {"by": document.ended_by_name, "at": _moment(document.ended_at), "reason": document.end_reason},
        "valid_until": str(document.valid_until) if document.valid_until else None,
        "retention_years": document.kind.retention_years,
        "paper": document.paper_location or None,
        "sha256": document.sha256,
        "file": f"documents/{document.number}.pdf",
    }


def _write_index(file: Path, documents: Sequence[Document]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(INDEX)
        for document in documents:
            kept = document.kind.retention_years
            writer.writerow(
                [
                    document.number, document.kind.name, document.holder, document.state, _moment(document.issued_at),
                    document.issued_by_name, document.valid_until or "", f"{kept} 年" if kept else "永久",
                    document.sha256, f"documents/{document.number}.pdf",
                ]
            )  # fmt: skip


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds") if moment else None
