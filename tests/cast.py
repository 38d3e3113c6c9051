"""The cast of the tests: POLICE provides, CIVIL applies, FORESTRY is a stranger, OFFICE coordinates, AUDIT inspects.

Everything is set up through commands; each test that changes something makes agencies and resources of its own.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from yishu.agencies import commands as agencies
from yishu.agencies import queries as agency_queries
from yishu.agencies.models import Agency, ApplicationSystem, Person, Role, Scope
from yishu.agencies.passwords import normal
from yishu.catalogue import commands as catalogue
from yishu.catalogue.drafting import draft_of
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import EntryDraft, ItemDraft
from yishu.core.actor import PLATFORM, Actor
from yishu.core.rows import RowRule
from yishu.demo.agencies import example_code
from yishu.hosting import commands as hosting
from yishu.node.models import Division
from yishu.sharing import commands as sharing
from yishu.sharing.models import Grant

PASSWORD = "correct-horse-7-battery"
# Several processes fill one database: each begins where no other is likely to be. Five digits or more, as names that count up from 1 look filled down.
_numbers = itertools.count(random.SystemRandom().randrange(10_000, 9_900_000))

PERSON_ITEMS = (
    ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True),
    ItemDraft("name", "姓名", sensitivity="personal", required=True),
    ItemDraft("sex", "性别", codes={"1": "男", "2": "女"}),
    ItemDraft("birth_date", "出生日期", type="date"),
    ItemDraft("residence_code", "户籍地区划", sensitivity="personal"),
)
PEOPLE_CSV = """id_number,name,sex,birth_date,residence_code
330102199003076015,赵一,1,1990-03-07,330102
330102199003076031,钱二,1,1990-03-07,
330102199003076058,孙三,1,1990-03-07,330106
"""
"""Three records with right numbers; the second has no residence."""


def entry_draft(name: str, **changes: Any) -> EntryDraft:
    """A sound draft of a restricted resource of persons."""
    draft = EntryDraft(
        name=name,
        summary="常住人口的基本信息",
        category="restricted",
        format="database",
        cycle="realtime",
        openness="closed",
        modes=("verify",),
        items=PERSON_ITEMS,
        key_kind="resident_id",
        condition="按履职需要核定",
        scope="全省行政机关",
        timeliness="产生后2个工作日内更新",
    )
    draft = replace(draft, **changes)
    return replace(draft, items=_closed_where_personal(draft.items)) if draft.openness == "open" else draft


def _closed_where_personal(items: tuple[ItemDraft, ...]) -> tuple[ItemDraft, ...]:
    """What is about a person is not opened with the rest."""
    return tuple(item if item.sensitivity == "ordinary" else replace(item, openness="closed") for item in items)


@cache
def _hashed() -> str:
    return make_password(normal(PASSWORD))


@dataclass
class Cast:
    """Agencies of a test with two people each: `a` submits (cataloguer, handler, data officer, administrator), `b` passes."""

    now: datetime = field(
        default_factory=lambda: timezone.now()
    )  # asked when it is made: a test may have set the clock

    def agency(self, name: str, *, coordinator: bool = False, division: str = "330000") -> "Cast.Member":
        n = next(_numbers)
        made = agencies.register_agency(
            PLATFORM,
            code=example_code(n, division),
            name=f"{name}{n}",
            short_name=name,
            division=Division.objects.get(pk=division),
            is_coordinator=coordinator,
            code_origin=Agency.CodeOrigin.EXAMPLE,
            duties=(f"{name}履职事项",),
            now=self.now,
        )
        first = frozenset({Role.CATALOGUER, Role.HANDLER, Role.DATA_OFFICER, Role.AGENCY_ADMINISTRATOR})
        second = frozenset({Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER})
        if coordinator:
            second |= {Role.COORDINATOR}
        return Cast.Member(made, self._person(made, f"a{n}", first), self._person(made, f"b{n}", second), self.now)

    def inspector(self) -> Person:
        """Who inspects, of an agency of their own."""
        audit = self.agency("监察").agency
        return self._person(audit, f"i{audit.pk}", frozenset({Role.INSPECTOR}), "监督检查员")

    def _person(self, agency: Agency, login: str, roles: frozenset[Role], name: str = "") -> Person:
        made = agencies.register_person(PLATFORM, agency, login=login, name=name or login, password=None, roles=roles)
        made.password = _hashed()  # hashing is slow by intention, and a run makes thousands of people
        made.save(update_fields=["password"])
        return made

    @dataclass
    class Member:
        agency: Agency
        person_a: Person
        person_b: Person
        now: datetime

        @property
        def a(self) -> Actor:
            return agency_queries.actor_of_person(self.person_a)

        @property
        def b(self) -> Actor:
            return agency_queries.actor_of_person(self.person_b)

        def system(self, *scopes: Scope, name: str = "") -> "Cast.System":
            """A system with a key; scopes data by default."""
            wanted = frozenset(scopes or (Scope.DATA,))
            made = agencies.register_system(
                self.a, self.agency, name=name or f"系统{next(_numbers)}", scopes=wanted, now=self.now
            )
            return Cast.System(made, agencies.issue_key(self.a, made, now=self.now).text)

    @dataclass
    class System:
        system: ApplicationSystem
        key: str

        @property
        def actor(self) -> Actor:
            return agency_queries.actor_of_system(self.system)

        @property
        def headers(self) -> dict[str, str]:
            return {"Authorization": f"Bearer {self.key}"}

    def resource(
        self,
        provider: "Cast.Member",
        office: "Cast.Member",
        *,
        items: tuple[ItemDraft, ...] = PERSON_ITEMS,
        key_kind: str = "resident_id",
        category: str = "restricted",
        modes: tuple[str, ...] = ("verify", "query", "bulk"),
        case_required: bool = False,
        openness: str = "closed",
        cycle: str = "realtime",
        name: str = "人口基本信息",
    ) -> Resource:
        """A published entry: drafted and submitted by `a`, signed off by `b`, passed by the coordinator."""
        draft = entry_draft(
            f"{name}{next(_numbers)}",
            category=category,
            cycle=cycle,
            openness=openness,
            modes=modes,
            items=items,
            key_kind=key_kind,
            condition="按履职需要核定" if category == "restricted" else "",
            case_required=case_required,
        )
        entry = catalogue.draft_entry(provider.a, provider.agency, draft, now=self.now)
        catalogue.submit_entry(provider.a, entry.pk, now=self.now)
        catalogue.sign_off(provider.b, entry.pk, scope="全部信息项", now=self.now)
        catalogue.publish_entry(office.b, entry.pk, now=self.now)
        return Resource.objects.get(pk=entry.resource_id)

    def mask(self, provider: "Cast.Member", office: "Cast.Member", resource: Resource, **masks: str) -> None:
        """The next version of the entry comes into force, with these items masked and no others. No data is published."""
        self.revise(provider, office, resource, lambda item: replace(item, mask=masks.get(item.code, "")))

    def compare(self, provider: "Cast.Member", office: "Cast.Member", resource: Resource, **comparisons: str) -> None:
        """The same, with these items' claims compared in a way of their own."""
        self.revise(provider, office, resource, lambda item: replace(item, comparison=comparisons.get(item.code, "")))

    def declare_keys(self, provider: "Cast.Member", office: "Cast.Member", resource: Resource, **keys: str) -> None:
        """The same, with these items in alternative keys and no others."""
        self.revise(provider, office, resource, lambda item: replace(item, alternative=keys.get(item.code, "")))

    def revise(
        self,
        provider: "Cast.Member",
        office: "Cast.Member",
        resource: Resource,
        change: Callable[[ItemDraft], ItemDraft],
    ) -> None:
        """The next version of the entry comes into force, with its items changed."""
        resource.refresh_from_db()
        assert resource.current is not None
        before = draft_of(resource.current)
        items = tuple(change(item) for item in before.items)
        now = timezone.now()
        entry = catalogue.draft_new_version(provider.a, resource, replace(before, items=items), now=now)
        catalogue.submit_entry(provider.a, entry.pk, now=now)
        catalogue.sign_off(provider.b, entry.pk, scope="全部信息项", now=now)
        catalogue.publish_entry(office.b, entry.pk, now=now)
        resource.refresh_from_db()

    def publish(
        self, provider: "Cast.Member", resource: Resource, text: str, folder: Path, *, how: str = "upsert"
    ) -> None:
        """Publish CSV text as the provider's data officer."""
        spool = folder / f"batch-{next(_numbers)}.csv"
        spool.write_text(text, "utf-8")
        hosting.publish(provider.a, resource.code, spool, media_type="text/csv", how=how, now=timezone.now())

    def grant(
        self,
        consumer: "Cast.Member",
        provider: "Cast.Member",
        resource: Resource,
        *,
        systems: tuple["Cast.System", ...] = (),
        users: tuple[Person, ...] = (),
        items: tuple[str, ...] | None = None,
        modes: tuple[str, ...] | None = None,
        duty: str = "社会救助审核",
        until: date | None = None,
        rows: RowRule | None = None,
        bounds: dict[str, Any] | None = None,
        replaces: Grant | None = None,
    ) -> Grant:
        """An approved application; `bounds`: more fields of the decision."""
        entry = resource.current
        assert entry is not None
        request = sharing.LineRequest(
            resource=resource.code,
            items=items or tuple(entry.items.values_list("code", flat=True)),
            modes=modes or tuple(entry.modes),
            systems=tuple(each.system.name for each in systems),
            users=tuple(user.login for user in users),
            until=until or timezone.localdate() + timedelta(days=30),
            rows=rows,
            replaces=str(replaces.pk) if replaces else None,
        )
        made = sharing.apply(consumer.a, duty=duty, basis="《社会救助暂行办法》", requests=(request,), now=self.now)
        if not Grant.objects.filter(line__application=made).exists():
            decision = sharing.Decision(approves=True, items=request.items, modes=request.modes, **bounds or {})
            sharing.decide(provider.b, made.number, resource.code, decision, now=self.now)
        return Grant.objects.get(line__application=made)
