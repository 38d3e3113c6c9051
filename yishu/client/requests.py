"""Requests of the data plane as plain data: what goes over the wire, whichever way it goes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from msgspec import UNSET, Struct, json, structs

from yishu.client.content import NOTHING, Bytes, Content
from yishu.wire.blind import BlindAsked
from yishu.wire.data import Claimed, Place, Purpose, QueryRequest, VerifyRequest
from yishu.wire.lists import MEDIA_TYPE

Subject = str | int | Mapping[str, Any]
"""The value of the key; or `{"type", "value"}` of an identity document; or by item code where the key has several items, or by an alternative key."""
Claims = Mapping[str, Any]
ListAct = Literal["verify", "query"]
Mode = Literal["upsert", "replace", "delete"]
CopyFormat = Literal["csv", "ndjson", "parquet", "arrow", "xlsx", "geojson"]

_JSON: Final = {"Content-Type": "application/json"}


class Request(Struct, frozen=True):
    """One request. `good`: the statuses that answer it; `repeatable`: it may be sent again where no answer came; `slow`: the answer may take minutes."""

    method: str
    path: str
    content: Content = NOTHING
    headers: dict[str, str] = {}
    good: tuple[int, ...] = (200,)
    repeatable: bool = True
    slow: bool = False


def data_path(code: str, *parts: str) -> str:
    return "/".join(["/api/v1/data", quote(code.replace("/", "-"), safe=""), *(quote(part, safe="") for part in parts)])


def verify(code: str, purpose: Purpose, subject: Subject, claims: Claims, grant: str | None) -> Request:
    asked = VerifyRequest(purpose, subject=subject, claims=dict(claims), grant=grant)
    return _asking(data_path(code, "verify"), asked)


def verify_blind(code: str, purpose: Purpose, asked: BlindAsked, grant: str | None) -> Request:
    """An envelope is answered once: it is not sent again."""
    request = _asking(data_path(code, "verify"), VerifyRequest(purpose, grant=grant, blind=asked))
    return structs.replace(request, repeatable=False)


def blind_key(code: str) -> Request:
    return Request("GET", data_path(code, "blind-key"))


def verify_many(code: str, purpose: Purpose, subjects: Iterable[tuple[Subject, Claims]], grant: str | None) -> Request:
    listed = [Claimed(subject, dict(claims)) for subject, claims in subjects]
    return _asking(data_path(code, "verify"), VerifyRequest(purpose, subjects=listed, grant=grant), slow=True)


def query(
    code: str,
    purpose: Purpose,
    subject: Subject,
    items: Iterable[str],
    grant: str | None,
    *,
    meanings: bool = False,
    refers: bool = False,
) -> Request:
    how = "reference" if refers else UNSET
    asked = QueryRequest(purpose, list(items), subject=subject, grant=grant, meanings=meanings or UNSET, as_=how)
    return _asking(data_path(code, "query"), asked)


def resolve(code: str, purpose: Purpose, references: Iterable[str], grant: str | None) -> Request:
    return _asking(data_path(code, "query"), QueryRequest(purpose, references=list(references), grant=grant))


def query_many(
    code: str,
    purpose: Purpose,
    subjects: Iterable[Subject],
    items: Iterable[str],
    grant: str | None,
    *,
    meanings: bool = False,
) -> Request:
    asked = QueryRequest(purpose, list(items), subjects=list(subjects), grant=grant, meanings=meanings or UNSET)
    return _asking(data_path(code, "query"), asked, slow=True)


def query_place(code: str, purpose: Purpose, place: Place, items: Iterable[str], grant: str | None) -> Request:
    return _asking(data_path(code, "query"), QueryRequest(purpose, list(items), place=place, grant=grant))


def table(code: str, act: ListAct, stream: bytes) -> Request:
    """A list as an Arrow stream (`client.tables`)."""
    headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE}
    return Request("POST", data_path(code, act), Bytes(stream), headers, slow=True)


def copy(code: str, form: CopyFormat, wanted: Mapping[str, str | int | None], *, digest: bool = False) -> Request:
    headers = {"Want-Repr-Digest": "sha-256=1"} if digest else {}
    path = data_path(code, "bulk") + _said({"format": form, **wanted})
    return Request("GET", path, headers=headers, slow=True)


def prepare(code: str, form: CopyFormat, acknowledge: Iterable[str], wanted: Mapping[str, str | int | None]) -> Request:
    asked = {"format": form, "acknowledge": list(acknowledge), **_given(wanted)}
    return Request("POST", data_path(code, "bulk", "files"), Bytes(json.encode(asked)), _JSON, (202,))


def prepared(code: str, *parts: str, method: str = "GET") -> Request:
    return Request(method, data_path(code, "bulk", "files", *parts), good=(204,) if method == "DELETE" else (200,))


def piece(path: str, begin: int, etag: str) -> Request:
    """A file from one of its bytes on; all of it, where it is another by now."""
    headers = {"Range": f"bytes={begin}-", "If-Range": etag} if begin else {}
    return Request("GET", path, headers=headers, good=(200, 206), slow=True)


def publish(
    code: str, content: Content, media_type: str, mode: Mode, *, key: str = "", dry_run: bool = False
) -> Request:
    said = {"mode": mode, "dry_run": "true" if dry_run else None}
    headers = {"Content-Type": media_type} | ({"Idempotency-Key": key} if key else {})
    return Request("POST", data_path(code, "batches") + _said(said), content, headers, (200, 202), slow=True)


def sent_back(code: str, wanted: Mapping[str, str | int | None]) -> Request:
    return Request("GET", data_path(code, "quarantine") + _said(wanted))


def documents(code: str, wanted: Mapping[str, str | int | date | None]) -> Request:
    return Request("GET", data_path(code, "documents") + _said(wanted))


def find_documents(code: str, purpose: Purpose, number: str, subject: Subject | None, grant: str) -> Request:
    asked = {"purpose": purpose, "grant": grant, **_given({"number": number or None, "subject": subject})}
    return Request("POST", data_path(code, "documents", "query"), Bytes(json.encode(asked)), _JSON)


def document(code: str, number: str, wanted: Mapping[str, str | None]) -> Request:
    return Request("GET", data_path(code, "documents", number) + _said(wanted))


def document_path(code: str, number: str, version: int, wanted: Mapping[str, str | None]) -> str:
    return data_path(code, "documents", number, "versions", str(version)) + _said(wanted)


def _asking(path: str, asked: VerifyRequest | QueryRequest, *, slow: bool = False) -> Request:
    return Request("POST", path, Bytes(json.encode(asked)), _JSON, slow=slow)


def _said(wanted: Mapping[str, Any]) -> str:
    given = _given(wanted)
    return f"?{urlencode(given)}" if given else ""


def _given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None and value != ""}
