"""What somebody would try: each is refused with a clear word, and leaves its trace."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("django_ready")


def bearer(client: Any, login: str) -> dict[str, str]:
    said = {"login": login, "password": PASSWORD}
    answer = client.post(
        "/api/v1/session", said, content_type="application/json", REMOTE_ADDR=f"10.0.0.{hash(login) % 250}"
    )
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Any:
    made: Any = Cast()
    made.office, made.police, made.civil = (
        made.agency("办公厅", coordinator=True),
        made.agency("公安"),
        made.agency("民政"),
    )
    return made


def test_what_is_withdrawn_does_not_come_back(cast: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.errors import WrongMoment

    resource = cast.resource(cast.police, cast.office)
    again = _draft_of(resource)
    commands.withdraw_resource(cast.office.b, resource, reason="机构撤销", now=timezone.now())
    with pytest.raises(WrongMoment):
        commands.draft_new_version(cast.police.a, resource, again, now=timezone.now())


@pytest.mark.clause("10.1")
def test_a_suspension_is_not_undone_by_a_publication_at_the_same_time(cast: Any) -> None:
    from django.db import connection, transaction

    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    now = timezone.now()
    resource = cast.resource(cast.police, cast.office)
    entry = commands.draft_new_version(cast.police.a, resource, _draft_of(resource), now=now)
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    commands.sign_off(cast.police.b, entry.pk, scope="全部", now=now)

    def publish() -> None:
        commands.publish_entry(cast.office.b, entry.pk, now=now)
        connection.close()

    with transaction.atomic():
        commands.suspend_resource(cast.police.b, resource, reason="数据有误", now=now)
        publishing = threading.Thread(target=publish)
        publishing.start()
        publishing.join(0.5)
        assert publishing.is_alive()  # waits for our commit
    publishing.join()
    resource = Resource.objects.get(pk=resource.pk)
    assert (resource.state, resource.current_id) == ("suspended", entry.pk)
    commands.resume_resource(cast.police.b, resource, reason="已改正", now=now)
    assert Resource.objects.get(pk=resource.pk).state == "published"


def test_an_agencys_administrator_cannot_make_a_system_administrator(cast: Any) -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import RoleMissing
    from yishu.agencies.models import Role

    for role in (Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR, Role.INSPECTOR):
        with pytest.raises(RoleMissing):
            commands.register_person(
                cast.civil.a, cast.civil.agency, login="climber", name="甲", password=PASSWORD, roles=frozenset({role})
            )


@pytest.mark.clause("26.3")
def test_an_approval_of_nothing_or_of_the_past_is_none(cast: Any, client: Any) -> None:
    system = cast.civil.system()
    resource = cast.resource(cast.police, cast.office)
    number = _apply(cast, resource, system).number
    headers = bearer(client, cast.police.person_b.login)
    for wrong, field in (({"items": []}, "items"), ({"until": "2020-01-01"}, "until")):
        said = {"line": resource.code, "outcome": "approve", **wrong}
        answer = client.post(
            f"/api/v1/applications/{number}/decision", said, content_type="application/json", headers=headers
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.clause("32.1")
def test_a_refused_act_is_on_record(cast: Any, client: Any) -> None:
    from yishu.audit.models import Record

    resource = cast.resource(cast.police, cast.office)
    number = _apply(cast, resource, cast.civil.system()).number
    headers = bearer(client, cast.civil.person_b.login)
    said = {"line": resource.code, "outcome": "approve"}
    path = f"/api/v1/applications/{number}/decision"
    assert client.post(path, said, content_type="application/json", headers=headers).status_code == 403
    record = Record.objects.filter(action="request:refused", target=path).get()
    assert (record.outcome, record.actor) == ("denied", cast.civil.b.ref)
    assert "not_the_provider_of_line" in record.body


@pytest.mark.parametrize(
    "path", ["/api/v1/catalogue/resources?q=%00", "/api/v1/catalogue/resources/%00", "/catalogue/%00/"]
)
def test_control_characters_in_an_address_are_refused(client: Any, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_address")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("put", "/api/v1/grants", 405, "no_such_method"), ("get", "/api/v1/nothing", 404, "no_such_path")],
)
def test_every_error_under_api_is_a_problem(client: Any, method: str, path: str, status: int, code: str) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


@pytest.mark.parametrize("duty", ["a\x00b", "一\n二", "长" * 201])
def test_a_duty_that_could_not_be_used_is_not_taken(cast: Any, client: Any, duty: str) -> None:
    resource = cast.resource(cast.police, cast.office)
    line = {"resource": resource.code, "items": ["name"], "modes": ["query"], "systems": [], "until": "2027-01-01"}
    answer = client.post(
        "/api/v1/applications",
        {"duty": duty, "lines": [line]},
        content_type="application/json",
        headers=bearer(client, cast.civil.person_a.login),
    )
    assert answer.status_code == 422
    assert any("duty" in error["field"] for error in answer.json()["errors"])


def test_guessing_is_braked_by_source_and_locks_nobody_else_out(cast: Any, client: Any) -> None:
    def sign_in(login: str, password: str, source: str) -> int:
        said = {"login": login, "password": password}
        return client.post("/api/v1/session", said, content_type="application/json", REMOTE_ADDR=source).status_code

    own = cast.civil.person_b.login
    assert [sign_in(f"guess-{n}", "wrong-guess", "10.9.9.9") for n in range(30)] == [401] * 30
    assert sign_in(own, PASSWORD, "10.9.9.9") == 429
    assert sign_in(own, PASSWORD, "10.9.9.10") == 200


def test_the_people_of_a_closed_agency_are_out(cast: Any, client: Any) -> None:
    closed = cast.agency("撤并")
    headers = bearer(client, closed.person_a.login)
    client.force_login(closed.person_b, backend="yishu.agencies.backends.People")
    assert client.get("/sharing/grants/").status_code == 200
    closed.agency.is_active = False
    closed.agency.save()
    assert client.get("/sharing/grants/").status_code == 302
    assert client.get("/api/v1/grants", headers=headers).status_code == 401


def test_evidence_of_no_possible_day_is_not_looked_for(cast: Any, client: Any) -> None:
    client.force_login(cast.police.person_a)
    for asked in ("until=9999-12-31", "since=0001-01-01"):
        assert client.get(f"/evidence/?{asked}").status_code in (200, 422)


def _draft_of(resource: Any) -> Any:
    from yishu.catalogue.drafting import draft_of

    return draft_of(resource.current)


def _apply(cast: Any, resource: Any, system: Any) -> Any:
    from yishu.sharing import commands

    request = commands.LineRequest(
        resource.code,
        ("name", "sex"),
        ("verify",),
        (system.system.name,),
        until=timezone.localdate() + timedelta(days=9),
    )
    return commands.apply(cast.civil.a, duty="核对", basis="", requests=(request,), now=timezone.now())
