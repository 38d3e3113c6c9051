"""Another key for sealed columns: the node runs on, nothing is lost wherever it is killed, and at the end nothing is under the old key (32.1)."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import Cast
from tests.commands import run_here
from tests.conftest import ROOT, Node
from yishu.agencies.identity import federation
from yishu.agencies.identity.errors import CertificateTaken
from yishu.agencies.identity.models import OutsideIdentity
from yishu.agencies.models import ApplicationSystem
from yishu.audit.models import Record
from yishu.core.actor import PLATFORM
from yishu.node import column_keys as ring
from yishu.node import secrets as node_secrets
from yishu.node.column_keys import LETTING_GO
from yishu.operations import column_keys, doctor, risk

pytestmark = [pytest.mark.clause("32.1"), pytest.mark.usefixtures("django_ready")]
NAME, PHONE, ISSUER = "欧阳联络", "13800138000", "https://id.example"
ROTATE = ("keys", "rotate-columns")


def secrets_file() -> Path:
    return Path(settings.YISHU_DIR) / "secrets.toml"


@pytest.fixture(scope="module")
def secrets_of_other_tests(django_ready: str) -> Iterator[None]:
    before = secrets_file().read_bytes()
    yield
    secrets_file().write_bytes(before)


@pytest.fixture(autouse=True)
def fresh(secrets_of_other_tests: None) -> None:
    """One key, and nothing under it."""
    as_of_before()
    key = node_secrets.new_column_key(timezone.now().replace(microsecond=0) - timedelta(days=1))
    secrets_file().write_text(secrets_file().read_text() + ring.written([key]))


@pytest.fixture
def member(django_ready: str) -> Cast.Member:
    return Cast().agency("轮换")


@pytest.fixture
def system(member: Cast.Member) -> ApplicationSystem:
    from yishu.agencies import commands

    return commands.register_system(
        PLATFORM, member.agency, name="轮换系统", scopes=frozenset(), contact_name=NAME, contact_phone=PHONE,
        now=timezone.now(),
    )  # fmt: skip


def as_of_before() -> None:
    """The secrets of a node that was begun before columns had keys of their own; nothing may be under another."""
    ApplicationSystem.objects.update(contact_name="", contact_phone="")
    OutsideIdentity.objects.all().delete()
    head = secrets_file().read_text().partition("[[columns]]")[0]
    secrets_file().write_text(head)


def many(member: Cast.Member, count: int) -> list[ApplicationSystem]:
    return ApplicationSystem.objects.bulk_create(
        ApplicationSystem(
            agency=member.agency,
            name=f"第{number}个",
            scopes=[],
            registered_at=timezone.now(),
            contact_name=f"{NAME}{number}",
        )
        for number in range(count)
    )


def names_in_file() -> list[str]:
    return [each["name"] for each in tomllib.loads(secrets_file().read_text()).get("columns", [])]


def kept(database_url: str) -> list[str]:
    """What stands in the database."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select contact_name, contact_phone from agencies_applicationsystem").fetchall()
    return [value for row in rows for value in row if value]


def rotated(*more: str) -> list[str]:
    done = run_here(*ROTATE, *more)
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()


def page_of(node: Node, client: Any, member: Cast.Member, system: ApplicationSystem) -> Any:
    client.force_login(member.person_a)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return httpx.get(f"{node.url}/systems/{system.pk}/", cookies=cookies, follow_redirects=False)


def test_every_value_is_under_the_new_key_and_a_running_node_reads_and_writes_by_it(
    node: Node, client: Any, member: Cast.Member, system: ApplicationSystem, database_url: str
) -> None:
    before = names_in_file()
    assert NAME in page_of(node, client, member, system).text
    environment = os.environ | {"YISHU_DIR": str(settings.YISHU_DIR), "YISHU_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "yishu.cli", *ROTATE]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [name] = names_in_file()
    assert name not in before
    assert all(value.startswith(f"sealed2:{name}:") for value in kept(database_url))
    answer = page_of(node, client, member, system)
    assert NAME in answer.text
    assert PHONE in answer.text
    assert ApplicationSystem.objects.get(pk=system.pk).contact_phone == PHONE
    said = {each.action: each.target for each in Record.objects.filter(action__startswith="column-key:").order_by("id")}
    assert said == {"column-key:made": f"column-key:{name}", "column-key:let-go": f"column-key:{before[-1]}"}


def test_what_is_written_meanwhile_is_under_the_new_key(
    node: Node, client: Any, member: Cast.Member, system: ApplicationSystem, database_url: str
) -> None:
    assert NAME in page_of(node, client, member, system).text  # it has read the key of before
    rotated()
    client.force_login(member.person_a)
    with httpx.Client(base_url=node.url, cookies={n: m.value for n, m in client.cookies.items()}) as browser:
        place = f"/systems/{system.pk}/"
        browser.get(place)
        token = browser.cookies["csrftoken"]
        given = {
            "csrfmiddlewaretoken": token,
            "scopes": "data",
            "contact_name": "新联络",
            "contact_phone": "",
            "contractor": "",
        }
        answer = browser.post(place, data=given, headers={"Referer": node.url + place})
    assert answer.status_code == 302, answer.text[:2000]
    [name] = names_in_file()
    assert all(value.startswith(f"sealed2:{name}:") for value in kept(database_url))
    assert ApplicationSystem.objects.get(pk=system.pk).contact_name == "新联络"


def test_values_of_nodes_of_before_go_under_a_key_of_their_own(member: Cast.Member, database_url: str) -> None:
    as_of_before()
    made = many(member, 3)
    assert all(value.startswith("sealed1:") for value in kept(database_url))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "update agencies_applicationsystem set contact_phone = %s where id = %s", [PHONE, made[0].pk]
        )
    assert [each.key for each in risk.assess(timezone.now()) if each.key.startswith("column-key")] == [
        "column-key:first"
    ]
    rotated()
    [name] = names_in_file()
    assert all(value.startswith(f"sealed2:{name}:") for value in kept(database_url))
    assert ApplicationSystem.objects.get(pk=made[0].pk).contact_phone == PHONE
    assert ApplicationSystem.objects.get(pk=made[2].pk).contact_name == f"{NAME}2"
    assert not [each for each in risk.assess(timezone.now()) if each.key.startswith("column-key")]
    later = risk.assess(timezone.now() + timedelta(days=340))
    assert [each.check for each in later if each.key == f"column-key:{name}"] == ["keys_near_expiry"]


def test_an_outside_identity_is_found_under_either_key_and_moves_when_its_person_comes(member: Cast.Member) -> None:
    as_of_before()
    claims = {
        "iss": ISSUER,
        "sub": f"330502198506049980-{member.agency.pk}",
        "preferred_username": member.person_a.login,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "YISHU_OIDC_CLAIM", "preferred_username")
        assert federation.person_of(claims, now=timezone.now()) == member.person_a
        bound = OutsideIdentity.objects.get(person=member.person_a)
        assert bound.subject.startswith("index1:")
        said = rotated()
        assert any(line.startswith("1 outside identities wait") for line in said)
        first, name = names_in_file()
        assert first == "first"
        assert "seal" not in tomllib.loads(secrets_file().read_text())["columns"][0]
        assert (doctor_says().state, "1 outside identities wait" in doctor_says().found) == ("ok", True)
        assert federation.person_of(claims, now=timezone.now()) == member.person_a
    bound.refresh_from_db()
    assert bound.subject.startswith(f"index2:{name}:")
    rotated("--go-on")
    assert names_in_file() == [name]


def test_a_certificate_bound_under_the_old_key_is_bound_by_nobody_else(member: Cast.Member) -> None:
    from yishu.agencies.identity.certificates import Shown

    shown = Shown("x509:ca", f"digest-{member.agency.pk}", name="", until=timezone.now() + timedelta(days=9), login="")
    federation.bind_certificate(member.a, member.person_a, shown, now=timezone.now())
    rotated()
    with pytest.raises(CertificateTaken):
        federation.bind_certificate(member.b, member.person_b, shown, now=timezone.now())


class Killed(BaseException):
    """As a process ends that is killed."""


@pytest.mark.parametrize(
    "step",
    ["before the file", "after the file", "in a batch", "between batches", "before letting go", "after letting go"],
)
def test_killed_anywhere_it_goes_on(
    step: str, member: Cast.Member, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_keys.sealed_columns, "AT_ONCE", 2)
    made = many(member, 5)
    old = names_in_file()[-1]
    with pytest.MonkeyPatch.context() as patch:
        _die_at(step, patch)
        with pytest.raises(Killed):
            column_keys.rotate(after=timedelta(), only_go_on=False, now=timezone.now())
    shown = {each.pk: each.contact_name for each in ApplicationSystem.objects.filter(agency=member.agency)}
    assert shown == {each.pk: f"{NAME}{number}" for number, each in enumerate(made)}
    rotated(*([] if step == "before the file" else ["--go-on"]))
    name = names_in_file()[-1]
    assert name != old
    assert not [each for each in kept(database_url) if not each.startswith(f"sealed2:{name}:")]
    assert ApplicationSystem.objects.get(pk=made[4].pk).contact_name == f"{NAME}4"


def _die_at(step: str, patch: pytest.MonkeyPatch) -> None:
    write, anew, told = node_secrets.write_columns, column_keys._anew, []

    def writing(path: Path, keys: Any) -> None:
        told.append(keys)
        is_letting_go = "letting go" in step
        if len(told) == 1 + is_letting_go:
            if step.startswith("after"):
                write(path, keys)
            raise Killed
        write(path, keys)

    def sealing(column: str, value: str) -> str | None:
        told.append(column)
        if len(told) == {"in a batch": 5, "between batches": 4}[step]:  # the file was the first
            raise Killed
        return anew(column, value)

    if "batch" in step:
        patch.setattr(column_keys, "write_columns", lambda path, keys: (told.append(""), write(path, keys)))
        patch.setattr(column_keys, "_anew", sealing)
    else:
        patch.setattr(column_keys, "write_columns", writing)


def test_a_process_that_is_killed_leaves_every_value_readable(member: Cast.Member, database_url: str) -> None:
    many(member, 4000)
    environment = os.environ | {"YISHU_DIR": str(settings.YISHU_DIR), "YISHU_DATABASE_URL": database_url}
    old = names_in_file()[-1]
    with subprocess.Popen(
        [sys.executable, "-m", "yishu.cli", *ROTATE], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not _is_half_done(database_url, old):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert doctor_says().state in ("ok", "warn")
    rotated("--go-on")
    name = names_in_file()[-1]
    assert not [each for each in kept(database_url) if not each.startswith(f"sealed2:{name}:")]
    assert doctor_says().state == "ok"


def _is_half_done(database_url: str, old: str) -> bool:
    return 0 < sum(each.startswith(f"sealed2:{old}:") for each in kept(database_url)) < 3000


def test_a_value_that_does_not_open_keeps_the_old_key(system: ApplicationSystem, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "update agencies_applicationsystem set contact_phone = contact_name where id = %s", [system.pk]
        )
    old = names_in_file()[-1]
    done = run_here(*ROTATE)
    assert done.returncode == 1
    assert "1 values do not open" in done.stdout
    assert old in names_in_file()
    assert doctor_says().state == "bad"
    ApplicationSystem.objects.filter(pk=system.pk).update(contact_phone=PHONE)
    rotated("--go-on")
    assert old not in names_in_file()


def test_a_row_in_somebodys_hands_is_not_waited_for_and_keeps_the_old_key(
    system: ApplicationSystem, database_url: str
) -> None:
    old = names_in_file()[-1]
    with psycopg.connect(database_url) as other:
        other.execute("select from agencies_applicationsystem where id = %s for update", [system.pk])
        done = run_here(*ROTATE)
    assert done.returncode == 1
    assert "2 values are being changed just now" in done.stdout
    assert old in names_in_file()
    rotated("--go-on")
    assert old not in names_in_file()


def test_a_backup_of_before_opens_by_the_secrets_in_it(
    system: ApplicationSystem, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed ones as well: a rehearsal gives the restored node what opens them."""
    monkeypatch.setenv("YISHU_SEAL", "a secret that is not on the disk")
    monkeypatch.setenv("YISHU_KEYS", "sealed")
    run_here("keys", "move")
    given = os.environ | {"YISHU_BACKUP_KEY": str(tmp_path / "key"), "YISHU_DATABASE_URL": database_url}

    def succeed(*words: str) -> str:
        command = [sys.executable, "-m", "yishu.cli", *words]
        done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    succeed("backup", str(tmp_path / "backups"))
    rotated()
    report = json.loads(succeed("drill", "--backup", str(tmp_path / "backups"), "--json"))
    assert {"what": "sealed columns", "holds": True, "note": "2 of 2 open"} in report["checks"]
    monkeypatch.setenv("YISHU_KEYS", "plain")
    run_here("keys", "move")


def test_the_old_key_stays_while_a_backup_is_made(
    system: ApplicationSystem, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its snapshot has values under the old key, and the secrets are copied after it."""
    monkeypatch.setattr(column_keys, "PATIENCE", "50ms")
    old = names_in_file()[-1]
    with psycopg.connect(database_url, autocommit=True) as backup:
        backup.execute("select pg_advisory_lock_shared(%s)", [LETTING_GO])
        with pytest.raises(column_keys.ColumnsBusy):
            column_keys.rotate(after=timedelta(), only_go_on=False, now=timezone.now())
        assert old in names_in_file()
        assert ApplicationSystem.objects.get(pk=system.pk).contact_name == NAME
    rotated("--go-on")
    assert old not in names_in_file()


def test_a_key_for_later_seals_nothing_before_its_hour(
    system: ApplicationSystem, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So its file can be brought to every host before."""
    old = names_in_file()[-1]
    said = rotated("--hours", "2")
    assert "copy secrets.toml to every host before" in said[1]
    new = names_in_file()[-1]
    assert (rotated()[1], names_in_file()) == (said[1], [old, new])
    assert all(value.startswith(f"sealed2:{old}:") for value in kept(database_url))
    _at(timezone.now() + timedelta(hours=3), monkeypatch)
    rotated("--go-on")
    assert names_in_file() == [new]
    assert ApplicationSystem.objects.get(pk=system.pk).contact_name == NAME


def _at(moment: datetime, patch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # noqa: ARG003 - as datetime's own
            return moment

    patch.setattr(ring, "datetime", Later)
    patch.setattr("tests.commands.NOW", lambda: moment)


def test_a_host_with_older_secrets_makes_no_key(system: ApplicationSystem) -> None:
    before = secrets_file().read_bytes()
    rotated()
    after = secrets_file().read_bytes()
    secrets_file().write_bytes(before)
    with pytest.raises(column_keys.ColumnKeyMissing):
        column_keys.rotate(after=timedelta(), only_go_on=False, now=timezone.now())
    assert secrets_file().read_bytes() == before
    secrets_file().write_bytes(after)


def test_sealed_secrets_stay_sealed(system: ApplicationSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YISHU_SEAL", "a secret that is not on the disk")
    monkeypatch.setenv("YISHU_KEYS", "sealed")
    assert "secrets.toml\tsealed" in run_here("keys", "move").stdout.splitlines()
    old = ring.current()[-1].name
    rotated()
    assert secrets_file().read_text().startswith("sealed:v1:")
    assert ring.current()[-1].name != old
    assert ApplicationSystem.objects.get(pk=system.pk).contact_name == NAME
    monkeypatch.setenv("YISHU_KEYS", "plain")
    run_here("keys", "move")


def test_the_list_says_since_when_a_key_is_used_and_what_is_under_it(system: ApplicationSystem) -> None:
    rotated()
    listed = [line for line in run_here("keys", "list").stdout.splitlines() if line.startswith("columns")]
    [name] = names_in_file()
    assert listed == [f"columns {name}\tsince {datetime.now(UTC):%Y-%m-%d}\t2 values\t0 identities"]


def doctor_says() -> doctor.Finding:
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as connection:
        return doctor._sealed(connection)
