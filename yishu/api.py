"""The management API: all slices' routers under /api/v1, errors as problem+json (RFC 9457), OpenAPI with the data plane included."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import unquote_to_bytes

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from yishu import __version__
from yishu.access import manifests
from yishu.access.assembling import api as assembling
from yishu.access.delta import api as delta
from yishu.access.downloads import api as downloads
from yishu.access.files import api as documents
from yishu.access.sealed import api as sealed
from yishu.agencies.accountability import api as accountability
from yishu.agencies.delegation import api as delegation
from yishu.agencies.identity import api as identity
from yishu.agencies.refusals import put_on_record
from yishu.assessment import api as assessment
from yishu.cases import api as cases
from yishu.catalogue import api as catalogue
from yishu.catalogue.directories import api as directories
from yishu.catalogue.directories import feed_api as directory_changes
from yishu.core.errors import FieldError, Invalid, Problem, preferred_language
from yishu.core.text import is_plain
from yishu.exchange import api as exchange
from yishu.gateway.errors import MalformedJson
from yishu.hosting.archiving import api as archiving
from yishu.hosting.controls import api as controls
from yishu.hosting.declared import api as declared
from yishu.hosting.files import api as own_documents
from yishu.hosting.keeping import api as keeping
from yishu.hosting.quarantine import api as quarantine
from yishu.hosting.uploads import api as uploads
from yishu.notices import api as notices
from yishu.openapi import describe
from yishu.operations import api as operations
from yishu.operations.erasing import api as erasing
from yishu.operations.misuse import api as misuse
from yishu.operations.subject_uses import api as subject_uses
from yishu.operations.workdays import api as work_days
from yishu.portal.lists import api as lists
from yishu.quality import api as quality
from yishu.seals import api as seals
from yishu.sharing import api as sharing
from yishu.sharing.basket import api as basket
from yishu.sharing.changes import api as changes
from yishu.sharing.standing import api as standing
from yishu.standards import api as standards

PROBLEM = "application/problem+json"


class NoSuchPath(Problem):
    """There is nothing at this address."""

    code = "no_such_path"
    status = 404
    zh = "此地址没有内容。"


class Readable(JSONRenderer):
    """Chinese as it is, not as escapes."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    """With the gateway's operations in its OpenAPI document."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return describe(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


api = Api(
    title="一数 Yishu",
    version=__version__,
    description="One datum, one source: governed sharing of data between government agencies.\n\n"
    "[试一试 · Try a call](/access/try/): on a page, in the sandbox or under a grant of your agency.",
    urls_namespace="api",
    renderer=Readable(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)
api.add_router("/v1", notices.router)
api.add_router("/v1", identity.router)
api.add_router("/v1", delegation.router)
api.add_router("/v1", accountability.router)
api.add_router("/v1", directories.router)  # before what takes any code: `….ttl` is one of its paths
api.add_router("/v1", directory_changes.router)
api.add_router("/v1/catalogue", catalogue.router)
api.add_router("/v1/standards", standards.router)
api.add_router("/v1", sharing.router)
api.add_router("/v1", basket.router)
api.add_router("/v1", changes.router)
api.add_router("/v1", standing.router)
api.add_router("/v1", delta.router)
api.add_router("/v1", downloads.router)
api.add_router("/v1", quarantine.router)
api.add_router("/v1/hosting", declared.router)
api.add_router("/v1/hosting", keeping.router)
api.add_router("/v1/hosting", archiving.router)
api.add_router("/v1/hosting", uploads.router)
api.add_router("/v1/hosting", controls.router)
api.add_router("/v1/hosting", assembling.router)
api.add_router("/v1", manifests.router)
api.add_router("/v1/hosting", own_documents.router)
api.add_router("/v1/data", documents.router)
api.add_router("/v1", seals.router)
api.add_router("/v1", sealed.router)
api.add_router("/v1", exchange.router)
api.add_router("/v1", quality.router)
api.add_router("/v1", cases.router)
api.add_router("/v1", assessment.router)
api.add_router("/v1", operations.router)
api.add_router("/v1", work_days.router)
api.add_router("/v1", erasing.router)
api.add_router("/v1", misuse.router)
api.add_router("/v1", subject_uses.router)
api.add_router("/v1", lists.router)


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as its response, in the caller's language."""
    language = preferred_language(request.headers.get("Accept-Language"))
    body = json.dumps(problem.as_dict(language), ensure_ascii=False)
    response = HttpResponse(body, status=problem.status, content_type=PROBLEM)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if problem.status in (429, 503) and (pause := problem.pause or problem.params.get("seconds")):
        response["Retry-After"] = str(pause)
    return response


class MalformedAddress(Problem):
    """The address holds control characters."""

    code = "malformed_address"
    status = 400
    zh = "地址中含有控制字符。"


class NoSuchMethod(Problem):
    """This address does not take that method."""

    code = "no_such_method"
    status = 405
    zh = "此地址不支持这种请求方法。"


class UnreadableRequest(Problem):
    """The request's headers and its body do not fit together. Look at Content-Type (multipart needs its boundary), Content-Length and Host."""

    code = "unreadable_request"
    status = 400
    zh = "请求头与正文不符。请检查 Content-Type（multipart 须带 boundary）、Content-Length 和 Host。"


class Failed(Problem):
    """Something went wrong on our side; it has been noted. Try again later."""

    code = "failed"
    status = 500
    zh = "平台内部出错，已记录。请稍后再试。"


class ApiProblems:
    """Outermost: what Django or ninja answers under `/api/` in other forms becomes a problem too; an address nobody can have typed is refused."""

    OTHERWISE: ClassVar[dict[int, type[Problem]]] = {
        400: UnreadableRequest,
        404: NoSuchPath,
        405: NoSuchMethod,
        500: Failed,
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_plain_address(request):
            return respond(request, MalformedAddress())
        response = self.get_response(request)
        problem = self.OTHERWISE.get(response.status_code)
        if problem is None or not request.path.startswith("/api/") or response["Content-Type"] == PROBLEM:
            return response
        told = respond(request, problem())
        if "Allow" in response:
            told["Allow"] = response["Allow"]
        return told


def _is_plain_address(request: HttpRequest) -> bool:
    """No control characters in the path, nor in the query of an operation: pages read their own queries by forms."""
    if not request.path.startswith("/api/"):
        return is_plain(request.path)
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    return is_plain(request.path + query.decode("utf-8", "replace"))


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    put_on_record(request, problem)
    return respond(request, problem)


@api.exception_handler(ValidationError)
def _wrong_fields(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    return respond(request, Invalid(errors=[_field_error(error) for error in wrong.errors]))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return respond(
        request, MalformedJson(reason=str(error.__cause__ or error)) if error.status_code == 400 else NoSuchPath()
    )


@api.exception_handler(Http404)
def _nothing_here(request: HttpRequest, _: Http404) -> HttpResponse:
    return respond(request, NoSuchPath())


def _field_error(error: dict[str, Any]) -> FieldError:
    """Pydantic's finding: its place without the name of the argument, its rule, its English words."""
    place = [str(part) for part in error["loc"][2:]] or [str(part) for part in error["loc"][-1:]]
    rule, text = str(error["type"]), str(error["msg"]).replace("{", "{{").replace("}", "}}")
    zh = {"missing": "缺少此项。", "extra_forbidden": "没有这一项。"}.get(rule, f"格式不正确（{text}）。")
    return FieldError(".".join(place), rule, zh, f"{text}.")
