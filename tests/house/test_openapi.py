"""The API's own description: whole, valid, the data plane included."""

from typing import Any


def test_the_document_is_valid_and_holds_the_data_plane(client: Any) -> None:
    from openapi_spec_validator import validate

    document = client.get("/api/openapi.json").json()
    validate(document)
    paths = [path.split("/")[4:] for path in document["paths"] if path.startswith("/api/v1/data/")]
    acts = {path[1] for path in paths}
    assert acts == {"verify", "query", "batches", "uploads", "quarantine", "bulk", "documents"}
    asked = document["components"]["schemas"]["VerifyRequest"]["properties"]
    assert {"purpose", "subject", "claims", "subjects", "grant"} == set(asked)


def test_the_docs_page_is_served_without_foreign_hosts(client: Any) -> None:
    page = client.get("/api/docs").content.decode()
    assert "/api/openapi.json" in page
    assert "cdn" not in page
