"""Interfaces that speak SOAP or plain XML answer the same calls (7.2)."""

from dataclasses import asdict
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.proxied.stage import ABSENT, KNOWN, NO_BIRTH, Story, signed_in
from yishu.access.errors import BackendFailed
from yishu.access.mounts_xml import answer, request
from yishu.core.errors import Invalid
from yishu.hosting import mounting
from yishu.hosting.forms import ITEM, KEY
from yishu.hosting.models import Mount

pytestmark = pytest.mark.clause("7.2")
XML = {"operation": "query", "namespace": "urn:police", "record_at": "queryResponse.return.person"}
SOAP = XML | {"form": "soap11", "action": "urn:police/query"}
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def mount(story: Story, **changes: Any) -> None:
    mounting.mount(story.police.a, story.resource.code, story.draft(**changes), now=timezone.now())


@pytest.mark.parametrize("form", ["soap11", "soap12", "xml"])
def test_it_is_verified_and_queried_like_any_other(story: Story, form: str) -> None:
    mount(story, **SOAP | {"form": form, "action": "" if form == "xml" else "urn:police/query"})
    claims = {"name": "赵一", "birth_date": "1990年3月7日", "sex": "男"}
    told = story.call("verify", claims=claims).json()
    assert told["result"] == dict.fromkeys(claims, "match"), told
    listed = story.call("query", subjects=[NO_BIRTH, ABSENT, KNOWN]).json()["records"]
    assert [each["record"] for each in listed] == [
        {"name": "钱二", "birth_date": None},
        None,
        {"name": "赵一", "birth_date": "1990-03-07"},
    ]


def test_what_is_sent_is_what_soap_says(story: Story) -> None:
    mount(story, **SOAP)
    story.call("query")
    path, headers, raw = story.backend.asked[-1]
    root = ElementTree.fromstring(raw)
    assert path == "/person/query"
    assert (headers["Content-Type"], headers["SOAPAction"]) == ("text/xml; charset=utf-8", '"urn:police/query"')
    assert [(each.tag, each.text) for each in root.iter()] == [
        (f"{{{ENVELOPE}}}Envelope", None),
        (f"{{{ENVELOPE}}}Body", None),
        ("{urn:police}query", None),
        ("sfzh", KNOWN),
    ]
    mount(story, **SOAP | {"form": "soap12", "key_fields": {"id_number": "q:request.q:sfzh"}})
    story.call("query")
    _, headers, raw = story.backend.asked[-1]
    assert headers["Content-Type"] == 'application/soap+xml; charset=utf-8; action="urn:police/query"'
    assert [each.tag for each in ElementTree.fromstring(raw).iter()][2:] == [
        "{urn:police}query",
        "{urn:police}request",
        "{urn:police}sfzh",
    ]


@pytest.mark.parametrize(
    ("mode", "form"), [("error", "soap11"), ("fault", "soap11"), ("fault", "soap12"), ("doctype", "xml")]
)
def test_a_fault_or_a_document_type_is_a_failure_and_says_nothing_of_it(story: Story, mode: str, form: str) -> None:
    mount(story, **SOAP | {"form": form, "action": ""})
    story.backend.mode = mode
    told = story.call("query")
    assert (told.status_code, told.json()["code"]) == (502, "backend_failed")
    assert "secret" not in told.text


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"method": "GET"}, "method", "post"),
        ({"operation": ""}, "operation", "element"),
        ({"operation": "a><b"}, "operation", "element"),
        ({"namespace": 'urn:"x'}, "namespace", "uri"),
        ({"action": "a b"}, "action", "uri"),
        ({"form": "xml"}, "action", "uri"),
        ({"form": "soap"}, "form", "one_of"),
        ({"form": "json"}, "operation", "xml_only"),
        ({"key_fields": {"id_number": "sfzh/><x"}}, "key_fields", "element"),
    ],
)
def test_what_is_wrong_with_it_is_named(story: Story, changes: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        mount(story, **SOAP | changes)
    assert (field, rule) in [(error.field, error.rule) for error in refused.value.errors]


def test_it_is_mounted_on_the_page(story: Story) -> None:
    client, page = signed_in(story.police.person_a), f"/hosting/mounts/{story.resource.path_code}/"
    mount(story, **SOAP)
    assert 'value="urn:police/query"' in client.get(page).content.decode()
    draft = story.draft(**SOAP | {"form": "soap12"})
    sent = {name: value for name, value in asdict(draft).items() if not name.endswith("_fields")}
    sent |= {f"{KEY}{item}": name for item, name in draft.key_fields.items()}
    sent |= {f"{ITEM}{item}": place for item, place in draft.item_fields.items()}
    saved = client.post(page, sent, follow=True)
    assert "已挂接" in saved.content.decode()
    made = Mount.objects.get(resource=story.resource, ended_at=None)
    assert (made.form, made.operation, made.namespace) == ("soap12", "query", "urn:police")
    assert story.call("query").json()["record"]["name"] == "赵一"


@given(
    st.dictionaries(
        st.sampled_from(["id", "request.id", "request.q:no", "q:a.b.c"]),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))),
        min_size=1,
    )
)
@settings(deadline=None)
def test_any_value_arrives_as_it_was(fields: dict[str, str]) -> None:
    whole = answer("xml", request("xml", "query", "urn:x", fields))["query"]
    for place, value in fields.items():
        found = whole
        for name in place.split("."):
            found = found[name.removeprefix("q:")]
        assert found == (value.strip() or None)


@given(st.binary(max_size=200) | st.text(alphabet="<>/&;!?[]abS:Envelop=\"' ", max_size=80).map(str.encode))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    for form in ("xml", "soap11"):
        try:
            assert isinstance(answer(form, body), dict)
        except BackendFailed:
            continue


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(BackendFailed):
        answer("xml", b"<a>" * 100 + b"</a>" * 100)
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with pytest.raises(BackendFailed):
        answer("xml", laughs)
