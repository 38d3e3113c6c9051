"""Files in a folder or an S3 bucket, alike. The names are the caller's own making; nothing here knows what is in a file (20.1, 32.1, 33.1).

Keys of a bucket come from where AWS's own programs take them (AWS_ACCESS_KEY_ID and so on, a profile, the machine's role); we neither keep nor print them.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import parse_qs, urlsplit

from pyarrow import fs

from yishu.core.errors import Problem
from yishu.node.durable_files import sync

PART: Final = 4 * 1024**2
_KNOWN: Final = frozenset({"endpoint", "region", "addressing"})


@dataclass(frozen=True, slots=True)
class Store:
    """`place` is shown to people: a folder, or s3://bucket/prefix. All but `reached` raise `unreachable` where it does not answer."""

    place: str
    files: fs.FileSystem
    root: str
    unreachable: type[Problem]

    @property
    def is_folder(self) -> bool:
        return isinstance(self.files, fs.LocalFileSystem)

    def put(self, path: Path, name: str, digest: str) -> None:
        """A file that is durable at `path`, in the same folder where the store is one; it is gone from there. A bucket shows an object once all of it has come."""
        if self.is_folder:
            place = Path(self._at(name))
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(place)
            for folder in (place.parent, place.parent.parent):
                sync(folder)
            return
        with self._answering():
            # As it is: names that end in .gz would be compressed, and read, once more.
            stream = self.files.open_output_stream(self._at(name), compression=None, metadata={"yishu-sha256": digest})
            with path.open("rb") as file:
                while part := file.read(PART):
                    stream.write(part)
            stream.close()  # not where writing failed: that would make an object of what had come
        path.unlink()

    def size(self, name: str) -> int | None:
        """Bytes; None where there is no such file."""
        with self._answering():
            found = self.files.get_file_info(self._at(name))
        return found.size if found.type is fs.FileType.File else None

    def copy(self, name: str, target: IO[bytes]) -> str | None:
        """All of a file to an open one; its SHA-256, None where there is no such file."""
        summed = hashlib.sha256()
        with self._answering():
            try:
                source = self.files.open_input_stream(self._at(name), compression=None)
            except FileNotFoundError:
                return None
        with source:
            while part := self._read(source):
                summed.update(part)
                target.write(part)
        return summed.hexdigest()

    def read(self, name: str, first: int, size: int) -> bytes:
        """That many bytes of a file, fewer at its end; none where there is no such file."""
        with self._answering():
            try:
                with self.files.open_input_file(self._at(name)) as file:
                    return file.read_at(size, first)
            except FileNotFoundError:
                return b""

    def remove(self, name: str) -> None:
        """Again does nothing."""
        with self._answering():
            if self.files.get_file_info(self._at(name)).type is fs.FileType.File:
                self.files.delete_file(self._at(name))

    def require(self) -> None:
        """It answers: a folder is there, a bucket lets us in. Raises `unreachable`."""
        if self.is_folder:
            Path(self.root).mkdir(parents=True, exist_ok=True, mode=0o700)
            return
        with self._answering():
            if self.files.get_file_info(self.root.partition("/")[0]).type is fs.FileType.NotFound:
                raise OSError("no such bucket")

    def _at(self, name: str) -> str:
        return f"{self.root}/{name}"

    def _read(self, source: Any) -> bytes:
        with self._answering():
            return source.read(PART)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """What the client says of a failure may hold an address with its signature: it stays in the chain of the exception, and is not printed."""
        try:
            yield
        except FileNotFoundError:
            raise self.unreachable from None
        except OSError as error:
            raise self.unreachable from error


def folder_store(folder: Path, unreachable: type[Problem]) -> Store:
    return Store(str(folder), fs.LocalFileSystem(), str(folder), unreachable)


def bucket_store(setting: str, address: str, unreachable: type[Problem]) -> Store:
    """s3://bucket/prefix?endpoint=https://host:port&region=…&addressing=virtual; without an endpoint it is AWS's own. Raises ValueError, which names the setting and what is wrong with it."""
    parts = urlsplit(address)
    given = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc or given.keys() - _KNOWN:
        raise ValueError(f"{setting} is s3://bucket/prefix?endpoint=…&region=…, without keys in it")
    options: dict[str, Any] = {"connect_timeout": 5, "request_timeout": 60}
    options["retry_strategy"] = fs.AwsStandardS3RetryStrategy(max_attempts=3)
    if endpoint := given.get("endpoint"):
        where = urlsplit(endpoint)
        if where.scheme not in ("http", "https") or not where.netloc:
            raise ValueError(f"{setting}: endpoint is http(s)://host:port")
        options |= {"scheme": where.scheme, "endpoint_override": where.netloc}
    options["region"] = given.get("region", "us-east-1")
    options["force_virtual_addressing"] = given.get("addressing") == "virtual"
    root = f"{parts.netloc}{parts.path}".rstrip("/")
    return Store(f"s3://{root}", fs.S3FileSystem(**options), root, unreachable)
