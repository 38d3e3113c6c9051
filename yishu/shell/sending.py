"""Files as answers: entity tags, dates, ranges (RFC 9110, 13 and 14), digests (RFC 9530). The server sends what a page only names, so that a slow reader holds none of the portal's threads."""

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

HANDED_OVER: Final = "X-Yishu-Send"
"""The header by which the portal hands a file to the server: offset, length, percent-encoded path. It never leaves the node."""
_CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")  # no file has more bytes than such a number says


class Server:
    """Whether there is one that sends files; without, as in tests of single pages, Django does."""

    sends_files = False


def file_response(
    request: HttpRequest, path: Path, media_type: str, *, etag: str, filename: str = "", digest: str = ""
) -> HttpResponseBase:
    """The file, a range of it, or that the caller has it already. A `….gz` beside it goes to whoever takes that, unless a range is asked for.

    `etag` tells this content from every other, without quotes; `filename` makes it a download; `digest` is the SHA-256 of the
    file in hexadecimal digits, told with all of it and with a range.
    """
    squeezed = path.with_name(f"{path.name}.gz")
    is_squeezed = squeezed.exists() and "Range" not in request.headers and _takes_gzip(request)
    sent = squeezed if is_squeezed else path
    tag = f'"{etag}-gzip"' if is_squeezed else f'"{etag}"'
    modified = int(path.stat().st_mtime)
    answer = get_conditional_response(request, tag, modified) or _whole_or_part(request, sent, tag, modified)
    for name, value in (("ETag", tag), ("Last-Modified", http_date(modified)), ("Accept-Ranges", "bytes")):
        answer.headers[name] = value
    if answer.status_code in (200, 206):
        answer.headers["Content-Type"] = media_type
        if is_squeezed:
            answer.headers["Content-Encoding"] = "gzip"
        elif digest:
            answer.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
        if disposition := content_disposition_header(bool(filename), filename):
            answer.headers["Content-Disposition"] = disposition
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _takes_gzip(request: HttpRequest) -> bool:
    return bool(re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", request.headers.get("Accept-Encoding", "")))


def _whole_or_part(request: HttpRequest, path: Path, tag: str, modified: int) -> HttpResponseBase:
    size = path.stat().st_size
    wanted = _range(request, size, tag, modified)
    if wanted is None:
        return _sent(path, 0, size, 200)
    first, last = wanted
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = _sent(path, first, last - first + 1, 206)
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _range(request: HttpRequest, size: int, tag: str, modified: int) -> tuple[int, int] | None:
    """First and last byte; the first behind the last where there is nothing to send; None for the whole."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range", tag)
    is_unchanged = condition == tag or parse_http_date_safe(condition) == modified
    if found is None or not is_unchanged or found[0] == "bytes=-":
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    if found[2] and int(found[2]) < int(found[1]):
        return None  # not a range at all (RFC 9110, 14.1.1)
    last = int(found[2]) if found[2] else size - 1
    return int(found[1]), min(last, size - 1)


def _sent(path: Path, first: int, length: int, status: int) -> HttpResponseBase:
    if Server.sends_files:
        answer = HttpResponse(status=status, headers={HANDED_OVER: f"{first} {length} {quote(str(path))}"})
    else:
        answer = StreamingHttpResponse(_parts(path, first, length), status=status)
    answer.headers["Content-Length"] = str(length)
    return answer


def _parts(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length and (part := file.read(min(_CHUNK, length))):
            length -= len(part)
            yield part
