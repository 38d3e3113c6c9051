import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hosting.people import csv, number, person


@pytest.fixture
def officer(scene, client):
    client.force_login(scene.police.person_a)
    return client


def upload(client, scene, content: str | bytes, *, name: str = "people.csv", **fields: str):
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data)
    return client.post("/hosting/", {"resource": scene.resource.path_code, "file": file, "how": "upsert", **fields})


def text(response) -> str:
    return response.content.decode()


@pytest.mark.clause("21.2")
def test_a_file_is_published_and_its_errors_are_shown_masked(scene, officer):
    assert scene.resource.path_code in text(officer.get("/hosting/"))
    page = text(officer.get(f"/hosting/?resource={scene.resource.path_code}"))
    assert "公民身份号码" in page
    wrong = number(2)[:-1] + ("1" if number(2)[-1] != "1" else "2")
    answer = upload(officer, scene, csv(person(1), person(2, "钱二").replace(number(2), wrong)))
    assert answer.status_code == 302
    receipt = text(officer.get(answer["Location"]))
    batch = scene.holding.batches.get()
    assert batch.digest in receipt
    assert batch.receipt in receipt
    masked = text(officer.get(f"/hosting/quarantine/?batch={batch.pk}"))
    assert "校验码不符" in masked
    assert "第 2 行" in masked
    assert wrong not in masked
    assert wrong[:6] in masked
    assert "钱二" not in masked
    assert str(batch.pk) in text(officer.get("/hosting/quarantine/"))
    assert looks(scene) == 0
    whole = text(officer.post("/hosting/quarantine/", {"batch": batch.pk}))
    assert wrong in whole
    assert looks(scene) == 1
    download = officer.post("/hosting/quarantine/download/", {"batch": batch.pk})
    lines = b"".join(download.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"2,{wrong},钱二,1,")
    assert looks(scene) == 2


def looks(scene) -> int:
    return scene.sql(
        "select count(*) from audit_record where action = 'quarantine:read' and resource = %s", scene.resource.code
    )[0][0]


def test_messages_are_in_the_language_of_the_reader(scene, officer):
    batch = scene.publish(csv("1,坏,1,,"))
    page = text(officer.get(f"/hosting/quarantine/?batch={batch.pk}", headers={"accept-language": "en"}))
    assert "A resident identity number has 18 places" in page
    assert "Row 1" in page


def test_a_refused_file_is_said_on_the_form(scene, officer):
    answer = upload(officer, scene, csv(person(1)).encode("gbk"))
    assert answer.status_code == 422
    assert "charset=gbk" in text(answer)
    assert scene.nothing_published()
    assert upload(officer, scene, csv(person(1)).encode("gbk"), charset="gbk").status_code == 302
    answer = upload(officer, scene, "x", name="people.doc")
    assert answer.status_code == 422
    assert ".parquet" in text(answer)


def test_only_the_data_officer_of_the_provider_gets_these_pages(scene, client):
    batch = scene.publish(csv(person(1), "1,坏,1,,"))
    paths = ["/hosting/", "/hosting/batches/", "/hosting/quarantine/", f"/hosting/batches/{batch.pk}/"]
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login")
    client.force_login(scene.police.person_b)
    assert [client.get(path).status_code for path in paths] == [403] * 4
    stranger = scene.cast.agency("FORESTRY")
    client.force_login(stranger.person_a)
    assert client.get(f"/hosting/batches/{batch.pk}/").status_code == 404
    assert client.get(f"/hosting/quarantine/?batch={batch.pk}").status_code == 404
    assert client.post("/hosting/quarantine/download/", {"batch": batch.pk}).status_code == 404
    assert upload(client, scene, csv(person(2))).status_code == 403


def test_the_entry_says_how_fresh_its_data_is(scene, officer):
    path = f"/catalogue/{scene.resource.path_code}/"
    publish = f"/hosting/?resource={scene.resource.path_code}"
    assert publish in text(officer.get(path))
    scene.publish(csv(person(1), "1,坏,1,,"))
    page = text(officer.get(path))
    assert "托管数据" in page
    assert "数据版本" in page
    officer.force_login(scene.cast.agency("FORESTRY").person_a)
    assert publish not in text(officer.get(path))
    assert "数据版本" in text(officer.get(path))


def test_lists_ask_the_database_a_fixed_number_of_times(scene, officer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(path).status_code == 200
        return len(seen)

    first = scene.publish(csv(person(1), "1,坏,1,,"))
    paths = ["/hosting/", "/hosting/batches/", "/hosting/quarantine/", f"/hosting/quarantine/?batch={first.pk}"]
    before = [asked(path) for path in paths]
    for n in range(2, 6):
        scene.publish(csv(person(n), "1,坏,1,,"))
        scene.cast.resource(scene.police, scene.office)
    assert [asked(path) for path in paths] == before


def test_what_came_of_a_file_is_said_as_it_is(scene, officer):
    def said(content: str, **fields: str) -> str:
        answer = upload(officer, scene, content, **fields)
        return text(officer.get(answer["Location"]))

    assert "没有一条记录合格，数据没有变化。" in said(csv("1,坏,1,,"))
    assert "已入库 2 条。" in said(csv(person(1), person(2)))
    assert "已删除 1 条。" in said(f"id_number\n{number(1)}\n", how="delete")


@pytest.mark.clause("20.1")
def test_the_batches_of_one_resource_stand_together(scene, officer):
    other = scene.cast.resource(scene.police, scene.office)
    mine = scene.publish(csv(person(1)))
    path = f"/hosting/batches/?resource={scene.resource.path_code}"
    assert path in text(officer.get(f"/catalogue/{scene.resource.path_code}/"))
    assert str(mine.pk) in text(officer.get(path))
    empty = text(officer.get(f"/hosting/batches/?resource={other.path_code}"))
    assert str(mine.pk) not in empty
    assert "该资源还没有发布过数据" in empty
    officer.force_login(scene.cast.agency("FORESTRY").person_a)
    assert officer.get(path).status_code == 403
