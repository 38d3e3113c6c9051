"""Notices over HTTP: one's own list and settings; webhooks of one's agency's systems; what could not be sent."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from yishu.agencies import queries as agencies
from yishu.agencies.api import WITHOUT_FRACTION, PlainText, YesNo, known
from yishu.core.actor import Actor
from yishu.core.errors import Language, preferred_language
from yishu.notices import commands, hooks, kinds, queries
from yishu.notices.commands import Wanted
from yishu.notices.kinds import words
from yishu.notices.models import Delivery, Webhook
from yishu.notices.webhook_sending import content

router = Router(tags=["notices"], auth=known)
Id = Annotated[int, Field(ge=1, lt=2**63)]


class NoticeOut(Schema):
    """`path` is the page where one goes on; `text` is in the language of `Accept-Language`."""

    id: int
    kind: str
    text: str
    path: str
    urgent: bool
    at: datetime
    read: datetime | None


class NoticesOut(Schema):
    """`unread` is counted up to 1000; `next` is the `before` of the next page."""

    unread: int
    notices: list[NoticeOut]
    next: int | None


class SeenIn(Schema):
    """Everything up to this notice."""

    newest: Id


class NoticeCountOut(Schema):
    count: int


class ChannelIn(Schema):
    """`pace` "portal" ends a channel; `hour` is of Asia/Shanghai, for digests; `working_days`: nothing on other days."""

    channel: PlainText
    pace: Literal["portal", "at_once", "daily", "weekly"]
    address: PlainText = ""
    hour: Annotated[int, Field(strict=True, ge=0, le=23), WITHOUT_FRACTION] = 9
    working_days: YesNo = False
    language: Literal["zh", "en"] = "zh"


class SettingsIn(Schema):
    channels: list[ChannelIn] = Field(max_length=20)


class SettingsOut(Schema):
    channels: list[ChannelIn]


class WebhookIn(Schema):
    """`kinds` as `GET /notices/kinds` lists them; none for all."""

    url: PlainText = Field(max_length=hooks.LONGEST)
    kinds: list[PlainText] = Field([], max_length=200)


class WebhookOut(Schema):
    id: int
    system: str
    url: str
    kinds: list[str]
    created: datetime
    waiting: int
    dead: int


class SecretOut(Schema):
    """`secret` is shown this once; the one before signs as well until `previous_until`."""

    id: int
    secret: str
    previous_until: datetime | None


class DeliveryOut(Schema):
    """What was given up; `content` is the body as it was sent."""

    id: UUID
    kind: str
    text: str
    attempts: int
    error: str
    ended: datetime | None
    content: dict[str, object]


class NoticeKindOut(Schema):
    code: str
    label: str


@router.get("/notices", response=NoticesOut)
def list_notices(
    request: HttpRequest,
    unread: bool = False,
    before: Annotated[int | None, Field(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Field(ge=1, le=500)] = queries.PAGE,
) -> NoticesOut:
    """One's own notices, newest first."""
    actor = _actor(request)
    turned = queries.turn(actor, unread=unread, before=before, size=limit, language=_language(request))
    rows = [
        NoticeOut(
            id=one.id, kind=one.kind, text=one.text, path=one.path, urgent=one.urgent, at=one.at, read=one.read_at
        )
        for one in turned.rows
    ]
    return NoticesOut(unread=queries.count_unread(actor.id, 1000), notices=rows, next=turned.older)


@router.get("/notices/kinds", response=list[NoticeKindOut])
def list_kinds(request: HttpRequest) -> list[NoticeKindOut]:
    """What there is to tell, for choosing what a webhook receives."""
    language = kinds.LANGUAGES[_language(request)]
    with kinds.override(language):
        return [NoticeKindOut(code=kind.code, label=str(kind.label)) for kind in kinds.for_systems()]


@router.post("/notices/{int:number}/read", response={204: None})
def mark_read(request: HttpRequest, number: int) -> Status[None]:
    """One notice is read."""
    commands.mark_read(_actor(request), number, now=timezone.now())
    return Status(204, None)


@router.post("/notices/read", response=NoticeCountOut)
def mark_all_read(request: HttpRequest, body: SeenIn) -> NoticeCountOut:
    """All up to the newest that was seen: what came meanwhile stays unread."""
    return NoticeCountOut(count=commands.mark_all_read(_actor(request), newest=body.newest, now=timezone.now()))


@router.get("/notices/settings", response=SettingsOut)
def get_settings(request: HttpRequest) -> SettingsOut:
    """How one receives notices outside the portal."""
    return _settings(_actor(request))


@router.put("/notices/settings", response=SettingsOut)
def put_settings(request: HttpRequest, body: SettingsIn) -> SettingsOut:
    """Change it for the channels that are named."""
    actor = _actor(request)
    commands.set_preferences(actor, [Wanted(**one.dict()) for one in body.channels])
    return _settings(actor)


@router.get("/systems/{int:system_id}/webhooks", response=list[WebhookOut])
def list_webhooks(request: HttpRequest, system_id: int) -> list[WebhookOut]:
    """The webhooks of a system of one's own agency; for its administrator."""
    actor = _actor(request)
    rows = queries.list_webhooks(actor)
    return [_out(hook) for hook in rows.filter(system=agencies.get_own_system(actor, system_id))]


@router.post("/systems/{int:system_id}/webhooks", response={201: SecretOut})
def create_webhook(request: HttpRequest, system_id: int, body: WebhookIn) -> Status[SecretOut]:
    """Tell a system at an address; the secret is in this answer and nowhere else."""
    actor = _actor(request)
    system = agencies.get_own_system(actor, system_id)
    made = hooks.create_webhook(actor, system, url=body.url, wanted=body.kinds, now=timezone.now())
    return Status(201, _secret(made))


@router.post("/webhooks/{int:number}/rotate", response=SecretOut)
def rotate_secret(request: HttpRequest, number: int) -> SecretOut:
    """A new secret; the one before signs beside it for 24 hours."""
    return _secret(hooks.rotate_secret(_actor(request), number, now=timezone.now()))


@router.post("/webhooks/{int:number}/test", response={202: None})
def test_webhook(request: HttpRequest, number: int) -> Status[None]:
    """Send a notice of the kind `webhook.test`."""
    hooks.test_webhook(_actor(request), number, now=timezone.now())
    return Status(202, None)


@router.delete("/webhooks/{int:number}", response={204: None})
def remove_webhook(request: HttpRequest, number: int) -> Status[None]:
    """Nothing is sent there any more."""
    hooks.remove_webhook(_actor(request), number, now=timezone.now())
    return Status(204, None)


@router.get("/webhooks/{int:number}/dead-letters", response=list[DeliveryOut])
def list_dead_letters(request: HttpRequest, number: int) -> list[DeliveryOut]:
    """What could not be sent there, newest first, 500 at most."""
    actor = _actor(request)
    dead = queries.list_dead(actor, webhook=queries.get_webhook(actor, number)).select_related("message__agency")
    language = _language(request)
    return [_dead(one, language) for one in dead[:500]]


@router.post("/webhooks/{int:number}/dead-letters/{delivery}/resend", response={202: None})
def resend(request: HttpRequest, number: int, delivery: str) -> Status[None]:
    """Send it again, under the same `webhook-id`."""
    commands.resend(_actor(request), queries.delivery_ids([delivery]), webhook=number, now=timezone.now())
    return Status(202, None)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _language(request: HttpRequest) -> Language:
    return preferred_language(request.headers.get("Accept-Language"))


def _settings(actor: Actor) -> SettingsOut:
    held = queries.list_preferences(actor)
    return SettingsOut(
        channels=[
            ChannelIn(
                channel=code,
                pace=one.pace,  # type: ignore[arg-type]
                address=one.address,
                hour=one.hour,
                working_days=one.working_days,
                language=one.language,  # type: ignore[arg-type]
            )
            for code, one in sorted(held.items())
        ]
    )


def _out(hook: Webhook) -> WebhookOut:
    return WebhookOut(
        id=hook.pk,
        system=hook.system.name,
        url=hook.url,
        kinds=hook.kinds,
        created=hook.created_at,
        waiting=hook.waiting,  # type: ignore[attr-defined]
        dead=hook.dead,  # type: ignore[attr-defined]
    )


def _secret(made: hooks.NewSecret) -> SecretOut:
    return SecretOut(id=made.webhook.pk, secret=made.secret, previous_until=made.webhook.previous_until)


def _dead(one: Delivery, language: Language) -> DeliveryOut:
    return DeliveryOut(
        id=one.pk,
        kind=one.message.kind,
        text=words(one.message.kind, one.message.params, language),
        attempts=one.attempts,
        error=one.error,
        ended=one.ended_at,
        content=content(one.message),
    )
