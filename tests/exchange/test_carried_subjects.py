"""Whom a call was about that is carried to another node is named as in a call of one's own resources: a person is found by one hash (30.1, 32.1)."""

from typing import Any

import pytest
from django.conf import settings

from yishu.audit.record import subject_hash
from yishu.exchange.carrying import _hashed
from yishu.exchange.models import ForeignEntry

NUMBER = "330102199003076015"
BODY, BODY_KEY = "91350100M000100Y43", "M000100Y4"


@pytest.mark.clause("30.1", "32.1")
@pytest.mark.parametrize(
    ("kind", "given", "named"),
    [
        ("resident_id", NUMBER, ("resident_id", NUMBER)),
        ("resident_id", f" {NUMBER[:6]} {NUMBER[6:]}", ("resident_id", NUMBER)),
        ("resident_id", {"type": "111", "value": NUMBER}, ("resident_id", NUMBER)),
        ("resident_id", {"key": NUMBER}, ("resident_id", NUMBER)),
        ("identity_document", NUMBER, ("resident_id", NUMBER)),
        ("identity_document", {"type": "154", "value": NUMBER}, ("resident_id", NUMBER)),
        ("identity_document", {"type": "414", "value": "e12345678"}, ("identity_document", "414:E12345678")),
        ("identity_document", {"key": {"type": "414", "value": "E12345678"}}, ("identity_document", "414:E12345678")),
        ("uscc", BODY, ("org_code", BODY_KEY)),
        ("legal_entity", BODY_KEY, ("org_code", BODY_KEY)),
        ("plain", NUMBER, ("plain", NUMBER)),
    ],
)
def test_a_carried_subject_has_the_hash_of_an_own_one(
    django_ready: str, kind: str, given: Any, named: tuple[str, str]
) -> None:
    entry = ForeignEntry(key_kind=kind, items=[{"code": "key", "is_key": True}, {"code": "name", "is_key": False}])
    assert _hashed(entry, given) == subject_hash(settings.YISHU_SECRETS.subjects, *named)
