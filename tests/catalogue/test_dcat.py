"""The directory as DCAT-AP, judged by others: rdflib reads it, pyshacl holds it against the official shapes (8.2)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from rdflib import CSVW, DCTERMS, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCAT, FOAF, SH

from tests.commands import run_here

if TYPE_CHECKING:
    from tests.conftest import Node

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader
SHAPES = Path(__file__).parent.parent / "vectors" / "dcat-ap-3.0.1"
RIGHT = "http://publications.europa.eu/resource/authority/access-right/"
TRICKY = '婚姻"登记"\\信息\n第二行\t{a} <b>'


@pytest.fixture(scope="module")
def story(django_ready: str, node: "Node") -> Any:
    """One entry open to the public with an awkward summary, one for agencies only, one not shared, one withdrawn, one of an open directory."""
    from types import SimpleNamespace

    from django.utils import timezone

    from tests.cast import Cast, entry_draft
    from yishu.catalogue import commands
    from yishu.catalogue.importing import import_directory
    from yishu.catalogue.models import Entry, Resource
    from yishu.core.actor import PLATFORM

    cast = Cast()
    office, police, civil = cast.agency("主管", coordinator=True), cast.agency("公安"), cast.agency("民政")
    now = cast.now

    def published(**changes: Any) -> Resource:
        draft = entry_draft(**changes)
        entry = commands.draft_entry(police.a, police.agency, draft, now=now)
        commands.submit_entry(police.a, entry.pk, now=now)
        commands.sign_off(police.b, entry.pk, scope="全部信息项", now=now)
        commands.publish_entry(office.b, entry.pk, now=now)
        return Resource.objects.get(pk=entry.resource_id)

    free = {"category": "unrestricted", "openness": "open", "condition": ""}
    opened = published(name="开放样例", summary=TRICKY, tags=("婚姻", '引"号'), **free)
    restricted = published(name="受限样例")
    secret = published(name="非共享样例", category="non_shared", modes=(), legal_basis="《测试法》第三条", condition="")
    withdrawn = published(name="撤销样例")
    commands.withdraw_resource(police.b, withdrawn, reason="并入他项", now=now)
    heads = "标题,摘要,标签,更新周期,资源格式,数源单位,数据领域,行业分类,开放条件,更新日期,发布日期,数据量,详情页网址"
    row = "公园名录,公园,公园,每年,接口,杭州市园文局,城建,公共,无条件开放,2024-01-02,2023-01-02,9,http://data.example.cn/a b|c?x=1"
    import_directory(PLATFORM, f"{heads}\n{row}".encode(), source="门户", now=timezone.now())
    imported = Entry.objects.get(source_url__startswith="http://data.example.cn/a b").resource
    return SimpleNamespace(
        url=node.url,
        key=civil.system().headers,
        police=police,
        opened=opened,
        restricted=restricted,
        secret=secret,
        withdrawn=withdrawn,
        imported=imported,
    )


def read(answer: httpx.Response) -> Graph:
    """What rdflib makes of it."""
    assert answer.status_code == 200, answer.text
    form = {"text/turtle; charset=utf-8": "turtle", "application/ld+json": "json-ld"}[answer.headers["content-type"]]
    return Graph().parse(data=answer.text, format=form)


def official_shapes() -> Graph:
    """Both published files. `ranges.ttl` links to a few property shapes that nobody defines: those links say nothing and go."""
    shapes = Graph()
    for file in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(file)
    dangling = [link for link in shapes.triples((None, SH.property, None)) if (link[2], None, None) not in shapes]
    assert len(dangling) < 20
    for link in dangling:
        shapes.remove(link)
    return shapes


def fetched(story: Any, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{story.url}{path}", headers=headers, follow_redirects=True, timeout=30)


def identifiers(graph: Graph) -> set[str]:
    return {
        str(code) for each in graph.subjects(RDF.type, DCAT.Dataset) for code in graph.objects(each, DCTERMS.identifier)
    }


@pytest.mark.clause("8.2")
@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_the_official_shapes_find_nothing_wrong(story: Any, form: str) -> None:
    from pyshacl import validate

    graph = read(fetched(story, f"/api/v1/catalogue.{form}", **story.key))
    shapes = official_shapes()
    conforms, _results, report = validate(graph, shacl_graph=shapes, inference="rdfs")  # everything is an rdfs:Resource
    assert conforms, report
    broken = Graph() + graph
    broken.remove((None, DCTERMS.description, None))
    assert not validate(broken, shacl_graph=shapes, inference="rdfs")[0]  # the judge does judge


@pytest.mark.clause("8.2")
def test_both_forms_say_the_same(story: Any) -> None:
    turtle, json_ld = (read(fetched(story, f"/api/v1/catalogue.{form}", **story.key)) for form in ("ttl", "jsonld"))
    assert set(turtle) == set(json_ld)
    assert not [term for line in turtle for term in line if isinstance(term, BNode)]
    assert len(turtle) > 60


@pytest.mark.clause("8.2")
def test_without_login_only_what_is_open_is_in_it(story: Any) -> None:
    everybody = identifiers(read(fetched(story, "/api/v1/catalogue.ttl")))
    agencies = identifiers(read(fetched(story, "/api/v1/catalogue.ttl", **story.key)))
    hidden = {story.restricted.code, story.secret.code}
    assert everybody >= {story.opened.code, story.imported.code}
    assert not everybody & hidden
    assert agencies >= everybody | hidden


@pytest.mark.clause("8.2")
def test_an_entry_keeps_its_words_and_its_address(story: Any) -> None:
    code = story.opened.path_code
    graph = read(fetched(story, f"/api/v1/catalogue/resources/{code}.ttl"))
    subject = URIRef(f"{story.url}/id/resource/{code}")
    assert graph.value(subject, DCTERMS.description) == Literal(TRICKY, lang="zh")
    assert {str(word) for word in graph.objects(subject, DCAT.keyword)} == {"婚姻", '引"号'}
    assert graph.value(subject, DCTERMS.accessRights) == URIRef(f"{RIGHT}PUBLIC")
    service = graph.value(graph.value(subject, DCAT.distribution), DCAT.accessService)
    assert graph.value(service, DCAT.endpointURL) == URIRef(f"{story.url}/api/v1/data/{code}")


@pytest.mark.clause("8.2")
@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_the_items_stand_in_it_as_the_schema_of_a_table(story: Any, form: str) -> None:
    graph = read(fetched(story, f"/api/v1/catalogue/resources/{story.opened.path_code}.{form}", **story.key))
    subject = URIRef(f"{story.url}/id/resource/{story.opened.path_code}")
    schema = graph.value(subject, DCTERMS.conformsTo)
    distribution = graph.value(subject, DCAT.distribution)
    assert graph.value(distribution, DCTERMS.conformsTo) == schema == graph.value(distribution, CSVW.tableSchema)
    assert graph.value(schema, CSVW.primaryKey) == Literal("id_number")
    head = graph.value(schema, CSVW.column)
    assert head is not None
    columns = list(Collection(graph, head))
    names = [str(graph.value(column, CSVW.name)) for column in columns]
    assert names == ["id_number", "name", "sex", "birth_date", "residence_code"]
    assert graph.value(columns[3], CSVW.title) == Literal("出生日期", lang="zh")
    assert graph.value(columns[3], CSVW.datatype) == XSD.date
    required = [str(graph.value(column, CSVW.required)) for column in columns]
    assert required == ["true", "true", "false", "false", "false"]


@pytest.mark.clause("8.2")
def test_what_is_not_shared_says_so_and_offers_no_way_in(story: Any) -> None:
    graph = read(fetched(story, f"/api/v1/catalogue/resources/{story.secret.path_code}.jsonld", **story.key))
    subject = URIRef(f"{story.url}/id/resource/{story.secret.path_code}")
    assert graph.value(subject, DCTERMS.accessRights) == URIRef(f"{RIGHT}NON_PUBLIC")
    assert not list(graph.objects(subject, DCAT.distribution))


@pytest.mark.clause("8.2")
@pytest.mark.parametrize(
    ("accept", "ends"),
    [
        ("text/turtle", "/api/v1/catalogue/resources/{code}.ttl"),
        ("application/ld+json;q=0.9, text/html;q=0.1", "/api/v1/catalogue/resources/{code}.jsonld"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/catalogue/{code}/"),
        ("image/png", "/catalogue/{code}/"),
    ],
)
def test_a_lasting_address_leads_to_what_the_caller_reads(story: Any, accept: str, ends: str) -> None:
    answer = httpx.get(f"{story.url}/id/resource/{story.opened.path_code}", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["location"] == ends.format(code=story.opened.path_code)
    assert "Accept" in answer.headers["vary"]
    there = fetched(story, f"/id/resource/{story.opened.path_code}", Accept=accept)
    assert there.status_code == 200


@pytest.mark.clause("8.2")
def test_an_open_directorys_entry_names_its_page_and_its_provider(story: Any) -> None:
    graph = read(fetched(story, f"/api/v1/catalogue/resources/{story.imported.path_code}.jsonld"))
    subject = URIRef(f"{story.url}/id/resource/{story.imported.path_code}")
    assert graph.value(subject, FOAF.page) == URIRef("http://data.example.cn/a%20b%7Cc?x=1")
    assert graph.value(graph.value(subject, DCTERMS.publisher), FOAF.name) == Literal("杭州市园文局", lang="zh")


def test_what_was_withdrawn_is_in_nobodys_directory(story: Any) -> None:
    path = f"/api/v1/catalogue/resources/{story.withdrawn.path_code}"
    own = story.police.system().headers
    assert fetched(story, path, **own).json()["state"] == "withdrawn"
    assert fetched(story, f"{path}.ttl", **own).status_code == 404


def test_a_hidden_entry_is_not_found_by_its_address(story: Any) -> None:
    path = f"/id/resource/{story.restricted.path_code}"
    assert fetched(story, path, Accept="text/turtle").json()["code"] == "resource_not_found"
    assert fetched(story, path, Accept="text/turtle", **story.key).status_code == 200
    assert fetched(story, "/id/resource/000000000-999999", Accept="text/turtle").status_code == 404


@pytest.mark.clause("8.2")
def test_the_command_writes_the_same(story: Any) -> None:
    def exported(*options: str) -> Graph:
        command = [sys.executable, "-m", "yishu.cli", "catalogue", "export", "--format", "dcat", "--url", story.url]
        done = subprocess.run([*command, *options], env=os.environ, capture_output=True, check=True)
        return Graph().parse(data=done.stdout.decode(), format="turtle")

    assert set(exported()) == set(read(fetched(story, "/api/v1/catalogue.ttl")))
    assert set(exported("--all")) == set(read(fetched(story, "/api/v1/catalogue.ttl", **story.key)))


@pytest.mark.parametrize("url", ["share.example", "https://*", "https://.example", "https://share.example/a b"])
def test_the_command_refuses_what_is_no_address(django_ready: str, url: str) -> None:
    done = run_here("catalogue", "export", "--format", "dcat", "--url", url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not an address such as https://share.example" in done.stderr


@pytest.mark.clause("8.2")
def test_with_an_address_of_its_own_the_node_names_things_alike_for_every_caller(
    story: Any, start_node: Callable[..., "Node"]
) -> None:
    node = start_node("serve", YISHU_URL="https://share.example/")
    code = story.opened.path_code
    graph = read(httpx.get(f"{node.url}/api/v1/catalogue/resources/{code}.ttl", timeout=30))
    assert (URIRef(f"https://share.example/id/resource/{code}"), RDF.type, DCAT.Dataset) in graph
    assert f"https://share.example/id/resource/{code}</a>" in httpx.get(f"{node.url}/catalogue/{code}/").text
