"""Which values of a typed item stand in their plain form, told by columns, and their canonical texts. The others are read one by one, by `tables.parse`.

As with keys (`checking_keys`): what is not plain need not be wrong. The canonical text is the one that `parse` would come to.
"""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_DAY: Final = r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])"  # days that every month has
_FORMS: Final = {
    "integer": r"^(0|-?[1-9]\d{0,17})$",
    "decimal": r"^-?(0|[1-9]\d{0,30})(\.\d{1,6})?$",  # a longer fraction may be written with an exponent
    "date": rf"^(000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{{3}})-{_DAY}$",
    # From 1992 on Asia/Shanghai is eight hours ahead, always.
    "datetime": rf"^(199[2-9]|20\d\d)-{_DAY}[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\+08:00)?$",
}
_AHEAD: Final = pa.scalar(8 * 3600, pa.duration("s"))


def plain(kind: str, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Which texts are plain (never null), and the canonical texts, null where they are not."""
    form = _FORMS.get(kind)
    if form is None:  # booleans: few distinct texts
        return pc.and_(pc.is_valid(texts), False), pa.nulls(len(texts), pa.string())
    mask = pc.fill_null(pc.match_substring_regex(texts, form), False)
    read = pc.if_else(mask, texts, pa.scalar(None, pa.string()))
    return mask, _in_utc(read) if kind == "datetime" else read


def _in_utc(texts: pa.Array) -> pa.Array:
    local = pc.utf8_slice_codeunits(texts, 0, 19).cast(pa.timestamp("s"))
    moments = pc.subtract(local, _AHEAD).cast(pa.string())
    return pc.binary_join_element_wise(moments, "+00:00", "")
