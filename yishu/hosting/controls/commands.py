"""Declaring that a resource's copies have control records, and ending it: the provider's data officer, on record (20.2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.db import connection, transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.controls import learning
from yishu.hosting.controls.errors import ControlsNotFound, ControlsStand, KeyNotReservable, RangeTaken
from yishu.hosting.controls.models import Declaration
from yishu.hosting.controls.rules import RESERVED, ControlRule, Kind, Shape
from yishu.hosting.declared.queries import get_hosted, get_own
from yishu.hosting.models import Holding
from yishu.hosting.queries import get_holding, table_of
from yishu.hosting.tables import Column, Table
from yishu.node import epoch

BEGINNING: Final = re.compile("[0-9A-Za-z][0-9A-Za-z-]{1,7}")


@dataclass(frozen=True, slots=True)
class Wish:
    """`item` and `text`: of a key without a range of its own, in which item and with which beginning; `empty`: items that stay empty in control records."""

    item: str = ""
    text: str = ""
    empty: tuple[str, ...] = ()


def propose(actor: Actor, code: str, wish: Wish, *, now: datetime) -> tuple[Table, ControlRule]:
    """What would be declared; nothing is kept. Raises as `declare`."""
    get_hosted(actor, code)
    table = table_of(get_holding(get_own(actor, code)))
    rule = _rule(table, wish, code, now)
    _require_free(table, rule, code)
    return table, rule


@transaction.atomic
def declare(actor: Actor, code: str, wish: Wish, *, now: datetime) -> Declaration:
    """Copies under grants that are opened from now on have control records; publishing refuses keys of their range.

    Raises ControlsStand, KeyNotReservable, RangeTaken, Invalid, NothingHosted, NotHosted, ResourceNotPublished, RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider.
    """
    resource, _entry = get_hosted(actor, code)
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    if Declaration.objects.filter(resource=resource, ended_at=None).exists():
        raise ControlsStand(code=resource.code)
    holding = Holding.objects.select_for_update().get(pk=get_holding(resource).pk)
    table = table_of(holding)
    rule = _rule(table, wish, resource.code, now)
    _require_free(table, rule, resource.code)
    made = Declaration.objects.create(
        resource=resource,
        item=rule.item,
        start=rule.start,
        text=rule.text,
        shapes=msgspec.to_builtins(rule.shapes),
        declared_by=actor.ref,
        declared_by_name=actor.name,
        declared_at=now,
    )
    recording.record(
        actor,
        Action.CONTROLS_DECLARED,
        resource=resource.code,
        target=f"controls:{made.pk}",
        item=rule.item,
        begins=rule.text,
    )
    epoch.bump()
    return made


@transaction.atomic
def end(actor: Actor, code: str, *, now: datetime) -> Declaration:
    """Copies from now on have none; those that left before are traced as ever. Raises ControlsNotFound, RoleMissing, NotTheProvider."""
    resource = get_own(actor, code)
    found = Declaration.objects.select_for_update().filter(resource=resource, ended_at=None).first()
    if found is None:
        raise ControlsNotFound(code=resource.code)
    found.ended_at, found.ended_by, found.ended_by_name = now, actor.ref, actor.name
    found.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    recording.record(actor, Action.CONTROLS_ENDED, resource=resource.code, target=f"controls:{found.pk}")
    epoch.bump()
    return found


def keys_that_may(table: Table) -> list[Column]:
    """The key items in which a beginning may be declared; none for keys whose kind has a range, or gives no room for one."""
    if table.key_kind != "plain":
        return []
    return [column for column in table.key if column.type == "string" and not column.codes]


def may_be_empty(table: Table) -> list[Column]:
    return [column for column in table.columns if not column.required and not column.is_key]


def _rule(table: Table, wish: Wish, code: str, now: datetime) -> ControlRule:
    seen = learning.sample(table)
    _require_may_be_empty(table, wish.empty)
    item, start, text, shape = _range(table, wish, seen, code)
    today = shanghai_day(now)
    shapes = {
        column.code: Shape(Kind.EMPTY)
        if column.code in wish.empty
        else learning.shape_of(column, seen[column.code], today)
        for column in table.columns
    }
    return ControlRule(0, item, start, text, now, {**shapes, item: shape})


def _range(table: Table, wish: Wish, seen: learning.Sample, code: str) -> tuple[str, int, str, Shape]:
    if reserved := RESERVED.get(table.key_kind):
        start, text, shape = reserved
        if len(table.key) != 1 or table.key[0].type != "string":
            raise KeyNotReservable(code=code)
        return table.key[0].code, start, text, shape
    known = {column.code: column for column in keys_that_may(table)}
    if not known:
        raise KeyNotReservable(code=code)
    item = wish.item or next(iter(known))
    if item not in known:
        zh, en = "请选择一个没有代码表的文本主键。", "Choose a text key without a code list."
        raise Invalid(errors=[FieldError("item", "key", zh, en)])
    if not BEGINNING.fullmatch(wish.text):
        zh, en = (
            "开头为 2 至 8 位字母、数字或连字符，首位不是连字符。",
            "A beginning has 2 to 8 letters, digits or hyphens, the first no hyphen.",
        )
        raise Invalid(errors=[FieldError("text", "form", zh, en)])
    shape = learning.key_shape(known[item], seen[item], wish.text)
    if shape is None:
        zh, en = (
            "此主键长度不足，容不下足够多的标识记录，请缩短开头。",
            "The key is too short for enough control records; shorten the beginning.",
        )
        raise Invalid(errors=[FieldError("text", "room", zh, en)])
    return item, 1, wish.text, shape


def _require_may_be_empty(table: Table, empty: Sequence[str]) -> None:
    may = {column.code for column in may_be_empty(table)}
    if wrong := [item for item in empty if item not in may]:
        zh, en = "{items} 不存在、必填或是主键，不能留空。", "{items} cannot be empty: unknown, required or a key."
        raise Invalid(errors=[FieldError("empty", "required", zh, en, items=", ".join(wrong)[:200])])


def _require_free(table: Table, rule: ControlRule, code: str) -> None:
    """No record is in the range."""
    column = table.by_code[rule.item]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select from {table.sql} where substr({column.sql}, {rule.start}, {len(rule.text)}) = %s)",
            [rule.text],
        )
        (taken,) = cursor.fetchone()
    if taken:
        raise RangeTaken(code=code, text=rule.text)
