"""A GeoJSON FeatureCollection (RFC 7946, 3.3), feature by feature: however large it is, only one feature and a block are held."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal

import msgspec

from yishu.core.decoding import decoder
from yishu.core.geometry.shapes import is_known_crs
from yishu.hosting.errors import CoordinatesUnknown, FileUnreadable, NotACollection, WrongColumns
from yishu.hosting.places.indexing import find_geometry
from yishu.hosting.reading import Chunk, Source
from yishu.hosting.reading_lines import LONGEST_LINE, json_chunks

BLOCK_BYTES: Final = 1024**2
FORMAT: Final = "GeoJSON"
# Strings, brackets, and as one token all arrays of numbers in a row: a whole ring of positions. No possessive quantifiers: before Python 3.11.5 they miss what they should find.
_ARRAY: Final = rb'\[[^\[\]{}"]*\]'
_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|%b(?:[ \t\r\n,]*%b)*|[\[\]{}"]' % (_ARRAY, _ARRAY), re.DOTALL)
_BETWEEN: Final = b" \t\r\n,"
_NULL: Final = msgspec.Raw(b"null")


class _Feature(msgspec.Struct):
    type: Literal["Feature"]
    properties: msgspec.Raw
    geometry: msgspec.Raw


_decode = decoder(_Feature).decode


def geojson_chunks(source: Source) -> Iterator[Chunk]:
    """The properties are items, by code or name, and the geometry is the item of that type. What a feature has beside them (`id`, `bbox`) is passed over."""
    with source.spool.open("rb") as file:
        yield from json_chunks(source, _lines(file, source))


def first_line(source: Source) -> bytes:
    with source.spool.open("rb") as file:
        return next(_lines(file, source), b"")


def features(file: BinaryIO) -> Iterator[bytes]:
    """The text of each feature. Raises FileUnreadable where the file is cut off or more than a collection, NotACollection, CoordinatesUnknown."""
    scan = _Scan()
    while block := file.read(BLOCK_BYTES):
        yield from scan.take(block)
    scan.finish()


def _lines(file: BinaryIO, source: Source) -> Iterator[bytes]:
    geometry = find_geometry(source.table)
    return (_line(feature, geometry and geometry.code, passed_over=source.lenient) for feature in features(file))


def _line(feature: bytes, code: str | None, *, passed_over: bool) -> bytes:
    """The feature as a JSON object of items, its geometry a text among them; one that is no feature stays something else than an object. Raises WrongColumns."""
    try:
        read = _decode(feature)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b"[" + feature + b"]"
    members = b"{}" if read.properties == _NULL else bytes(read.properties)
    if read.geometry == _NULL or not members.startswith(b"{"):
        return members
    if code is None:
        if passed_over:
            return members
        raise WrongColumns(missing="—", unknown="geometry", twice="—")
    text = msgspec.json.encode(bytes(read.geometry).decode("utf-8", "replace"))
    rest = members[1:].lstrip()
    return b'{"%b":%b%b%b' % (code.encode(), text, b"" if rest.startswith(b"}") else b",", rest)


class _Scan:
    """Where in the text the features begin and end, told by brackets and quotes alone; whether each is JSON is for whoever reads it."""

    def __init__(self) -> None:
        self._held = b""
        self._seen = self._kept = 0  # places in `_held`: looked at so far; still needed from here on
        self._depth = 0
        self._name = b""  # the last string of the outermost object: of what opens next there, it is the name
        self._inside = self._had = False
        self._begun = False

    def take(self, block: bytes) -> Iterator[bytes]:
        self._held += block
        for token in _TOKEN.finditer(self._held, self._seen):
            mark = token[0]
            if mark == b'"':  # a string that goes on in the next block
                break
            self._seen = token.end()
            if len(mark) > 1 and mark.startswith(b"["):
                self._pass(mark)
            elif mark in b"[{":
                self._open(mark, token.start())
            elif mark in b"]}":
                if feature := self._close(token.start(), token.end()):
                    yield feature
            elif self._depth == 1:
                self._name = mark
            elif self._inside and self._depth == 2:
                raise FileUnreadable(format=FORMAT)
        else:
            self._seen = len(self._held)
        self._forget()

    def finish(self) -> None:
        if self._depth:
            raise FileUnreadable(format=FORMAT)
        if not self._had:
            raise NotACollection

    def _pass(self, arrays: bytes) -> None:
        """Arrays of numbers, or empty ones: nothing to look into, but where features should be."""
        if self._inside and self._depth == 2:
            raise FileUnreadable(format=FORMAT)
        if self._depth == 1 and self._name == b'"features"':
            self._had = True
            if arrays.strip(_BETWEEN + b"[]"):
                raise FileUnreadable(format=FORMAT)

    def _open(self, mark: bytes, at: int) -> None:
        if self._depth == 0 and self._begun:
            raise FileUnreadable(format=FORMAT)
        if self._inside and self._depth == 2:
            self._require_nothing(at)
            self._kept = at
        elif self._depth == 1 and self._name == b'"crs"':
            self._kept = at
        elif self._depth == 1 and self._name == b'"features"' and mark == b"[":
            self._inside, self._kept = True, at + 1
        self._begun = True
        self._depth += 1

    def _close(self, at: int, end: int) -> bytes:
        self._depth -= 1
        feature = b""
        if self._depth < 0:
            raise FileUnreadable(format=FORMAT)
        if self._inside and self._depth == 2:
            feature = self._held[self._kept : end]
        elif self._inside and self._depth == 1:
            self._require_nothing(at)
            self._inside, self._had = False, True
        elif self._depth == 1 and self._name == b'"crs"' and not is_known_crs(self._held[self._kept : end]):
            raise CoordinatesUnknown
        if self._depth <= 2:
            self._kept = end
        return feature

    def _require_nothing(self, before: int) -> None:
        """Between two features stands a comma: a number or a null would be a record that nobody reads."""
        if self._held[self._kept : before].strip(_BETWEEN):
            raise FileUnreadable(format=FORMAT)

    def _forget(self) -> None:
        keeps = self._inside or (self._depth > 1 and self._name == b'"crs"')
        drop = self._kept if keeps else self._seen
        self._held, self._seen, self._kept = self._held[drop:], self._seen - drop, self._kept - drop
        if len(self._held) > LONGEST_LINE + BLOCK_BYTES:
            raise FileUnreadable(format=FORMAT)
