"""The open part of the directory as a static site for the internet: pages in both languages, search, all machine forms, signed (8.2).

One way: the site knows nothing of the node but what is in it, and the same directory gives the same bytes. It is there whole, or the one before is.
"""

import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Max, Q
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import override

from yishu.catalogue.directories.atom import as_atom
from yishu.catalogue.directories.columns import entry_heads, entry_row, item_heads, item_rows
from yishu.catalogue.directories.crawlers import AT_MOST, sitemap_index, urlset
from yishu.catalogue.directories.dcat import catalogue_address
from yishu.catalogue.directories.errors import NotASite
from yishu.catalogue.directories.feed import latest_changes
from yishu.catalogue.directories.members import Member, listed, one_snapshot
from yishu.catalogue.directories.models import Change, Part
from yishu.catalogue.directories.signing import (
    KEY,
    MANIFEST,
    directory_key,
    fingerprint,
    public_key,
    public_pem,
    sign_folder,
)
from yishu.catalogue.directories.site_index import SiteIndex
from yishu.catalogue.directories.writing import write_part
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import Language
from yishu.shell.addresses import lasting_address

_LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_LIST: Final = 100
_IN_FEED: Final = 200
_OF_ENTRY: Final = 2  # the columns of items that repeat the entry


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list; `page` relative to the pages of a language."""

    page: str
    name: str
    provider: str
    domain: str
    summary: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    page: str
    count: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is written, at what address it will stand, with what the lasting addresses begin; `about` is on every page."""

    folder: Path
    address: str
    base: str
    about: dict[str, Any]


def write_site(target: Path, address: str, base: str) -> dict[str, int]:
    """Write the site in place of what an earlier run wrote to `target`; the numbers of entries and files. Raises NotASite for another folder."""
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).exists():
        raise NotASite(folder=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        place.chmod(0o755)
        with one_snapshot():
            entries = write_pages(place, address, base)
        files = sum(1 for each in place.rglob("*") if each.is_file())
        _put_in_place(place, target)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {"entries": entries, "files": files}


def _put_in_place(place: Path, target: Path) -> None:
    """Two renamings: whoever looks in between finds no site, never half of one."""
    before = place.with_name(f"{place.name}.before")
    if target.exists():
        target.rename(before)
    place.rename(target)
    shutil.rmtree(before, ignore_errors=True)


def site_address() -> str:
    """Where the site stands: `YISHU_SITE_URL`; unset, as if on the node itself."""
    return settings.YISHU_SITE_URL or lasting_address()


def pack(folder: Path, archive: Path) -> None:
    """The folder as a ZIP; the same files give the same bytes."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            named = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
            named.compress_type, named.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, packed.open(named, "w") as target:
                shutil.copyfileobj(source, target)


def write_pages(folder: Path, address: str, base: str) -> int:
    """Write the whole site, its signed list last; the number of entries. Inside `one_snapshot()`."""
    as_of = _as_of()
    key = fingerprint(public_key(directory_key()))
    about = {
        "node": settings.YISHU_NODE_NAME,
        "as_of": as_of.astimezone(SHANGHAI).date().isoformat(),
        "count": listed(Part.OPEN).count(),
        "key": key,
    }
    site = Site(folder, address.rstrip("/"), base, about)
    lines: list[Line] = []
    index = SiteIndex(folder / "search")
    for language in _LANGUAGES:
        (_pages_of(site, language) / "r").mkdir(parents=True)
    entries = write_part(folder, Part.OPEN, base, "zh", also=[lambda one: _entry(site, one, lines, index)])
    index.write()
    for language in _LANGUAGES:
        with override("en" if language == "en" else "zh-hans"):
            _lists(site, language, lines)
    _write_rest(site, lines, as_of)
    moment = as_of.astimezone(SHANGHAI).isoformat(timespec="seconds")
    sign_folder(
        folder,
        {
            "node": settings.YISHU_NODE_CODE,
            "name": settings.YISHU_NODE_NAME,
            "directory": Part.OPEN.value,
            "as_of": moment,
            "entries": entries,
            "address": site.address,
        },
    )
    return entries


def _as_of() -> datetime:
    """The last change of what is open: not the hour of the run, which would make every run another site."""
    changed = Change.objects.filter(Q(was_open=True) | Q(is_open=True)).aggregate(at=Max("at"))["at"]
    updated = listed(Part.OPEN).aggregate(at=Max("last_updated"))["at"]
    found = [moment for moment in (changed, updated) if moment]
    return max(found) if found else datetime.fromtimestamp(0, SHANGHAI)


def _pages_of(site: Site, language: Language) -> Path:
    return site.folder / "en" if language == "en" else site.folder


def _entry(site: Site, member: Member, lines: list[Line], index: SiteIndex) -> None:
    """The entry's page in each language; its line in the lists; its words in the index."""
    index.add(member)
    entry, page = member.entry, f"r/{member.resource.path_code}.html"
    lines.append(Line(page, entry.name, member.resource.provider_name, entry.domain, entry.summary[:160]))
    for language in _LANGUAGES:
        with override("en" if language == "en" else "zh-hans"):
            row = zip(entry_heads(), entry_row(member), strict=True)
            given = {
                "name": entry.name,
                "facts": [(head, str(value)) for head, value in row if value not in (None, "")],
                "heads": item_heads()[_OF_ENTRY:],
                "items": [cells[_OF_ENTRY:] for cells in item_rows(member)],
                "canonical": f"{site.address}/{'en/' if language == 'en' else ''}{page}",
            }
            _render(site, language, "entry", page, given)


def _lists(site: Site, language: Language, lines: list[Line]) -> None:
    """The first page, and the lists that lead to every entry without a script."""
    by_provider: defaultdict[str, list[Line]] = defaultdict(list)
    by_domain: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_provider[line.provider or "-"].append(line)
        if line.domain:
            by_domain[line.domain].append(line)
    given = {
        "providers": list(_groups(site, language, "provider", by_provider)),
        "domains": list(_groups(site, language, "domain", by_domain)),
    }
    _list(site, language, _("全部资源"), "all", lines)
    _render(site, language, "index", "index.html", given)


def _groups(site: Site, language: Language, kind: str, groups: dict[str, list[Line]]) -> Iterator[Group]:
    for name in sorted(groups):
        stem = f"{kind}-{sha256(name.encode()).hexdigest()[:12]}"
        _list(site, language, name, stem, groups[name])
        yield Group(name, f"{stem}-1.html", len(groups[name]))


def _list(site: Site, language: Language, name: str, stem: str, lines: list[Line]) -> None:
    pages = max(1, -(-len(lines) // _LIST))
    for number in range(1, pages + 1):
        given = {
            "name": name,
            "total": len(lines),
            "lines": lines[(number - 1) * _LIST : number * _LIST],
            "number": number,
            "pages": pages,
            "previous": f"{stem}-{number - 1}.html" if number > 1 else "",
            "following": f"{stem}-{number + 1}.html" if number < pages else "",
        }
        _render(site, language, "list", f"{stem}-{number}.html", given)


def _render(site: Site, language: Language, template: str, page: str, given: dict[str, Any]) -> None:
    up = "../" * page.count("/")
    links = {
        "language": language,
        "root": f"../{up}" if language == "en" else up,
        "home": f"{up}index.html",
        "other": f"../{up}{page}" if language == "en" else f"{up}en/{page}",
    }
    text = get_template(f"directories/site/{template}.html").render({**site.about, **links, **given})
    (_pages_of(site, language) / page).write_text(text, "utf-8")


def _write_rest(site: Site, lines: list[Line], as_of: datetime) -> None:
    folder = site.folder
    for name in ("site.css", "search.js"):
        shutil.copyfile(str(finders.find(f"directories/{name}")), folder / name)
    (folder / KEY).write_bytes(public_pem())
    (folder / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {site.address}/sitemap.xml\n", "utf-8")
    _write_sitemaps(
        site, ["index.html", "en/index.html", *(f"{up}{line.page}" for line in lines for up in ("", "en/"))]
    )
    with override("zh-hans"):
        text = as_atom(
            latest_changes(None, None, site.base, limit=_IN_FEED),
            base=site.base,
            address=f"{catalogue_address(site.base)}#open-changes",
            title=f"{settings.YISHU_NODE_NAME} · {_('目录变化')}",
            here=f"{site.address}/feed.atom",
            older="",
            updated=as_of,
            home=f"{site.address}/",
            links_of=lambda resource: [("text/html", f"{site.address}/r/{resource.path_code}.html")],
        )
    (folder / "feed.atom").write_text(text, "utf-8")


def _write_sitemaps(site: Site, pages: list[str]) -> None:
    """sitemaps.org: at most 50 000 addresses in a file; more are listed by an index."""
    parts = [pages[at : at + AT_MOST] for at in range(0, len(pages), AT_MOST)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        (site.folder / name).write_text(urlset((f"{site.address}/{page}", "") for page in part), "utf-8")
    if len(parts) > 1:
        (site.folder / "sitemap.xml").write_text(sitemap_index(f"{site.address}/{name}" for name in names), "utf-8")
