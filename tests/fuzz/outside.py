"""Decoders of what is read besides calls: from front agents, neighbours, browsers, authorities and proxies, and files of which somebody wants to know whether they hold.

Django must be set up before this module is imported.
"""

import base64
import contextlib
import gzip
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.fuzz.signing import issued
from yishu.access import mounts
from yishu.access.references import sealing
from yishu.agencies.identity import certificates, passkeys
from yishu.agencies.public_keys import read_public_key
from yishu.audit.log import excerpt as excerpts
from yishu.audit.log import notes, offline
from yishu.audit.log.stamping import responding, tokens
from yishu.audit.log.stamping.trust import StampInvalid, Trust
from yishu.catalogue.collection import checking
from yishu.catalogue.directories.harvest import reading as harvest
from yishu.catalogue.portals import reading as portals
from yishu.client import blind as our_blind
from yishu.client.errors import BlindAnswerWrong, BlindStopped, BlindSubject
from yishu.core import jws, sealed_boxes
from yishu.core.errors import Problem
from yishu.core.geometry import shapes
from yishu.exchange import client as neighbours
from yishu.front.answering import blind, desk
from yishu.front.answering.asker import Proven
from yishu.gateway import publishing, uploads
from yishu.hosting.files import kinds as documents
from yishu.node.own_key import key_id_of
from yishu.node.workdays import notice, table
from yishu.seals.verdicts import examine as examine_seal
from yishu.sharing.attachments.kinds import kind_of
from yishu.sharing.proof import files as proof_files
from yishu.sharing.proof import statements
from yishu.wire.batches import BatchForeseen, SentBackPage
from yishu.wire.blind import (
    BlindItem,
    BlindVerifyAnswer,
    Enclosed,
    FrontBlindQuestion,
    answer_info,
    question_info,
)
from yishu.wire.data import Purpose, QueryAnswer

_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
_FOLDER: Final = tempfile.TemporaryDirectory()
_AGENT: Final = X25519PrivateKey.from_private_bytes(b"a" * 32)
_AGENT_PUBLIC: Final = _AGENT.public_key().public_bytes_raw()
_NODE: Final = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
_NODE_PUBLIC: Final = base64.b64encode(_NODE.public_key().public_bytes_raw()).decode()
_RESOURCE: Final = "307009001/000001"
_AUTHORITY: Final = issued("authority")
_SITE: Final = passkeys.Site("localhost", "http://localhost")


def _written(content: bytes, name: str = "spooled") -> Path:
    path = Path(_FOLDER.name) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def question(body: bytes) -> None:
    for read in (desk._question, desk._blind_question):
        with contextlib.suppress(Problem):
            read(body)


def envelope(plain: bytes) -> None:
    """What stands in it, sealed as any caller can."""
    sealed = sealed_boxes.seal(plain, _AGENT_PUBLIC, question_info(_RESOURCE, "d", "c", ["n"]))
    asked = FrontBlindQuestion(
        resource=_RESOURCE, number="1", duty="d", case="c", caller="x", agency="x", grant="g", key_kind="plain",
        keys=(BlindItem("id", "string", is_key=True),), items=(BlindItem("n", "integer"),),
        key=sealed_boxes.fingerprint(_AGENT_PUBLIC), envelope=base64.b64encode(sealed).decode(),
    )  # fmt: skip
    ledger: Any = SimpleNamespace(enter_blind=lambda *_: False)
    answer: Any = SimpleNamespace(table="t")
    records: Any = SimpleNamespace(find=lambda *_: {"id": "a", "n": "1"})
    with contextlib.suppress(Problem):
        blind.Blind(_AGENT, ledger).answer(Proven("n", 1), asked, answer, records, _NOW)


def sealed_answer(plain: bytes) -> None:
    """What an agent answers, to our own client."""
    key = base64.b64encode(_AGENT_PUBLIC).decode()
    asked, opened = our_blind.sealed(_RESOURCE.replace("/", "-"), Purpose("d", "c"), "a", {"n": 1}, key)
    sent = base64.b64decode(asked.envelope)
    inside = sealed_boxes.unseal(sent, _AGENT, question_info(_RESOURCE, "d", "c", ["n"]))
    reply = base64.b64decode(json.loads(inside)["reply"])
    back = base64.b64encode(sealed_boxes.seal(plain, reply, answer_info(sent, "1"))).decode()
    with contextlib.suppress(BlindAnswerWrong, BlindStopped, BlindSubject):
        opened(BlindVerifyAnswer(back, 0, "1.x"))


def reference(text: bytes) -> None:
    with contextlib.suppress(ValueError):
        sealing.unseal(b"s", sealing.Holder("a", "b"), text.decode("utf-8", "replace"))


def excerpt(content: bytes) -> None:
    path = _written(gzip.compress(content, 1) if content[:1] == b"{" else content)
    for read in (excerpts.examine_excerpt, lambda file: list(excerpts.read_records(file))):
        with contextlib.suppress(excerpts.NoExcerpt, notes.NoteInvalid):
            read(path)


def export(content: bytes) -> None:
    """A folder of an exported log: its four files, one behind the other."""
    told, checkpoints, records, personal = (content.split(b"\0\0", 3) + [b""] * 3)[:4]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("records", "personal"):
            (place / name).mkdir()
        (place / "log.json").write_bytes(told)
        (place / "checkpoints.jsonl").write_bytes(checkpoints)
        (place / "records" / "0.jsonl.gz").write_bytes(gzip.compress(records, 1))
        (place / "personal" / "0.jsonl.gz").write_bytes(gzip.compress(personal, 1))
        with contextlib.suppress(offline.NoExport, notes.NoteInvalid):
            offline.examine_folder(place)


def stamp(answer: bytes) -> None:
    with contextlib.suppress(StampInvalid):
        tokens.read(answer, b"message", Trust((_AUTHORITY.certificate,)))


def stamp_query(asked: bytes) -> None:
    responding.answer(asked, responding.Signer(_AUTHORITY.key, (_AUTHORITY.certificate,)), _NOW)


def seal(pdf: bytes) -> None:
    assert not examine_seal(pdf, ()).holds


def grant_proof(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        proof = proof_files.read(content)
        proof_files.examine(proof)


def statement(payload: bytes) -> None:
    """Signed by a node, whatever it says."""
    text = jws.write(payload, _NODE.sign, keyid=key_id_of(_NODE_PUBLIC), kind=statements.KIND)
    signed = statements.Signed(text, _NODE_PUBLIC)
    with contextlib.suppress(jws.NotSigned):
        statements.read(signed)
    proof_files.examine(proof_files.Proof("g", [signed, signed]))


def _catalogue(form: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> None:
        with contextlib.suppress(Problem):
            harvest.read_datasets(content, form)

    return read


def portal_list(content: bytes) -> None:
    with contextlib.suppress(Problem):
        portals.read(content)


def table_of_days(content: bytes) -> None:
    with contextlib.suppress(Problem):
        table.read(content)


def notice_of_days(text: bytes) -> None:
    notice.read(text.decode("utf-8", "replace"))


def names_of_items(content: bytes) -> None:
    with contextlib.suppress(Problem):
        checking.names_of_file(content)


def certificate(text: bytes) -> None:
    """As a proxy passes it on: in Base64, or as nginx escapes it."""
    for header in (text.decode("latin-1"), f":{base64.b64encode(text).decode()}:"):
        with contextlib.suppress(Problem):
            leaf = certificates._read(header)
            certificates._require_issued(leaf, [_AUTHORITY.certificate], _NOW)


def public_key(text: bytes) -> None:
    with contextlib.suppress(Problem):
        read_public_key(text.decode("utf-8", "replace"))


def passkey(text: bytes) -> None:
    """What a browser sends, both to add one and to sign in."""
    with contextlib.suppress(ValueError, RecursionError):
        given = json.loads(text)
        if isinstance(given, dict):
            _both_passkeys(given)


def passkey_parts(content: bytes) -> None:
    """The parts of that, where their coding is no hindrance: the client's data, the authenticator's, and what is attested."""
    client, authenticator, attested = (content.split(b"\n\n\n", 2) + [b""] * 2)[:3]
    parts = {
        "clientDataJSON": client,
        "authenticatorData": authenticator,
        "attestationObject": attested,
        "signature": b"x",
    }
    response = {name: base64.urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in parts.items()}
    _both_passkeys({"id": "eA", "rawId": "eA", "type": "public-key", "response": response})


def _both_passkeys(given: dict[str, Any]) -> None:
    with contextlib.suppress(Problem):
        passkeys.made_by(given, b"challenge", _SITE)
    with contextlib.suppress(Problem):
        passkeys.shown_by(given, b"challenge", _SITE, _AUTHORITY.cose, 0)


def upload_headers(text: bytes) -> None:
    header = text.decode("latin-1")
    for read in (uploads._metadata, publishing._sha256_in):
        with contextlib.suppress(Problem):
            read(header)


def document(content: bytes) -> None:
    """By each of the names that it may have."""
    path = _written(content)
    for suffix in documents.KINDS:
        with contextlib.suppress(Problem):
            documents.media_type_of(path, f"x{suffix}")
    kind_of(content)


def mounted_answer(body: bytes) -> None:
    mounted: Any = SimpleNamespace(is_json=True, record_at="a.b")
    with contextlib.suppress(Problem):
        mounts._record(mounted, mounts.Answered(200, body))


def geometry(text: bytes) -> None:
    with contextlib.suppress(ValueError):
        shapes.read(text)


def neighbours_answer(body: bytes) -> None:
    link: Any = SimpleNamespace(code="x")
    assert isinstance(neighbours.Refused(400, body).detail, str)
    for kind in (QueryAnswer, Enclosed, SentBackPage, BatchForeseen):
        with contextlib.suppress(Problem):
            neighbours.read(link, body, kind)


OUTSIDE: Final[dict[str, Callable[[bytes], object]]] = {
    each.__name__: each
    for each in (
        question, envelope, sealed_answer, reference, excerpt, export, stamp, stamp_query, seal, grant_proof, statement,
        portal_list, table_of_days, notice_of_days, names_of_items, certificate, public_key, passkey, passkey_parts,
        upload_headers, document, mounted_answer, geometry, neighbours_answer,
    )
} | {"turtle": _catalogue("turtle"), "json_ld": _catalogue("json-ld")}  # fmt: skip
