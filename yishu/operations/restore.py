"""Bringing a backup back: into a new folder with its own PostgreSQL, or into an empty database of a server (33.1)."""

import os
import shutil
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from yishu import __version__
from yishu.node import postgres
from yishu.operations import backup, cipher, contents, programs
from yishu.operations.backup_key import BackupKey
from yishu.operations.errors import BackupFromNewerVersion, RestoredDiffers, RestoreTargetNotEmpty
from yishu.operations.manifest import Manifest

# Python before 3.11.4, so Debian 12's, has no filters. What is unpacked is a node's own files, sealed by its key.
_FILTER: Final[dict[str, Any]] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was compared after restoring: whether it holds, and what was expected and found."""

    what: str
    holds: bool
    expected: str
    found: str


def restore(place: Path, target: Path, key: BackupKey, *, address: str = "", known: frozenset[str]) -> Manifest:
    """A working node in the folder `target`, which must be new or empty; with `address`, its database is that one, which must be empty.

    `known` are the migrations that this program brings. The target appears when all has been compared with the manifest, or not at all.
    """
    _require_empty(target)
    found = backup.verify(place, key)
    if unknown := sorted(set(found.migrations) - known):
        raise BackupFromNewerVersion(unknown=unknown[0], version=found.version or __version__)
    part = target.with_name(f".{target.name}.restoring-{os.getpid()}")
    part.mkdir(mode=0o711, parents=True)
    try:
        unpack(place, part, found, key)
        if address:
            load_into(place, address, found, key)
            _require_same(address, found)
        else:
            with postgres.start(part / "postgres") as cluster:
                load_into(place, cluster.dsn(), found, key)
                _require_same(cluster.dsn(), found)
        part.rename(target)  # over an empty folder as well
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return found


def unpack(place: Path, target: Path, found: Manifest, key: BackupKey) -> None:
    """The node's files, with their modes."""
    reading, writing = os.pipe()
    parts = cipher.decrypted(key.for_file(bytes.fromhex(found.salt), backup.FILES), place / backup.FILES)
    failure: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as stream:
                for part in parts:
                    stream.write(part)
        except BaseException as error:  # noqa: BLE001
            failure.append(error)  # raised in the caller's thread

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    with os.fdopen(reading, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        tar.extractall(target, _ours(tar), **_FILTER)  # noqa: S202
        stream.read()  # to the end of the padding, so that the feeder ends
    thread.join()
    if failure:
        raise failure[0]


def _ours(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """What is in it, for the account that restores: whoever made it may be unknown here."""
    for member in tar:
        member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
        yield member


def load_into(place: Path, address: str, found: Manifest, key: BackupKey) -> None:
    """The dump into an empty database. Raises RestoreTargetNotEmpty."""
    with psycopg.connect(address, autocommit=True) as connection:
        if contents.list_tables(connection):
            raise RestoreTargetNotEmpty(target=f"{connection.info.host}/{connection.info.dbname}")
        major = connection.info.server_version // 10_000
    parts = cipher.decrypted(key.for_file(bytes.fromhex(found.salt), backup.DATABASE), place / backup.DATABASE)
    programs.load(parts, address, major)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("analyze")


def compare(connection: contents.Connection, expected: Manifest) -> list[Finding]:
    """The restored database against the manifest: rows of every table, versions, migrations, and each record of the evidence."""
    there, checked = contents.read_contents(connection), contents.check_evidence(connection)
    return [
        _same("tables", expected.tables, there.tables),
        _same("holdings", expected.holdings, there.holdings),
        _same("migrations", dict.fromkeys(expected.migrations, 1), dict.fromkeys(there.migrations, 1)),
        Finding("evidence count", *_both(expected.evidence.count, checked.head.count)),
        Finding("evidence last id", *_both(expected.evidence.last, checked.head.last)),
        Finding("evidence digest", *_both(expected.evidence.digest, checked.head.digest)),
        Finding("evidence leaves", *_both("all hold", "all hold" if checked.broken is None else str(checked.broken))),
    ]


def _require_same(address: str, expected: Manifest) -> None:
    with psycopg.connect(address) as connection:
        wrong = [each for each in compare(connection, expected) if not each.holds]
    if wrong:
        raise RestoredDiffers(what="; ".join(f"{each.what}: {each.expected} / {each.found}" for each in wrong))


def _same(what: str, expected: dict[str, int], found: dict[str, int]) -> Finding:
    """Two tables of numbers: their sizes where they agree, else the first few names that differ."""
    differing = [name for name in sorted(expected | found) if expected.get(name) != found.get(name)]
    if not differing:
        return Finding(what, True, f"{len(expected)}", f"{len(found)}")
    shown = differing[:5]
    return Finding(
        what,
        False,
        ", ".join(f"{name} {expected.get(name, '-')}" for name in shown),
        ", ".join(f"{name} {found.get(name, '-')}" for name in shown),
    )


def _both(expected: object, found: object) -> tuple[bool, str, str]:
    return expected == found, str(expected), str(found)


def _require_empty(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RestoreTargetNotEmpty(target=target)
