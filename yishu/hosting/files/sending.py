"""A version as an answer: a download under its own name, of which a browser runs nothing."""

from typing import Final

from django.http import HttpRequest, HttpResponseBase

from yishu.hosting.files.models import DocumentVersion
from yishu.node import content
from yishu.shell.sending import file_response

POLICY: Final = "default-src 'none'; sandbox"


def version_response(request: HttpRequest, version: DocumentVersion, *, receipt: str = "") -> HttpResponseBase:
    """The file or a range of it, with its digest as entity tag and in `Repr-Digest`; streamed."""
    path = content.path_of(version.digest)
    media_type, name = version.media_type, version.file_name
    answer = file_response(request, path, media_type, etag=version.digest, filename=name, digest=version.digest)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    if receipt:
        answer.headers["Yishu-Receipt"] = receipt
    return answer
