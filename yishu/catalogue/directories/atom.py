"""The changes as an Atom feed (RFC 4287): an entry for each resource, gone ones as tombstones (RFC 6721), in pages (RFC 5005, 3)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from yishu.catalogue.directories.feed import Batch, Told
from yishu.catalogue.models import Resource
from yishu.core.text import is_plain

MEDIA_TYPE: Final = "application/atom+xml"
_HEAD: Final = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="zh">\n'
)


Links = Callable[[Resource], list[tuple[str, str]]]


def as_atom(
    batch: Batch,
    *,
    base: str,
    address: str,
    title: str,
    here: str,
    older: str,
    updated: datetime | None = None,
    home: str = "",
    links_of: Links | None = None,
) -> str:
    """The feed. `address` is its lasting identity; `here` and `older` are the addresses of this page and of the next, "" for none.

    `home` and `links_of` (media type and address of what tells of an entry) are for a feed that stands elsewhere than on the node.
    """
    links = [("self", here, MEDIA_TYPE), ("first", here.partition("?")[0], MEDIA_TYPE)]
    links += [("next", older, MEDIA_TYPE)] if older else []
    links.append(("alternate", home or f"{base}/catalogue/", "text/html"))
    telling = links_of or (lambda resource: _of_the_node(resource, base))
    newest = updated or max((each.at for each in batch.changes), default=datetime.fromtimestamp(0, UTC))
    head = [
        f"<id>{escape(address)}</id>",
        f"<title>{_plain(title)}</title>",
        f"<updated>{_moment(newest)}</updated>",
        f"<author><name>{_plain(title)}</name></author>",
        *(f"<link rel={quoteattr(rel)} href={quoteattr(href)} type={quoteattr(kind)}/>" for rel, href, kind in links),
    ]
    return _HEAD + "\n".join([*head, *(_entry(each, telling) for each in batch.changes)]) + "\n</feed>\n"


def _entry(told: Told, links_of: Links) -> str:
    if told.resource is None:
        return f"<at:deleted-entry ref={quoteattr(told.address)} when={quoteattr(_moment(told.at))}/>"
    entry = told.resource.current
    assert entry is not None  # what a directory holds has one
    links = "".join(
        f'<link rel="alternate" type={quoteattr(kind)} href={quoteattr(at)}/>' for kind, at in links_of(told.resource)
    )
    return (
        f"<entry><id>{escape(told.address)}</id><title>{_plain(told.name)}</title><updated>{_moment(told.at)}</updated>"
        f"<author><name>{_plain(told.resource.provider_name or '-')}</name></author>"
        f"<category term={quoteattr(told.kind.value)} label={quoteattr(str(told.kind.label))}/>"
        f"{links}"
        f"<summary>{_plain(entry.summary or entry.name)}</summary></entry>"
    )


def _of_the_node(resource: Resource, base: str) -> list[tuple[str, str]]:
    data = f"{base}/api/v1/catalogue/resources/{resource.path_code}"
    page = f"{base}/catalogue/{resource.path_code}/"
    return [("text/html", page), ("text/turtle", f"{data}.ttl"), ("application/ld+json", f"{data}.jsonld")]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(text: str) -> str:
    """XML 1.0 has no control characters but tab and line ends."""
    return escape(text if is_plain(text) else "".join(each for each in text if is_plain(each)))
