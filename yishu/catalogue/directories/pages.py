"""Pages of the published directories: the versions, what differs between two, their files (8.2)."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_safe

from yishu.agencies.middleware import actor_of, viewer_of
from yishu.catalogue import queries
from yishu.catalogue.directories import versions as commands
from yishu.catalogue.directories.comparing import LIST, Difference, differences
from yishu.catalogue.directories.errors import FileNotPublished, VersionNotFound
from yishu.catalogue.directories.models import Edition, Part, Version
from yishu.catalogue.directories.signing import (
    KEY,
    MANIFEST,
    SIGNATURE,
    directory_key,
    fingerprint,
    public_key,
    public_pem,
)
from yishu.catalogue.directories.writing import MEDIA_TYPES, Form, harmless
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.components import Text
from yishu.shell.fields import add_errors
from yishu.shell.sending import file_response

SHOWN: Final = 200
"""Differences on a page; the file has all of them."""
_WORDS: Final[dict[str, tuple[Text, str]]] = {
    "added": (gettext_lazy("新增"), "good"),
    "changed": (gettext_lazy("变更"), "blue"),
    "withdrawn": (pgettext_lazy("done", "移出"), "grey"),
}


class OrderForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("随新版公布，任何人可见，如“2026 年度目录”。"),
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file of an edition as the page lists it."""

    name: str
    label: Text
    bytes: int
    sha256: str


_LABELS: Final[dict[str, Text]] = {
    f"catalogue.{Form.XLSX}": gettext_lazy("工作簿（XLSX）"),
    f"catalogue.{Form.CSV}": gettext_lazy("条目（CSV）"),
    f"catalogue.{Form.ITEMS_CSV}": gettext_lazy("信息项（CSV）"),
    f"catalogue.{Form.JSON}": "JSON",
    f"catalogue.{Form.JSON_LD}": "DCAT-AP（JSON-LD）",
    f"catalogue.{Form.TURTLE}": "DCAT-AP（Turtle）",
    commands.SITE: gettext_lazy("公众目录网站（ZIP）"),
    LIST: gettext_lazy("条目清单及摘要值（CSV）"),
}


def versions(request: HttpRequest) -> HttpResponse:
    """The versions, newest first; the coordinator orders the next here."""
    viewer = viewer_of(request)
    may_order = viewer is not None and queries.is_coordinator(viewer)
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.order_version(actor_of(request), note=form.cleaned_data["note"], now=timezone.now())
        except Problem as refused:
            if refused.status not in (409, 422):
                raise
            add_errors(form, refused, field="note")
        else:
            messages.success(request, _("已发起第 {number} 版，稍后即可下载。").format(number=made.number))
            return redirect("directories:versions")
    elif request.method == "POST":
        actor_of(request)
    page = Paginator(Version.objects.prefetch_related("editions"), 20).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(one, _edition_shown(one, viewer)) for one in page],
        "parts": _parts_for(viewer),
        "form": form if may_order else None,
    }
    return render(request, "directories/versions.html", given, status=422 if form.errors else 200)


@require_GET
def version(request: HttpRequest, number: int, part: str) -> HttpResponse:
    """One part of a version: its files, its signature, what differs from an earlier version."""
    edition = _get_edition(viewer_of(request), number, part)
    earlier = _earlier(edition, request.GET.get("since", ""))
    before = commands.folder_of(earlier, part) if earlier else None
    found = list(islice(differences(before, commands.folder_of(edition.version, part)), SHOWN + 1)) if earlier else []
    given = {
        "edition": edition,
        "version": edition.version,
        "parts": _parts_for(viewer_of(request)),
        "files": _files(edition),
        "key": fingerprint(public_key(directory_key())),
        "earlier": earlier,
        "others": Version.objects.filter(number__lt=number, state=Version.State.PUBLISHED),
        "differences": [(each, *_WORDS[each.what]) for each in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
    }
    return render(request, "directories/version.html", given)


@require_GET
def changes(request: HttpRequest, number: int, part: str) -> StreamingHttpResponse:
    """All differences from an earlier version as CSV."""
    edition = _get_edition(viewer_of(request), number, part)
    earlier = _earlier(edition, request.GET.get("since", ""))
    before = commands.folder_of(earlier, part) if earlier else None
    found = differences(before, commands.folder_of(edition.version, part))
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="changes-{number}.csv"'
    return answer


@require_safe
def file(request: HttpRequest, number: int, part: str, name: str) -> HttpResponseBase:
    """A file of a version: never altered, so its digest is its entity tag."""
    edition = _get_edition(viewer_of(request), number, part)
    folder = commands.folder_of(edition.version, part)
    digests = {each.name: each.sha256 for each in _files(edition)}
    if name in (MANIFEST, SIGNATURE):
        kind = "application/json" if name == MANIFEST else "application/octet-stream"
        return file_response(request, folder / name, kind, etag=f"{number}-{part}-{name}", filename=name)
    if name not in digests or not (folder / name).exists():
        raise FileNotPublished(name=name[:60])
    kind = "application/zip" if name == commands.SITE else MEDIA_TYPES[_form_of(name)]
    download = f"{part}-{number}-{name}"
    return file_response(request, folder / name, kind, etag=digests[name], filename=download, digest=digests[name])


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key by which whatever this node publishes is verified."""
    if request.method not in ("GET", "HEAD"):
        raise Http404
    answer = HttpResponse(public_pem(), content_type="application/x-pem-file")
    answer.headers["Content-Disposition"] = f'attachment; filename="{KEY}"'
    return answer


def _form_of(name: str) -> Form:
    ending = name.removeprefix("catalogue.")
    return Form(ending) if ending in set(Form) else Form.CSV


def _parts_for(viewer: Actor | None) -> list[tuple[str, Text]]:
    return [(part.value, part.label) for part in Part if viewer or part == Part.OPEN]


def _edition_shown(one: Version, viewer: Actor | None) -> list[Edition]:
    return [each for each in one.editions.all() if viewer or each.part == Part.OPEN]


def _get_edition(viewer: Actor | None, number: int, part: str) -> Edition:
    found = Edition.objects.select_related("version").filter(version__number=number, part=part).first()
    if found is None or (viewer is None and part != Part.OPEN):
        raise VersionNotFound(number=number)
    return found


def _earlier(edition: Edition, asked: str) -> Version | None:
    """The version to compare with: the one asked for, else the one before."""
    older = Version.objects.filter(number__lt=edition.version.number, state=Version.State.PUBLISHED)
    if not asked:
        return older.first()
    found = (
        older.filter(number=int(asked)).first() if asked.isascii() and asked.isdecimal() and len(asked) < 9 else None
    )
    if found is None:
        raise VersionNotFound(number=asked[:12])
    return found


def _files(edition: Edition) -> list[File]:
    listed = json.loads(edition.manifest)["files"]
    order = list(_LABELS)
    found = [File(name := each["name"], _LABELS[name], each["bytes"], each["sha256"]) for each in listed]
    return sorted(found, key=lambda each: order.index(each.name))


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(found: Iterator[Difference]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(
        [_("变化"), _("信息资源代码"), _("信息资源名称"), _("信息资源提供方"), _("原版本"), _("现版本")]
    )
    for each in found:
        before, after = (one.version if one else "" for one in (each.before, each.after))
        row = [str(_WORDS[each.what][0]), each.entry.code, each.entry.name, each.entry.provider, before, after]
        yield writer.writerow([harmless(cell) for cell in row])
