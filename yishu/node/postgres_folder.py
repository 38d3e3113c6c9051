"""The folder of an embedded cluster: ours by a marker, used by one process at a time.

yishu-postgres.lock   the marker and the lock; holds the pid of who uses it
data/                 PostgreSQL's own folder (0700, owned by the account that runs it)
data.new/             the same while it is being made
run/                  the socket (0700), unless the path is too long for one
postgres.log          and postgres.log.1 before it
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from yishu.node.errors import FolderInUse, FolderNotOurs, FolderUnusable
from yishu.node.postgres_account import Account, Way

MARKER = "yishu-postgres.lock"
SOCKET_PATH_BYTES = 107  # sockaddr_un.sun_path on Linux, without its closing zero
LOG_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """A folder that is ours, locked while `lock` (a descriptor) is open."""

    folder: Path
    lock: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def fresh(self) -> Path:
        return self.folder / "data.new"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def release(self) -> None:
        os.close(self.lock)


def claim(folder: Path) -> Place:
    """Make the folder ours if it is new or empty, and lock it.

    Raises FolderNotOurs, FolderInUse or FolderUnusable, each leaving the folder as it was.
    """
    folder = folder.resolve()
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        names = os.listdir(folder)
        if names and MARKER not in names:
            raise FolderNotOurs(folder=folder)
        lock = os.open(folder / MARKER, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except (FileExistsError, NotADirectoryError):
        raise FolderNotOurs(folder=folder) from None
    except OSError as error:
        raise FolderUnusable(folder=folder, reason=error.strerror) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode(errors="replace").strip()
        os.close(lock)
        raise FolderInUse(folder=folder, pid=holder or "?") from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return Place(folder, lock)


def hand_over(place: Place, account: Account) -> None:
    """Give the existing data to the account, which may have changed since the last start."""
    owner = place.data.stat().st_uid
    if owner == account.uid:
        return
    if account.way is Way.SELF:
        raise FolderUnusable(folder=place.data, reason=f"it belongs to the account with id {owner}")
    for folder, _, files in os.walk(place.data, topdown=False):  # data itself last
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def make_fresh(place: Place, account: Account) -> None:
    """An empty `data.new` of the account; what a killed attempt left there is removed."""
    shutil.rmtree(place.fresh, ignore_errors=True)
    place.fresh.mkdir(mode=0o700)
    os.chown(place.fresh, account.uid, account.gid)


def adopt_fresh(place: Place) -> None:
    """`data.new` becomes `data`, and stays so even if power fails now."""
    place.fresh.rename(place.data)
    descriptor = os.open(place.folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_socket_folder(place: Place, account: Account, port: int) -> Path:
    """A 0700 folder of the account with a path short enough for a socket: in ours, else in a temporary folder.

    Whoever may enter it may do everything in the database: there is no password on the socket.
    """
    name = f"yishu-{hashlib.sha256(os.fsencode(place.folder)).hexdigest()[:16]}"
    # Shared folders: _own looks who made what is there.
    bases = dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")))  # noqa: S108
    inside = [] if account.way is Way.COPIED else [place.folder / "run"]
    reason = "all paths are too long"
    for candidate in (*inside, *(base / name for base in bases)):
        if len(os.fsencode(candidate / f".s.PGSQL.{port}")) > SOCKET_PATH_BYTES:
            continue
        try:
            return _own(candidate, account)
        except OSError as error:
            reason = str(error)
    raise FolderUnusable(folder=place.folder, reason=f"no folder for the socket: {reason}")


def drop_socket_folder(place: Place, sockets: Path) -> None:
    """Remove it from the system's temporary folder; PostgreSQL has removed its socket."""
    if sockets.parent != place.folder:
        shutil.rmtree(sockets, ignore_errors=True)


def trim_log(log: Path) -> None:
    """Keep at most LOG_BYTES, and as many before it. The server appends, so it goes on at the new end of the file."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        before = log.with_name(f"{log.name}.1")
        shutil.copyfile(log, before)
        before.chmod(0o600)
        os.truncate(log, 0)


def _own(folder: Path, account: Account) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    # Through a descriptor, so that nobody can put a link in the place of what was checked.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(descriptor).st_uid not in (os.geteuid(), account.uid):
            raise PermissionError(f"{folder} is not ours")
        os.fchown(descriptor, account.uid, account.gid)
        os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)
    return folder
