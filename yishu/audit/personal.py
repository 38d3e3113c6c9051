"""The personal part of a record: the name of the person who acted, the case, and what people wrote. Kept beside the body, and erasable (32.1). No Django here.

The body holds a commitment in its place (`log.commitments`), the salt being 16 random bytes of its own. So the leaf is made of what stays, and a part with its salt can go without breaking
the log. What the commitment was made of cannot be guessed then: the salt is gone as well.
"""

import re
from typing import Any, Final, TypeVar

import msgspec

from yishu.audit.log.commitments import commitment, committed
from yishu.core.decoding import decoder
from yishu.core.suites import Suite

SALT_BYTES: Final = 16
DETAILS: Final = frozenset({"why", "note", "asked", "authority"})
"""Details that people write in their own words, or that name a person."""
_CODE: Final = re.compile(r"[a-z0-9_.:-]*", re.ASCII)

Detail = dict[str, str | int | bool | list[str] | None]


Whole = TypeVar("Whole", bound=msgspec.Struct)
"""A record (`record.Record`)."""


class Part(msgspec.Struct, omit_defaults=True, frozen=True):
    """What of a record is personal; `reason` where it is words and no code."""

    actor_name: str = ""
    case: str = ""
    reason: str = ""
    detail: Detail = {}


NOTHING: Final = Part()


def part_of(whole: Any) -> Part:
    """An application system's name is no person's."""
    return Part(
        whole.actor_name if whole.actor.startswith("person:") else "",
        whole.case,
        "" if _CODE.fullmatch(whole.reason) else whole.reason,
        {name: value for name, value in whole.detail.items() if name in DETAILS} if whole.detail else {},
    )


def without(whole: Whole, part: Part, commitment: str) -> Whole:
    """The record as its body has it: what is personal is left out."""
    said: Any = whole
    return msgspec.structs.replace(
        whole,
        actor_name="" if part.actor_name else said.actor_name,
        case="",
        reason="" if part.reason else said.reason,
        detail={name: value for name, value in said.detail.items() if name not in part.detail} if part.detail else said.detail,
        personal=commitment,
    )  # fmt: skip


def together(found: Any, part: Part) -> Any:
    """A record that was read from its body, made whole by its part."""
    found.actor_name, found.case = part.actor_name or found.actor_name, part.case or found.case
    found.reason, found.detail = part.reason or found.reason, found.detail | part.detail
    return found


def kept(suite: Suite, part: Part, salt: bytes) -> tuple[bytes, str]:
    """`salt ‖ part` as the row keeps it, and the commitment to it in the body; both empty where there is nothing personal. `salt`: random bytes that nothing else is made of."""
    if not (part.case or part.actor_name or part.detail or part.reason):
        return b"", ""
    told = salt + _encode(part)
    return told, commitment(suite, told)


def case_kept(suite: Suite, case: str, salt: bytes) -> tuple[bytes, str]:
    """The same where the case alone is personal."""
    if not case:
        return b"", ""
    told = b'%b{"case":%b}' % (salt, _encode(case))
    return told, commitment(suite, told)


def read(told: bytes) -> Part:
    """Raises msgspec.MsgspecError."""
    return _decode(told[SALT_BYTES:]) if told else NOTHING


def words(body: bytes, told: bytes) -> list[str]:
    """What a body does not say and why, for whoever reads it alone; with what is personal where that is brought along. Raises msgspec.MsgspecError."""
    if told:
        part = read(told)
        lines = [
            "个人信息部分，与正文中的承诺值（personal）相符：",
            "What is personal, fitting the commitment in the record:",
        ]
        lines.append(f"  姓名 name: {part.actor_name or '—'}")
        lines.append(f"  办件编号 case: {part.case or '没有写 none was given'}")
        lines += [f"  理由 reason: {part.reason}"] if part.reason else []
        return lines + [f"  {name}: {value}" for name, value in part.detail.items()]
    if committed(body):
        return [
            "个人信息部分（姓名、办件编号、所写的理由）另存，正文只有它的承诺值（personal）：正文中办件、姓名为空，不表示没有。",
            'What is personal (name, case, written reason) stands apart, the record holds a commitment to it (personal): an empty "case" or "actor_name" does not mean that there was none.',
        ]
    if b',"personal":"","id":' in body:
        return ["此条没有另存的个人信息部分：没有写办件编号。", "Nothing personal stands apart: no case was given."]
    return []


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = decoder(Part).decode
