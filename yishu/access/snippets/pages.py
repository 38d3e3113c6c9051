"""The files of a grant, for whoever sees its page."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yishu.access.snippets.facts import Facts
from yishu.access.snippets.openapi import document
from yishu.access.snippets.postman import collection
from yishu.access.snippets.queries import facts_of
from yishu.agencies.middleware import actor_of
from yishu.sharing import queries as sharing
from yishu.shell.addresses import public_address


@require_GET
def openapi(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """OpenAPI 3.1. Raises GrantNotFound."""
    facts = _facts(request, grant_id)
    return _file(document(facts), f"yishu-{facts.code}.openapi.json")


@require_GET
def postman(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """A Postman collection. Raises GrantNotFound."""
    facts = _facts(request, grant_id)
    return _file(collection(facts), f"yishu-{facts.code}.postman_collection.json")


def _facts(request: HttpRequest, grant_id: UUID) -> Facts:
    return facts_of(sharing.get_grant(actor_of(request), str(grant_id)), public_address(request))


def _file(content: dict[str, Any], name: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
