"""Who is who, and by what they are known."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PASSWORD, PEOPLE_CSV, Cast
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.mark.clause("2.1")
def test_a_wrong_credit_code_is_a_hard_stop_for_our_own_register() -> None:
    from yishu.agencies import commands
    from yishu.core.actor import PLATFORM
    from yishu.core.errors import Invalid
    from yishu.node.models import Division

    division = Division.objects.get(pk="330000")
    for code in ("113300000024821110", "11330000002482111X", "330000"):
        with pytest.raises(Invalid) as refused:
            commands.register_agency(
                PLATFORM, code=code, name="某厅", short_name="某厅", division=division, now=timezone.now()
            )
        assert refused.value.errors[0].field == "code"
    assert (Division.objects.filter(level="city").count(), Division.objects.filter(level="county").count()) == (11, 90)


def test_a_key_is_kept_as_its_hash_only_and_shown_once() -> None:
    from django.db import connection

    cast = Cast()
    key = cast.agency("公安").system().key
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(k::text, ' ') from agencies_key k")
        keys = cursor.fetchone()[0]
        cursor.execute("select string_agg(body, ' ') from audit_record")
        records = cursor.fetchone()[0]
    assert key not in keys + records
    assert key[:12] in keys


@pytest.mark.clause("26.5", "32.1")
def test_a_revoked_or_expired_key_and_a_leaver_open_nothing_from_the_next_call_on(node: Node, tmp_path: Path) -> None:
    from yishu.agencies import commands
    from yishu.core.actor import PLATFORM

    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    caller = civil.system()
    cast.grant(civil, police, resource, systems=(caller,), users=(civil.person_a,))
    soon = commands.issue_key(
        civil.a, caller.system, expires_at=timezone.now() - timedelta(seconds=1), now=timezone.now()
    )
    token = httpx.post(node.url + "/api/v1/session", json={"login": civil.person_a.login, "password": PASSWORD}).json()[
        "token"
    ]

    def code(text: str) -> Any:
        body = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "items": ["name"]}
        answer = httpx.post(
            f"{node.url}/api/v1/data/{resource.path_code}/query", json=body, headers={"Authorization": f"Bearer {text}"}
        )
        return answer.json().get("code", answer.status_code)

    assert (code(caller.key), code(token), code(soon.text)) == (200, 200, "wrong_key")
    commands.revoke_key(civil.a, caller.system.keys.get(prefix=caller.key[:12]), now=timezone.now())
    assert code(caller.key) == "wrong_key"
    commands.deactivate_person(PLATFORM, civil.person_a, reason="调离")
    assert code(token) == "wrong_key"
    forged = token[:-3] + ("aaa" if token[-3:] != "aaa" else "bbb")
    assert code(forged) == "wrong_key"


@pytest.mark.clause("5.1")
def test_the_system_administrator_holds_no_other_role() -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import AdministratorsAreThree
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    agency = Cast().agency("办公厅").agency
    both = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.HANDLER})
    with pytest.raises(AdministratorsAreThree):
        commands.register_person(PLATFORM, agency, login="one-for-all", name="甲", password=PASSWORD, roles=both)


@pytest.mark.clause("5.1")
def test_the_coordinator_is_of_the_coordinating_agency() -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import CoordinatorElsewhere
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    stranger = Cast().agency("林业")
    with pytest.raises(CoordinatorElsewhere):
        commands.appoint(PLATFORM, stranger.person_a, Role.COORDINATOR)


def test_another_agencys_system_is_answered_as_if_it_did_not_exist() -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import SystemNotFound

    cast = Cast()
    system, stranger = cast.agency("公安").system(), cast.agency("林业")
    with pytest.raises(SystemNotFound):
        commands.issue_key(stranger.a, system.system, now=timezone.now())


def test_a_weak_password_says_what_is_wrong_in_both_languages() -> None:
    from yishu.agencies import commands
    from yishu.core.actor import PLATFORM
    from yishu.core.errors import Invalid

    agency = Cast().agency("公安").agency
    with pytest.raises(Invalid) as refused:
        commands.register_person(PLATFORM, agency, login="weak", name="甲", password="12345", roles=frozenset())
    wrong = refused.value.errors[0]
    assert wrong.field == "password"
    assert "10" in wrong.message("zh")
    assert "10" in wrong.message("en")


def test_an_agencys_administrator_administers_no_other_agency() -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import AgencyNotFound
    from yishu.agencies.models import Role, Scope

    cast = Cast()
    police, forestry = cast.agency("公安"), cast.agency("林业")
    with pytest.raises(AgencyNotFound):
        commands.register_system(
            forestry.a, police.agency, name="冒名", scopes=frozenset({Scope.DATA}), now=timezone.now()
        )
    with pytest.raises(AgencyNotFound):
        commands.register_person(
            forestry.a, police.agency, login="mole", name="甲", password=PASSWORD, roles=frozenset({Role.SIGNER})
        )
    with pytest.raises(AgencyNotFound):
        commands.deactivate_person(forestry.a, police.person_b, reason="越权")
