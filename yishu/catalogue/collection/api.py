"""Looking before collecting, over HTTP (16.1)."""

from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yishu.agencies.api import PlainText, known
from yishu.catalogue.collection.checking import Answer, check
from yishu.catalogue.collection.pages import csv_answer

router = Router(tags=["catalogue"], auth=known)


class NamesIn(Schema):
    names: list[PlainText]


class HolderOut(Schema):
    """`how` the names agree: exact, normalised, synonym, near. `apply`: the page that applies for it, "" where that is not possible."""

    how: str
    item: str
    item_code: str
    resource: str
    name: str
    provider: str
    category: str
    modes: list[str]
    state: str
    apply: str


class CollectionAnswerOut(Schema):
    """`result`: on_platform (do not collect it), similar (compare first), not_on_platform (may be collected)."""

    name: str
    result: Literal["on_platform", "similar", "not_on_platform"]
    holders: list[HolderOut]


class CollectionCheckOut(Schema):
    on_platform: int
    similar: int
    not_on_platform: int
    answers: list[CollectionAnswerOut]


_OR_A_TABLE: Final = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.post("/collection-check", response=CollectionCheckOut, openapi_extra=_OR_A_TABLE)
def collection_check(
    request: HttpRequest,  # noqa: ARG001
    body: NamesIn,
    format: Literal["json", "csv"] = "json",
) -> CollectionCheckOut | HttpResponse:
    """Before collecting: which of these items (500 at most) the platform has, where, and how to apply. `?format=csv` gives a table."""
    answers = check(body.names)
    if format == "csv":
        return csv_answer(answers)
    shown = [CollectionAnswerOut(name=one.name, result=_result(one), holders=_holders(one)) for one in answers]
    counts = {result: sum(one.result == result for one in shown) for result in ("on_platform", "similar")}
    free = len(shown) - sum(counts.values())
    return CollectionCheckOut(**counts, not_on_platform=free, answers=shown)


def _result(answer: Answer) -> Literal["on_platform", "similar", "not_on_platform"]:
    if answer.on_platform:
        return "on_platform"
    return "similar" if answer.holders else "not_on_platform"


def _holders(answer: Answer) -> list[HolderOut]:
    return [
        HolderOut(
            how=one.how,
            item=one.item,
            item_code=one.item_code,
            resource=one.resource,
            name=one.name,
            provider=one.provider,
            category=one.category,
            modes=list(one.modes),
            state=one.state,
            apply=one.apply_path if one.can_be_applied_for else "",
        )
        for one in answer.holders
    ]
