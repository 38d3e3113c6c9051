"""The search index of a static site: for every pair of neighbouring characters the entries that have it, in small files that a browser fetches as it needs them."""

import json
from array import array
from collections import defaultdict
from pathlib import Path
from typing import Final

from yishu.catalogue.directories.members import Member
from yishu.catalogue.search import searchable
from yishu.core.text import bigrams, fold

BLOCK: Final = 50
"""Entries in one file of their texts."""
_SHARDS: Final = 256
_SUMMARY: Final = 120


class SiteIndex:
    """Entries are added in the order of their numbers; `write` ends it. `search.js` reads what it writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._in_names: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._anywhere: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._block: list[list[str]] = []
        self._count = 0

    def add(self, member: Member) -> None:
        entry = member.entry
        text = searchable(member.resource, entry, (f"{item.name} {item.code}" for item in member.items))
        for gram in bigrams(fold(entry.name)):
            self._in_names[gram].append(self._count)
        for gram in bigrams(text):
            self._anywhere[gram].append(self._count)
        shown = [member.resource.path_code, entry.name, member.resource.provider_name, entry.summary[:_SUMMARY]]
        self._block.append([*shown, text])
        self._count += 1
        if len(self._block) == BLOCK:
            self._write_block()

    def write(self) -> None:
        self._write_block()
        shards: list[dict[str, list[list[int]]]] = [{} for _ in range(_SHARDS)]
        for gram in sorted(self._anywhere):
            shards[shard_of(gram)][gram] = [_gaps(self._in_names.get(gram)), _gaps(self._anywhere[gram])]
        for number, shard in enumerate(shards):
            self._put(f"{number:02x}.json", shard)
        self._put("about.json", {"block": BLOCK, "entries": self._count})

    def _write_block(self) -> None:
        if self._block:
            self._put(f"entries-{(self._count - 1) // BLOCK}.json", self._block)
            self._block = []

    def _put(self, name: str, value: object) -> None:
        (self._folder / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


def shard_of(gram: str) -> int:
    """The same as in `search.js`."""
    total = 0
    for character in gram:
        total = (total * 31 + ord(character)) % 65536
    return total % _SHARDS


def _gaps(numbers: "array[int] | None") -> list[int]:
    """Growing numbers as the steps between them, which are short to write."""
    before, gaps = 0, []
    for number in numbers or ():
        gaps.append(number - before)
        before = number
    return gaps
