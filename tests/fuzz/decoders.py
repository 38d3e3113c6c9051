"""Every decoder of what strangers send, as an act upon bytes: it reads them, or refuses them by an error of its own. Whatever else it raises is a fault of ours.

Django must be set up before this module is imported.
"""

import base64
import contextlib
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import httptools

from tests.fuzz.outside import OUTSIDE
from yishu.access import manifests, mounts_xml
from yishu.access.asks import ask_to_query, ask_to_verify
from yishu.access.lists import streams
from yishu.access.places.calls import _opened
from yishu.agencies.signed_requests import read_signed
from yishu.audit.log import notes, proofs
from yishu.catalogue.spreadsheets import reading as spreadsheets
from yishu.core import jws, signatures
from yishu.core.errors import Problem
from yishu.gateway.asking import query_request, verify_request
from yishu.gateway.authentication import credential_of
from yishu.gateway.http2_offers import without_offer
from yishu.gateway.lane import _parse
from yishu.hosting import reading

Decoder = Callable[[bytes], object]
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
_CODE: Final = "307009001-000001"
_COLUMNS: Final = tuple(
    SimpleNamespace(code=code, name=name, type=kind, is_key=code == "id", required=False, codes=(), length=None)
    for code, name, kind in (("id", "编号", "string"), ("n", "数", "integer"), ("at", "日期", "date"))
)
_TABLE: Final[Any] = SimpleNamespace(columns=_COLUMNS, key=_COLUMNS[:1])
_FOLDER: Final = tempfile.TemporaryDirectory()


def verify(body: bytes) -> None:
    with contextlib.suppress(Problem):
        ask_to_verify(_CODE, verify_request(body))


def query(body: bytes) -> None:
    with contextlib.suppress(Problem):
        ask_to_query(_CODE, query_request(body))


def list_to_verify(body: bytes) -> None:
    with contextlib.suppress(Problem):
        streams.verify_request(streams.read_asked(body, "verify", 1000))


def list_to_query(body: bytes) -> None:
    with contextlib.suppress(Problem):
        streams.query_request(streams.read_asked(body, "query", 1000))


def place(text: bytes) -> None:
    with contextlib.suppress(Problem):
        _opened(text.decode("utf-8", "replace"), "x")


def bearer(header: bytes) -> None:
    with contextlib.suppress(Problem):
        credential_of(header, b"secret", NOW)


def signature(text: bytes) -> None:
    given, _, value = text.decode("latin-1").partition("\n")
    with contextlib.suppress(signatures.NotSigned):
        signatures.read_signature(given, value)


def signed_request(text: bytes) -> None:
    given, value, digest, url = (text.decode("latin-1").split("\n", 3) + [""] * 3)[:4]
    headers = {"signature-input": given, "signature": value, "content-digest": digest}
    with contextlib.suppress(Problem):
        read_signed("POST", f"http://x/{url}", headers, now=NOW)


def head(lines: bytes) -> None:
    """What the fast lane takes for a plain head, the strict parser takes too; and both see the same body behind it."""
    lines = lines.partition(b"\r\n\r\n")[0]
    taken = _parse(lines, b"secret")
    if taken is None:
        return
    parser = httptools.HttpRequestParser(seen := _Seen())
    parser.feed_data(b"POST /x HTTP/1.1\r\n" + lines + b"\r\n\r\n")
    assert seen.lengths == [taken.length]
    assert not parser.should_upgrade()
    if 0 < taken.length <= 1000:
        parser.feed_data(b"x" * (taken.length - 1))
        assert not seen.whole
        parser.feed_data(b"x")
    assert seen.whole == (taken.length <= 1000)


class _Seen:
    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.whole = False

    def on_header(self, name: bytes, value: bytes) -> None:
        assert name.lower() != b"transfer-encoding"
        if name.lower() == b"content-length":
            self.lengths.append(int(value))

    def on_message_complete(self) -> None:
        assert not self.whole
        self.whole = True


def offer(request: bytes) -> None:
    """What is taken out is never the body."""
    left = without_offer(request)
    assert left.partition(b"\r\n\r\n")[2] == request.partition(b"\r\n\r\n")[2]


def checkpoint(note: bytes) -> None:
    with contextlib.suppress(notes.NoteInvalid):
        found = notes.read(note)
        assert notes.read(str(found)) == found


def verifier_key(text: bytes) -> None:
    with contextlib.suppress(notes.NoteInvalid):
        notes.VerifierKey.read(text.decode("utf-8", "replace"))


def proof(text: bytes) -> None:
    with contextlib.suppress(notes.NoteInvalid):
        proofs.read(text.decode("utf-8", "replace"))


def token(text: bytes) -> None:
    with contextlib.suppress(jws.NotSigned):
        jws.read(text.decode("utf-8", "replace"), kind="x")


def token_header(text: bytes) -> None:
    """As above, where the coding of the header is no hindrance."""
    token(base64.urlsafe_b64encode(text).rstrip(b"=") + b".e30.AA")


def manifest(content: bytes) -> None:
    with contextlib.suppress(jws.NotSigned):
        manifests.read(content)


def soap(body: bytes) -> None:
    for form in ("xml", "soap11"):
        with contextlib.suppress(Problem):
            mounts_xml.answer(form, body)


def spreadsheet(content: bytes) -> None:
    with contextlib.suppress(Problem):
        spreadsheets.read(content)


def _file_of(form: str) -> Decoder:
    def read(content: bytes) -> None:
        path = Path(_FOLDER.name) / "spooled"
        path.write_bytes(content)
        with contextlib.suppress(Problem):
            for _ in reading.chunks(reading.Source(path, form, "utf-8", _TABLE)):
                pass

    return read


DECODERS: Final[dict[str, Decoder]] = {
    each.__name__: each
    for each in (
        verify, query, list_to_verify, list_to_query, place, bearer, signature, signed_request, head, offer,
        checkpoint, verifier_key, proof, token, token_header, manifest, soap, spreadsheet,
    )
} | {
    f"{form.lower()}_file": _file_of(form)
    for form in (reading.CSV, reading.NDJSON, reading.ARROW, reading.PARQUET, reading.XLSX, reading.GEOJSON)
} | OUTSIDE  # fmt: skip
