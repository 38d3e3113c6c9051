"""Versions are kept by the rule of their resource, and go by it (20.1, 27.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.hosting.conftest import Scene
from yishu.catalogue.rules import ItemDraft
from yishu.core.errors import Invalid
from yishu.hosting.errors import ChangesExpired

pytestmark = pytest.mark.clause("20.1", "27.3")
KEY, AMOUNT, NOTE = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("amount", "金额"),
    ItemDraft("note", "备注"),
)
Scenes = Callable[..., Scene]


@pytest.fixture
def register(scene_with: Scenes) -> Scene:
    """Versions 1 to 5, a day between, the last one made today."""
    scene = scene_with(items=(KEY, AMOUNT, NOTE), key_kind="plain", modes=("query", "bulk"))
    for n in range(1, 6):
        publish(scene, n, "code,amount,note\n" + "".join(f"k{m},{n},\n" for m in range(n + 2)))
    return scene


def publish(scene: Scene, n: int, content: str) -> None:
    from yishu.hosting.models import Batch

    batch = scene.publish(content)
    Batch.objects.filter(pk=batch.pk).update(published_at=timezone.now() - timedelta(days=5 - n, minutes=1))


def keep(scene: Scene, days: int | None = None, versions: int | None = None) -> Any:
    from yishu.hosting.keeping import commands

    now = timezone.now()
    return commands.keep(scene.police.a, scene.resource.code, days=days, versions=versions, reason="只需追溯", now=now)


def expire() -> int:
    from yishu.hosting.keeping.expiry import expire

    return expire(timezone.now())


def at(scene: Scene, version: int) -> list[bytes]:
    from yishu.hosting.copying import open_copy
    from yishu.hosting.keeping.shapes import table_at

    table = table_at(scene.holding, version)
    copy = open_copy(table, scene.holding.pk, ("code", "amount"), "csv", version=version)
    return sorted(b"".join(copy.chunks).split()[1:])


def logged(scene: Scene) -> list[int]:
    return [row[0] for row in scene.sql(f"select distinct _version from {scene.table.log_sql} order by 1")]


@pytest.mark.parametrize(
    ("days", "versions", "kept"),
    [(None, 2, 4), (2, None, 3), (2, 4, 2), (1, 1, 4), (400, None, 0), (None, 9, 0)],
)
def test_a_version_goes_once_days_and_versions_are_passed(
    register: Scene, days: int | None, versions: int | None, kept: int
) -> None:
    before = {version: at(register, version) for version in range(1, 6)}
    keep(register, days, versions)
    expire()
    assert register.holding.kept == kept
    for version in range(1, 6):
        if version < kept:
            with pytest.raises(ChangesExpired) as refused:
                at(register, version)
            assert refused.value.params["kept"] == kept
        else:
            assert at(register, version) == before[version]
    assert logged(register) == [version for version in range(1, 6) if version > kept]


def test_without_a_rule_all_are_kept_and_a_rule_may_be_taken_back(register: Scene) -> None:
    from yishu.hosting.keeping.errors import KeepRuleStands

    assert (expire(), register.holding.kept) == (0, 0)
    with pytest.raises(KeepRuleStands):
        keep(register)
    with pytest.raises(Invalid):
        keep(register, days=0)
    keep(register, versions=4)
    assert expire() == 2
    keep(register)
    publish(register, 5, "code,amount,note\nz,1,\n")
    assert (expire(), register.holding.kept) == (0, 2)
    actions = register.sql(
        "select action, target from audit_record where resource = %s and (action like 'keep%%' or action like 'versions%%') order by id",
        register.resource.code,
    )
    assert [action for action, _target in actions] == ["keep-rule:set", "versions:expired", "keep-rule:set"]


def test_what_somebody_follows_stays(register: Scene) -> None:
    """Who took changes lately goes on from what they took; who left long ago takes a full copy."""
    from yishu.access.copies import copy

    civil = register.cast.agency("CIVIL")
    system = civil.system()
    register.cast.grant(civil, register.police, register.resource, systems=(system,), modes=("bulk",))
    now = timezone.now()
    code = register.resource.path_code
    copy(system.actor, code, grant=None, since=1, now=now, detail={"since": 1})[0].close()  # they have version 5 now
    for n in (6, 7):
        register.publish(f"code,amount,note\nk1,1{n},\n")
    keep(register, versions=1)
    expire()
    assert register.holding.kept == 5
    copied, _receipt, _items = copy(system.actor, code, grant=None, since=5, now=now, detail={"since": 5})
    assert b"".join(copied.chunks).count(b"update") == 1
    expire()
    assert register.holding.kept == 7


def test_a_shape_that_no_kept_version_has_goes_with_its_table(register: Scene) -> None:
    first = register.table.name
    register.next_version(KEY, replace(AMOUNT, type="integer"), NOTE)
    register.publish("code,amount,note\nk0,60,\n")  # 6 the change of shape, 7 this
    second = register.table.name
    register.next_version(KEY, replace(AMOUNT, type="integer"))
    register.publish("code,amount\nk0,70\n")  # 8
    keep(register, versions=3)
    expire()
    assert register.holding.kept == 6
    assert tables(register) == {second, register.table.name}
    assert at(register, 6)[0] == b"k0,5"
    assert [at(register, version)[0] for version in (7, 8)] == [b"k0,60", b"k0,70"]
    assert first not in tables(register)
    keep(register, versions=1)
    expire()
    assert tables(register) == {register.table.name}
    assert at(register, 8)[0] == b"k0,70"
    register.publish("code,amount\nk1,80\n")
    assert logged(register) == [9]


def test_a_table_that_is_being_read_goes_later(register: Scene) -> None:
    import psycopg
    from django.conf import settings

    first = register.table
    register.next_version(KEY, AMOUNT)
    register.publish("code,amount\nk0,6\n")
    keep(register, versions=1)
    with psycopg.connect(settings.YISHU_DATABASE_URL) as reading:
        reading.execute(f"select count(*) from {first.sql}".encode())
        expire()
        assert first.name in tables(register)
        assert reading.execute(f"select count(*) from {first.sql}".encode()).fetchone() == (7,)
    expire()
    assert first.name not in tables(register)


def test_a_table_goes_though_the_entry_has_its_items_in_another_order(register: Scene) -> None:
    """The view of changes was made for the entry of before."""
    register.next_version(KEY, AMOUNT, NOTE, ItemDraft("more", "另项"))
    register.next_version(KEY, NOTE)
    register.publish("code,note\nk0,6\n")
    register.next_version(NOTE, KEY)
    register.publish("code,note\nk0,7\n")
    keep(register, versions=1)
    expire()
    assert tables(register) == {register.table.name}
    assert register.holding.kept == 7


def test_a_table_goes_though_columns_were_made_that_no_batch_took_up(register: Scene) -> None:
    from yishu.hosting.keeping import reshaping

    register.next_version(KEY, NOTE)
    register.publish("code,note\nk0,6\n")
    register.next_version(KEY, NOTE, ItemDraft("more", "另项"))
    assert reshaping.make_columns(register.resource.current, register.holding)  # and the batch is refused
    keep(register, versions=1)
    expire()
    assert tables(register) == {register.table.name}
    register.publish("code,note,more\nk0,7,x\n")
    assert register.rows("note", "more")[0] == ("7", "x")


def tables(scene: Scene) -> set[str]:
    name = scene.resource.code.replace("/", "_")
    found = scene.sql(
        "select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'hosted' and relkind = 'r' and relname like %s",
        f"r{name}%",
    )
    return {row[0] for row in found if not row[0].endswith("_log")}
