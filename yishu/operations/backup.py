"""Making a backup: one snapshot of the database, the node's files, a manifest; encrypted, read back, and only then given its name (33.1)."""

import fcntl
import os
import secrets
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import IO

import psycopg

from yishu import __version__
from yishu.node.column_keys import LETTING_GO
from yishu.node.configuration import setting
from yishu.node.durable_files import sync
from yishu.operations import cipher, contents, programs
from yishu.operations import manifest as manifests
from yishu.operations.backup_key import BackupKey
from yishu.operations.errors import BackupDamaged, BackupRunning
from yishu.operations.manifest import FileOf, Manifest

DATABASE, FILES = "database.dump.enc", "files.tar.enc"
NOT_KEPT = frozenset({"postgres", "spool", "uploads", "comparisons", "directory-cache", "delta", "downloads"})
"""Of the node's folder: the database, which is dumped, files that wait to be read, compared rows, which have their day, and copies that can be made again."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: where it is, what it holds, how large it is."""

    place: Path
    manifest: Manifest

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.manifest.files)


def make(address: str, node: Path, folder: Path, key: BackupKey) -> Made:
    """A new backup in `folder`, whole or not at all: written under another name, verified, then renamed.

    Raises BackupRunning, ProgramMissing, ProgramFailed, BackupDamaged (the disk gives back something else).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        part = folder / f".part-{os.getpid()}"
        part.mkdir(mode=0o700)
        try:
            made = _write(address, node, part, key, without=folder)
            verify(part, key)
            place = folder / f"{made.node}-{made.made_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
            part.rename(place)
            sync(folder)  # the new name is on disk too
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return Made(place, made)


def verify(folder: Path, key: BackupKey) -> Manifest:
    """Every byte of a backup read, authenticated, and the dump read to its end by pg_restore. Raises BackupDamaged."""
    found = manifests.read(folder, key)
    salt = bytes.fromhex(found.salt)
    for file in found.files:
        path = folder / file.name
        if not path.is_file() or path.stat().st_size != file.bytes:
            raise BackupDamaged(file=file.name)
        parts = cipher.decrypted(key.for_file(salt, file.name), path)
        if file.name == DATABASE:
            programs.read_through(parts)
        else:
            for _ in parts:
                pass
    return found


def _write(address: str, node: Path, part: Path, key: BackupKey, *, without: Path) -> Manifest:
    with psycopg.connect(address, autocommit=True) as meanwhile:
        # Values of the snapshot must open by the secrets that are copied after it.
        meanwhile.execute("select pg_advisory_lock_shared(%s)", [LETTING_GO])
        return _write_in_turn(address, node, part, key, without=without)


def _write_in_turn(address: str, node: Path, part: Path, key: BackupKey, *, without: Path) -> Manifest:
    salt = secrets.token_bytes(16)
    with psycopg.connect(address) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        [(snapshot,)] = connection.execute("select pg_export_snapshot()").fetchall()
        at = contents.moment_of_snapshot(connection)
        major = connection.info.server_version // 10_000
        with programs.dump(address, snapshot, major) as stream:
            size, digest = cipher.encrypt(key.for_file(salt, DATABASE), stream, part / DATABASE)
        database = FileOf(DATABASE, size, digest)
        found, head = contents.read_contents(connection), contents.read_head(connection)
    # After the snapshot: what rows of it point to was written before them.
    with _archived(node, without) as archive:
        size, digest = cipher.encrypt(key.for_file(salt, FILES), archive, part / FILES)
    made = Manifest(
        node=setting("node_code", "330000"),
        node_name=setting("node_name"),
        made_at=at,
        version=__version__,
        postgres=str(major),
        key=key.number,
        salt=salt.hex(),
        files=(database, FileOf(FILES, size, digest)),
        evidence=head,
        tables=found.tables,
        holdings=found.holdings,
        migrations=found.migrations,
    )
    manifests.write(part, made, key)
    return made


@contextmanager
def _archived(node: Path, without: Path) -> Iterator[IO[bytes]]:
    """The node's files as a tar, piped: nothing of them is written in the clear."""
    reading, writing = os.pipe()
    failure: list[BaseException] = []

    def archive() -> None:
        try:
            with os.fdopen(writing, "wb") as target, tarfile.open(fileobj=target, mode="w|") as tar:
                for path, name in _kept(node, without):
                    tar.add(path, name, recursive=False)
        except BaseException as error:  # noqa: BLE001
            failure.append(error)  # raised in the caller's thread

    thread = threading.Thread(target=archive, daemon=True)
    thread.start()
    with os.fdopen(reading, "rb") as source:
        yield source
    thread.join()
    if failure:
        raise failure[0]


def _kept(node: Path, without: Path) -> Iterator[tuple[Path, str]]:
    """What is to be kept of the node's folder, under its name there; and secrets that lie elsewhere. Not other backups."""
    for folder, names, files in os.walk(node):
        here = Path(folder)
        names[:] = [
            name for name in sorted(names)
            if not (here == node and name in NOT_KEPT) and (here / name).resolve() != without.resolve()
        ]  # fmt: skip
        for name in (*names, *sorted(files)):
            path = here / name
            if path.is_dir() or path.is_file():
                yield path, str(path.relative_to(node))
    if elsewhere := setting("secrets"):
        yield Path(elsewhere), "secrets.toml"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; so what a killed one has left there can go."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.glob(".part-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    except BlockingIOError:
        raise BackupRunning(folder=folder) from None
    finally:
        os.close(descriptor)


def scratch() -> Path:
    """A new temporary folder, for the caller to remove."""
    return Path(tempfile.mkdtemp(prefix="yishu-restore-"))
