"""The data plane's operations for the OpenAPI document, from the wire's own messages."""

from typing import Any

import msgspec

from yishu.hosting.copying_formats import WRITERS
from yishu.wire.batches import UploadStatus
from yishu.wire.blind import BlindKey, BlindVerifyAnswer
from yishu.wire.data import (
    QueryAnswer,
    QueryManyAnswer,
    QueryPlaceAnswer,
    QueryReferencesAnswer,
    QueryRequest,
    VerifyAnswer,
    VerifyManyAnswer,
    VerifyRequest,
)
from yishu.wire.lists import MEDIA_TYPE

PATH = "/api/v1/data/{code}"
PROBLEM = {
    "description": "A problem (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
SECURITY: list[dict[str, Any]] = [{"key": []}, {"signature": []}]
CODE = {
    "name": "code",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]{9}-[0-9]{6}$"},
    "description": "The resource's code, its slash written `-`.",
}
MESSAGES = (
    VerifyRequest,
    VerifyAnswer,
    VerifyManyAnswer,
    BlindVerifyAnswer,
    BlindKey,
    QueryRequest,
    QueryAnswer,
    QueryManyAnswer,
    QueryPlaceAnswer,
    QueryReferencesAnswer,
    UploadStatus,
)
FILES = (
    "text/csv",
    "application/x-ndjson",
    "application/vnd.apache.parquet",
    "application/vnd.apache.arrow.stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/geo+json",
)


_BINARY: Any = {"schema": {"type": "string", "format": "binary"}}


def add_data_plane(document: Any) -> Any:
    """The document with verify, query, batches, uploads, quarantine and bulk in it, and with the problem that any operation may answer."""
    schemas, components = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    named = dict(zip((message.__name__ for message in MESSAGES), schemas, strict=True))
    known = document.setdefault("components", {})
    known.setdefault("schemas", {}).update(
        components | {"Problem": _problem(), "Receipt": _receipt(), "Foreseen": _foreseen()}
    )
    known["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A system's key, or a person's token."},
        "signature": {"type": "apiKey", "in": "header", "name": "Signature-Input", "description": "RFC 9421."},
    }
    document["paths"].update(
        {
            f"{PATH}/verify": {"post": _call("verify", "Does this value match?", named, "Verify")},
            f"{PATH}/query": {
                "post": _call(
                    "query",
                    "The granted items of one subject, of many, or of what lies at a place; or what references stand for",
                    named,
                    "Query",
                )
            },
            f"{PATH}/blind-key": {"get": _blind_key(named)},
            f"{PATH}/batches": {"post": _publish()},
            f"{PATH}/uploads": {"post": _begin_upload()},
            f"{PATH}/uploads/{{upload}}": _upload(),
            f"{PATH}/quarantine": {"get": _quarantine()},
            f"{PATH}/bulk": {"get": _bulk()},
        }
    )
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("default", PROBLEM)
    return document


def _call(name: str, summary: str, named: dict[str, Any], kind: str) -> dict[str, Any]:
    forms = ("Answer", "ManyAnswer", "PlaceAnswer", "ReferencesAnswer")
    answers = [named[f"{kind}{form}"] for form in forms if f"{kind}{form}" in named]
    answers += [named[f"Blind{kind}Answer"]] if f"Blind{kind}Answer" in named else []
    return _operation(
        name,
        summary,
        body={"application/json": {"schema": named[f"{kind}Request"]}, MEDIA_TYPE: _BINARY},
        answer={"application/json": {"schema": {"oneOf": answers}}, MEDIA_TYPE: _BINARY},
    )


def _blind_key(named: dict[str, Any]) -> dict[str, Any]:
    summary = "The public key of the provider's front agent, for which the caller seals a blind verify; for whoever holds a grant"
    return _operation("blind_key", summary, answer={"application/json": {"schema": named["BlindKey"]}})


def _publish() -> dict[str, Any]:
    return _operation(
        "publish",
        "Publish a file of records",
        parameters=[
            MODE,
            _query("dry_run", {"type": "boolean", "default": False}),
            KEY,
            _header("Prefer", "`respond-async`: 202 once the file is here."),
            _header("Repr-Digest", "SHA-256 of the file (RFC 9530); another one is refused."),
        ],
        body={media: {"schema": {"type": "string", "format": "binary"}} for media in FILES},
        answer={"application/json": {"schema": {"oneOf": [_ref("Receipt"), _ref("Foreseen")]}}},
        more={
            "202": _told("Held for a person, or published later; `Location` tells which", _json(_ref("UploadStatus")))
        },
    )


def _begin_upload() -> dict[str, Any]:
    made = _operation(
        "begin_upload",
        "Begin a file that comes in parts (tus 1.0.0)",
        parameters=[
            MODE,
            KEY,
            TUS,
            _header("Upload-Length", "Bytes of the whole.", required=True),
            _header("Upload-Metadata", "`filetype`: the media type, in Base64; `filename`."),
            _header("Repr-Digest", "SHA-256 of the whole (RFC 9530)."),
        ],
        answer={},
    )
    made["responses"] = {"201": _told("`Location` is where the parts go"), "default": PROBLEM}
    return made


def _upload() -> dict[str, Any]:
    """What may be done with an upload at its address."""
    upload = {"name": "upload", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    at = _header("Upload-Offset", "Where the part begins.", required=True)
    part = {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    status = _operation("get_upload", "How an upload stands", parameters=[upload], answer=_json(_ref("UploadStatus")))
    made = {
        "patch": _operation("append_to_upload", "Add a part", parameters=[upload, TUS, at], body=part, answer={}),
        "head": _operation("upload_offset", "How much is here", parameters=[upload, TUS], answer={}),
        "delete": _operation("abandon_upload", "Give an upload up", parameters=[upload, TUS], answer={}),
    }
    for method in ("patch", "delete"):
        made[method]["responses"] = {"204": _told("Done"), "default": PROBLEM}
    return {"get": status} | made


def _quarantine() -> dict[str, Any]:
    return _operation(
        "quarantine",
        "The records sent back, each with field, rule and message",
        parameters=[
            _query("batch", {"type": "string", "format": "uuid"}),
            _query("state", {"type": "string", "enum": ["open", "mended", "resent", "closed"], "default": "open"}),
            _query("rule", {"type": "string"}),
            _query("field", {"type": "string"}),
        ],
        answer={"application/json": {"schema": {"type": "object"}}},
    )


def _bulk() -> dict[str, Any]:
    formats = list(WRITERS)
    return _operation(
        "bulk",
        "A granted copy, of now or of a version before, or the changes since one",
        parameters=[
            _query("format", {"type": "string", "enum": formats, "default": "csv"}),
            _query("since", VERSION),
            _query("version", VERSION),
            _query("grant", {"type": "string", "format": "uuid"}),
            {
                "name": "Want-Repr-Digest",
                "in": "header",
                "description": "`sha-256=1`: tell the length and the SHA-256 of the whole before it is sent (RFC 9530); for Parquet and XLSX they always are.",
                "schema": {"type": "string"},
            },
        ],
        answer={media: {"schema": {"type": "string", "format": "binary"}} for media in FILES},
    )


def _operation(
    name: str,
    summary: str,
    *,
    answer: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    body: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": f"data_{name}",
        "summary": summary,
        "tags": ["data"],
        "security": SECURITY,
        "parameters": [CODE, *(parameters or [])],
        "responses": {"200": _told("OK", answer), **(more or {}), "default": PROBLEM},
    }
    return made | ({"requestBody": {"required": True, "content": body}} if body else {})


def _told(description: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description} | ({"content": content} if content else {})


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


MODE = _query("mode", {"type": "string", "enum": ["upsert", "replace", "delete"], "default": "upsert"})
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
VERSION = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
TUS = _header("Tus-Resumable", "Another version than this is answered 412, as the protocol has it.", required=True)
TUS["schema"] = {"const": "1.0.0"}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    wrong = {"type": "object", "properties": {"field": text, "rule": text, "message": text}}
    return {
        "type": "object",
        "required": ["code", "title", "status"],
        "properties": {
            "type": text,
            "code": text,
            "status": {"type": "integer"},
            "title": text,
            "detail": text,
            "errors": {"type": "array", "items": wrong},
            "receipt": text,
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _foreseen() -> dict[str, Any]:
    """What a dry run answers."""
    count = {"type": "integer", "minimum": 0}
    names = ("version", "records", "accepted", "inserted", "updated", "deleted", "unchanged", "quarantined")
    texts = {name: {"type": "string"} for name in ("field", "rule", "message")}
    fault = {"type": "object", "properties": texts | {"count": count, "rows": {"type": "array", "items": count}}}
    return {
        "type": "object",
        "properties": dict.fromkeys(names, count)
        | {"digest": {"type": "string"}, "faults": {"type": "array", "items": fault}}
        | {"dry_run": {"const": True}, "held": {"type": "boolean"}},
    }


def _receipt() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "properties": {
            "batch": {"type": "string", "format": "uuid"},
            "version": count,
            "accepted": count,
            "unchanged": count,
            "quarantined": count,
            "digest": {"type": "string"},
        },
    }
