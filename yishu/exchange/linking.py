"""Joining two nodes: the upper one invites, the lower one joins, the upper one's administrator confirms (37.1)."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec
from django.conf import settings
from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM, Actor
from yishu.core.decoding import decoded
from yishu.exchange import client
from yishu.exchange.errors import (
    AnswerUnreadable,
    InvitationInvalid,
    LinkExists,
    LinkNotFound,
    NodeMisplaced,
    NodeUrlInvalid,
    WrongNode,
)
from yishu.exchange.identity import NodeCard, own_card
from yishu.exchange.messages import JoinSent
from yishu.exchange.models import Invitation, Link
from yishu.node.models import Division
from yishu.node.own_key import key_id_of, own_public_key

TOKEN_MARK: Final = "yli_"  # noqa: S105 - a mark, not a secret
TOKEN_LIFE: Final = timedelta(days=3)
JOIN_PATH: Final = "/api/v1/exchange/redeem"
_URL = re.compile(r"https?://[A-Za-z0-9.\[\]:-]{1,180}/?")


@transaction.atomic
def invite(actor: Actor, *, now: datetime) -> str:
    """A one-time token for a lower node, with this node's key fingerprint in it; shown once, valid for three days."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    token = f"{TOKEN_MARK}{secrets.token_urlsafe(24)}.{key_id_of(own_public_key())}"
    Invitation.objects.create(hash=_hash(token), issued_by=actor.ref, issued_at=now, expires_at=now + TOKEN_LIFE)
    recording.record(actor, Action.LINK_INVITED)
    return token


def join(actor: Actor, *, parent_url: str, token: str, own_url: str, now: datetime) -> Link:
    """Redeem an upper node's invitation there, and keep who it is. The key that answers must be the one the invitation names."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    parent_url, own_url = _checked_url(parent_url), _checked_url(own_url)
    card = own_card(own_url)
    sent = JoinSent(token.strip(), msgspec.to_builtins(card))
    response = client.send(parent_url, "POST", JOIN_PATH, sent, node="", name=parent_url)
    content = response.read()
    if response.status == 403:
        raise InvitationInvalid
    if response.status != 200:
        raise AnswerUnreadable(node=parent_url)
    try:
        parent = decoded(content, NodeCard)
        answered = parent.key_id
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise AnswerUnreadable(node=parent_url) from None
    if token.strip().rpartition(".")[2] != answered:
        raise WrongNode
    return _keep_parent(actor, msgspec.structs.replace(parent, url=parent_url), now)


@transaction.atomic
def redeem(token: str, card: NodeCard, *, own_url: str, now: datetime) -> NodeCard:
    """A lower node joins: the invitation is used up, and the link waits for confirmation. Once more with the same key is the same."""
    invitation = Invitation.objects.select_for_update().filter(hash=_hash(token), expires_at__gt=now).first()
    if invitation is None or (invitation.link is not None and invitation.link.key_id != card.key_id):
        raise InvitationInvalid
    _require_below(card.code, settings.YISHU_NODE_CODE)
    if invitation.link is None:
        invitation.link = _kept(card, Link.Side.CHILD, Link.State.PENDING, now)
        invitation.save(update_fields=["link"])
        recording.record(
            PLATFORM, Action.LINK_JOINED, target=card.code, link=card.code, url=card.url, key_id=card.key_id
        )
    return own_card(own_url)


@transaction.atomic
def confirm(actor: Actor, code: str, *, now: datetime) -> Link:
    """The administrator has compared name, address and fingerprint: the lower node is heard from now on."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    link = get_link(code, lock=True)
    if link.state == Link.State.PENDING:
        link.state, link.confirmed_by, link.confirmed_at = Link.State.ACTIVE, actor.ref, now
        link.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        recording.record(actor, Action.LINK_CONFIRMED, target=code, link=code, key_id=link.key_id)
    return link


@transaction.atomic
def close(actor: Actor, code: str, *, reason: str) -> Link:
    """Neither side is heard any more. What was received stays; a new invitation opens the link again."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    link = get_link(code, lock=True)
    link.state = Link.State.CLOSED
    link.save(update_fields=["state"])
    recording.record(actor, Action.LINK_CLOSED, target=code, link=code, why=reason)
    return link


def get_link(code: str, *, lock: bool = False) -> Link:
    links = Link.objects.select_for_update() if lock else Link.objects.all()
    found = links.filter(code=code).first()
    if found is None:
        raise LinkNotFound(node=code[:20])
    return found


def find_active(code: str) -> Link | None:
    return Link.objects.filter(code=code, state=Link.State.ACTIVE).first()


def is_within(division: Division | None, code: str) -> bool:
    """Whether a division is the one of this code, or lies in it."""
    while division is not None:
        if division.code == code:
            return True
        division = division.parent
    return False


@transaction.atomic
def _keep_parent(actor: Actor, parent: NodeCard, now: datetime) -> Link:
    _require_below(settings.YISHU_NODE_CODE, parent.code)
    link = _kept(parent, Link.Side.PARENT, Link.State.ACTIVE, now)
    recording.record(
        actor, Action.LINK_JOINED, target=parent.code, link=parent.code, url=parent.url, key_id=parent.key_id
    )
    return link


def _kept(card: NodeCard, side: Link.Side, state: Link.State, now: datetime) -> Link:
    known = Link.objects.select_for_update().filter(code=card.code).first()
    if known is not None and known.state == Link.State.ACTIVE and known.key_id != card.key_id:
        raise LinkExists(node=card.code)
    link = known or Link(code=card.code)
    link.name, link.tier, link.url = card.name[:120], card.tier, card.url
    link.public_key, link.key_id = card.public_key, card.key_id
    link.side, link.state, link.joined_at, link.failure = side, state, now, ""
    link.save()
    return link


def _require_below(child: str, parent: str) -> None:
    division = Division.objects.filter(pk=child).first()
    if division is None or child == parent or not is_within(division, parent):
        raise NodeMisplaced(node=child[:20], parent=parent[:20])


def _checked_url(url: str) -> str:
    if not _URL.fullmatch(url.strip()):
        raise NodeUrlInvalid
    return url.strip().rstrip("/")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.strip().encode()).digest()
