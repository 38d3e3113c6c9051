"""A CSV in whatever charset it is declared to be in (20.1)."""

from collections.abc import Callable
from typing import Any

import pytest

from yishu.catalogue.rules import ItemDraft
from yishu.core.errors import Problem
from yishu.hosting.charsets import NAMED

pytestmark = pytest.mark.clause("20.1")
ITEMS = (ItemDraft("code", "code", is_key=True, required=True), ItemDraft("name", "name"))
# Declared name, Python's codec that writes it, a text that its smaller kin cannot hold.
WRITTEN = [
    ("utf-8", "utf-8-sig", "单位𠀀"),
    ("UTF-16", "utf-16", "单位𠀀"),
    ("utf-16le", "utf-16-le", "单位"),
    ("utf-16be", "utf-16-be", "单位"),
    ("gbk", "gb18030", "单位𠀀"),
    ("gb18030", "gb18030", "单位𠀀"),
    ("hz-gb-2312", "hz", "单位"),
    ("Big5", "cp950", "碁裏"),
    ("big5-hkscs", "big5hkscs", "㗎喺"),
    ("euc-jp", "euc_jp", "日本"),
    ("Shift_JIS", "cp932", "髙﨑"),
    ("euc-kr", "cp949", "똠방"),
    ("windows-1252", "cp1252", "Müß€"),
]


def test_each_charset_that_is_named_is_tried_here() -> None:
    assert {declared.lower().replace("_", "-") for declared, _codec, _text in WRITTEN} == set(NAMED)


@pytest.mark.parametrize(("declared", "codec", "text"), WRITTEN)
def test_a_file_is_read_in_the_charset_that_it_declares(
    scene_with: Callable[..., Any], declared: str, codec: str, text: str
) -> None:
    scene = scene_with(items=ITEMS, key_kind="plain", modes=("query",))
    body = "code,name\r\n" + "".join(f'k{n},"{text}{n}"\r\n' for n in range(3000))
    batch = scene.publish(body.encode(codec), media_type=f"text/csv; charset={declared}")
    assert (batch.records, batch.accepted) == (3000, 3000)
    assert scene.rows("name")[0] == (f"{text}0",)
    assert scene.publish(body, idempotency_key="again").unchanged == 3000


@pytest.mark.parametrize(
    ("declared", "body", "code"),
    [
        ("iso-2022-jp", b"code,name\nk1,x\n", "charset_unknown"),
        ("utf-16", b"code,name\nk1,x\n", "not_decodable"),  # no byte order mark
        ("utf-16", "code,name\nk1,单位\n".encode("utf-16")[:-1], "not_decodable"),  # cut in a character
        ("big5", b"code,name\nk1," + b"\xff\xff\n", "not_decodable"),
        ("utf-8", "code,name\nk1,单位\n".encode("big5", "replace") + b"\xa4\xa4", "not_decodable"),
    ],
)
def test_what_cannot_be_read_so_is_refused_and_the_remedy_named(
    scene_with: Callable[..., Any], declared: str, body: bytes, code: str
) -> None:
    scene = scene_with(items=ITEMS, key_kind="plain", modes=("query",))
    with pytest.raises(Problem) as refused:
        scene.publish(body, media_type=f"text/csv; charset={declared}")
    assert refused.value.code == code
    assert ("big5-hkscs" if code == "charset_unknown" else "charset") in refused.value.detail("en")
    assert scene.nothing_published()


def test_json_lines_are_utf_8(scene: Any) -> None:
    with pytest.raises(Problem) as refused:
        scene.publish("{}\n", media_type="application/x-ndjson; charset=gbk")
    assert "utf-8" in refused.value.detail("zh")
    assert "gbk" not in refused.value.detail("zh").partition("：")[2]
