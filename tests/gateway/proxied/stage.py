"""A resource that stands behind its provider's own interface, and those who use it (7.2)."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast, entry_draft
from tests.conftest import Node
from tests.gateway.proxied.backend import KEY, Backend
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.hosting import mounting
from yishu.hosting.rules import MountDraft

DUTY = "社会救助审核"
KNOWN, NO_BIRTH, ABSENT = "330102199003076015", "330102199003076031", "330102199003076074"
FIELDS = {"id_number": "idcard", "name": "base.xm", "sex": "xb", "birth_date": "csrq", "residence_code": "hjd"}


class Story:
    """POLICE cannot host its people yet: they stand behind its interface. CIVIL's system and person hold grants; a hosted resource stands beside."""

    def __init__(self, backend: Backend, node: Node, folder: Path) -> None:
        self.backend, self.node = backend, node
        self.cast = cast = Cast()
        self.office = cast.agency("主管", coordinator=True)
        self.police, self.civil, self.forestry = cast.agency("公安"), cast.agency("民政"), cast.agency("林业")
        self.hosted = cast.resource(self.police, self.office, name="托管人口")
        cast.publish(self.police, self.hosted, PEOPLE_CSV, folder)
        self.system, self.stranger = self.civil.system(), self.forestry.system()
        cast.grant(self.civil, self.police, self.hosted, systems=(self.system,))
        self.resource = self.proxied("暂不能托管的人口")
        mounting.mount(self.police.a, self.resource.code, self.draft(), now=timezone.now())
        items = ("id_number", "name", "sex", "birth_date")
        self.grant = cast.grant(
            self.civil, self.police, self.resource, systems=(self.system,), users=(self.civil.person_a,), items=items
        )

    def proxied(self, name: str) -> Resource:
        draft = entry_draft(
            f"{name}{time.monotonic_ns()}",
            format="interface",
            modes=("verify", "query"),
            case_required=True,
            provision="proxied",
        )
        entry = catalogue.draft_entry(self.police.a, self.police.agency, draft, now=timezone.now())
        catalogue.submit_entry(self.police.a, entry.pk, now=timezone.now())
        catalogue.sign_off(self.police.b, entry.pk, scope="全部信息项", now=timezone.now())
        catalogue.publish_entry(self.office.b, entry.pk, now=timezone.now())
        return Resource.objects.get(pk=entry.resource_id)

    def draft(self, **changes: Any) -> MountDraft:
        made = MountDraft(
            origin=self.backend.origin,
            path="/person/query",
            key_fields={"id_number": "sfzh"},
            item_fields=FIELDS,
            record_at="data.person",
            reason="原系统正在迁移，半年内完成",
            until=timezone.localdate() + timedelta(days=180),
            secret_header="X-Api-Key",
            secret=KEY,
            timeout_ms=600,
            at_once=4,
        )
        return replace(made, **changes)

    def call(self, act: str, resource: Resource | None = None, headers: Any = None, **body: Any) -> httpx.Response:
        one: dict[str, Any] = (
            {"subject": KNOWN, "claims": {"name": "赵一"}} if act == "verify" else {"items": ["name", "birth_date"]}
        )
        if act == "query" and "subjects" not in body:
            one["subject"] = KNOWN
        whole = {"purpose": {"duty": DUTY, "case": "SQ-1"}} | one | body
        path = f"{self.node.url}/api/v1/data/{(resource or self.resource).path_code}/{act}"
        return httpx.post(path, json=whole, headers=headers or self.system.headers, timeout=20)


def newest(story: Story, resource: Resource | None = None) -> Any:
    from yishu.audit.queries import Filters, Scope, list_records

    code = (resource or story.resource).code
    return list_records(Scope("", (code,)), Filters(action="data:", side="provided")).records[0].record


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client
