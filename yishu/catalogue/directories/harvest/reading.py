"""A foreign catalogue's datasets, out of Turtle or JSON-LD: DCAT-AP 3, and what portals make of it.

rdflib parses. Nothing is fetched while parsing: a JSON-LD context must stand in the document itself.
"""

import json
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from rdflib import CSVW, DCAT, DCTERMS, FOAF, RDF, RDFS, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.collection import Collection
from rdflib.term import Node

from yishu.catalogue.directories.errors import GraphUnreadable, NoDatasets, RemoteContext, TooManyDatasets
from yishu.catalogue.vocabulary import Cycle, Openness
from yishu.core.calendar import SHANGHAI
from yishu.core.canonical import digest
from yishu.core.errors import FieldError
from yishu.core.text import is_plain

MOST: Final = 200_000
_FREQUENCIES: Final[dict[str, Cycle]] = {
    "CONT": Cycle.REALTIME, "UPDATE_CONT": Cycle.REALTIME, "HOURLY": Cycle.REALTIME, "DAILY": Cycle.DAILY, "DAILY_2": Cycle.DAILY,
    "WEEKLY": Cycle.WEEKLY, "WEEKLY_2": Cycle.WEEKLY, "BIWEEKLY": Cycle.WEEKLY, "MONTHLY": Cycle.MONTHLY, "BIMONTHLY": Cycle.MONTHLY,
    "MONTHLY_2": Cycle.MONTHLY, "QUARTERLY": Cycle.QUARTERLY, "ANNUAL_2": Cycle.HALF_YEARLY, "ANNUAL": Cycle.YEARLY, "NEVER": Cycle.NEVER,
}  # fmt: skip
_RIGHTS: Final = {
    "PUBLIC": Openness.OPEN, "RESTRICTED": Openness.CONDITIONAL, "NON_PUBLIC": Openness.CLOSED, "CONFIDENTIAL": Openness.CLOSED,
}  # fmt: skip
_LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as its catalogue describes it; `uri` is its identity."""

    uri: str
    identifier: str
    name: str
    summary: str
    provider: str
    cycle: str
    openness: str
    page: str
    updated: str
    tags: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Over all that is said of it."""
        return digest(asdict(self))


def read_datasets(content: bytes, form: str) -> tuple[list[Dataset], list[FieldError]]:
    """The datasets by their addresses, and what is not as it should be; `form` is `turtle` or `json-ld`.

    Raises GraphUnreadable, RemoteContext, NoDatasets, TooManyDatasets.
    """
    graph = _parsed(content, form)
    subjects = sorted(set(graph.subjects(RDF.type, DCAT.Dataset)), key=str)
    if not subjects:
        raise NoDatasets
    if len(subjects) > MOST:
        raise TooManyDatasets(count=len(subjects), most=MOST)
    found, dirt = [], []
    for subject in subjects:
        wrong = list(_dirt(graph, subject))
        dirt += wrong
        if not wrong:
            found.append(_dataset(graph, subject))
    return found, dirt


def _parsed(content: bytes, form: str) -> Graph:
    try:
        text = content.decode("utf-8-sig")
        if form == "json-ld":
            _require_own_context(json.loads(text))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the reader's own
            return Graph().parse(data=text, format=form)
    except RemoteContext:
        raise
    except RecursionError:
        raise GraphUnreadable(why="nested too deeply") from None
    except Exception as wrong:  # noqa: BLE001
        # The edge to a parser of foreign files: whatever it stumbles over is the file's fault.
        raise GraphUnreadable(why=f"{type(wrong).__name__}: {str(wrong)[:200]}") from None


def _require_own_context(value: Any) -> None:
    if isinstance(value, dict):
        contexts = value.get("@context", [])
        for each in contexts if isinstance(contexts, list) else [contexts]:
            if isinstance(each, str) or (isinstance(each, dict) and "@import" in each):
                raise RemoteContext(context=str(each if isinstance(each, str) else each["@import"])[:200])
        for member in value.values():
            _require_own_context(member)
    elif isinstance(value, list):
        for member in value:
            _require_own_context(member)


def _dirt(graph: Graph, subject: Node) -> Iterator[FieldError]:
    at = str(subject)[:300]
    if not isinstance(subject, URIRef) or not at.startswith(("http://", "https://", "urn:")) or len(subject) > 1000:
        zh = "数据集没有固定的地址（空白节点或非 http、urn 地址），无法再次识别，未导入。"
        en = "The dataset has no lasting address (a blank node, or neither http nor urn), so it could not be known again; left out."
        yield FieldError(at, "lasting_address", zh, en)
    elif not _text(graph, subject, DCTERMS.title):
        yield FieldError(
            at, "title", "数据集没有名称（dct:title），未导入。", "The dataset has no title (dct:title); left out."
        )


def _dataset(graph: Graph, subject: Node) -> Dataset:
    publisher = graph.value(subject, DCTERMS.publisher)
    return Dataset(
        uri=str(subject),
        identifier=_text(graph, subject, DCTERMS.identifier)[:200],
        name=_text(graph, subject, DCTERMS.title)[:200],
        summary=_text(graph, subject, DCTERMS.description)[:10_000],
        provider=(_text(graph, publisher, FOAF.name) or _text(graph, publisher, RDFS.label))[:120],
        cycle=_FREQUENCIES.get(_last(graph.value(subject, DCTERMS.accrualPeriodicity)), Cycle.IRREGULAR).value,
        openness=_RIGHTS.get(_last(graph.value(subject, DCTERMS.accessRights)), Openness.UNSTATED).value,
        page=_page(graph, subject),
        updated=_moment(graph.value(subject, DCTERMS.modified)),
        tags=sorted({_clean(str(each))[:60] for each in graph.objects(subject, DCAT.keyword)} - {""})[:50],
        items=_items(graph, subject),
    )


def _text(graph: Graph, subject: Node | None, predicate: URIRef) -> str:
    """In Chinese where there is one, else in English, else as there is any; the first by the alphabet of several."""
    if subject is None:
        return ""
    texts = [each for each in graph.objects(subject, predicate) if isinstance(each, RdfLiteral)]

    def order(one: RdfLiteral) -> tuple[int, str]:
        language = (one.language or "").split("-")[0]
        return _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES), str(one)

    return _clean(str(min(texts, key=order))) if texts else ""


def _clean(text: str) -> str:
    return "".join(each for each in text if is_plain(each)).strip()


def _last(term: Node | None) -> str:
    """The word at the end of a vocabulary's address."""
    return str(term or "").rstrip("/").rpartition("/")[2].upper()


def _page(graph: Graph, subject: Node) -> str:
    """Where people read of it: its landing page, else its own address."""
    page = str(graph.value(subject, DCAT.landingPage) or graph.value(subject, FOAF.page) or subject)
    return page if page.startswith(("http://", "https://")) and len(page) <= 500 else ""


def _moment(term: Node | None) -> str:
    try:
        found = datetime.fromisoformat(str(term))
    except ValueError:
        return ""
    return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).isoformat()


def _items(graph: Graph, subject: Node) -> list[str]:
    """The names of its columns, where a table's schema stands with it."""
    for schema in graph.objects(subject, DCTERMS.conformsTo):
        head = graph.value(schema, CSVW.column)
        if head is None:
            continue
        try:
            columns = list(Collection(graph, head))
        except ValueError:  # a list that leads back into itself
            continue
        titles = [_text(graph, column, CSVW.title) or _text(graph, column, CSVW.name) for column in columns]
        return [title[:120] for title in titles if title][:400]
    return []
