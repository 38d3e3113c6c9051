"""What the entry in force no longer offers is served to nobody, whatever was granted before it (10.1, 26.5)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, PERSON_ITEMS
from tests.gateway.stage import DUTY, KNOWN, Stage
from tests.gateway.test_refusals import assert_refused
from yishu.access import calls
from yishu.access.errors import ItemRetired, ModeNotGranted, ResourceNotShared
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.rules import EntryDraft
from yishu.core.errors import Problem
from yishu.wire.data import Purpose, QueryRequest

Call = Callable[..., httpx.Response]


@pytest.fixture
def shared(stage: Stage) -> Resource:
    """A population of which CIVIL's system and person were granted everything."""
    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), users=(stage.civil.person_a,))
    return made


def put_in_force(stage: Stage, resource: Resource, **changed: Any) -> None:
    """A next version of the entry, changed in these fields, is passed."""
    now = timezone.now()
    fields: dict[str, Any] = {
        "name": Entry.objects.filter(resource=resource).latest("version").name,
        "summary": "常住人口的基本信息",
        "category": "restricted",
        "format": "database",
        "cycle": "realtime",
        "openness": "closed",
        "modes": ("verify", "query", "bulk"),
        "items": PERSON_ITEMS,
        "key_kind": "resident_id",
        "condition": "按履职需要核定",
        "scope": "全省行政机关",
        "timeliness": "产生后2个工作日内更新",
    }
    draft = EntryDraft(**fields | changed)
    made = catalogue.draft_new_version(stage.police.a, resource, draft, now=now)
    catalogue.submit_entry(stage.police.a, made.pk, now=now)
    catalogue.sign_off(stage.police.b, made.pk, scope="全部信息项", now=now)
    catalogue.publish_entry(stage.office.b, made.pk, now=now)


def query_as_person(stage: Stage, resource: Resource, *items: str) -> None:
    request = QueryRequest(Purpose(DUTY, "SQ-1"), list(items), KNOWN)
    calls.query(stage.civil.a, resource.code, request, now=timezone.now())


def refused_to_person(stage: Stage, resource: Resource, problem: type[Problem], *items: str) -> None:
    with pytest.raises(problem):
        query_as_person(stage, resource, *items)


def test_what_became_non_shared_opens_under_no_old_grant(
    http: httpx.Client, verify: Call, query: Call, stage: Stage, shared: Resource
) -> None:
    assert query(stage.path("query", shared), subject=KNOWN).status_code == 200
    put_in_force(stage, shared, category="non_shared", modes=(), condition="", legal_basis="《保密法》第三条")
    assert_refused(query(stage.path("query", shared), subject=KNOWN), 409, "resource_not_shared")
    assert_refused(verify(stage.path("verify", shared)), 409, "resource_not_shared")
    answer = http.get(stage.path("bulk", shared), headers=stage.civil_system.headers)
    assert_refused(answer, 409, "resource_not_shared")
    refused_to_person(stage, shared, ResourceNotShared, "name")


def test_a_mode_that_is_no_longer_offered_is_refused(
    http: httpx.Client, verify: Call, query: Call, stage: Stage, shared: Resource
) -> None:
    put_in_force(stage, shared, modes=("verify",))
    assert verify(stage.path("verify", shared)).status_code == 200
    assert_refused(query(stage.path("query", shared), subject=KNOWN), 403, "mode_not_granted")
    answer = http.get(stage.path("bulk", shared), headers=stage.civil_system.headers)
    assert_refused(answer, 403, "mode_not_granted")
    refused_to_person(stage, shared, ModeNotGranted, "name")


def test_an_item_that_is_no_longer_offered_is_refused(
    http: httpx.Client, query: Call, stage: Stage, shared: Resource
) -> None:
    put_in_force(stage, shared, items=tuple(item for item in PERSON_ITEMS if item.code != "residence_code"))
    path = stage.path("query", shared)
    assert_refused(query(path, subject=KNOWN, items=["name", "residence_code"]), 410, "item_retired")
    assert query(path, subject=KNOWN, items=["name"]).json()["record"] == {"name": "赵一"}
    copied = http.get(stage.path("bulk", shared), headers=stage.civil_system.headers).content.decode("utf-8-sig")
    assert copied.splitlines()[0] == "id_number,name,sex,birth_date"
    refused_to_person(stage, shared, ItemRetired, "residence_code")
    query_as_person(stage, shared, "name")


def test_what_is_offered_again_is_served_again(query: Call, stage: Stage, shared: Resource) -> None:
    """The grant itself was never changed."""
    put_in_force(stage, shared, modes=("verify",))
    assert query(stage.path("query", shared), subject=KNOWN).status_code == 403
    put_in_force(stage, shared)
    assert query(stage.path("query", shared), subject=KNOWN).status_code == 200
