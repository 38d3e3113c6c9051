"""What the decoders of `outside` are begun with."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Final

import cbor2
import openpyxl
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fuzz.signing import issued
from yishu.audit.log.stamping import responding

_DEEP: Final = 60_000
_AUTHORITY: Final = issued("authority")
_PEM: Final = _AUTHORITY.certificate.public_bytes(Encoding.PEM)
_SALT: Final = "0" * 32
_NOTE: Final = f"o\n1\n{'A' * 43}=\n\n— o AAAAAAAA\n"
_HEAD: Final = {
    "excerpt": 2, "origin": "o", "suite": "intl", "keys": ["o+00000000+AQAA"], "witnesses": [],
    "checkpoint": _NOTE, "about": {},
}  # fmt: skip
_RECORD: Final = f'"salt":"{_SALT}","record":{{"at":"2026-01-01T00:00:00Z"}}}}\n'
_SAID: Final = {
    "says": "applied", "node": "n", "sides": ["provider"], "provider": "p", "consumer": "c", "resource": "r",
    "application": "a", "at": "2026-01-01T00:00:00Z",
}  # fmt: skip


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _client(act: str) -> bytes:
    told = {"type": f"webauthn.{act}", "challenge": _b64(b"challenge"), "origin": "http://localhost"}
    return json.dumps(told).encode()


def _authenticator(flags: int, more: bytes = b"") -> bytes:
    return hashlib.sha256(b"localhost").digest() + bytes([flags]) + bytes(4) + more


def _attested(flags: int, form: str = "none", told: object = None, key: bytes = _AUTHORITY.cose) -> bytes:
    more = bytes(16) + b"\0\1x" + key
    return cbor2.dumps({"fmt": form, "attStmt": {} if told is None else told, "authData": _authenticator(flags, more)})


def _passkey(act: str) -> bytes:
    response = {
        "clientDataJSON": _b64(_client(act)), "attestationObject": _b64(_attested(0x45)),
        "authenticatorData": _b64(_authenticator(5)), "signature": "AA", "transports": ["usb"],
    }  # fmt: skip
    return json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": response}).encode()


def _query() -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(b"message").digest()}
    return tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": 1, "cert_req": True}).dump()


def _stamp(asked: bytes) -> bytes:
    signer = responding.Signer(_AUTHORITY.key, (_AUTHORITY.certificate,))
    return responding.answer(asked, signer, datetime(2026, 1, 1, tzinfo=UTC))


def _sheet(*lines: tuple[str, ...]) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(written)
    return written.getvalue()


def _packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return written.getvalue()


_PDF: Final = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"4 0 obj<</FT/Sig/T(s)/V 5 0 R/Rect[0 0 0 0]>>endobj\n"
    b"5 0 obj<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 30]/Contents<3000>>>endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
)
_TURTLE: Final = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
    '<http://x/1> a dcat:Dataset ; dct:title "题"@zh ; dct:modified "2026-01-01" ; dcat:keyword "a" .\n'
)
_JSON_LD: Final = {
    "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    "@id": "http://x/1", "@type": "dcat:Dataset", "dct:title": {"@value": "题", "@language": "zh"},
}  # fmt: skip

OUTSIDE_SEEDS: Final[dict[str, list[bytes]]] = {
    "question": [b'{"resource":"r","number":"1","kind":"text","key":{"id":"a"},"items":["n"]}'],
    "envelope": [
        json.dumps(
            {"subject": said, "claims": {"n": claim}, "reply": base64.b64encode(b"r" * 32).decode(), "nonce": "n"}
        ).encode()
        for said, claim in (("a", 1), ({"id": "a"}, "1"))
    ],
    "sealed_answer": [b'{"found":true,"result":{"n":"match"}}', b'{"refused":"x"}'],
    "reference": [b"A" * 88],
    "excerpt": [
        json.dumps(_HEAD).encode() + b'\n{"index":0,"path":[],' + _RECORD.encode() + b'{"records":1}\n',
        json.dumps(_HEAD | {"keys": 5, "checkpoint": []}).encode() + b"\n",
        b'{"x":' * _DEEP,
    ],
    "export": [
        b"\0\0".join(
            (
                b'{"suite":"intl","size":1,"keys":["o+00000000+AQAA"],"witnesses":[]}',
                json.dumps({"note": _NOTE}).encode(),
                f'{{"index":0,{_RECORD}'.encode(),
                b'{"index":0,"personal":"AAAAAAAAAAAAAAAAAAAAAAAA"}\n',
            )
        ),
        b"[" * _DEEP,
        b'{"suite":"intl","size":"x","keys":5,"witnesses":{}}\0\0' + b"[" * _DEEP,
    ],
    "stamp": [_stamp(_query()), _stamp(b"x")],
    "stamp_query": [_query()],
    "seal": [_PDF],
    "grant_proof": [b'{"format":"yishu-grant-proof/1","grant":"g","statements":[{"jws":"a.b.c","key":"x"}]}'],
    "statement": [json.dumps(_SAID).encode(), json.dumps(_SAID | {"says": "granted", "terms": {"a": 1e300}}).encode()],
    "portal_list": ["资源名称,提供单位\na,b\n".encode("gb18030")],
    "table_of_days": [
        _sheet(("日期", "类型", "名称"), ("2027-01-01", "放假", "元旦")),
        "日期,类型,名称\n2027-01-01,放假,元旦\n99999999999999999999-1-1,上班,x\n".encode(),
    ],
    "notice_of_days": [
        "国务院办公厅关于2026年部分节假日安排的通知\n国办发明电〔2025〕7号\n一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n2025年11月4日".encode()
    ],
    "names_of_items": [_sheet(("编号", "姓名")), "编号,姓名\n".encode("gb18030")],
    "certificate": [_PEM.replace(b"\n", b"%0A"), _AUTHORITY.certificate.public_bytes(Encoding.DER)],
    "public_key": [_AUTHORITY.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)],
    "passkey": [_passkey("create"), _passkey("get")],
    "passkey_parts": [
        b"\n\n\n".join((_client("create"), b"", _attested(0x45))),
        b"\n\n\n".join(
            (_client("create"), b"", _attested(0x45, key=cbor2.dumps({1: 2, 3: -7, -1: 0, -2: b"", -3: b""})))
        ),
        b"\n\n\n".join((_client("create"), b"", _attested(0x45, "packed", {"alg": -7, "sig": b"x"}))),
        b"\n\n\n".join((_client("get"), _authenticator(5))),
        b'{"type":"webauthn.create","challenge":1,"origin":[]}\n\n\n',
    ],
    "upload_headers": [b"filename eA==,filetype dGV4dC9jc3Y=", b"sha-256=:" + base64.b64encode(bytes(32)) + b":"],
    "document": [
        _packed("[Content_Types].xml", "word/document.xml"),
        _packed("OFD.xml"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
        b"%PDF-1.7\n%%EOF",
        b'{"a":1}',
        b"<a/>",
    ],
    "mounted_answer": [b'{"a":[{"x":1}]}', b"[" * _DEEP, b'{"a":1e999999999}', b"1e9999999999999999999"],
    "geometry": [
        b'{"type":"Point","coordinates":[120,30]}',
        b'{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}',
    ],
    "neighbours_answer": [b'{"code":"x","detail":"y"}', b'{"items":[],"next":null}'],
    "turtle": [_TURTLE.encode(), b"<a> <b> " + b"[" * 3000],
    "json_ld": [json.dumps(_JSON_LD).encode(), b'{"@context":"http://x"}'],
}
