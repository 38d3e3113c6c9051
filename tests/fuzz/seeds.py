"""What each decoder is begun with: something that it reads, and something too deep, too long or too large."""

import io
import json
from typing import Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from tests.fuzz.outside_seeds import OUTSIDE_SEEDS

_DEEP: Final = 60_000
_TABLE: Final = pa.table({"id": ["a", "b"], "n": pa.array([1, None]), "at": ["2020-01-01", None]})


def _arrow(table: pa.Table, **how: str) -> bytes:
    written = io.BytesIO()
    with pa.ipc.new_stream(written, table.schema, options=pa.ipc.IpcWriteOptions(**how)) as stream:
        stream.write_table(table)
    return written.getvalue()


def _of_months(name: str) -> bytes:
    """A column of intervals of months, which pyarrow reads and does not write: made of another's unit."""
    made = _arrow(pa.table({name: pa.array([pa.MonthDayNano([1, 2, 3])])}).replace_schema_metadata({"yishu": _SAID}))
    before, unit = b"\x08\x00\x06\x00\x06\x00" + bytes(4), b"\x02\x00"
    return made.replace(before + unit, before + bytes(2))


def _parquet() -> bytes:
    written = io.BytesIO()
    parquet.write_table(_TABLE, written)
    return written.getvalue()


def _sheet() -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for line in (("id", "n", "at"), ("a", 1, "2020-01-01")):
        book.active.append(line)  # type: ignore[union-attr]
    book.save(written)
    return written.getvalue()


def _list(**columns: list[str]) -> bytes:
    return _arrow(pa.table(columns).replace_schema_metadata({"yishu": _SAID}))


_SAID: Final = json.dumps({"purpose": {"duty": "d", "case": "c"}})
_PURPOSE: Final = '{"purpose":{"duty":"d","case":"c"},'
_NOTE: Final = f"o\n1\n{'A' * 43}=\n\n— o AAAAAAAA\n"

SEEDS: Final[dict[str, list[bytes]]] = {
    "verify": [(_PURPOSE + '"subject":"1","claims":{"n":1}}').encode()],
    "query": [(_PURPOSE + '"items":["n"],"place":{"point":[120,30],"distance":5}}').encode()],
    "list_to_verify": [_list(subject=["1", "2"], n=["1", "2"])],
    "list_to_query": [_list(subject=["1", "2"]), _of_months("subject")],
    "bearer": [b"Bearer ys_x", b"Bearer yst_1.2.3.4.x"],
    "signature": [b'yishu=("@method" "@authority");created=1;keyid="x"\nyishu=:AAAA:'],
    "signed_request": [
        b'yishu=("@method" "@authority" "@target-uri" "content-digest");created=1767225600;expires=1767225630;keyid="aa";nonce="0123456789abcdef"\nyishu=:AAAA:\nsha-256=:AA==:\nx'
    ],
    "head": [
        b"Host: x\r\nAuthorization: Bearer ys_x\r\nContent-Type: application/json\r\nContent-Length: 5",
        b"Host: x\r\nAuthorization: Bearer ys_x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nX: y",
    ],
    "offer": [b"POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nabc"],
    "checkpoint": [_NOTE.encode()],
    "verifier_key": [b"o+00000000+AQAA"],
    "proof": [f"c2sp.org/tlog-proof@v1\nindex 0\n{'A' * 43}=\n\n{_NOTE}".encode()],
    "token_header": [b'{"alg":"Ed25519","kid":"x","typ":"x"}', b"[" * _DEEP],
    "manifest": [b'{"manifest":"a.b.c","key":"x"}', b'{"x":' * _DEEP],
    "soap": [b"<a xmlns='x'><b c='d'>e</b><b/></a>"],
    "spreadsheet": [_sheet(), "编号,数\n1,2\n".encode("gb18030")],
    "csv_file": [b'id,n,at\na,1,2020-01-01\n"b\nc",,\n'],
    "ndjson_file": [b'{"id":"a","n":1,"at":null}\n', b'{"id":"a","n":1,"at":' + b"[" * _DEEP],
    "arrow_file": [_arrow(_TABLE), _arrow(_TABLE, compression="zstd"), _of_months("n"), _of_months("id")],
    "parquet_file": [_parquet()],
    "xlsx_file": [_sheet()],
    "geojson_file": [
        b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"id":"a","n":1,"at":null}}]}'
    ],
} | OUTSIDE_SEEDS
ANYTHING: Final = [
    b"",
    b"\0",
    b"{" * _DEEP,
    b"[" * _DEEP,
    b'{"a":' * _DEEP,
    b'"\\ud800"',
    b"9" * 9000,
    b"1e999999999",
    b"\xff\xfe",
    b"<" * 3000,
]
