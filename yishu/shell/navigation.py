"""The navigation: each slice registers its entries in `AppConfig.ready()`; a page shows those that its reader may use."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.shell.person import Person, person_of

SECTIONS: dict[str, str | Promise] = {
    "home": _("工作台"),
    "catalogue": _("目录"),
    "collecting": _("采集"),
    "sharing": _("共享"),
    "hosting": _("数据"),
    "oversight": _("监督"),
    "admin": _("管理"),
    "help": _("帮助"),
}


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation. `roles=None` shows it to everybody, also without login; an empty set to whoever has logged in."""

    section: str
    label: str | Promise
    url_name: str
    roles: frozenset[str] | None
    order: int
    icon: str

    def is_for(self, person: Person | None) -> bool:
        if self.roles is None:
            return True
        return person is not None and (not self.roles or bool(self.roles & person.roles))


@dataclass(frozen=True)
class Item:
    """An entry resolved for one request."""

    label: str | Promise
    url: str
    icon: str
    current: bool


@dataclass
class Section:
    """A section leads to its first entry, and lists its entries once one is in it; a section of one entry is that entry."""

    code: str
    words: str | Promise
    items: list[Item] = field(default_factory=list)

    @property
    def label(self) -> str | Promise:
        return self.words if self.is_listed else self.items[0].label

    @property
    def is_listed(self) -> bool:
        return len(self.items) > 1

    @property
    def current(self) -> str:
        """The value of `aria-current`: the page itself, or true for where it lies."""
        if not any(item.current for item in self.items):
            return ""
        return "true" if self.is_listed else "page"


_entries: dict[tuple[str, str], Entry] = {}


def register(
    section: str,
    label: str | Promise,
    url_name: str,
    *,
    roles: Iterable[str] | None = None,
    order: int = 100,
    icon: str = "file-text",
) -> None:
    """Add an entry; registering a section's url again replaces it. An unknown section is a mistake: KeyError."""
    SECTIONS[section]
    held = None if roles is None else frozenset(roles)
    _entries[section, url_name] = Entry(section, label, url_name, held, order, icon)


def items_for(request: HttpRequest) -> list[Section]:
    """The sections that hold something for this reader, in their fixed order; entries whose url does not exist are left out."""
    person = person_of(request)
    offered = [
        (entry, url) for entry in _entries.values() if entry.is_for(person) and (url := resolved(entry.url_name))
    ]
    current = current_of(request.path, [url for _entry, url in offered])
    sections = {code: Section(code, label) for code, label in SECTIONS.items()}
    for entry, url in sorted(offered, key=lambda pair: pair[0].order):
        sections[entry.section].items.append(Item(entry.label, url, entry.icon, url == current))
    return [section for section in sections.values() if section.items]


def resolved(url_name: str) -> str | None:
    """Its address; None while the installed slices have none of that name."""
    if url_name not in _addresses:
        try:
            _addresses[url_name] = reverse(url_name)
        except NoReverseMatch:
            return None
    return _addresses[url_name]


_addresses: dict[str, str] = {}


def current_of(path: str, urls: list[str]) -> str | None:
    """The longest registered url that the path lies under; the root only for itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(under, key=len, default=None)
