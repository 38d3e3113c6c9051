"""Thrift's compact protocol, as far as Parquet needs it: a struct as its fields by number, told without a schema.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from typing import Any, Final

Struct = dict[int, Any]
"""Numbers, bytes, booleans, lists of these and structs."""

_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_DEEPEST: Final = 24
_LONG: Final = 15  # the length of a list stands after its first octet


class Compact:
    """A text of the protocol, and the `place` of what is read next. Raises IndexError where it ends within what is read, ValueError where it is none."""

    def __init__(self, text: bytes) -> None:
        self.text, self.place = text, 0

    def struct(self, depth: int = 0) -> Struct:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        found: Struct = {}
        number = 0
        while (mark := self._byte()) & 0x0F != _STOP:
            number = number + (mark >> 4) if mark >> 4 else self._zigzag()
            kind = mark & 0x0F
            found[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if _BYTE < kind < _DOUBLE:
            return self._zigzag()
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_LIST, _SET):
            return self._list(depth + 1)
        if kind in (_TRUE, _FALSE, _BYTE):  # a boolean in a list is an octet
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError("a type that is not known here")

    def _list(self, depth: int) -> list[Any]:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        mark = self._byte()
        count = self._varint() if mark >> 4 == _LONG else mark >> 4
        if count > len(self.text):  # each takes an octet
            raise IndexError
        return [self._value(mark & 0x0F, depth) for _ in range(count)]

    def _bytes(self, count: int) -> bytes:
        self.place += count
        if self.place > len(self.text):
            raise IndexError
        return self.text[self.place - count : self.place]

    def _byte(self) -> int:
        self.place += 1
        return self.text[self.place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while (byte := self._byte()) >= 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 63:
                raise ValueError("a number without end")
        return value | byte << shift

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
