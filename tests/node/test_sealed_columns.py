"""What is personal in these columns is read by nobody who has the database alone: enciphered, or a keyed hash (32.1)."""

import json
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import Cast
from yishu.agencies.identity.models import OutsideIdentity
from yishu.agencies.models import ApplicationSystem
from yishu.core.actor import PLATFORM
from yishu.core.suites import GM, INTL
from yishu.node import sealed_columns
from yishu.node.errors import ColumnUnreadable
from yishu.notices.models import Pace, Preference

pytestmark = pytest.mark.clause("32.1")
NAME, PHONE, MAIL, SUBJECT = "欧阳联络", "13800138000", "ouyang@example.cn", "330502198506049980"
TABLES = ("agencies_applicationsystem", "notices_preference", "identity_outsideidentity")


@pytest.fixture(scope="module")
def system(django_ready: str) -> ApplicationSystem:
    """One with a contact, whose handler has an address and an identity outside."""
    from yishu.agencies import commands

    member = Cast().agency("封存")
    made = commands.register_system(
        PLATFORM,
        member.agency,
        name="封存系统",
        scopes=frozenset(),
        contact_name=NAME,
        contact_phone=PHONE,
        now=timezone.now(),
    )
    Preference.objects.create(person=member.person_a, channel="email", address=MAIL, pace=Pace.AT_ONCE)
    OutsideIdentity.objects.create(
        person=member.person_a, issuer="https://id", subject=OutsideIdentity.index_of(SUBJECT), bound_at=timezone.now()
    )
    return made


def dump(database_url: str) -> str:
    """Every row of these tables, as whoever has the database reads it."""
    with psycopg.connect(database_url) as connection:
        rows = [connection.execute(f"select t::text from {table} t".encode()).fetchall() for table in TABLES]
    return json.dumps(rows, ensure_ascii=False)


def test_a_dump_shows_no_personal_value_and_the_platform_does(system: ApplicationSystem, database_url: str) -> None:
    there = dump(database_url)
    assert not any(value in there for value in (NAME, PHONE, MAIL, SUBJECT))
    kept = ApplicationSystem.objects.get(pk=system.pk)
    assert (kept.contact_name, kept.contact_phone) == (NAME, PHONE)
    assert Preference.objects.get(person__agency=kept.agency).address == MAIL
    assert OutsideIdentity.objects.filter(subject=OutsideIdentity.index_of(SUBJECT)).count() == 1


def test_values_of_before_are_read_and_then_converted_however_often(
    system: ApplicationSystem, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("update agencies_applicationsystem set contact_name = %s", [NAME])
    assert ApplicationSystem.objects.get(pk=system.pk).contact_name == NAME
    assert sealed_columns.convert("agencies_applicationsystem", "contact_name") >= 1
    assert sealed_columns.convert("agencies_applicationsystem", "contact_name") == 0
    assert NAME not in dump(database_url)
    assert ApplicationSystem.objects.get(pk=system.pk).contact_name == NAME


@pytest.mark.parametrize("suite", [INTL, GM], ids=lambda each: each.name)
def test_a_value_opens_in_its_own_column_by_its_own_secrets_only(
    suite: Any, django_ready: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "YISHU_SUITE", suite)
    sealed = sealed_columns.seal("t.c", NAME)
    assert sealed != sealed_columns.seal("t.c", NAME)
    assert sealed_columns.unseal("t.c", sealed) == NAME
    altered = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for column, kept in (("t.d", sealed), ("t.c", altered)):
        with pytest.raises(ColumnUnreadable):
            sealed_columns.unseal(column, kept)


def test_no_column_is_searched_by_what_is_sealed(system: ApplicationSystem) -> None:
    from django.core.exceptions import FieldError

    with pytest.raises(FieldError):
        ApplicationSystem.objects.filter(contact_name=NAME).exists()


def test_the_doctor_says_how_many_values_do_not_open(system: ApplicationSystem, database_url: str) -> None:
    from yishu.operations import doctor

    with psycopg.connect(database_url, autocommit=True) as connection:
        assert doctor._sealed(connection).state == "ok"
        connection.execute(
            "update agencies_applicationsystem set contact_phone = contact_name where id = %s", [system.pk]
        )
        found = doctor._sealed(connection)
    assert (found.state, found.found.startswith("1 of ")) == ("bad", True)
    ApplicationSystem.objects.filter(pk=system.pk).update(contact_phone=PHONE)
