"""The node as the agent sees it: publish a batch, ask why records came back, look up an entry, take a copy. The key goes to this address only."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeVar
from urllib.parse import urlencode

import msgspec
import urllib3

from yishu import __version__
from yishu.core.causes import root_cause
from yishu.core.decoding import decoded
from yishu.front.configuration import NodeAddress
from yishu.front.errors import HeldAtNode, NodeBusy, NodeRefused, NodeUnreachable
from yishu.front.language import say, spoken
from yishu.wire.batches import BatchForeseen, BatchReceipt, SentBackPage, UploadStatus
from yishu.wire.entries import EntryShape

Message = TypeVar("Message")

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 600.0  # a large batch is checked before it is answered
_PASSING_STATUS: Final = (408, 425, 429)
_PASSING_CODES: Final = ("entry_changed", "upload_busy", "offset_mismatch")  # of 409: send again
_PART: Final = 256 * 1024
_TUS: Final = {"Tus-Resumable": "1.0.0"}


class _Refusal(msgspec.Struct):
    """What we read of a problem (RFC 9457)."""

    code: str = ""
    detail: str = ""
    errors: list[dict[str, Any]] = []


class _Key(msgspec.Struct):
    x: str = ""


class _Keys(msgspec.Struct):
    keys: list[_Key]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version of a copy, the receipt of its evidence, and which of its items come masked, in the node's words."""

    version: int
    receipt: str
    masked: str = ""


class Node:
    """Threads may share it. Raises NodeUnreachable, NodeBusy (both pass), NodeRefused."""

    def __init__(self, address: NodeAddress) -> None:
        self.url = self._url = address.url
        self._pool = urllib3.PoolManager(
            maxsize=8,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            ca_certs=address.ca_file,
            headers={
                **({"Authorization": f"Bearer {address.key}"} if address.key else {}),
                "Accept-Language": spoken(),
                "User-Agent": f"yishu-front/{__version__}",
            },
        )

    def publish(
        self, resource: str, body: BinaryIO, size: int, *, media_type: str, mode: str, key: str
    ) -> BatchReceipt:
        """Raises HeldAtNode besides: the same call again, once somebody has decided, tells what became of it."""
        headers = {"Content-Type": media_type, "Idempotency-Key": key, "Content-Length": str(size)}
        path = f"{_data(resource)}/batches?{urlencode({'mode': mode})}"
        with self._open("POST", path, body=body, headers=headers, good=(200, 202)) as response:
            if response.status == 200:
                return self._message(response, BatchReceipt)
            said = self._message(response, UploadStatus)
        return self.outcome(said)

    def outcome(self, said: UploadStatus) -> BatchReceipt:
        """What became of a file that was not published at once. Raises NodeBusy where nothing did yet, HeldAtNode, NodeRefused."""
        if said.batch is not None:
            return said.batch
        if said.state == "held" and said.held is not None:
            page = f"{self._url}/hosting/uploads/{said.upload}/"
            raise HeldAtNode(records=said.held.records, bad=said.held.quarantined, url=page)
        if said.state in ("receiving", "received"):
            reason = say("文件已收到，正在入库", "the file is there and being published")
            raise NodeBusy(http_status=202, reason=reason)
        ended = say("此文件未入库（{state}）", "this file was not published ({state})", state=said.state)
        decided = f"{said.decided_by}: {said.reason}" if said.decided_by else ""
        problem = said.problem or {}
        reason = " ".join(filter(None, (str(problem.get("detail") or ended), decided)))
        raise NodeRefused(reason=reason, node_code=str(problem.get("code") or said.state))

    def begin_upload(self, resource: str, size: int, *, media_type: str, mode: str, key: str, digest: str) -> str:
        """The place to which the parts of a file go (tus 1.0.0); the same one under the same key."""
        metadata = f"filetype {b64encode(media_type.encode()).decode()}"
        headers = {
            "Upload-Length": str(size),
            "Upload-Metadata": metadata,
            "Idempotency-Key": key,
            "Repr-Digest": digest,
        }
        path = f"{_data(resource)}/uploads?{urlencode({'mode': mode})}"
        with self._open("POST", path, headers=headers | _TUS, good=(201,)) as response:
            place = response.headers.get("Location", "")
            if not place.startswith(f"{_data(resource)}/uploads/"):
                raise self._strange(response)
            return place

    def upload_offset(self, place: str) -> int:
        """How much of it is there."""
        with self._open("HEAD", place, headers=_TUS) as response:
            return self._offset(response)

    def append(self, place: str, part: BinaryIO | bytes, offset: int) -> int:
        """Add a part, and get the offset behind it."""
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        with self._open("PATCH", place, body=part, headers=headers | _TUS, good=(204,)) as response:
            return self._offset(response)

    def upload_status(self, place: str) -> UploadStatus:
        return self._read("GET", place, UploadStatus)

    def try_out(self, resource: str, body: BinaryIO, size: int, *, media_type: str, mode: str) -> BatchForeseen:
        """What would come of a file, without publishing it."""
        headers = {"Content-Type": media_type, "Content-Length": str(size)}
        path = f"{_data(resource)}/batches?{urlencode({'mode': mode, 'dry_run': 'true'})}"
        return self._read("POST", path, BatchForeseen, body=body, headers=headers)

    def reasons(self, resource: str, batch: str, limit: int = 20) -> SentBackPage:
        """Why records of a batch were sent back, the first of them."""
        return self._read(
            "GET", f"{_data(resource)}/quarantine?{urlencode({'batch': batch, 'limit': limit})}", SentBackPage
        )

    def public_keys(self) -> list[bytes]:
        """By which the node signs (Ed25519), as it shows them to anybody."""
        listed = self._read("GET", "/api/v1/keys", _Keys).keys
        return [b64decode(key.x + "=" * (-len(key.x) % 4), altchars=b"-_") for key in listed]

    def entry(self, resource: str) -> EntryShape:
        return self._read("GET", f"/api/v1/catalogue/resources/{_path_code(resource)}", EntryShape)

    def health(self) -> None:
        self._read("GET", "/healthz", dict)

    @contextmanager
    def copy(self, resource: str, *, since: int | None, grant: str) -> Iterator[tuple[Stamp, Iterator[bytes]]]:
        """A granted copy as CSV, in parts; one that is cut off raises NodeUnreachable while it is read."""
        with self._open("GET", _bulk(resource, since, grant)) as response:
            yield self._stamp(response), self._parts(response)

    def latest(self, resource: str, *, since: int | None, grant: str) -> Stamp:
        """The present version, without the records."""
        with self._open("HEAD", _bulk(resource, since, grant)) as response:
            return self._stamp(response)

    def _parts(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        try:
            yield from response.stream(_PART)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._unreachable(error) from None

    def _stamp(self, response: urllib3.BaseHTTPResponse) -> Stamp:
        version = response.headers.get("Yishu-Version", "")
        if not version.isdecimal():
            raise self._strange(response)
        said = response.headers
        return Stamp(int(version), said.get("Yishu-Receipt", ""), said.get("Yishu-Masked", ""))

    def _offset(self, response: urllib3.BaseHTTPResponse) -> int:
        text = response.headers.get("Upload-Offset", "")
        if not text.isdecimal():
            raise self._strange(response)
        return int(text)

    def _read(self, method: str, path: str, kind: type[Message], **more: Any) -> Message:
        with self._open(method, path, **more) as response:
            return self._message(response, kind)

    def _message(self, response: urllib3.BaseHTTPResponse, kind: type[Message]) -> Message:
        content = b"".join(self._parts(response))
        try:
            return decoded(content, kind)
        except msgspec.DecodeError:
            raise self._strange(response) from None

    @contextmanager
    def _open(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        headers: dict[str, str] | None = None,
        good: tuple[int, ...] = (200,),
    ) -> Iterator[Any]:
        try:
            response = self._pool.request(
                method,
                self._url + path,
                body=body,
                headers={**self._pool.headers, **(headers or {})},
                redirect=False,  # the key is for this node
                preload_content=False,
                decode_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._unreachable(error) from None
        try:
            if response.status not in good:
                raise self._refused(response)
            yield response
        finally:
            response.close()

    def _refused(self, response: urllib3.BaseHTTPResponse) -> NodeBusy | NodeRefused:
        refusal = _refusal_of(b"".join(self._parts(response)))
        code, said = refusal.code or f"http_{response.status}", _in_words(refusal)
        if response.status >= 500 or response.status in _PASSING_STATUS or code in _PASSING_CODES:
            return NodeBusy(http_status=response.status, reason=said or code)
        unknown = say("应答不是一数节点的应答，请检查地址", "the answer is not a Yishu node's; check the address")
        return NodeRefused(reason=said or unknown, node_code=code)

    def _strange(self, response: urllib3.BaseHTTPResponse) -> NodeRefused:
        reason = say("应答不是一数节点的应答，请检查地址", "the answer is not a Yishu node's; check the address")
        return NodeRefused(reason=reason, node_code=f"http_{response.status}")

    def _unreachable(self, error: Exception) -> NodeUnreachable:
        return NodeUnreachable(url=self._url, reason=root_cause(error))


def _path_code(resource: str) -> str:
    return resource.replace("/", "-")


def _data(resource: str) -> str:
    return f"/api/v1/data/{_path_code(resource)}"


def _bulk(resource: str, since: int | None, grant: str) -> str:
    wanted = {"format": "csv", "since": since, "grant": grant or None}
    return f"{_data(resource)}/bulk?{urlencode({name: value for name, value in wanted.items() if value is not None})}"


def _refusal_of(content: bytes) -> _Refusal:
    try:
        return decoded(content, _Refusal)
    except msgspec.DecodeError:
        return _Refusal()


def _in_words(refusal: _Refusal) -> str:
    fields = [f"{error.get('field')}: {error.get('message')}" for error in refusal.errors]
    return " ".join([refusal.detail, *fields]).strip()
