"""A list as an Arrow IPC stream: a column `subject`, and for verifying a column of claims for each item; purpose, items and grant in the schema's metadata.

The answer has a row for each row asked, in the same order: `found`, then a column for each item; version and receipt in its metadata.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec
import pyarrow as pa
from msgspec import UNSET

from yishu.access.lists.errors import MalformedArrow, UnpacksTooLarge
from yishu.core.decoding import decoder
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.copying_formats import ARROW_TYPES
from yishu.hosting.masking import Masks
from yishu.hosting.tables import Table, parse
from yishu.hosting.unpacking import unpacked_bytes
from yishu.wire.data import Claimed, Queried, QueryManyAnswer, QueryRequest, Verified, VerifyManyAnswer, VerifyRequest
from yishu.wire.lists import MEDIA_TYPE, RECEIPT, SAID, SUBJECT, VERSION, ListSaid

MOST_UNPACKED: Final = 256 * 1024 * 1024
VERDICTS: Final = ("match", "mismatch", "empty")
Act = Literal["verify", "query"]
_said = decoder(ListSaid)


def is_arrow(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it came: what it says, a column of subjects, and one of claims for each item."""

    said: ListSaid
    subjects: pa.ChunkedArray
    claims: dict[str, pa.ChunkedArray]


def read_asked(body: bytes, act: Act, most: int) -> Asked:
    """Raises MalformedArrow, UnpacksTooLarge, Invalid. Of more than `most` rows it reads one more, so that who counts them finds out."""
    said, table = _read(body, most)
    beside = [name for name in table.column_names if name != SUBJECT]
    if act == "query" and beside:
        zh, en = "查询只有 subject 一列。", "A query has the column subject alone."
        raise Invalid(errors=[FieldError(name[:48], "unknown", zh, en) for name in beside[:20]])
    if act == "verify" and said.items is not UNSET:
        zh, en = "比对验证的信息项由各列给出，不另写 items。", "When verifying, the columns name the items."
        raise Invalid(errors=[FieldError("items", "by_columns", zh, en)])
    return Asked(said, _decoded(table.column(SUBJECT)), {name: _decoded(table.column(name)) for name in beside})


def claimed_items(asked: Asked) -> list[str]:
    """The items of which something is claimed."""
    return [item for item, claims in asked.claims.items() if claims.null_count < len(claims)]


def whole_column(column: pa.ChunkedArray) -> pa.Array:
    """In one piece, texts with offsets of one size. Raises MalformedArrow."""
    try:
        return (column.cast(pa.string()) if pa.types.is_large_string(column.type) else column).combine_chunks()
    except (pa.ArrowException, ValueError):
        raise MalformedArrow from None


def verify_request(asked: Asked) -> VerifyRequest:
    """The same row by row. Raises MalformedArrow."""
    columns = [plain_values(claims) for claims in asked.claims.values()]
    subjects = plain_values(asked.subjects)
    listed = [
        Claimed(subject, {item: claim for item, claim in zip(asked.claims, row, strict=True) if claim is not None})
        for subject, row in zip(subjects, _rows(columns, len(subjects)), strict=True)
    ]
    return VerifyRequest(asked.said.purpose, subjects=listed, grant=asked.said.grant)


def query_request(asked: Asked) -> QueryRequest:
    """The same row by row. Raises MalformedArrow."""
    items = [] if asked.said.items is UNSET else asked.said.items
    return QueryRequest(asked.said.purpose, items, subjects=plain_values(asked.subjects), grant=asked.said.grant)


def verified(made: VerifyManyAnswer, items: Sequence[str]) -> bytes:
    """Of each item a verdict; null where it was not claimed or there is no record."""
    places = {verdict: place for place, verdict in enumerate(VERDICTS)}
    columns: list[pa.Array] = [_found(made.results)]
    for item in items:
        given = [places.get(each.result.get(item, "")) for each in made.results]
        columns.append(verdicts_of(pa.array(given, pa.int8())))
    return written(columns, items, made.version, made.receipt)


def verdicts_of(places: pa.Array) -> pa.Array:
    """A column of verdicts, by their places among VERDICTS."""
    return pa.DictionaryArray.from_arrays(places, pa.array(VERDICTS))


def queried(made: QueryManyAnswer, items: Sequence[str], table: Table, masks: Masks) -> bytes:
    """Items in their types as in a copy; decimals, and what comes masked, as texts."""
    columns: list[pa.Array] = [_found(made.records)]
    records = [each.record or {} for each in made.records]
    for item in items:
        column, given = table.by_code[item], [record.get(item) for record in records]
        if item in masks or column.type in ("decimal", "string", "geometry"):
            columns.append(pa.array([None if value is None else str(value) for value in given], pa.string()))
        else:
            columns.append(pa.array([parse(column, value) for value in given], ARROW_TYPES[column.type]))
    return written(columns, items, made.version, made.receipt)


def _found(each: Sequence[Verified] | Sequence[Queried]) -> pa.Array:
    """Null where several records have the value that named the subject."""
    return pa.array([None if one.ambiguous is True else one.found for one in each], pa.bool_())


def written(columns: Sequence[pa.Array], items: Sequence[str], version: int, receipt: str) -> bytes:
    """The answer's stream: `found`, then the items."""
    facts = {VERSION: str(version), RECEIPT: receipt}
    table = pa.Table.from_arrays(list(columns), names=["found", *items]).replace_schema_metadata(facts)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def _read(body: bytes, most: int) -> tuple[ListSaid, pa.Table]:
    try:
        if unpacked_bytes(body) > MOST_UNPACKED:
            raise UnpacksTooLarge(limit=MOST_UNPACKED)
        with pa.ipc.open_stream(body) as stream:
            schema, batches = stream.schema, list(_some(stream, most))
        table = pa.Table.from_batches(batches, schema)
        table.validate(full=True)
        [column.chunks for column in table.columns]  # KeyError for a type that pyarrow has no class for (months)
    except (pa.ArrowException, OSError, ValueError, EOFError, KeyError):
        raise MalformedArrow from None
    if wrong := list(_wrong(schema)):
        raise Invalid(errors=wrong)
    return _said_in(schema), table.slice(0, most + 1)


def _some(stream: pa.ipc.RecordBatchStreamReader, most: int) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in stream:
        yield batch
        rows += batch.num_rows
        if rows > most:
            return


def _wrong(schema: pa.Schema) -> Iterator[FieldError]:
    if SUBJECT not in schema.names:
        zh, en = "缺少 subject 列：每行一个查询对象。", "The column subject is missing: a subject for each row."
        yield FieldError(SUBJECT, "required", zh, en)
    for name in sorted({name for name in schema.names if schema.names.count(name) > 1}):
        zh, en = "此列出现不止一次。", "There is more than one column of this name."
        yield FieldError(name[:48], "once", zh, en)


def _said_in(schema: pa.Schema) -> ListSaid:
    text = (schema.metadata or {}).get(SAID.encode())
    zh = '请在模式的元数据中以键 yishu 写明 JSON：{{"purpose": {{"duty", "case"}}, "items", "grant"}}（{why}）。'
    en = 'Say in the schema\'s metadata, under the key yishu, as JSON: {{"purpose": {{"duty", "case"}}, "items", "grant"}} ({why}).'
    if text is None:
        raise Invalid(errors=[FieldError("metadata.yishu", "required", zh, en, why="—")])
    try:
        return _said.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        why = str(wrong)[:200] if isinstance(wrong, msgspec.DecodeError) else "UTF-8"
        raise Invalid(errors=[FieldError("metadata.yishu", "type", zh, en, why=why)]) from None


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without a dictionary. Raises MalformedArrow."""
    try:
        return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    except (pa.ArrowException, ValueError):
        raise MalformedArrow from None


def plain_values(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """As JSON would say them. A subject is a number, a text, or a struct by item code or of `type` and `value`; what it is of, the resource's key says. Raises MalformedArrow."""
    try:
        return [_plain(value) for value in column.to_pylist()]
    except (ValueError, LookupError, OverflowError, NotImplementedError, pa.ArrowException):
        # A date beyond Python's years, a text that is no UTF-8, within a struct a type of no class.
        raise MalformedArrow from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value


def _rows(columns: list[list[Any]], count: int) -> Iterator[tuple[Any, ...]]:
    return zip(*columns, strict=True) if columns else iter([()] * count)
