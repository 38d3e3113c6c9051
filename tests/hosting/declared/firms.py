"""POLICE provides firms, whose records have items of every type."""

import json
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yishu.agencies.models import Scope
from yishu.catalogue.rules import ItemDraft

FIRM_ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("phone", "联系电话"),
    ItemDraft("state", "状态", codes={"1": "存续", "2": "注销"}),
    ItemDraft("founded", "成立日期", type="date"),
    ItemDraft("ended", "注销日期", type="date"),
    ItemDraft("seen_at", "检查时间", type="datetime"),
    ItemDraft("staff", "从业人数", type="integer"),
    ItemDraft("women", "女性人数", type="integer"),
    ItemDraft("men", "男性人数", type="integer"),
    ItemDraft("capital", "注册资本", type="decimal"),
    ItemDraft("listed", "是否上市", type="boolean"),
)
CODES = [item.code for item in FIRM_ITEMS]


def firms(*records: dict[str, str]) -> str:
    """A CSV; what a record does not name is empty."""
    lines = [",".join(record.get(code, "") for code in CODES) for record in records]
    return "\n".join((",".join(CODES), *lines)) + "\n"


class Firms:
    """What a data officer's program and pages do with the rules of one resource."""

    def __init__(self, scene: Any, client: Any) -> None:
        self.scene, self.client = scene, client
        self.system = scene.police.system(Scope.PUBLISH)
        self.api = f"/api/v1/hosting/{scene.resource.path_code}/rules"
        self.page = f"/hosting/rules/{scene.resource.path_code}/"

    def send(self, path: str = "", body: Any = None, *, who: Any = None, method: str = "POST", **headers: str) -> Any:
        sent = headers | (who or self.system).headers
        text = json.dumps(body) if body is not None else ""
        return self.client.generic(method, self.api + path, text, content_type="application/json", headers=sent)

    def declare(self, kind: str, *items: str, **parameters: Any) -> Any:
        answer = self.send("", {"kind": kind, "items": list(items), "parameters": parameters})
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def publish(self, *records: dict[str, str], how: str = "upsert") -> Any:
        """The batch, sent by the page of publishing."""
        self.client.force_login(self.scene.police.person_a)
        file = SimpleUploadedFile("firms.csv", firms(*records).encode())
        sent = {"resource": self.scene.resource.path_code, "file": file, "how": how}
        answer = self.client.post("/hosting/", sent)
        assert answer.status_code == 302, answer.content.decode()
        return self.scene.holding.batches.first()

    def reasons(self, batch: Any, language: str = "zh") -> dict[int, list[tuple[str, str, str]]]:
        """Row → field, rule and message of what is wrong."""
        return {
            record.row: [(error["field"], error["rule"], error[language]) for error in record.errors]
            for record in batch.quarantine.all()
        }

    def evidence(self) -> list[SimpleNamespace]:
        found = self.scene.sql(
            "select body from audit_record where resource = %s and action like 'check:%%' order by id",
            self.scene.resource.code,
        )
        return [SimpleNamespace(**json.loads(body)) for (body,) in found]
