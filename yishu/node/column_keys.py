"""The keys of sealed columns: which there are, and which of them seals now. They stand in `secrets.toml`, newest last.

Another process may add one or let one go while this one runs. So the file is looked at before anything is sealed, and read again where a value names a key that is not known here.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from yishu.node.errors import KeyFileUnreadable, KeyUnusable

FIRST: Final = "first"
"""The key of nodes that were begun before there were others: made of `tokens`, and not dated."""
LETTING_GO: Final = 6965
"""An advisory lock: a key is let go under it, and a backup shares it, for its snapshot may hold values that the secrets beside it must open."""
_OF_TOKENS: Final = "tokens"


@dataclass(frozen=True, slots=True)
class ColumnKey:
    """`seal` enciphers values, `index` keys blind indexes; each is None once it was let go, because nothing is under it. It is used for what is new from `since` on."""

    name: str
    since: datetime | None = None
    seal: bytes | None = field(default=None, repr=False)
    index: bytes | None = field(default=None, repr=False)


def read(found: Mapping[str, Any]) -> tuple[ColumnKey, ...]:
    """Out of what `secrets.toml` says. Raises KeyError, ValueError."""
    tokens = bytes.fromhex(found["tokens"])
    if "columns" not in found:
        return (ColumnKey(FIRST, None, tokens, tokens),)

    def secret(each: Mapping[str, Any], use: str) -> bytes | None:
        text = each.get(use)
        return None if text is None else tokens if text == _OF_TOKENS else bytes.fromhex(text)

    return tuple(
        ColumnKey(each["name"], each.get("since"), secret(each, "seal"), secret(each, "index"))
        for each in found["columns"]
    )


def written(keys: Sequence[ColumnKey]) -> str:
    """As `secrets.toml` holds them, after all else."""
    return "".join(_written(each) for each in keys)


def _written(key: ColumnKey) -> str:
    lines = ["[[columns]]", f'name = "{key.name}"']
    if key.since is not None:
        lines.append(f"since = {key.since.astimezone(UTC).isoformat(timespec='seconds')}")
    for use, secret in (("seal", key.seal), ("index", key.index)):
        if secret is not None:
            lines.append(f'{use} = "{_OF_TOKENS if key.name == FIRST else secret.hex()}"')
    return "\n".join(lines) + "\n"


def newest(keys: Sequence[ColumnKey], now: datetime | None = None) -> ColumnKey:
    """That for what is new. By the machine's own time, and where that is far behind, the oldest that is whole."""
    now = now or datetime.now(UTC)
    whole = [each for each in keys if each.seal is not None and each.index is not None]
    begun = [each for each in whole if each.since is None or each.since <= now]
    return (begun or whole[:1])[-1]


class _Held:
    """What this process has read last."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.stamp: tuple[int, int, int] | None = None
        self.keys: tuple[ColumnKey, ...] = ()


_held: Final = _Held()


def current() -> tuple[ColumnKey, ...]:
    """As the file says now. What would be sealed without having looked could be under a key that was let go. Raises KeyFileUnreadable, SealMissing, SealWrong."""
    from django.conf import settings

    from yishu.node.configuration import setting
    from yishu.node.secrets import file_of, read_secrets

    file = file_of(settings.YISHU_DIR, setting("secrets"))
    if _held.file != file:
        _held.file, _held.stamp, _held.keys = file, None, settings.YISHU_SECRETS.columns
    try:
        seen = file.stat()
        stamp = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
        if stamp != _held.stamp:
            _held.keys, _held.stamp = read_secrets(file).columns, stamp
    except (OSError, KeyError, ValueError):
        raise KeyFileUnreadable(file=file) from None
    return _held.keys


def find(name: str, keys: Sequence[ColumnKey] = ()) -> ColumnKey | None:
    """Of these, or of all that this node has."""
    known = {each.name: each for each in keys or _held.keys}
    if name not in known and not keys:
        with suppress(KeyUnusable):
            known = {each.name: each for each in current()}
    return known.get(name)
