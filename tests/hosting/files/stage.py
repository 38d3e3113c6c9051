"""POLICE provides documents, CIVIL is granted them, FORESTRY is a stranger; files as an official would hand them in."""

import io
import itertools
import random
import zipfile
from datetime import date
from typing import Any

from tests.cast import Cast, entry_draft

_numbers = itertools.count(random.SystemRandom().randrange(10_000, 9_000_000))
PDF_TYPE, DUTY = "application/pdf", "社会救助审核"
ITEMS = ("wenhao", "biaoti", "zhengwen")
USCC = "91350100M000100Y43"


def pdf(text: str) -> bytes:
    """A small one; every text makes another file."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def packed(*names: str) -> bytes:
    """A ZIP with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return target.getvalue()


class Stage:
    """A resource of files with query and bulk, published and signed off; `grant` opens it to CIVIL's system and handler."""

    def __init__(self, *, modes: tuple[str, ...] = ("query", "bulk"), **changes: Any) -> None:
        from yishu.agencies.models import Scope

        self.cast = Cast()
        self.office = self.cast.agency("OFFICE", coordinator=True)
        self.police, self.civil = self.cast.agency("POLICE"), self.cast.agency("CIVIL")
        self.forestry = self.cast.agency("FORESTRY")
        self.resource = self._resource(modes, changes)
        self.publisher = self.police.system(Scope.PUBLISH)
        self.reader, self.stranger = self.civil.system(), self.forestry.system()
        self.grant: Any = None

    def open(self, **bounds: Any) -> Any:
        self.grant = self.cast.grant(
            self.civil, self.police, self.resource, systems=(self.reader,), users=(self.civil.person_a,), **bounds
        )
        return self.grant

    @property
    def path(self) -> str:
        return f"/api/v1/data/{self.resource.path_code}/documents"

    @property
    def own(self) -> str:
        return f"/api/v1/hosting/{self.resource.path_code}/documents"

    def hand_in(self, client: Any, content: bytes, name: str = "通知.pdf", **said: str) -> Any:
        """Over HTTP, as POLICE's system."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile(name, content)
        return client.post(self.path, {"file": file, **said}, headers=self.publisher.headers)

    def provided(self, client: Any, content: bytes, number: str, **said: str) -> dict[str, Any]:
        """Handed in, and signed off by POLICE's other person."""
        made = self.hand_in(client, content, **{"name": f"{number}.pdf", "number": number, **said})
        assert made.status_code == 201, made.content
        return self.review(client, number, made.json()["version"])

    def review(self, client: Any, number: str, n: int, **said: str) -> dict[str, Any]:
        said = said or {"act": "pass", "scope": "全文"}
        answer = self.act(client, number, n, "review", said)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def withdraw(self, client: Any, number: str, n: int) -> Any:
        return self.act(client, number, n, "withdrawal", {"reason": "误发"})

    def act(self, client: Any, number: str, n: int, act: str, said: dict[str, str], *, by: Any = None) -> Any:
        from tests.cast import PASSWORD

        login = (by or self.police.person_b).login
        token = client.post(
            "/api/v1/session", {"login": login, "password": PASSWORD}, content_type="application/json"
        ).json()["token"]
        return client.post(
            f"{self.own}/{number}/versions/{n}/{act}",
            said,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    def get(self, client: Any, rest: str = "", *, by: Any = None, **options: Any) -> Any:
        headers = {**(by or self.reader).headers, **options.pop("headers", {})}
        return client.get(f"{self.path}{rest}", options, headers=headers)

    def evidence(self) -> list[tuple[str, str, str]]:
        """(action, outcome, reason) on record of this resource, oldest first."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "select action, outcome, coalesce(body::json ->> 'reason', '') from audit_record where resource = %s order by id",
                [self.resource.code],
            )
            return cursor.fetchall()

    def _resource(self, modes: tuple[str, ...], changes: dict[str, Any]) -> Any:
        from yishu.catalogue import commands
        from yishu.catalogue.models import Resource
        from yishu.catalogue.rules import ItemDraft

        draft = entry_draft(
            f"规范性文件{next(_numbers)}",
            format="file",
            provision="file",
            digitisation="electronic",
            digitisation_plan="2027 年底前完成著录",
            digitisation_due=date(2027, 12, 31),
            modes=modes,
            items=(
                ItemDraft("wenhao", "文号"),
                ItemDraft("biaoti", "标题"),
                ItemDraft("zhengwen", "正文"),
            ),
            key_kind="plain",
            **changes,
        )
        now, police = self.cast.now, self.police
        entry = commands.draft_entry(police.a, police.agency, draft, now=now)
        commands.submit_entry(police.a, entry.pk, now=now)
        commands.sign_off(police.b, entry.pk, scope="全部信息项", now=now)
        commands.publish_entry(self.office.b, entry.pk, now=now)
        return Resource.objects.get(pk=entry.resource_id)
