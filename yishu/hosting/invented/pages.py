"""The sample as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import viewer_of
from yishu.catalogue.queries import get_resource
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.errors import ResourceNotPublished
from yishu.hosting.invented.queries import sample_of


@require_GET
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """`?format=csv` or `json`."""
    viewer, form = viewer_of(request), request.GET.get("format", "csv")
    resource = get_resource(code, viewer=viewer)
    made = sample_of(resource, viewer)
    if made is None:
        raise ResourceNotPublished(code=resource.code)
    if form not in ("csv", "json"):
        raise Invalid(errors=[FieldError("format", "unknown", "请选 csv 或 json。", "Choose csv or json.")])
    text, kind = (made.as_csv(), "text/csv") if form == "csv" else (made.as_json(), "application/json")
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{resource.path_code}-sample.{form}"'
    return answer
