"""What is done by commands over a node's own database, in a process of its own: `python -m tests.exchange.acts` reads lines of [name, arguments] and answers each with a line, as JSON."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from yishu import serving


def set_province() -> dict[str, Any]:
    """POLICE with a restricted population and an open list, OFFICE to coordinate, an administrator."""
    from tests.cast import PEOPLE_CSV, Cast
    from yishu.agencies.models import Scope

    cast = Cast()
    office, police = cast.agency("省政府办公厅", coordinator=True), cast.agency("公安厅")
    population = cast.resource(police, office, case_required=True)
    open_list = cast.resource(police, office, category="unrestricted", name="户籍机构名录")
    with tempfile.TemporaryDirectory() as folder:
        cast.publish(police, population, PEOPLE_CSV, Path(folder))
        cast.publish(police, open_list, PEOPLE_CSV, Path(folder))
    return _people(cast, office, police) | {
        "population": population.code,
        "open_list": open_list.code,
        "key": police.system(Scope.PUBLISH).key,
        "police_code": police.agency.code,
        "system": (own := police.system()).system.name,
        "data_key": own.key,
    }


def set_county() -> dict[str, Any]:
    """CIVIL of the county with a system and a list of its own that FORESTRY uses, OFFICE, an administrator."""
    from tests.cast import PEOPLE_CSV, Cast
    from yishu.agencies.models import Scope

    cast = Cast()
    office = cast.agency("区政府办公室", coordinator=True, division="330106")
    civil, forestry = cast.agency("西湖区民政局", division="330106"), cast.agency("西湖区林业局", division="330106")
    roster, stranger = cast.resource(civil, office, name="低保对象名册"), forestry.system()
    with tempfile.TemporaryDirectory() as folder:
        cast.publish(civil, roster, PEOPLE_CSV, Path(folder))
    cast.grant(forestry, civil, roster, systems=(stranger,))
    return _people(cast, office, civil) | {
        "system": (own := civil.system()).system.name,
        "key": own.key,
        "agency": civil.agency.code,
        "stranger": stranger.key,
        "roster": roster.path_code,
        "publish_key": civil.system(Scope.PUBLISH).key,
    }


def lose_contact(hours: int) -> None:
    """As if the other nodes had last answered so many hours ago."""
    from datetime import timedelta

    from django.utils import timezone

    from yishu.exchange.models import Link

    Link.objects.update(last_contact=timezone.now() - timedelta(hours=hours))


def publish_people(key: str) -> str:
    """A restricted population whose provider publishes with this key and decides by these people."""
    import hashlib

    from tests.cast import PEOPLE_CSV, Cast
    from yishu.agencies.models import Key

    cast = Cast()
    office = cast.agency("办公室", coordinator=True)
    agency = Key.objects.get(hash=hashlib.sha256(key.encode()).digest()).system.agency
    one, other = agency.people.order_by("pk")[:2]
    police = Cast.Member(agency, one, other, cast.now)
    people = cast.resource(police, office, name="户籍人口")
    with tempfile.TemporaryDirectory() as folder:
        cast.publish(police, people, PEOPLE_CSV, Path(folder))
    return people.code


def mask(code: str, masks: dict[str, str]) -> None:
    """The next version of an entry comes into force, with these items masked."""
    _revise("mask", code, masks)


def compare(code: str, comparisons: dict[str, str]) -> None:
    """The same, with claims about these items compared in a way of their own."""
    _revise("compare", code, comparisons)


def declare_keys(code: str, keys: dict[str, str]) -> None:
    """The same, with these items in alternative keys; the worker has seen it."""
    from django.utils import timezone

    from yishu.hosting import key_indexes

    _revise("declare_keys", code, keys)
    key_indexes.follow(timezone.now())


def _revise(act: str, code: str, of_items: dict[str, str]) -> None:
    from tests.cast import Cast
    from yishu.catalogue.models import Resource

    cast, resource = Cast(), Resource.objects.get(code=code)
    assert resource.provider is not None
    one, other = resource.provider.people.order_by("pk")[:2]
    provider = Cast.Member(resource.provider, one, other, cast.now)
    getattr(cast, act)(provider, cast.agency("办公室", coordinator=True), resource, **of_items)


def publish_entry(name: str) -> str:
    from tests.cast import Cast

    cast = Cast()
    office, other = cast.agency("办公室", coordinator=True), cast.agency("统计局")
    return cast.resource(other, office, category="unrestricted", name=name).code


def publish_entries(name: str, count: int) -> list[str]:
    """So many entries, each in transactions of its own."""
    from tests.cast import Cast

    cast = Cast()
    office, other = cast.agency("办公室", coordinator=True), cast.agency("统计局")
    return [cast.resource(other, office, category="unrestricted", name=f"{name}号{n}册").code for n in range(count)]


def withdraw_entry(code: str) -> None:
    from django.utils import timezone

    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource
    from yishu.core.actor import PLATFORM

    commands.withdraw_resource(PLATFORM, Resource.objects.get(code=code), reason="停用", now=timezone.now())


def evidence(resource: str) -> list[dict[str, Any]]:
    """The records of uses of a resource, oldest first, each with its receipt."""
    import msgspec

    from yishu.audit.models import Record

    uses = ("data:verified", "data:queried", "data:copied", "call:carried")
    found = Record.objects.filter(resource=resource, action__in=uses).order_by("id")
    return [
        json.loads(msgspec.json.encode(one.whole)) | {"receipt": f"{one.pk}.{bytes(one.leaf).hex()}"} for one in found
    ]


def told_again(number: str, how: str) -> str:
    """The other node tells of a granted application once more, as if that were new here, and not as it signed it; why that is not believed."""
    import msgspec
    from django.db import transaction

    from yishu.audit.models import Record
    from yishu.exchange import applying
    from yishu.exchange.messages import DecisionTold
    from yishu.exchange.models import ForeignApplication

    one = ForeignApplication.objects.select_related("entry__link").get(pk=number)
    link, signed = one.entry.link, list(one.statements.filter(node=one.entry.link.code).order_by("n"))  # type: ignore[attr-defined]
    told = DecisionTold(
        id=number,
        number=one.number,
        state="granted",
        due=None,
        decided_at=one.decided_at,
        reason="",
        grant=one.grant_id,
        grant_hash=one.grant_hash,
        terms=one.terms,
        statements=[each.jws for each in signed],
    )
    others = ForeignApplication.objects.exclude(pk=number).filter(statements__says="granted")
    changes: dict[str, dict[str, Any]] = {
        "unsigned": {"statements": []},
        "another": {
            "statements": list(others.values_list("statements__jws", flat=True).filter(statements__says="granted")[:1])
        },
        "other_terms": {"grant_hash": "0" * 64, "terms": ""},
    }
    if how == "again":  # the first word once more, after the grant has ended
        changes["again"] = {"statements": [signed[0].jws]}
    with transaction.atomic():
        ForeignApplication.objects.filter(pk=number).update(state="in_review", grant_hash="")
        if how != "again":
            one.statements.filter(node=link.code).delete()  # type: ignore[attr-defined]
        applying.apply_decision(link, msgspec.structs.replace(told, **changes[how]))
        one.refresh_from_db()
        assert (one.state, one.unproven_at is not None) == ("in_review", True)
        last = Record.objects.filter(action="decision:unproven", target=number).order_by("-id")[0]
        transaction.set_rollback(True)
    return str(last.whole.detail["why"])


def ask_province(path: str, body: Any) -> str:
    """What the province answers to a request that this node signs; the body of a refusal."""
    from yishu.exchange import client
    from yishu.exchange.models import Link

    try:
        return client.ask(Link.objects.get(code="330000"), "POST", path, body).decode()
    except client.Refused as refused:
        return refused.body.decode()


def add_head(login: str) -> dict[str, Any]:
    """A head of division beside the agency's two, to sign a first step; and a second system, which applies for itself."""
    from tests.cast import Cast
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Person, Role, Scope
    from yishu.core.actor import PLATFORM

    one = Person.objects.select_related("agency").get(login=login)
    made, password, roles = f"head{one.pk}", "correct-horse-7-battery", frozenset({Role.REVIEWER})
    agencies.register_person(PLATFORM, one.agency, login=made, name="李处长", password=password, roles=roles)
    system = Cast.Member(one.agency, one, one, Cast().now).system(Scope.DATA, Scope.APPLY, name="自助申请系统")
    return {"head": made, "own_key": system.key, "own_system": system.system.name}


def narrow_system(login: str, name: str) -> None:
    """The agency's administrator takes the use of data from a system."""
    from yishu.agencies import keys
    from yishu.agencies.models import ApplicationSystem, Scope
    from yishu.agencies.queries import actor_of_person

    system, administrator = ApplicationSystem.objects.get(name=name), _person(login)
    none = {"contractor": "", "contact_name": "", "contact_phone": ""}
    keys.change_system(actor_of_person(administrator), system, scopes=frozenset({Scope.APPLY}), **none)


def hand_over(login: str, successor: str) -> list[str]:
    """What somebody who leaves had open in their name, and another has now."""
    from django.db import transaction

    from yishu.agencies import handing_over

    with transaction.atomic():
        return [work.name for work in handing_over.move(_person(login), _person(successor))]


def alter(number: str, items: list[str]) -> None:
    """What no command does: the row of an application asks for something else."""
    from yishu.exchange.models import ForeignApplication

    ForeignApplication.objects.filter(pk=number).update(items=items)


def carried_again(number: str) -> dict[str, Any]:
    """What would be carried of an application, were it carried now."""
    import msgspec

    from yishu.exchange import signing
    from yishu.exchange.models import ForeignApplication

    found = ForeignApplication.objects.select_related("entry__link", "consumer", "system").get(pk=number)
    return msgspec.to_builtins(signing.message_of(found))


def received(number: str) -> dict[str, Any] | None:
    """Of an application that another node carried here, what it says that it asks for; None while there is none."""
    from yishu.exchange.models import IncomingApplication
    from yishu.sharing.proof import statements
    from yishu.sharing.proof.models import Statement

    known = IncomingApplication.objects.filter(remote_id=number).first()
    if known is None:
        return None
    one = Statement.objects.filter(line__application=known.application_id, says="applied").get()
    return statements.read(statements.Signed(one.jws, one.key)).asked


def recorded(target: str) -> list[str]:
    """The acts on record about one thing, oldest first, with their resource and the node across."""
    from yishu.audit.models import Record

    found = [json.loads(one.body) for one in Record.objects.filter(target=target).order_by("id")]
    return [f"{one['action']} {one['resource']}" for one in found]


def _person(login: str) -> Any:
    from yishu.agencies.models import Person

    return Person.objects.select_related("agency").get(login=login)


def _people(cast: Any, office: Any, other: Any) -> dict[str, Any]:
    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    password, login = "correct-horse-7-battery", f"admin{office.agency.pk}"
    roles = frozenset({Role.SYSTEM_ADMINISTRATOR})
    agencies.register_person(PLATFORM, office.agency, login=login, name="管理员", password=password, roles=roles)
    return {
        "admin": login,
        "handler": other.person_a.login,
        "signer": other.person_b.login,
        "password": password,
    }


if __name__ == "__main__":
    from django.db import close_old_connections

    from tests.exchange.witnessing import acts as witnessing

    serving.ready_django()
    known = globals() | vars(witnessing)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(known[name](*arguments)), flush=True)
        close_old_connections()
