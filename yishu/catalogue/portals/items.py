"""The items that a summary names."""

import re
from typing import Final

_LIST_OF_ITEMS: Final = re.compile(
    r"包[含括](?P<list>[^。]*)等(?:信息|(?:字段|内容|数据|的?基本信息)?(?=\s*[)）]?(?:[。；;,，]|$)))"
)
_LONGEST_ITEM: Final = 60
_LONGEST_IN_BARE_LIST: Final = 30


def guess_items(summary: str, lists: str = "") -> list[str]:
    """The items in "包含 A、B、C 等信息": split at commas, or at 、 where there is none; brackets keep together what they hold.

    Prose that lists nothing gives nothing; a repeated item is given as often as it stands. With `lists`, a summary that
    is nothing but words parted by one of these characters is such a list, too.
    """
    named = _LIST_OF_ITEMS.search(summary)
    if named is None:
        return _bare_list(summary, lists) if lists else []
    listed = named["list"]
    parts = _split_outside_brackets(listed, ",，;；\t")
    if len(parts) == 1:
        parts = _split_outside_brackets(listed, "、")
    items = [" ".join(part.split()) for part in parts]
    return [item for item in items if 0 < len(item) <= _LONGEST_ITEM]


def _bare_list(summary: str, lists: str) -> list[str]:
    mark = max(lists, key=summary.count)
    parts = [" ".join(part.split()) for part in _split_outside_brackets(summary, mark)]
    items = [part for part in parts if part]
    is_list = len(items) >= 3 and all(len(item) <= _LONGEST_IN_BARE_LIST for item in items) and "。" not in summary
    return items if is_list else []


def _split_outside_brackets(text: str, separators: str) -> list[str]:
    if len(re.findall(r"[(（\[]", text)) != len(re.findall(r"[)）\]]", text)):
        return re.split(f"[{separators}]", text)  # a bracket is cut off: it would swallow the rest
    parts, depth = [""], 0
    for character in text:
        depth += (character in "(（[") - (character in ")）]")
        if depth <= 0 and character in separators:
            parts.append("")
        else:
            parts[-1] += character
    return parts
