"""The paths of the protocol under `/delta-sharing/`. Each request carries the bearer token of a profile; a file's address carries its own signature."""

import hmac
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yishu.access.delta import lines, sharing
from yishu.access.delta.errors import FileGone, LinkVoid
from yishu.access.delta.lines import Addressed
from yishu.access.delta.models import Profile, SharedFile
from yishu.access.delta.profiles import reader_of, signature_of
from yishu.access.delta.sharing import Names
from yishu.agencies.errors import NotAuthenticated
from yishu.agencies.middleware import come_from
from yishu.agencies.queries import actor_of_system
from yishu.agencies.refusals import put_on_record
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem, preferred_language
from yishu.shell.sending import file_response

LINK_LIFE: Final = timedelta(minutes=15)
VERSION: Final = "delta-table-version"
PARQUET: Final = "application/vnd.apache.parquet"
SIGNED: Final = "sp=r"
"""By this, as in a shared-access signature of Azure ("permission: read"), delta-kernel knows an address that carries its own signature."""
_BODY: Final = 64 * 1024
Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]
Reader = Callable[Concatenate[HttpRequest, Profile, Actor, Rest], HttpResponseBase]


def _told(view: View[Rest]) -> View[Rest]:
    """Refusals as the protocol has them: `errorCode` and `message`, besides what this node always says."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Problem as problem:
            put_on_record(request, problem)
            said = problem.as_dict(preferred_language(request.headers.get("Accept-Language")))
            said |= {"errorCode": problem.code.upper(), "message": said["detail"]}
            answer = JsonResponse(said, status=problem.status, json_dumps_params={"ensure_ascii": False})
            if problem.status == 401:
                answer["WWW-Authenticate"] = "Bearer"
            if problem.status == 429 and "seconds" in problem.params:
                answer["Retry-After"] = str(problem.params["seconds"])
        answer["Cache-Control"] = "no-store"
        return answer

    return answered


def _reading(*methods: str) -> Callable[[Reader[Rest]], View[Rest]]:
    """A view of whoever the request's token names."""

    def made(view: Reader[Rest]) -> View[Rest]:
        @_told
        @require_http_methods(methods)
        @wraps(view)
        def read(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not text.strip():
                raise NotAuthenticated
            profile, actor = reader_of(text.strip(), now=timezone.now())
            request.actor = actor = come_from(request, actor)  # type: ignore[attr-defined]
            return view(request, profile, actor, *args, **kwargs)

        return read

    return made


@_reading("GET", "HEAD")
def shares(request: HttpRequest, profile: Profile, actor: Actor) -> HttpResponse:
    """One share: a profile is of one grant. It is listed while the grant is in force."""
    sharing.current_version(profile, actor, now=timezone.now())
    return _page(request, [_share(profile)])


@_reading("GET", "HEAD")
def share(_request: HttpRequest, profile: Profile, actor: Actor, share: str) -> HttpResponse:
    Names.of(profile).require(share)
    sharing.current_version(profile, actor, now=timezone.now())
    return JsonResponse({"share": _share(profile)})


@_reading("GET", "HEAD")
def schemas(request: HttpRequest, profile: Profile, actor: Actor, share: str) -> HttpResponse:
    names = Names.of(profile)
    names.require(share)
    sharing.current_version(profile, actor, now=timezone.now())
    return _page(request, [{"name": names.schema, "share": names.share}])


@_reading("GET", "HEAD")
def tables(request: HttpRequest, profile: Profile, actor: Actor, share: str, schema: str | None = None) -> HttpResponse:
    names = Names.of(profile)
    names.require(share, schema)
    sharing.current_version(profile, actor, now=timezone.now())
    table = {"name": names.table, "schema": names.schema, "share": names.share}
    return _page(request, [{**table, "shareId": _share(profile)["id"], "id": str(profile.grant_id)}])


@_reading("GET", "HEAD")
def version(request: HttpRequest, profile: Profile, actor: Actor, share: str, schema: str, table: str) -> HttpResponse:
    """The current version, or the first one made at or after `startingTimestamp`."""
    Names.of(profile).require(share, schema, table)
    current = sharing.current_version(profile, actor, now=timezone.now())
    if said := request.GET.get("startingTimestamp"):
        current = sharing.version_at(profile, _moment("startingTimestamp", said), first_after=True)
    return HttpResponse(headers={VERSION: str(current)})


@_reading("GET", "HEAD")
def metadata(request: HttpRequest, profile: Profile, actor: Actor, share: str, schema: str, table: str) -> HttpResponse:
    Names.of(profile).require(share, schema, table)
    shape = sharing.shape_of(profile, actor, now=timezone.now())
    delta = lines.wants_delta(request.headers.get(lines.CAPABILITIES, ""))
    return _lines(lines.head(profile, shape, delta=delta), shape.version, delta=delta)


@_reading("POST")
def query(request: HttpRequest, profile: Profile, actor: Actor, share: str, schema: str, table: str) -> HttpResponse:
    """The files of a version: the current one, `version`, or that of `timestamp`. Hints to predicates and limits may be given; the file is the whole grant's."""
    Names.of(profile).require(share, schema, table)
    body = _body(request)
    if "startingVersion" in body or "endingVersion" in body:
        zh, en = (
            "各版本的变化请用 GET …/changes?startingVersion= 读取。",
            "Read changes by GET …/changes?startingVersion=.",
        )
        raise Invalid(errors=[FieldError("startingVersion", "not_here", zh, en)])
    wanted = _number("version", body.get("version"))
    if wanted is None and body.get("timestamp") is not None:
        wanted = sharing.version_at(profile, _moment("timestamp", str(body["timestamp"])))
    shared = sharing.share_version(profile, actor, wanted, now=timezone.now())
    delta = lines.wants_delta(request.headers.get(lines.CAPABILITIES, ""))
    answer = lines.of_version(profile, shared, _addressing(request), delta=delta)
    return _lines(answer, shared.shape.version, delta=delta)


@_reading("GET")
def changes(request: HttpRequest, profile: Profile, actor: Actor, share: str, schema: str, table: str) -> HttpResponse:
    """The change data feed between two versions or moments, both included."""
    Names.of(profile).require(share, schema, table)
    first = _number("startingVersion", request.GET.get("startingVersion"))
    if first is None:
        if not (said := request.GET.get("startingTimestamp")):
            zh, en = "请写明 startingVersion 或 startingTimestamp。", "Name startingVersion or startingTimestamp."
            raise Invalid(errors=[FieldError("startingVersion", "required", zh, en)])
        first = sharing.version_at(profile, _moment("startingTimestamp", said), first_after=True)
    last = _number("endingVersion", request.GET.get("endingVersion"))
    if last is None and (said := request.GET.get("endingTimestamp")):
        last = sharing.version_at(profile, _moment("endingTimestamp", said))
    shared = sharing.share_changes(profile, actor, first, last, now=timezone.now())
    delta = lines.wants_delta(request.headers.get(lines.CAPABILITIES, ""))
    answer = lines.of_changes(profile, shared, first, _addressing(request), delta=delta)
    return _lines(answer, shared.shape.version, delta=delta)


@_told
@require_http_methods(("GET", "HEAD"))
def file(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A file by its signed address, with ranges; whether the grant still gives what it shows is asked each time."""
    until, said = request.GET.get("until", ""), request.GET.get("signature", "")
    if not hmac.compare_digest(signature_of(f"{number} {until}").encode(), said.encode()):
        raise LinkVoid
    now = timezone.now()
    if now.timestamp() > int(until):
        raise LinkVoid
    found = SharedFile.objects.select_related("profile__grant__resource", "profile__system__agency")
    kept = found.filter(pk=number, profile__system__is_active=True, profile__system__agency__is_active=True).first()
    if kept is None or not kept.path.exists():
        raise FileGone
    actor = come_from(request, actor_of_system(kept.profile.system))
    request.actor = actor  # type: ignore[attr-defined]
    if not sharing.still_shows(kept, actor, now=now):
        raise FileGone  # narrowed, or masked since: the query gives an address of what is granted now
    return file_response(request, kept.path, PARQUET, etag=kept.digest, digest=kept.digest)


def _share(profile: Profile) -> dict[str, str]:
    names = Names.of(profile)
    return {"name": names.share, "id": str(profile.pk)}


def _page(request: HttpRequest, items: list[dict[str, str]]) -> HttpResponse:
    """`maxResults` and `pageToken` as the protocol has them; a token is the number of what was listed before."""
    most = _number("maxResults", request.GET.get("maxResults"))
    begin = _number("pageToken", request.GET.get("pageToken") or None) or 0
    end = len(items) if most is None else begin + most
    said: dict[str, Any] = {"items": items[begin:end]}
    if end < len(items):
        said["nextPageToken"] = str(end)
    return JsonResponse(said)


def _lines(said: Iterable[dict[str, Any]], version: int, *, delta: bool) -> HttpResponse:
    content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said)
    answer = HttpResponse(content, content_type="application/x-ndjson; charset=utf-8")
    answer[VERSION] = str(version)
    answer[lines.CAPABILITIES] = f"responseformat={'delta' if delta else 'parquet'}"
    return answer


def _addressing(request: HttpRequest) -> Callable[[SharedFile], Addressed]:
    """Addresses that hold LINK_LIFE; whoever reads longer asks the table again, which makes nothing anew."""
    here = settings.YISHU_URL or f"{request.scheme}://{request.get_host()}"
    until = int((timezone.now() + LINK_LIFE).timestamp())

    def addressed(file: SharedFile) -> Addressed:
        signature = signature_of(f"{file.pk} {until}")
        url = f"{here}/delta-sharing/files/{file.pk}.parquet?{SIGNED}&until={until}&signature={signature}"
        return Addressed(file, url, until * 1000)

    return addressed


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body or b"{}") if len(request.body) <= _BODY else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        zh, en = "请求正文须为一个 JSON 对象，不超过 64 KiB。", "The body is one JSON object of at most 64 KiB."
        raise Invalid(errors=[FieldError("body", "json_object", zh, en)])
    return said


def _number(name: str, said: object) -> int | None:
    if said is None:
        return None
    text = str(said)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        zh, en = "请填非负整数。", "A whole number, 0 or above."
        raise Invalid(errors=[FieldError(name, "whole_number", zh, en)])
    return int(text)


def _moment(name: str, said: str) -> datetime:
    try:
        moment = parse_datetime(said.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None:
        zh, en = (
            "请按 ISO 8601 填写时刻，如 2026-11-28T08:00:00Z。",
            "A moment as ISO 8601 has it, such as 2026-11-28T08:00:00Z.",
        )
        raise Invalid(errors=[FieldError(name, "moment", zh, en)])
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
