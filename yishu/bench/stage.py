"""What is measured: a node with one large resource and twenty of others, granted to one application system; made by the platform's own commands."""

import csv
import random
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from yishu.agencies import commands as agencies
from yishu.agencies import queries as people
from yishu.agencies.models import Agency, Role, Scope
from yishu.bench.records import FIRST as FIRST
from yishu.bench.records import row as row
from yishu.bench.records import whole_row
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.core.actor import PLATFORM, Actor
from yishu.core.identifiers import KeyKind, check
from yishu.hosting import commands as hosting
from yishu.hosting.tables import table_name
from yishu.node.models import Division
from yishu.sharing import commands as sharing

DUTY = "社会救助审核"
KEY = "number"
CLAIMED = ("name", "code")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ITEMS = (
    ItemDraft(KEY, "编号", is_key=True),
    ItemDraft("name", "名称"),
    ItemDraft("code", "代码"),
    ItemDraft("registered", "登记日期", type="date"),
    ItemDraft("amount", "金额", type="decimal"),
    ItemDraft("note", "备注"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A resource under measurement: its records are numbered as `records` has them, which tells what each holds."""

    path_code: str
    table: str
    records: int


@dataclass(frozen=True, slots=True)
class Stage:
    key: str
    one: Measured
    twenty: tuple[Measured, ...]


def set_stage(folder: Path, *, records: int, records_of_twenty: int) -> Stage:
    """Agencies, resources, data and grants."""
    provider, passer = set_agency(1)
    consumer, _ = set_agency(2)
    system = agencies.register_system(
        consumer, agency_of(consumer), name="基准测试系统", scopes=frozenset({Scope.DATA}), now=timezone.now()
    )
    key = agencies.issue_key(consumer, system, now=timezone.now()).text
    sizes = [records] + [records_of_twenty] * 20
    measured = []
    for n, size in enumerate(sizes):
        resource = set_resource(provider, passer, n)
        publish(provider, resource, size, folder)
        measured.append(Measured(resource.path_code, table_name(resource.code, 1), size))
        grant(consumer, resource, (system.name,))
    return Stage(key, measured[0], tuple(measured[1:]))


def set_agency(n: int) -> tuple[Actor, Actor]:
    """Two people of a new agency; the first submits, the second passes."""
    agency = agencies.register_agency(
        PLATFORM,
        code=credit_code(n),
        name=f"基准单位{n}",
        short_name=f"基准{n}",
        division=Division.objects.get(pk="330000"),
        is_coordinator=n == 1,
        code_origin=Agency.CodeOrigin.EXAMPLE,
        duties=(DUTY,),
        now=timezone.now(),
    )
    submits = frozenset({Role.CATALOGUER, Role.HANDLER, Role.DATA_OFFICER, Role.AGENCY_ADMINISTRATOR})
    passes = frozenset({Role.SECRECY_REVIEWER, Role.SIGNER} | ({Role.COORDINATOR} if agency.is_coordinator else set()))
    first, second = (
        people.actor_of_person(
            agencies.register_person(
                PLATFORM, agency, login=f"bench-{n}-{m}", name="测试", password=secrets.token_urlsafe(16), roles=roles
            )
        )
        for m, roles in enumerate((submits, passes))
    )
    return first, second


def agency_of(actor: Actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def credit_code(n: int) -> str:
    """A well-formed code that belongs to nobody: its organisation code begins with D."""
    org = _checked(KeyKind.ORG_CODE, f"D{n:07d}")
    return _checked(KeyKind.USCC, f"11330000{org}")


def _checked(kind: KeyKind, body: str) -> str:
    return next(body + end for end in _ALPHABET if check(kind, body + end, today=date(2026, 1, 1)) is None)


def set_resource(
    provider: Actor,
    passer: Actor,
    n: int,
    *,
    category: str = "unrestricted",
    items: tuple[ItemDraft, ...] = ITEMS,
    modes: tuple[str, ...] = ("verify", "query"),
    key_kind: str = "plain",
    is_proxied: bool = False,
) -> Resource:
    """A published entry without data."""
    draft = EntryDraft(
        name=f"第{n + 1}份基准资源",
        summary="基准测试",
        category=category,
        condition="按履职需要核定" if category == "restricted" else "",
        format="interface" if is_proxied else "database",
        provision="proxied" if is_proxied else "hosted",
        cycle="irregular",
        openness="closed",
        modes=modes,
        items=items,
        key_kind=key_kind,
        scope="全省行政机关",
        timeliness="不定期",
    )
    now = timezone.now()
    entry = catalogue.draft_entry(provider, agency_of(provider), draft, now=now)
    catalogue.submit_entry(provider, entry.pk, now=now)
    catalogue.sign_off(passer, entry.pk, scope="全部", now=now)
    catalogue.publish_entry(passer, entry.pk, now=now)
    return Resource.objects.get(pk=entry.resource_id)


def publish(provider: Actor, resource: Resource, size: int, folder: Path) -> None:
    spool = folder / "batch.csv"
    with spool.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(item.code for item in ITEMS)
        for n in range(size):
            writer.writerow(whole_row(n))
    hosting.publish(provider, resource.code, spool, media_type="text/csv", now=timezone.now())


def grant(consumer: Actor, resource: Resource, systems: tuple[str, ...], duty: str = DUTY) -> None:
    request = sharing.LineRequest(
        resource=resource.code,
        items=(KEY, *CLAIMED, "registered"),
        modes=("verify",),
        systems=systems,
        until=timezone.localdate() + timedelta(days=30),
    )
    sharing.apply(consumer, duty=duty, basis="基准测试", requests=(request,), now=timezone.now())


def draws(measured: tuple[Measured, ...], count: int) -> list[tuple[Measured, int]]:
    """Random records of resources drawn at random, each as likely as the others."""
    order = random.Random(20261122)  # noqa: S311
    return [(each, order.randrange(each.records)) for each in order.choices(measured, k=count)]
