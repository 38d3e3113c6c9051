"""Calls that work under a grant, ready to be pasted into a terminal: the key is the only thing to set."""

import json
import shlex
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yishu.catalogue.models import Entry, Item
from yishu.sharing.models import Grant
from yishu.sharing.rules import Terms

# The example number of GB 11643-1999 itself: well formed, nobody's.
RESIDENT = "11010519491231002X"
BY_TYPE: dict[str, object] = {
    "integer": 1,
    "decimal": "1.0",
    "date": "2026-01-01",
    "datetime": "2026-01-01T08:00:00+08:00",
    "boolean": True,
    "geometry": '{"type":"Point","coordinates":[120.15,30.28]}',
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled command line."""

    label: str
    command: str


def samples(grant: Grant, terms: Terms, base: str) -> list[Sample]:
    """One call for each granted mode; `base` is this portal's address without a slash at the end."""
    path = f"{base}/api/v1/data/{grant.resource.path_code}"
    items = [item for item in grant.line.entry.items.all() if item.code in terms.items]
    subject = _subject(grant.line.entry, terms)
    purpose = {"duty": terms.duties[0]} | ({"case": _("办件编号")} if terms.case_required else {})
    made: dict[str, Sample] = {
        "verify": Sample(
            _("比对验证：送出手中的值，只得到是否一致"),
            _post(f"{path}/verify", {"purpose": purpose, "subject": subject, "claims": _claims(items)}),
        ),
        "query": Sample(
            _("查询引用：取得已授权的信息项"),
            _post(f"{path}/query", {"purpose": purpose, "subject": subject, "items": list(terms.items)}),
        ),
        "bulk": Sample(_("批量复制：下载一份 CSV"), _download(f"{path}/bulk?format=csv", grant.resource.path_code)),
    }
    return [made[mode] for mode in made if mode in terms.modes]


def _post(url: str, body: dict[str, object]) -> str:
    rows = ",\n".join(f'    "{name}": {json.dumps(value, ensure_ascii=False)}' for name, value in body.items())
    text = shlex.quote(f"{{\n{rows}\n  }}")
    head = '-H "Authorization: Bearer $YISHU_KEY" -H "Content-Type: application/json"'
    return f"curl {shlex.quote(url)} \\\n  {head} \\\n  -d {text}"


def _download(url: str, name: str) -> str:
    return f'curl {shlex.quote(url)} \\\n  -H "Authorization: Bearer $YISHU_KEY" -o {name}.csv'


def _claims(items: list[Item]) -> dict[str, object]:
    told = [item for item in items if not item.is_key][:2] or items[:1]
    return {item.code: _value(item) for item in told}


def _value(item: Item) -> object:
    if item.codes:
        return next(iter(item.codes))
    return BY_TYPE.get(item.type, f"（{item.name}）")


def _subject(entry: Entry, terms: Terms) -> object:
    """A subject of the declared kind: well formed, so that the call goes through as it stands."""
    keys = [item for item in entry.items.all() if item.is_key]
    if len(keys) > 1:
        return {item.code: _value(item) for item in keys}
    known: dict[str, object] = {
        "resident_id": RESIDENT,
        "uscc": terms.provider,
        "legal_entity": terms.provider,
        "org_code": terms.provider[8:17],
        "identity_document": {"type": "111", "value": RESIDENT},
        "division": "330000",
    }
    return known.get(entry.key_kind) or (_value(keys[0]) if keys else "")
