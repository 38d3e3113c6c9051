"""The published form of a record's body: JSON Schema (2020-12), made from `record` and `words`, so that it cannot say anything else than they do (32.1).

What is added later is a new word or a new detail; a field more would be another version. Words and details are named in both languages, words under `x-words`: an annotation.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import override

from yishu.audit.record import SUBJECT_BYTES, Record
from yishu.audit.words import ACTIONS, DETAILS, OUTCOMES

NUMBER: Final = "urn:yishu:schema:record:2"

Schema = dict[str, Any]


def record_schema() -> Schema:
    """Of one body, as it was hashed: all fields are there, in the order of `required`; none else. Bodies of before the field `personal` are of form 1, which is this one without it."""
    fields = _fields()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": NUMBER,
        "title": "留痕 · Record of evidence",
        "description": "Canonical JSON: these fields, in the order of `required`, without spaces. The leaf in the log is H(0x00 ‖ salt ‖ body), the receipt `id.leaf`; H is SHA-256, or SM3 where the log's key is of SM2. Form 1 (urn:yishu:schema:record:1), of earlier records, is without `personal`.",
        "type": "object",
        "required": list(Record.__struct_fields__),
        "properties": {name: fields[name] for name in Record.__struct_fields__},
        "additionalProperties": False,
    }


def _fields() -> dict[str, Schema]:
    """By name; KeyError above where the record has one that is not told here."""
    return {
        "action": _one_of("What was done, `subject:action`. Words are added, never renamed.", ACTIONS),
        "outcome": _one_of("Whether it was let happen.", OUTCOMES),
        "node": _text("The node's code."),
        "actor": _text("Who, by kind and number: `system:12`, `person:7`, `platform`; empty where nobody was recognised."),
        "actor_name": _text("The actor's name at that time; of a person in the personal part, and empty here."),
        "agency": _text("The actor's agency, by its code."),
        "resource": _text("The information resource, by its code; `node/code` of another node's."),
        "target": _text("What it was done to where that is no resource."),
        "grant": _text("The grant that was used, by its number."),
        "grant_hash": {"description": "SHA-256 of that grant's terms.", "type": "string", "pattern": "^([0-9a-f]{64})?$"},
        "duty": _text("For which duty."),
        "case": _text("For which case: empty where there is a personal part, which has it."),
        "items": {"description": "The items concerned, by code.", "type": "array", "items": {"type": "string"}},
        "subjects": {
            "description": f"Whom it was about: keyed hashes of {SUBJECT_BYTES} bytes, side by side. Never a number, never a value.",
            "type": "string",
            "contentEncoding": "base64",
            "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        },
        "found": {"description": "How many subjects were found; never a verdict.", "type": ["integer", "null"], "minimum": 0},
        "version": {"description": "The version of the data that was read or made.", "type": ["integer", "null"]},
        "reason": _text("The code of a refusal; words are in the personal part."),
        "detail": _detail(),
        "personal": {
            "description": "The commitment to the personal part, H(0x02 ‖ salt ‖ part), where there is one. The part is JSON, an object of `actor_name`, `case`, `reason` and `detail` as far as they say something; it stands beside the record and may be erased.",
            "type": "string",
            "pattern": "^([0-9a-f]{64})?$",
        },
        "id": {"description": "UUID version 7: ordered by time.", "type": "string", "format": "uuid"},
        "at": {"description": "When, in UTC.", "type": "string", "format": "date-time", "pattern": "Z$"},
    }  # fmt: skip


def _text(description: str) -> Schema:
    return {"description": description, "type": "string"}


def _one_of(description: str, words: Mapping[str, str | Promise]) -> Schema:
    return {
        "description": description,
        "type": "string",
        "enum": [str(word) for word in words],
        "x-words": {str(word): _told(said) for word, said in words.items()},
    }


def _detail() -> Schema:
    """Which there are depends on the action; those with words are named, others may come."""
    of_one = {"type": ["string", "integer", "boolean", "array", "null"], "items": {"type": "string"}}
    return {
        "description": "What else belongs to the act, by name: no personal data.",
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
        "properties": {name: {**_told(said), **of_one} for name, said in DETAILS.items()},
        "additionalProperties": of_one,
    }


def _told(said: str | Promise) -> Schema:
    with override("zh-hans"):
        zh = str(said)
    with override("en"):
        return {"title": zh, "description": str(said)}
