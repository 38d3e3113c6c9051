"""A provider narrows a grant in force: the same grant, other terms, from the next call on; a leaver's place in one goes to who takes over (26.5, 34.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from yishu.core.errors import Invalid, Problem
from yishu.core.rows import RowRule
from yishu.sharing.changes import commands
from yishu.sharing.changes.models import EarlierTerms
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.models import Grant
from yishu.sharing.rules import Limits

pytestmark = pytest.mark.usefixtures("django_ready")
DUTY, KNOWN = "社会救助审核", "330102199003076015"


@dataclass
class Held:
    system: Cast.System
    grant: Grant

    @property
    def pk(self) -> str:
        return str(self.grant.pk)


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("changes"))
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil, forestry=forestry, resource=resource)


@pytest.fixture
def held(scene: Any) -> Callable[..., Held]:
    def make(**given: Any) -> Held:
        system = scene.civil.system()
        return Held(system, scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(system,), **given))

    return make


def called(scene: Any, held: Held, *items: str) -> Any:
    from yishu.access.calls import query
    from yishu.wire.data import Purpose, QueryRequest

    request = QueryRequest(purpose=Purpose(duty=DUTY), items=list(items), subject=KNOWN)
    return query(held.system.actor, scene.resource.code, request, now=timezone.now()).record


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.code


def narrowed(scene: Any, held: Held, to: Narrowing, reason: str = "按最小必要原则核减") -> Grant:
    return commands.narrow(scene.police.b, held.pk, to, reason=reason, now=timezone.now())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.clause("26.5")
def test_the_next_call_is_held_against_the_narrowed_terms_of_the_same_grant(
    scene: Any, held: Callable[..., Held]
) -> None:
    one = held()
    assert called(scene, one, "name", "birth_date") == {"name": "赵一", "birth_date": "1990-03-07"}
    before = one.grant.hash
    after = narrowed(scene, one, Narrowing(items=("id_number", "name"), modes=("query",)))
    assert (after.pk, after.hash != before) == (one.grant.pk, True)
    assert refusal(lambda: called(scene, one, "name", "birth_date")) == "item_not_granted"
    assert called(scene, one, "name") == {"name": "赵一"}
    earlier = EarlierTerms.objects.get(grant=after)
    assert (earlier.hash, earlier.read_terms().hash, earlier.n) == (before, before, 1)
    again = Grant.objects.get(pk=after.pk)
    assert again.read_terms().hash == again.hash


def test_rows_limits_networks_masks_and_the_end_are_narrowed_as_well(scene: Any, held: Callable[..., Held]) -> None:
    last = timezone.localdate() + timedelta(days=9)
    one = held()
    to = Narrowing(
        rows=RowRule("residence_code", ("330102",), "exact"),
        limits=Limits(day=2),
        masks={"name": "name"},
        until=last,
    )
    narrowed(scene, one, to)
    assert called(scene, one, "name") == {"name": "赵*"}
    one.grant.refresh_from_db()
    assert (one.grant.last_day, one.grant.read_terms().rows) == (last, to.rows)
    called(scene, one, "name")
    assert refusal(lambda: called(scene, one, "name")) == "day_used_up"
    narrowed(scene, one, Narrowing(networks=("10.9.0.0/16",)))
    assert refusal(lambda: called(scene, one, "name")) == "network_not_granted"
    assert EarlierTerms.objects.filter(grant=one.grant).count() == 2


def test_nothing_is_widened_by_narrowing(scene: Any, held: Callable[..., Held]) -> None:
    bounds = {"limits": Limits(day=10), "networks": ("10.0.0.0/8",), "masks": {"name": "name"}}
    one = held(
        items=("id_number", "name"),
        modes=("query",),
        rows=RowRule("residence_code", ("3301",), "prefix"),
        bounds=bounds,
    )
    to = Narrowing(
        items=("id_number", "name", "sex"),
        modes=("query", "bulk"),
        rows=RowRule("residence_code", ("33",), "prefix"),
        limits=Limits(second=1),
        networks=("192.168.0.0/16", "10.1.0.0/16"),
        masks={},
        until=one.grant.last_day + timedelta(days=1),
    )
    with pytest.raises(Invalid) as caught:
        narrowed(scene, one, to, reason=" ")
    fields = {error.field for error in caught.value.errors}
    assert fields == {"reason", "items", "modes", "rows.values", "limits.day", "networks", "masks.name", "until"}
    with pytest.raises(Invalid):
        narrowed(scene, one, Narrowing(networks=()))
    assert refusal(lambda: narrowed(scene, one, Narrowing())) == "nothing_narrowed"
    assert refusal(lambda: narrowed(scene, one, Narrowing(items=("id_number", "name")))) == "nothing_narrowed"
    one.grant.refresh_from_db()
    assert one.grant.read_terms().limits == Limits(day=10)


def test_only_the_provider_narrows_and_only_what_is_in_force(scene: Any, held: Callable[..., Held], clock: Any) -> None:
    from yishu.sharing import commands as sharing

    one, to = held(), {"reason": "核减", "items": ["id_number", "name"]}
    place = f"/api/v1/grants/{one.pk}/narrowing"
    own = signed_in(scene.civil.person_a).post(place, to, content_type="application/json")
    assert (own.status_code, own.json()["code"]) == (403, "only_the_provider_narrows")
    for path in (place, f"/api/v1/grants/{one.pk}/changes", f"/sharing/changes/grants/{one.pk}/narrow/"):
        client = signed_in(scene.forestry.person_a)
        answer = client.post(path, to, content_type="application/json") if path == place else client.get(path)
        assert answer.status_code == 404
    assert signed_in(scene.civil.person_a).get(f"/sharing/changes/grants/{one.pk}/narrow/").status_code == 403
    sharing.withdraw_grant(scene.police.b, one.pk, reason="停用", now=timezone.now())
    ended = signed_in(scene.police.person_b).post(place, to, content_type="application/json")
    assert (ended.status_code, ended.json()["code"]) == (409, "grant_not_in_force")
    other = held()
    clock.set(f"{other.grant.last_day + timedelta(days=1)} 09:00")
    assert refusal(lambda: narrowed(scene, other, Narrowing(items=("name",)))) == "grant_not_in_force"


def test_it_is_narrowed_on_the_page_and_the_consumer_is_told(scene: Any, held: Callable[..., Held]) -> None:
    one = held(bounds={"limits": Limits(day=100)})
    provider, consumer = signed_in(scene.police.person_b), signed_in(scene.civil.person_b)
    assert f"/sharing/changes/grants/{one.pk}/narrow/" in text(provider.get(f"/sharing/grants/{one.pk}/"))
    assert "收窄授权" not in text(consumer.get(f"/sharing/grants/{one.pk}/"))
    place = f"/sharing/changes/grants/{one.pk}/narrow/"
    form = text(provider.get(place))
    assert 'value="100"' in form
    sent = {
        "items": ["id_number", "name"],
        "modes": ["verify", "query"],
        "limit_day": "500",
        "until": one.grant.last_day.isoformat(),
        "reason": "按最小必要原则核减",
    }
    refused = provider.post(place, sent)
    assert refused.status_code == 422
    assert 'href="#id_limit_day"' in text(refused)
    assert provider.post(place, {**sent, "limit_day": "50"}).status_code == 302
    page = text(consumer.get(f"/sharing/grants/{one.pk}/"))
    assert "不再授权信息项：性别、出生日期、户籍地区划" in page
    assert "不再授权共享模式：批量复制" in page
    assert "每天人次 ≤ 50" in page
    assert "按最小必要原则核减" in page
    assert "已收窄" in text(consumer.get("/notices/"))
    (told,) = consumer.get(f"/api/v1/grants/{one.pk}/changes").json()
    one.grant.refresh_from_db()
    assert (told["cause"], told["after"]) == ("narrowed", one.grant.hash)


def test_a_leaver_s_place_in_grants_goes_to_the_successor_and_never_without_one(scene: Any) -> None:
    from yishu.access.calls import query
    from yishu.agencies import commands as agencies
    from yishu.agencies import queries as agency_queries
    from yishu.agencies.identity.leaving import leave
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM
    from yishu.sharing import commands as sharing
    from yishu.wire.data import Purpose, QueryRequest

    people = [
        agencies.register_person(
            PLATFORM,
            scene.civil.agency,
            login=f"{name}{scene.civil.agency.pk}",
            name=name,
            password="correct-horse-7-battery",
            roles=frozenset({Role.HANDLER}),
        )
        for name in ("leaver", "heir")
    ]
    leaver, heir = people
    grant = scene.cast.grant(scene.civil, scene.police, scene.resource, users=(leaver,), modes=("query",))
    request = sharing.LineRequest(
        scene.resource.code,
        ("name",),
        ("verify",),
        users=(leaver.login,),
        until=timezone.localdate() + timedelta(days=9),
    )
    waiting = sharing.apply(scene.civil.a, duty="待审事项", basis="", requests=(request,), now=timezone.now())
    assert refusal(lambda: leave(scene.civil.a, leaver, reason="调离", now=timezone.now())) == "work_left"
    made = leave(scene.civil.a, leaver, reason="调离", successor=heir, now=timezone.now())
    assert {thing.split(" ")[0] for thing in made.things} == {"授权的使用人员", "申请的使用人员"}
    request_ = QueryRequest(purpose=Purpose(duty=DUTY), items=["name"], subject=KNOWN)
    answer = query(agency_queries.actor_of_person(heir), scene.resource.code, request_, now=timezone.now())
    assert answer.record == {"name": "赵一"}  # type: ignore[union-attr]
    grant.refresh_from_db()
    assert grant.read_terms().callers == (f"person:{heir.pk}",)
    assert EarlierTerms.objects.get(grant=grant).cause == EarlierTerms.Cause.HANDED_OVER
    assert list(waiting.lines.get().users.values_list("login", flat=True)) == [heir.login]
