"""POLICE cannot host its people yet: its front agent answers for them out of its own tables, and CIVIL asks through the node."""

import secrets
import socket
import subprocess
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
from django.utils import timezone

from tests.cast import Cast, entry_draft
from tests.conftest import Node, free_port
from tests.front.stage import Agent
from yishu.catalogue import commands as catalogue
from yishu.catalogue.models import Resource
from yishu.core.signatures import Message, sign
from yishu.hosting import mounting
from yishu.hosting.rules import MountDraft
from yishu.node.own_key import key_id_of, own_key, own_public_key

DUTY = "社会救助审核"
KNOWN, NO_BIRTH, ABSENT, TWICE = "330102199003076015", "330102199003076031", "330102199003076074", "330102199003076058"
ROWS = (
    (KNOWN, "欧阳望舒", "1", "1990-03-07", "330102"),
    (NO_BIRTH, "钱二", "1", None, None),
    (TWICE, "孙三", "2", "1990-03-07", "330106"),
    (TWICE, "孙三", "2", "1990-03-07", "330106"),
)
COLUMNS = '{ id_number = "sfzh", name = "xm", sex = "xb", birth_date = "csrq", residence_code = "hjd" }'
ITEMS = ("id_number", "name", "sex", "birth_date")


class Asked:
    """The agent as a process, the node that may reach it, and the two resources that it answers for: `people` out of PostgreSQL, `others` out of SQLite."""

    def __init__(self, node_for: Any, address: str, folder: Path) -> None:
        self.origin = f"http://127.0.0.1:{free_port()}"
        self.node: Node = node_for(self.origin)
        self.address, self.folder = address, folder
        self.cast = cast = Cast()
        self.office = cast.agency("主管", coordinator=True)
        self.police, self.civil = cast.agency("公安"), cast.agency("民政")
        self.system, self.stranger = self.civil.system(), self.civil.system()
        self.people, self.others = self.proxied("人口"), self.proxied("另册人口")
        for resource in (self.people, self.others):
            self.mount(resource)
            cast.grant(self.civil, self.police, resource, systems=(self.system,), items=ITEMS)
        self.fill()
        self.agent = Agent(folder / "agent", self.node.url, "ysk_" + "x" * 40, *self.sections())
        self.process = self.start()

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

    def mount(self, resource: Resource, **changes: Any) -> None:
        said: dict[str, Any] = {"form": "front", "path": "", "key_fields": {}, "item_fields": {}, "timeout_ms": 4000}
        until = timezone.localdate() + timedelta(days=180)
        draft = MountDraft(**said | {"origin": self.origin, "reason": "原系统正在迁移", "until": until} | changes)
        mounting.mount(self.police.a, resource.code, draft, now=timezone.now())

    def fill(self) -> None:
        import sqlite3

        shape = "(sfzh {0} not null, xm text, xb text, csrq {1}, hjd text)"
        with psycopg.connect(self.address) as connection, connection.cursor() as cursor:
            cursor.execute("drop table if exists people")  # of the tests before, which share the database
            cursor.execute(f"create table people {shape.format('varchar(18)', 'date')}".encode())
            cursor.executemany("insert into people values (%s, %s, %s, %s, %s)", ROWS)
        with sqlite3.connect(self.folder / "others.db") as own:
            own.execute(f"create table people {shape.format('text', 'text')}")
            own.executemany("insert into people values (?, ?, ?, ?, ?)", ROWS)
        own.close()

    def sections(self) -> tuple[str, ...]:
        key = own_public_key()
        listen = self.origin.removeprefix("http://")
        head = (
            f'[answering]\nlisten = "{listen}"\norigin = "{self.origin}"\nnode_key = "{key}"\nseconds = 2\nat_once = 4'
        )
        places = (f'postgres = "{self.address}"', f'sqlite = "{self.folder / "others.db"}"')
        return head, *(
            f'[[answer]]\nresource = "{resource.code}"\n{place}\ntable = "people"\ncolumns = {COLUMNS}\nkey = ["id_number"]'
            for resource, place in zip((self.people, self.others), places, strict=True)
        )

    def start(self) -> subprocess.Popen[bytes]:
        process = self.agent.start()
        host, port = self.origin.removeprefix("http://").split(":")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                return process
            except OSError:
                assert process.poll() is None, self.log
                time.sleep(0.05)
        raise AssertionError(self.log)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    @property
    def log(self) -> str:
        return (self.agent.folder / "log").read_text("utf-8")

    def call(self, act: str, resource: Resource, **body: Any) -> httpx.Response:
        one: dict[str, Any] = {"claims": {"name": "欧阳望舒"}} if act == "verify" else {"items": ["name", "birth_date"]}
        whole = {"purpose": {"duty": DUTY, "case": "SQ-1"}} | one | body
        if "subjects" not in whole:
            whole = {"subject": KNOWN} | whole
        path = f"{self.node.url}/api/v1/data/{resource.path_code}/{act}"
        return httpx.post(path, json=whole, headers=self.system.headers, timeout=20)

    def signed(self, path: str, body: bytes, *, ago: int = 0) -> dict[str, str]:
        """As the node signs what it asks of the agent, so many seconds ago."""
        keyid, nonce = key_id_of(own_public_key()), secrets.token_urlsafe(18)
        message, created = Message("POST", self.origin + path), int(time.time()) - ago
        return sign(message, body, own_key().sign, keyid=keyid, nonce=nonce, created=created)

    def ask(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Straight to the agent."""
        return httpx.post(
            self.origin + path, content=body, headers=dict(headers or self.signed(path, body)), timeout=20
        )
