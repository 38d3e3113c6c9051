"""The directory and its entries in machine forms (8.2): without login what is open, else the resource directory."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from ninja import Router

from yishu.agencies.api import anyone
from yishu.agencies.errors import NotAuthenticated
from yishu.catalogue import queries
from yishu.catalogue.directories import dcat
from yishu.catalogue.directories.current import current_file
from yishu.catalogue.directories.errors import DirectoryUnknown
from yishu.catalogue.directories.graph import Thing, as_json_ld, as_turtle
from yishu.catalogue.directories.members import member, part_for
from yishu.catalogue.directories.models import Part
from yishu.catalogue.directories.writing import IN_WORDS, MEDIA_TYPES, Form
from yishu.core.actor import Actor
from yishu.core.errors import Language
from yishu.shell.addresses import public_address
from yishu.shell.sending import file_response

router = Router(tags=["catalogue"], auth=anyone)


def _documented(form: Form, description: str) -> dict[str, Any]:
    """What OpenAPI says of an answer that is not JSON of a fixed shape."""
    media = MEDIA_TYPES[form].partition(";")[0]
    content = {media: {"schema": {"type": "object" if media.endswith("json") else "string"}}}
    return {"responses": {200: {"description": description, "content": content}}}


DCAT: Final = "DCAT-AP 3"


@router.get("/catalogue.jsonld", openapi_extra=_documented(Form.JSON_LD, DCAT))
def directory_json_ld(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The directory as DCAT-AP 3 in JSON-LD. `directory`: resource, sharing, open; the widest that the caller may read where it is not named."""
    return _file(request, directory, Form.JSON_LD)


@router.get("/catalogue.ttl", openapi_extra=_documented(Form.TURTLE, DCAT))
def directory_turtle(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The directory as DCAT-AP 3 in Turtle."""
    return _file(request, directory, Form.TURTLE)


@router.get("/catalogue.json", openapi_extra=_documented(Form.JSON, "Entries with their items, one a line"))
def directory_json(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The directory as JSON: every entry with its items."""
    return _file(request, directory, Form.JSON)


@router.get("/catalogue.xlsx", openapi_extra=_documented(Form.XLSX, "Two sheets: entries, items"))
def directory_xlsx(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The directory as a workbook, a sheet of entries and one of their items; heads and words in the caller's language."""
    return _file(request, directory, Form.XLSX)


@router.get("/catalogue.csv", openapi_extra=_documented(Form.CSV, "A line for each entry"))
def directory_csv(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The entries of the directory as CSV, with a byte order mark."""
    return _file(request, directory, Form.CSV)


@router.get("/catalogue.items.csv", openapi_extra=_documented(Form.ITEMS_CSV, "A line for each item"))
def directory_items_csv(request: HttpRequest, directory: str = "") -> HttpResponseBase:
    """The items of the directory's entries as CSV, with a byte order mark."""
    return _file(request, directory, Form.ITEMS_CSV)


@router.get("/catalogue/resources/{code}.jsonld", openapi_extra=_documented(Form.JSON_LD, DCAT))
def entry_json_ld(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in JSON-LD."""
    return HttpResponse(as_json_ld([_dataset(request, code)]), content_type=MEDIA_TYPES[Form.JSON_LD])


@router.get("/catalogue/resources/{code}.ttl", openapi_extra=_documented(Form.TURTLE, DCAT))
def entry_turtle(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in Turtle."""
    return HttpResponse(as_turtle([_dataset(request, code)]), content_type=MEDIA_TYPES[Form.TURTLE])


def part_asked(name: str, viewer: Actor | None) -> Part:
    """The part of that name, if the viewer may read it; unnamed, the widest. Raises DirectoryUnknown, NotAuthenticated."""
    if not name:
        return part_for(viewer)
    if name not in Part.values:
        raise DirectoryUnknown(part=name[:40], known=", ".join(Part.values))
    if name != Part.OPEN and viewer is None:
        raise NotAuthenticated
    return Part(name)


def _file(request: HttpRequest, directory: str, form: Form) -> HttpResponseBase:
    part = part_asked(directory, request.actor or None)  # type: ignore[attr-defined]
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    path = current_file(part, form, public_address(request), language)
    name = ""
    if form in IN_WORDS:
        with override(language):
            name = f"{part.label}.{form}"
    answer = file_response(request, path, MEDIA_TYPES[form], etag=path.name.partition(".")[0], filename=name)
    patch_vary_headers(answer, ["Authorization", "Cookie"])
    return answer


def _dataset(request: HttpRequest, code: str) -> Thing:
    viewer, base = request.actor or None, public_address(request)  # type: ignore[attr-defined]
    return dcat.dataset(member(queries.get_listed(code, viewer=viewer), viewer, base), base)
