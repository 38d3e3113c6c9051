"""A foreign DCAT catalogue is taken in, kept up with, and never trusted further than it goes (8.2)."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.catalogue.directories.conftest import Apart, row

pytestmark = pytest.mark.usefixtures("django_ready")

EUROPE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://data.europa.eu/88u/dataset/air> a dcat:Dataset ; dct:identifier "air-2024" ;
  dct:title "Luftqualität"@de , "Air quality"@en ; dct:description "Messwerte"@de , "Hourly values"@en ;
  dct:publisher <http://publications.europa.eu/resource/authority/corporate-body/EEA> ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dct:modified "2024-05-06T07:08:09+02:00"^^xsd:dateTime ; dcat:keyword "air"@en , "Luft"@de ;
  dcat:landingPage <https://www.eea.europa.eu/air> .
<http://publications.europa.eu/resource/authority/corporate-body/EEA> a foaf:Agent ; foaf:name "European Environment Agency"@en .
<http://data.europa.eu/88u/dataset/untitled> a dcat:Dataset ; dct:description "no title" .
[] a dcat:Dataset ; dct:title "Blank"@en .
<http://data.europa.eu/88u/dataset/dams> a dcat:Dataset ; dct:title "Dam plans"@en ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC> .
"""


@dataclass
class Served:
    """A catalogue at an address: what it says now, and how."""

    url: str = ""
    content: bytes = b""
    media_type: str = "text/turtle"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0


@pytest.fixture
def foreign() -> Iterator[Served]:
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked += 1
            self.send_response(served.status)
            for name, value in {"Content-Type": served.media_type, **served.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(served.content)))
            self.end_headers()
            self.wfile.write(served.content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def own(make_apart: Callable[[str], Apart]) -> Apart:
    return make_apart("harvester")


def counts(said: bytes) -> list[int]:
    """new, changed, unchanged, withdrawn: the last line."""
    return [int(each) for each in re.findall(r"\d+", said.decode().strip().splitlines()[-1])]


def entries(apart: Apart) -> dict[str, dict[str, Any]]:
    """What anybody may see, by name."""
    found = json.loads(apart.done("catalogue", "export", "--format", "json"))["entries"]
    return {each["name"]: each for each in found}


@pytest.mark.long
@pytest.mark.clause("8.2")
def test_another_nodes_directory_is_kept_up_with(make_apart: Callable[[str], Apart], own: Apart) -> None:
    other = make_apart("foreign")
    other.import_rows([row(n, 标题=f"湖泊名录{n}") for n in range(12)])
    node = other.serve()
    words = ("catalogue", "harvest", f"{node.url}/api/v1/catalogue.ttl", "--source", "邻市目录")

    def again(*more: str) -> list[int]:
        return counts(own.done(*words, *more, YISHU_SOURCES=node.url))

    assert again() == [12, 0, 0, 0]
    first = entries(own)
    assert first["湖泊名录3"]["provider"] == "杭州市园文局"
    assert first["湖泊名录3"]["cycle"] == "yearly"
    assert again() == [0, 0, 12, 0]  # a second run changes nothing
    assert entries(own) == first
    other.sql("update catalogue_entry set summary = '新的摘要' where name = '湖泊名录3'")
    other.sql("update catalogue_resource set state = 'withdrawn' where search_text like '湖泊名录4%'")
    assert again() == [0, 1, 10, 1]
    second = entries(own)
    assert "湖泊名录4" not in second
    assert second["湖泊名录3"]["summary"] == "新的摘要"
    assert (second["湖泊名录3"]["code"], second["湖泊名录3"]["version"]) == (first["湖泊名录3"]["code"], 2)
    other.sql("update catalogue_resource set state = 'imported' where search_text like '湖泊名录4%'")
    assert again() == [0, 1, 11, 0]
    assert entries(own)["湖泊名录4"]["code"] == first["湖泊名录4"]["code"]  # the same identity when it comes back
    other.sql(
        "update catalogue_resource set state = 'withdrawn' where search_text like '湖泊名录%' and right(code, 1) < '8'"
    )
    stopped = own.cli(*words, YISHU_SOURCES=node.url)
    assert (stopped.returncode, "--allow-gone" in stopped.stderr.decode()) == (1, True)
    assert len([name for name in entries(own) if name.startswith("湖泊")]) == 12  # nothing was changed
    assert again("--allow-gone")[3] > 5
    page = own.serve()
    code = first["湖泊名录8"]["code"].replace("/", "-")
    shown = httpx.get(f"{page.url}/catalogue/{code}/").text
    assert "邻市目录" in shown
    assert f"{node.url}/api/v1/catalogue.ttl" in shown


@pytest.mark.clause("8.2")
@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_a_european_catalogue_is_read_and_what_cannot_be_is_named(own: Apart, tmp_path: Path, form: str) -> None:
    from rdflib import Graph

    file = tmp_path / f"europe.{form}"
    graph = Graph().parse(data=EUROPE, format="turtle")
    file.write_text(EUROPE if form == "ttl" else graph.serialize(format="json-ld"), "utf-8")
    came = own.cli("catalogue", "harvest", str(file), "--source", f"Europe {form}")
    assert came.returncode == 1
    said = came.stdout.decode()
    assert "http://data.europa.eu/88u/dataset/untitled\ttitle" in said
    assert "lasting_address" in said
    assert counts(came.stdout) == [2, 0, 0, 0]
    air = entries(own)["Air quality"]
    assert (air["provider"], air["openness"], air["cycle"]) == ("European Environment Agency", "open", "yearly")
    assert (air["summary"], air["source_url"]) == ("Hourly values", "https://www.eea.europa.eu/air")
    assert (air["tags"], air["last_updated"][:10]) == (["Luft", "air"], "2024-05-06")


@pytest.mark.clause("8.2")
def test_what_a_foreign_catalogue_calls_not_public_is_for_agencies_alone(own: Apart, tmp_path: Path) -> None:
    (tmp_path / "europe.ttl").write_text(EUROPE, "utf-8")
    own.cli("catalogue", "harvest", str(tmp_path / "europe.ttl"), "--source", "Europe dams")
    assert "Dam plans" not in entries(own)
    every = json.loads(own.done("catalogue", "export", "--format", "json", "--all"))["entries"]
    (code, *_others) = [each["code"] for each in every if each["name"] == "Dam plans"]
    node = own.processes[0] if own.processes else own.serve()
    with httpx.Client(base_url=node.url) as public:
        assert "Dam plans" not in public.get("/catalogue/", params={"q": "plans"}).text
        assert public.get("/api/v1/catalogue/resources", params={"q": "plans"}).json()["total"] == 0
        assert public.get(f"/catalogue/{code.replace('/', '-')}/").status_code == 302
        assert "Dam plans" not in public.get("/api/v1/catalogue.atom").text
    told = own.sql("select was_open, is_open from directories_change where name = 'Dam plans'")
    assert set(told) == {(False, False)}


def test_only_listed_origins_are_asked_and_no_redirect_is_followed(own: Apart, foreign: Served) -> None:
    foreign.content = EUROPE.encode()
    refused = own.cli("catalogue", "harvest", f"{foreign.url}/c.ttl")
    assert (refused.returncode, "YISHU_SOURCES" in refused.stderr.decode(), foreign.asked) == (1, True, 0)
    foreign.status, foreign.headers = 302, {"Location": "http://169.254.169.254/latest"}
    moved = own.cli("catalogue", "harvest", f"{foreign.url}/c.ttl", YISHU_SOURCES=foreign.url)
    assert (moved.returncode, "302" in moved.stderr.decode(), foreign.asked) == (1, True, 1)


@pytest.mark.parametrize(
    ("content", "media_type", "said"),
    [
        (b"<html>login</html>", "text/html", "text/html"),
        (b"<html>login</html>", "text/turtle", "无法"),
        (b'{"@context": "http://CANARY/context", "@graph": []}', "application/ld+json", "CANARY"),
        (b'{"a": [{"@context": [{"@import": "http://CANARY/x"}]}]}', "application/ld+json", "CANARY"),
        (b"[" * 100_000, "application/ld+json", "无法"),
        (b"", "text/turtle", "dcat:Dataset"),
        ("@prefix a: <b> . \xff".encode("latin-1"), "text/turtle", "UTF-8"),
    ],
)
def test_what_is_no_catalogue_changes_nothing_and_leads_nowhere(
    own: Apart, foreign: Served, content: bytes, media_type: str, said: str
) -> None:
    before = entries(own)
    foreign.content = content.replace(b"CANARY", foreign.url.removeprefix("http://").encode())
    foreign.media_type = media_type
    refused = own.cli("catalogue", "harvest", f"{foreign.url}/c", YISHU_SOURCES=foreign.url)
    assert refused.returncode == 1
    assert said.replace("CANARY", foreign.url.removeprefix("http://")) in refused.stderr.decode()
    assert "Traceback" not in refused.stderr.decode()
    assert foreign.asked == 1  # nothing but the catalogue itself
    assert entries(own) == before


def test_what_unpacks_without_end_is_left(own: Apart, foreign: Served) -> None:
    import gzip

    foreign.content = gzip.compress(b"# " + b"0" * 150 * 1024 * 1024)
    foreign.headers = {"Content-Encoding": "gzip"}
    refused = own.cli("catalogue", "harvest", f"{foreign.url}/c.ttl", YISHU_SOURCES=foreign.url)
    assert (refused.returncode, "100 MiB" in refused.stderr.decode()) == (1, True)


def test_the_worker_harvests_when_it_is_time_and_notes_what_failed(
    django_ready: str, foreign: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from yishu.catalogue.directories.harvest import keeping
    from yishu.catalogue.directories.models import Source
    from yishu.core.actor import PLATFORM

    monkeypatch.setattr(settings, "YISHU_SOURCES", frozenset({foreign.url}))
    foreign.content = EUROPE.encode()
    now = timezone.now()
    keeping.register_source(PLATFORM, "按时采集", f"{foreign.url}/c.ttl", every_hours=24, now=now)
    keeping.harvest_due(now)
    keeping.harvest_due(now + timedelta(hours=23))
    assert foreign.asked == 1
    foreign.status = 500
    keeping.harvest_due(now + timedelta(hours=25))
    source = Source.objects.get(name="按时采集")
    assert (foreign.asked, "HTTP 500" in source.failure) == (2, True)
    assert source.last_good == now
    assert source.entries.filter(is_gone=False).count() == 2  # an outage withdraws nothing


@pytest.mark.clause("8.2")
def test_the_coordinator_registers_a_source_on_a_page_and_the_worker_does_the_rest(
    client: Any, foreign: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings
    from django.utils import timezone

    from tests.cast import Cast
    from yishu.catalogue.directories.harvest import keeping
    from yishu.catalogue.directories.models import Source

    cast = Cast()
    office, forestry = cast.agency("办公厅", coordinator=True), cast.agency("林业")
    foreign.content = EUROPE.encode()
    given = {"name": "邻省目录", "url": f"{foreign.url}/c.ttl", "every_hours": "24"}
    client.force_login(forestry.person_b)
    assert client.get("/directories/sources/").status_code == 403
    assert client.post("/directories/sources/", given).status_code == 403

    client.force_login(office.person_b)
    refused = client.post("/directories/sources/", given)
    assert (refused.status_code, "YISHU_SOURCES" in refused.content.decode()) == (422, True)
    assert not Source.objects.filter(name="邻省目录").exists()
    monkeypatch.setattr(settings, "YISHU_SOURCES", frozenset({foreign.url}))
    assert client.post("/directories/sources/", given).status_code == 302
    assert "等待采集" in client.get("/directories/sources/").content.decode()
    assert foreign.asked == 0  # the page asks nobody itself
    keeping.harvest_due(timezone.now())
    keeping.harvest_due(timezone.now())
    source = Source.objects.get(name="邻省目录")
    assert (foreign.asked, source.entries.count()) == (1, 2)

    foreign.status = 503
    assert client.post(f"/directories/sources/{source.pk}/harvest/").status_code == 302
    keeping.harvest_due(timezone.now())
    page = client.get("/directories/sources/").content.decode()
    assert "HTTP 503" in page
    assert "上次成功" in page
    assert client.post(f"/directories/sources/{source.pk + 99}/harvest/").status_code == 404
    assert client.post("/directories/sources/", {**given, "url": "http://[::1"}).status_code == 422
