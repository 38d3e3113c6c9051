"""A query may give references instead of values; they resolve to what stands then, under the grant then in force, for the agency that has them (27.2 引用)."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.audit.models import Record
from yishu.catalogue.models import Resource
from yishu.sharing import commands as sharing

pytestmark = pytest.mark.clause("27.2")
Call = Callable[..., httpx.Response]
ITEMS = ("id_number", "name", "birth_date")
PEOPLE = f"id_number,name,sex,birth_date,residence_code\n{KNOWN},赵一,1,1990-03-07,330102\n{NO_RESIDENCE},钱二,1,1990-03-07,\n"


class Here:
    """A population of its own with a grant of CIVIL's system."""

    def __init__(self, stage: Stage, query: Call, http: httpx.Client) -> None:
        self.stage, self.query, self.http = stage, query, http
        self.resource = stage.cast.resource(stage.police, stage.office)
        stage.cast.publish(stage.police, self.resource, PEOPLE, stage.folder)
        self.system = stage.civil.system()
        self.grant = self.granted(self.system)

    def granted(
        self, system: Cast.System, resource: Resource | None = None, items: tuple[str, ...] = ITEMS, **more: Any
    ) -> Any:
        of = resource or self.resource
        return self.stage.cast.grant(self.stage.civil, self.stage.police, of, systems=(system,), items=items, **more)

    def ask(self, system: Cast.System | None = None, resource: Resource | None = None, **body: Any) -> httpx.Response:
        path = self.stage.path("query", resource or self.resource)
        return self.query(path, (system or self.system).headers, **body)

    def refer(self, **body: Any) -> Any:
        answer = self.ask(**{"items": ["name", "birth_date"], "as": "reference"} | body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def name_of(self, subject: str, **more: Any) -> str:
        return self.refer(subject=subject, **more)["record"]["name"]["reference"]

    def resolve(self, *references: str, system: Cast.System | None = None, **more: Any) -> httpx.Response:
        path = self.stage.path("query", more.pop("resource", None) or self.resource)
        body = {"purpose": {"duty": DUTY, "case": "SQ-2"}, "references": list(references), **more}
        return self.http.post(path, json=body, headers=(system or self.system).headers)


@pytest.fixture
def here(stage: Stage, query: Call, http: httpx.Client) -> Here:
    return Here(stage, query, http)


def test_a_reference_tells_nothing_and_resolves_to_what_stands_then(here: Here) -> None:
    told = here.refer(subjects=[KNOWN, ABSENT])
    first, absent = told["records"]
    assert absent == {"found": False, "record": None}
    assert set(first["record"]) == {"name", "birth_date"}
    for given in first["record"].values():
        assert set(given) == {"reference"}
        assert not any(text in json.dumps(told) for text in ("赵一", "1990", KNOWN))
    references = [first["record"][item]["reference"] for item in ("birth_date", "name")]
    assert len({len(reference) for reference in references}) == 1
    here.stage.cast.publish(here.stage.police, here.resource, PEOPLE.replace("赵一", "赵大"), here.stage.folder)
    answer = here.resolve(*references)
    assert answer.status_code == 200, answer.text
    assert answer.json()["values"] == [
        {"found": True, "item": "birth_date", "value": "1990-03-07"},
        {"found": True, "item": "name", "value": "赵大"},
    ]
    assert answer.json()["version"] == 2


def test_it_stays_the_same_and_differs_by_subject_and_item(here: Here) -> None:
    name = here.name_of(KNOWN)
    assert here.name_of(KNOWN) == name
    assert here.name_of(NO_RESIDENCE) != name
    assert here.refer(subject=KNOWN)["record"]["birth_date"]["reference"] != name


@pytest.mark.clause("32.1")
def test_giving_and_resolving_are_each_on_record_about_that_subject(here: Here) -> None:
    given = here.refer(subject=KNOWN)
    resolved = here.resolve(given["record"]["name"]["reference"]).json()
    before, after = (Record.objects.get(pk=each["receipt"].partition(".")[0]) for each in (given, resolved))
    assert bytes(before.subjects) == bytes(after.subjects)
    told = [json.loads(each.body) for each in (before, after)]
    assert [each["detail"] for each in told] == [{"references": "given"}, {"references": "resolved"}]
    assert [each["items"] for each in told] == [["birth_date", "name"], ["name"]]
    assert [each.whole.case for each in (before, after)] == ["SQ-1", "SQ-2"]


def test_it_resolves_under_the_grant_in_force_and_not_after_its_withdrawal(here: Here, stage: Stage) -> None:
    name = here.name_of(KNOWN)
    sharing.withdraw_grant(stage.police.b, str(here.grant.pk), reason="不再需要", now=timezone.now())
    refused = here.resolve(name)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_grant")
    here.granted(here.system)
    assert here.resolve(name).json()["values"][0]["value"] == "赵一"
    narrower = stage.civil.system()
    here.granted(narrower, items=("id_number", "birth_date"))
    refused = here.resolve(name, system=narrower)
    assert (refused.status_code, refused.json()["code"]) == (403, "item_not_granted")


def test_no_other_agency_or_resource_can_use_it_and_none_can_be_made(here: Here, stage: Stage) -> None:
    name, other = here.name_of(KNOWN), stage.forestry.system()
    stage.cast.grant(stage.forestry, stage.police, here.resource, systems=(other,), items=ITEMS)
    elsewhere = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, elsewhere, PEOPLE, stage.folder)
    here.granted(here.system, elsewhere)
    altered = name[:-2] + ("AA" if name[-2:] != "AA" else "BB")
    for answer in (
        here.resolve(name, system=other),
        here.resolve(name, resource=elsewhere),
        here.resolve(altered),
        here.resolve("", name),
        here.resolve("!" * 50),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference"), answer.text
        assert answer.json()["errors"][0]["field"] == "references[0]"
        assert answer.json()["receipt"]


def test_what_a_grant_masks_or_keeps_back_is_so_when_it_is_resolved(here: Here, stage: Stage) -> None:
    from yishu.core.rows import RowRule

    name, other = here.name_of(KNOWN), here.name_of(NO_RESIDENCE)
    masking = stage.civil.system()
    here.granted(masking, bounds={"masks": {"name": "name"}})
    assert here.resolve(name, system=masking).json()["values"][0]["value"] == "赵*"
    within = stage.civil.system()
    here.granted(within, items=(*ITEMS, "residence_code"), rows=RowRule("residence_code", ("330102",)))
    values = here.resolve(other, name, system=within).json()["values"]
    assert values == [
        {"found": False, "item": "name", "value": None},
        {"found": True, "item": "name", "value": "赵一"},
    ]


def test_what_a_reference_says_already_is_not_said_beside_it(here: Here) -> None:
    name = here.name_of(KNOWN)
    beside: tuple[dict[str, Any], ...] = ({"subject": KNOWN}, {"items": ["name"]}, {"as": "reference"})
    for more in beside:
        wrong = here.resolve(name, **more)
        assert (wrong.status_code, wrong.json()["errors"][0]["rule"]) == (422, "in_the_reference"), wrong.text
    assert here.resolve().json()["errors"][0]["rule"] == "required"
    riddle: dict[str, Any] = {"as": "riddle"}
    assert here.ask(subject=KNOWN, **riddle).status_code == 422


def test_a_record_that_is_gone_is_not_found(here: Here, stage: Stage) -> None:
    name = here.name_of(KNOWN)
    stage.cast.publish(stage.police, here.resource, f"id_number\n{KNOWN}\n", stage.folder, how="delete")
    assert here.resolve(name).json()["values"] == [{"found": False, "item": "name", "value": None}]
