"""The consumer's side of use: a system here calls its own node, which carries the call to the provider's node and puts both halves on record (37.1).

    judged by the grant as it is known here → on record → carried, signed → decided, read and on record there → on record here → answered

Each side's record names the other's receipt. If we die after carrying, the provider's record and our first one tell of it, and the caller got nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from yishu.access.asks import Ask, ask_to_query, ask_to_verify
from yishu.access.errors import UseSuspended, problem_of
from yishu.access.naming.declared import Alternatives, find_alternative, kind_by
from yishu.access.subjects import kind_of
from yishu.agencies.errors import ScopeMissing
from yishu.agencies.models import Scope
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record, subject_hash
from yishu.core.actor import Actor
from yishu.core.canonical import canonical
from yishu.core.decoding import decoded
from yishu.core.errors import Language, Problem
from yishu.core.identifiers import KeyKind, document, subject
from yishu.core.identity_documents import RESIDENT_TYPES
from yishu.core.networks import address_of
from yishu.exchange import client
from yishu.exchange.entries import get_entry
from yishu.exchange.errors import LinkDown
from yishu.exchange.linking import find_active
from yishu.exchange.messages import CallSent
from yishu.exchange.models import ForeignApplication, ForeignEntry, Link
from yishu.exchange.serving import read_request
from yishu.sharing.restraints.queries import is_suspended
from yishu.sharing.rules import PLENTY, Call, Denied, ModeName, Rights, Terms, decide
from yishu.wire.data import QueryRequest, VerifyRequest

ACTIONS = {"verify": Action.DATA_VERIFIED, "query": Action.DATA_QUERIED, "bulk": Action.DATA_COPIED}


@dataclass(frozen=True, slots=True)
class Carried:
    """What the caller is told: the other node's answer or refusal, with our receipt beside its own."""

    status: int
    body: dict[str, Any]


def carry(actor: Actor, code: str, act: ModeName, body: object, *, language: Language, now: datetime) -> Carried:
    """One verify or query for a resource of another node. Raises the refusals of this node, on record and with their receipt."""
    entry = get_entry(code)
    record = _record(actor, entry, act)
    try:
        ask = _ask(entry, act, body)
        _describe(record, entry, ask)
        application = judge(actor, entry, act, ask.items, ask.duty, ask.case, ask.grant, now, record, len(ask.subjects))
        link = reachable(entry.link, now)
    except Problem as problem:
        raise refused(record, problem) from None
    sent_receipt = recording.insert(replace_record(record, action=Action.CALL_CARRIED))
    connection.close()  # back to the pool while we wait
    sent = CallSent(actor.agency_code, actor.name, application.grant_id, sent_receipt, body, actor.source)
    try:
        path = f"/api/v1/exchange/calls/{entry.code.replace('/', '-')}/{act}"
        content = client.ask(link, "POST", path, sent, language=language)
    except LinkDown as down:
        record.detail["carried"] = sent_receipt
        raise refused(record, down) from None
    except client.Refused as refusal:
        return _refused_there(record, refusal, sent_receipt)
    return _answered(record, client.read(link, content, dict), sent_receipt)


def judge(
    actor: Actor,
    entry: ForeignEntry,
    act: ModeName,
    items: frozenset[str],
    duty: str | None,
    case: str,
    grant: str | None,
    now: datetime,
    record: Record,
    size: int = 1,
) -> ForeignApplication:
    """The grant under which to carry, by the same rule as everywhere, from the terms as they are known here: nothing leaves the node without one.

    What the provider withdrew a moment ago, its own node refuses.
    """
    _require_data_scope(actor)
    if suspended := is_suspended(actor, now):
        raise UseSuspended(whom=suspended.whom)
    held = ForeignApplication.objects.filter(entry=entry, system_id=actor.id, state=ForeignApplication.State.GRANTED)
    known = {one.grant_id: one for one in held.order_by("decided_at")} if actor.kind == "system" else {}
    rights = tuple(_rights(one, actor) for one in known.values())
    # How much is left, the provider's node counts; from which address, only this one can tell.
    call = Call(actor.ref, act, items, duty, case, grant, size, address_of(actor.source))
    outcome = decide(rights, call, now, PLENTY)
    record.grant, record.grant_hash = outcome.grant, outcome.grant_hash
    if isinstance(outcome, Denied):
        raise problem_of(outcome, act)
    return known[outcome.grant]


def reachable(link: Link, now: datetime) -> Link:
    """The link, unless it is closed or was found broken just now: nobody waits again and again for a node that is away."""
    found = find_active(link.code)
    if found is None or (found.is_down and found.last_failure and (now - found.last_failure).total_seconds() < 3):
        raise LinkDown(node=link.code, name=link.name)
    return found


def refused(record: Record, problem: Problem) -> Problem:
    """The refusal of this node, put on record."""
    record.outcome, record.reason = Outcome.DENIED, problem.code
    problem.receipt = recording.insert(record)
    return problem


def replace_record(record: Record, **changed: Any) -> Record:
    """Another record of the same, with an id and a moment of its own."""
    fields = {name: getattr(record, name) for name in record.__struct_fields__ if name not in ("id", "at")}
    return Record(**(fields | changed))


def _answered(record: Record, answer: dict[str, Any], sent_receipt: str) -> Carried:
    theirs = str(answer.get("receipt", ""))
    found = [answer] if "found" in answer else answer.get("results") or answer.get("records") or []
    record.found, record.version = sum(bool(one.get("found")) for one in found), answer.get("version")
    record.detail |= {"carried": sent_receipt, "peer_receipt": theirs}
    return Carried(200, answer | {"receipt": recording.insert(record), "provider_receipt": theirs})


def _refused_there(record: Record, refusal: client.Refused, sent_receipt: str) -> Carried:
    """Code and words of the provider's node, as they are."""
    fields = refusal.fields
    theirs = str(fields.pop("receipt", ""))
    record.outcome, record.reason = Outcome.DENIED, refusal.code[:60]
    record.detail |= {"carried": sent_receipt, "peer_receipt": theirs}
    receipts = {"receipt": recording.insert(record)} | ({"provider_receipt": theirs} if theirs else {})
    if refusal.status == 401:  # it is our node that was not recognised, not the caller
        raise LinkDown(node=record.detail["link"], name=record.detail["link"])
    return Carried(refusal.status, fields | receipts)


def _ask(entry: ForeignEntry, act: ModeName, body: object) -> Ask:
    if act == "verify":
        return ask_to_verify(entry.path_code, read_request(body, VerifyRequest))
    return ask_to_query(entry.path_code, read_request(body, QueryRequest))


def _record(actor: Actor, entry: ForeignEntry, act: ModeName) -> Record:
    return Record(
        action=ACTIONS[act],
        node=settings.YISHU_NODE_CODE,
        actor=actor.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        resource=entry.full_code,
        detail={"link": entry.link.code},
    )


def _describe(record: Record, entry: ForeignEntry, ask: Ask) -> None:
    known = {item["code"] for item in entry.items}
    alternatives = entry.alternatives
    naming = {item for each in ask.subjects for item in _named_by(alternatives, each)}
    record.duty, record.case, record.items = ask.duty, ask.case, sorted((ask.items | naming) & known)
    record.subjects = b"".join(_hashed(entry, given, alternatives) for given in ask.subjects)


def _named_by(alternatives: Alternatives, given: Any) -> tuple[str, ...]:
    found = find_alternative(alternatives, given)
    return () if found is None else found.items


def _hashed(entry: ForeignEntry, given: Any, alternatives: Alternatives = ()) -> bytes:
    """As evidence of one's own resources names a subject, where its kind of key is known here: a person is found whichever node was asked; whoever is behind an alternative key is known to the provider's node."""
    secret = settings.YISHU_SECRETS.subjects
    if by := _named_by(alternatives, given):
        return subject_hash(secret, kind_by(by), "\x1f".join(str(given[item]).strip() for item in by))
    text = _text_of(entry, given)
    if text is not None:
        kind = KeyKind(entry.key_kind)
        normal = subject(kind, text)
        return subject_hash(secret, kind_of(kind, normal), normal)
    try:
        text = canonical(given).decode()
    except ValueError:
        text = repr(given)
    return subject_hash(secret, entry.key_kind, text)


def _text_of(entry: ForeignEntry, given: Any) -> str | None:
    """The key as one text, in whichever form it is given (contract: a subject); None where it is none."""
    keys = [item["code"] for item in entry.items if item.get("is_key")]
    if entry.key_kind not in set(KeyKind) or len(keys) > 1:
        return None
    if isinstance(given, dict) and list(given) == keys:
        given = given[keys[0]]
    if (
        isinstance(given, dict)
        and given.keys() == {"type", "value"}
        and all(isinstance(x, str) for x in given.values())
    ):
        is_resident = given["type"] in RESIDENT_TYPES
        given = given["value"] if is_resident else document(given["type"], given["value"])
    return str(given) if isinstance(given, str | int) and not isinstance(given, bool) else None


def _rights(application: ForeignApplication, actor: Actor) -> Rights:
    """The terms name the system as the provider's node knows it; here it is ours."""
    rights = Rights.of(decoded(application.terms, Terms))
    return replace(rights, callers=frozenset({actor.ref}))


def _require_data_scope(actor: Actor) -> None:
    if actor.kind != "system" or Scope.DATA.value not in actor.scopes:
        raise ScopeMissing(scope=Scope.DATA.value)
