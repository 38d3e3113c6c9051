"""The platform assesses itself; each finding names its person, and runs are compared (32.2)."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.commands import run_here
from tests.operations.commands import environment, run, succeed
from tests.operations.people import warden
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.operations import commands, risk
from yishu.operations.models import Finding

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Set up 100 days ago: a key without end and a grant that nobody has used since."""
    cast = Cast(now=timezone.now() - timedelta(days=100))
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource, system = cast.resource(police, office), civil.system()
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("risk"))
    grant = cast.grant(civil, police, resource, systems=(system,), until=timezone.localdate() + timedelta(days=10))
    return SimpleNamespace(
        cast=cast, office=office, police=police, civil=civil, resource=resource, system=system, grant=grant
    )


def found(now: Any = None) -> dict[tuple[str, str], Finding]:
    return {(each.check, each.key): each for each in risk.assess(now or timezone.now())}


@pytest.mark.clause("32.2")
def test_keys_and_grants_are_judged_by_what_the_evidence_says(scene: Any) -> None:
    key = scene.system.system.keys.get()
    grant = f"grant:{scene.grant.pk}"
    before = found()
    for check, name in (
        ("keys_without_expiry", f"key:{key.pk}"),
        ("keys_unused", f"key:{key.pk}"),
        ("grants_stale", grant),
        ("grants_near_expiry", grant),
        ("grants_broad", grant),
    ):
        assert before[check, name].owner, check
    assert before["grants_broad", grant].severity == "high"  # every item of a sensitive resource
    assert scene.civil.person_a.name in before["keys_unused", f"key:{key.pk}"].owner
    agencies.revoke_key(scene.civil.a, key, now=timezone.now())
    assert ("keys_unused", f"key:{key.pk}") not in found()


@pytest.mark.clause("32.2")
def test_a_use_within_ninety_days_takes_the_finding_away(scene: Any, node: Any) -> None:
    import httpx

    system = scene.civil.system()
    grant = scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(system,), duty="优抚审核")
    names = {("grants_stale", f"grant:{grant.pk}"), ("keys_unused", f"key:{system.system.keys.get().pk}")}
    assert names <= set(found())
    call = {"purpose": {"duty": "优抚审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    answer = httpx.post(f"{node.url}/api/v1/data/{scene.resource.path_code}/verify", json=call, headers=system.headers)
    assert answer.status_code == 200
    assert not names & set(found())


def test_an_account_without_login_for_ninety_days_is_idle(scene: Any) -> None:
    client = Client()
    client.force_login(scene.civil.person_a)
    name = ("accounts_idle", f"person:{scene.civil.person_a.pk}")
    assert name not in found()
    assert name in found(timezone.now() + timedelta(days=91))


@pytest.mark.clause("31.1", "32.2")
def test_an_agency_without_officers_is_named_until_it_has_them(scene: Any) -> None:
    name = ("officers_missing", f"{scene.police.agency.code}:{Role.RISK_OFFICER}")
    assert scene.police.person_a.name in found()[name].owner
    client = Client()
    client.force_login(scene.police.person_a)
    place = "/operations/implementation/"
    assert "尚未指定风险责任人" in client.get(place).content.decode()
    answer = client.post(place, {"act": "officer", "role": "risk_officer", "person": scene.police.person_b.pk})
    assert answer.status_code == 302
    page = client.get(place).content.decode()
    assert "尚未指定风险责任人" not in page
    assert name not in found()


@pytest.mark.clause("32.2")
def test_an_altered_record_is_a_grave_finding(scene: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select id, agency from audit_record order by id desc limit 1")
        number, agency = cursor.fetchone()
        cursor.execute("update audit_record set agency = 'nobody' where id = %s", [number])
        try:
            assert found()["evidence_sample", str(number)].severity == "high"
        finally:
            cursor.execute("update audit_record set agency = %s where id = %s", [agency, number])
    assert ("evidence_sample", str(number)) not in found()


@pytest.mark.clause("32.2")
def test_the_command_keeps_a_run_and_compares_it_with_the_one_before(
    scene: Any, database_url: str, tmp_path: Path
) -> None:
    env = environment(tmp_path, tmp_path / "key", database_url=database_url)
    first = json.loads(succeed("risk", "--json", env=env))
    assert len(first["checks"]) >= 10
    assert {finding["severity"] for finding in first["findings"]} <= {"high", "medium", "low"}
    assert all(finding["remedy_zh"] and finding["owner"] for finding in first["findings"])
    system = scene.civil.system()
    second = json.loads(run_here("risk", "--json").stdout)
    assert f"key:{system.system.keys.get().pk}" in second["new"]
    client = Client()
    client.force_login(warden(Role.SECURITY_ADMINISTRATOR))
    page = client.get("/operations/risk/").content.decode()
    assert system.system.name in page.partition("仍未解决的")[0]
    assert client.post("/operations/risk/assess/").status_code == 302
    client.force_login(scene.civil.person_a)
    assert client.get("/operations/risk/").status_code == 403
    assert client.post("/operations/risk/assess/").status_code == 403


@pytest.mark.clause("32.2")
def test_an_inspector_sees_what_is_new_since_a_week_whose_it_is_and_where_it_leads(scene: Any) -> None:
    now = timezone.now()
    week_ago = commands.assess_risk(PLATFORM, now=now - timedelta(days=8))
    system = scene.civil.system().system
    yesterday = commands.assess_risk(PLATFORM, now=now - timedelta(days=1))
    newest = commands.assess_risk(PLATFORM, now=now)
    client = Client()
    client.force_login(scene.cast.inspector())

    def parts(**asked: Any) -> tuple[str, str]:
        page = client.get("/operations/risk/", {"run": newest.pk, **asked}).content.decode()
        new, _, staying = page.partition("</h1>")[2].partition("仍未解决的</h2>")
        return new, staying.partition("已解决的</h2>")[0]

    new, staying = parts(since=yesterday.pk)
    assert (system.name in new, system.name in staying) == (False, True)
    new, staying = parts(since="week")
    assert (system.name in new, system.name in staying) == (True, False)
    assert f"与 {timezone.localtime(week_ago.at):%Y-%m-%d %H:%M} 的比较" in new
    assert f"/evidence/?grant={scene.grant.pk}" in staying
    assert f"{timezone.localtime(week_ago.at):%Y-%m-%d}" in staying  # since when it stands

    page = client.get("/operations/risk/", {"run": yesterday.pk, "since": "week"}).content.decode()
    assert f"一周以前（{timezone.localtime(week_ago.at):%Y-%m-%d %H:%M}）" in page
    assert f"&amp;path=/operations/risk/%3Frun%3D{yesterday.pk}" in page  # an inspector asks for an inspection from it
    week_ago.delete()
    page = client.get("/operations/risk/", {"run": newest.pk, "since": "week"}).content.decode()
    assert "一周以前（" not in page
    assert f"没有一周以前的评估，与最早的一次（{timezone.localtime(yesterday.at):%Y-%m-%d %H:%M}）比较" in page

    owner = newest.read_findings()[0].owner
    whole = client.get("/operations/risk/", {"run": newest.pk}).content.decode()
    his = client.get("/operations/risk/", {"run": newest.pk, "owner": owner}).content.decode()
    assert his.count('data-label="责任人"') == his.count(f'data-label="责任人">{owner}') > 0
    assert whole.count('data-label="责任人"') > his.count('data-label="责任人"')
    assert client.get("/operations/risk/", {"run": "x", "since": "y", "owner": "z"}).status_code == 200


@pytest.mark.clause("33.1")
def test_doctor_names_what_is_wrong_with_its_remedy(database_url: str, tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.mkdir(mode=0o700)
    env = environment(node, tmp_path / "key", database_url=database_url, YISHU_HOSTS="*")
    done = run("doctor", "--json", env=env)
    assert done.returncode == 1, done.stderr
    checks = {check["check"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["hosts"]["state"] == "bad"
    assert checks["durability"]["state"] == "bad"  # the tests' server runs without fsync
    assert checks["durability"]["remedy"]
    assert checks["schema"]["state"] == "ok"
    (node / "secrets.toml").chmod(0o644)
    done = run("doctor", env=env)
    assert f"chmod 600 {node / 'secrets.toml'}" in done.stdout
    done = run("doctor", env=env | {"YISHU_DIR": str(tmp_path / "nothing")})
    assert (done.returncode, "不是节点的文件夹" in done.stderr) == (1, True)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.clause("5.1")
def test_the_three_administrators_are_three_people(scene: Any) -> None:
    from yishu.agencies.errors import AdministratorsAreThree

    one = warden(Role.AUDIT_ADMINISTRATOR)
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.HANDLER):
        with pytest.raises(AdministratorsAreThree):
            agencies.appoint(PLATFORM, one, role)
    with pytest.raises(AdministratorsAreThree):
        agencies.appoint(PLATFORM, scene.civil.person_a, Role.SECURITY_ADMINISTRATOR)


WEAK = {"YISHU_HTTPS": "0", "YISHU_HOSTS": "*", "YISHU_REQUIRE_DURABLE": "0", "YISHU_DEMO": "1"}
SOUND = {"YISHU_HTTPS": "1", "YISHU_HOSTS": "yishu.zj.gov.cn", "YISHU_REQUIRE_DURABLE": "1", "YISHU_DEMO": "0"}
KEYS = {"https", "hosts", "durable", "demo"}


def told(env: dict[str, str], check: str) -> set[str]:
    """The keys of what `yishu risk --json` finds by one check."""
    findings = json.loads(succeed("risk", "--json", env=env))["findings"]
    return {each["key"] for each in findings if each["check"] == check}


def told_here(check: str) -> set[str]:
    """The same within this process."""
    findings = json.loads(run_here("risk", "--json").stdout)["findings"]
    return {each["key"] for each in findings if each["check"] == check}


@pytest.mark.clause("32.2")
def test_the_command_tells_weak_settings_from_sound_ones(database_url: str, tmp_path: Path) -> None:
    env = environment(tmp_path, tmp_path / "key", database_url=database_url)
    mixed = told(env | WEAK | {name: SOUND[name] for name in ("YISHU_HTTPS", "YISHU_REQUIRE_DURABLE")}, "settings_weak")
    assert mixed & KEYS == {"hosts", "demo"}
    mixed = told(env | SOUND | {name: WEAK[name] for name in ("YISHU_HTTPS", "YISHU_REQUIRE_DURABLE")}, "settings_weak")
    assert mixed & KEYS == {"https", "durable"}


@pytest.mark.clause("32.2")
def test_the_command_names_an_idle_account_until_it_logs_in(node: Any) -> None:
    import httpx

    from tests.cast import PASSWORD
    from yishu.agencies.models import Person

    member = Cast().agency("民政")
    idle, fresh = member.person_a, member.person_b
    for person, days in ((idle, 91), (fresh, 89)):
        Person.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=days))
    keys = told_here("accounts_idle")
    assert (f"person:{idle.pk}" in keys, f"person:{fresh.pk}" in keys) == (True, False)
    with httpx.Client(base_url=node.url) as client:
        client.get("/login")
        form = {"login": idle.login, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/login", data=form).status_code == 302
    assert f"person:{idle.pk}" not in told_here("accounts_idle")


@pytest.mark.long
@pytest.mark.clause("32.2")
def test_the_command_names_a_stale_grant_until_it_is_used(
    scene: Any, node: Any, database_url: str, tmp_path: Path
) -> None:
    import httpx

    env = environment(tmp_path, tmp_path / "key", database_url=database_url)
    system = scene.civil.system()
    grant = scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(system,), duty="医疗救助审核")
    lately = Cast().grant(scene.civil, scene.police, scene.resource, systems=(system,), duty="临时救助审核")
    keys = told(env, "grants_stale")
    assert (f"grant:{grant.pk}" in keys, f"grant:{lately.pk}" in keys) == (True, False)
    call = {"purpose": {"duty": "医疗救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    answer = httpx.post(f"{node.url}/api/v1/data/{scene.resource.path_code}/verify", json=call, headers=system.headers)
    assert answer.status_code == 200
    assert f"grant:{grant.pk}" not in told(env, "grants_stale")
