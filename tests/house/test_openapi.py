"""The API's own description: whole, valid, the data plane included."""

from collections import Counter
from typing import Any

import pytest


def test_the_document_is_valid_and_holds_the_data_plane(client: Any) -> None:
    from openapi_spec_validator import validate

    document = client.get("/api/openapi.json").json()
    validate(document)
    paths = [path.split("/")[4:] for path in document["paths"] if path.startswith("/api/v1/data/")]
    acts = {path[1] for path in paths}
    assert acts == {"verify", "query", "batches", "uploads", "quarantine", "bulk", "documents", "blind-key"}
    tried = {path.removeprefix("/api/v1/sandbox/data/{code}") for path in document["paths"] if "/sandbox/" in path}
    assert tried == {"", "/verify", "/query"}
    asked = document["components"]["schemas"]["VerifyRequest"]["properties"]
    assert {"purpose", "subject", "claims", "subjects", "grant", "blind"} == set(asked)


@pytest.mark.usefixtures("django_ready")
def test_no_two_schemas_share_a_name() -> None:
    """Not among the management API's (`Described` refuses that), nor with the gateway's messages, nor as classes: the next use of one would clash."""
    from ninja import Schema

    from yishu.access.openapi import add_data_plane
    from yishu.access.sandbox.openapi import add_sandbox
    from yishu.api import api
    from yishu.openapi import Described, TwoOfOneName

    own = Described(api, "/api/")
    gateways = add_sandbox(add_data_plane({"paths": {}}))["components"]["schemas"]
    assert not own.schemas.keys() & gateways.keys()
    names = Counter(each.__name__ for each in _below(Schema) if each.__module__.startswith("yishu."))
    assert [name for name, count in names.items() if count > 1] == []
    with pytest.raises(TwoOfOneName):
        own.add_schema_definitions({"GrantOut": {"type": "integer"}})


def _below(kind: type) -> list[type]:
    return [each for one in kind.__subclasses__() for each in (one, *_below(one))]


def test_the_docs_page_is_served_without_foreign_hosts(client: Any) -> None:
    page = client.get("/api/docs").content.decode()
    assert "/api/openapi.json" in page
    assert "cdn" not in page
