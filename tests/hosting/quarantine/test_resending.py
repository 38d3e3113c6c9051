"""The downloaded file, mended and sent in as it is."""

import csv as lines
import io

import openpyxl
import pytest

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import issued_wrong

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(client, batch, language: str = "zh") -> str:
    answer = client.post("/hosting/quarantine/download/", {"batch": batch.pk}, headers={"accept-language": language})
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def states(batch) -> dict[int, str]:
    return dict(batch.quarantine.values_list("row", "state"))


@pytest.mark.clause("21.2")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_downloaded_file_is_taken_as_it_is_and_ends_what_it_names(scene, officer, batch, language):
    text = download(officer, batch, language)
    mended = text.replace(issued_wrong(2), number(2)).replace(",9,1990", ",2,1990")
    again = scene.publish(mended)
    assert (again.accepted, again.quarantined) == (2, 0)
    assert states(batch) == {2: "mended", 3: "mended"}
    assert {record.batch_mended for record in batch.quarantine.all()} == {again}
    assert scene.rows("id_number", "sex") == [(number(1), "1"), (number(2), "1"), (number(3), "2")]
    assert scene.temporary_tables() == []


@pytest.mark.clause("21.2")
def test_what_is_still_wrong_goes_on_in_the_new_batch(scene, officer, batch):
    again = scene.publish(download(officer, batch).replace(issued_wrong(2), number(2)))
    assert (again.accepted, again.quarantined) == (1, 1)
    assert states(batch) == {2: "mended", 3: "resent"}
    assert states(again) == {2: "open"}


def test_the_file_may_come_back_as_a_spreadsheet(scene, officer, batch):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = list(lines.reader(io.StringIO(download(officer, batch).replace(issued_wrong(2), number(2)))))
    for head, *values in rows:
        sheet.append([int(head) if head.isdigit() else head, *values])  # as a spreadsheet keeps a row's number
    written = io.BytesIO()
    book.save(written)
    again = scene.publish(written.getvalue(), XLSX)
    assert (again.accepted, again.quarantined) == (1, 1)
    assert states(batch) == {2: "mended", 3: "resent"}


def test_a_file_without_the_batch_is_taken_and_mends_by_keys(scene, batch):
    head = "行号,id_number,name,sex,birth_date,residence_code,原文,原因\n"
    scene.publish(head + f"3,{person(3)},,性别不在代码表内\n2,{person(2)},,校验码不符\n")
    assert states(batch) == {2: "open", 3: "mended"}


def test_columns_of_other_names_still_refuse_the_file(scene):
    from yishu.hosting.errors import WrongColumns

    with pytest.raises(WrongColumns, match="备注"):
        scene.publish("行号,id_number,name,sex,birth_date,residence_code,原文,原因,备注\n")
    with pytest.raises(WrongColumns, match="原因"):
        scene.publish("行号,id_number,name,sex,birth_date,residence_code,原因\n")


def test_no_file_ends_the_records_of_another_resource(scene, scene_with, officer, batch):
    text = download(officer, batch).replace(issued_wrong(2), number(2)).replace(",9,1990", ",1,1990")
    other = scene_with()
    assert other.publish(text).accepted == 2
    assert states(batch) == {2: "open", 3: "open"}


def test_a_name_of_nothing_ends_nothing(scene, batch):
    head = "行号,id_number,name,sex,birth_date,residence_code,原文,原因,批次\n"
    again = scene.publish(
        head + f"2,{person(4)},,,{batch.pk}x\nzwei,{person(5)},,,{batch.pk}\n99,{person(6)},,,{batch.pk}\n"
    )
    assert again.accepted == 3
    assert states(batch) == {2: "open", 3: "open"}


def test_a_record_sent_in_twice_in_one_file_is_mended_if_one_is_good(scene, officer, batch):
    head, first, *_ = download(officer, batch).splitlines()
    scene.publish("\n".join((head, first, first.replace(issued_wrong(2), number(2)))) + "\n")
    assert states(batch) == {2: "mended", 3: "open"}


def test_a_deletion_ends_no_record_that_was_to_be_kept(scene, batch):
    scene.publish(f"行号,id_number,原文,原因,批次\n2,{number(2)},,,{batch.pk}\n", how="delete")
    assert states(batch) == {2: "open", 3: "open"}


def test_an_item_may_have_the_name_of_such_a_column(scene_with, client):
    from yishu.catalogue.rules import ItemDraft

    scene = scene_with(
        items=(
            ItemDraft("code", "批次", is_key=True, required=True),
            ItemDraft("reason", "原因"),
            ItemDraft("rate", "行号", type="integer"),
        ),
        key_kind="plain",
    )
    batch = scene.publish("code,reason,rate\na,x,一\n")
    client.force_login(scene.police.person_a)
    scene.publish(download(client, batch, "en").replace("一", "1", 1))
    assert scene.rows() == [("a", "x", 1)]
    assert states(batch) == {1: "mended"}


def test_an_ordinary_file_is_what_it_was(scene, batch):
    assert scene.publish(csv(person(3))).accepted == 1
    assert states(batch) == {2: "open", 3: "mended"}
