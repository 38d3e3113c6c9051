"""The whole population of the demo against the file that says what was planted in it."""

from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

import yishu.demo
from yishu.catalogue.rules import ItemDraft

PERSONS = Path(yishu.demo.__file__).parent / "data" / "persons_synthetic_100k.parquet"
TRUTH = Path(__file__).parent.parent / "vectors" / "persons_synthetic_100k.truth.parquet"
ITEMS = (
    ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True),
    ItemDraft("name", "姓名", required=True, length=50),
    ItemDraft("sex", "性别", codes={"1": "男", "2": "女"}),
    ItemDraft("birth_date", "出生日期", type="date"),
    ItemDraft("residence_code", "户籍地区划", length=6),
    ItemDraft("updated", "更新日期", type="date"),
)
# What is wrong with a number by itself is sent back; a number written otherwise is put right;
# a sex that belies the number is no rule of an item, and is left to comparison.
SENT_BACK = {"checksum", "transposed", "bad_date", "unknown_area", "missing"}
TAKEN = {"clean", "spaces", "fullwidth", "old15", "lower_x", "sex_mismatch"}


@pytest.mark.clause("21.2", "13.1")
def test_every_planted_error_ends_where_it_should(scene_with, tmp_path):
    scene = scene_with(items=ITEMS)
    persons = parquet.read_table(PERSONS)
    labels = parquet.read_table(TRUTH)["label"].to_pylist()
    file = tmp_path / "persons.parquet"
    parquet.write_table(persons.select([item.code for item in ITEMS]), file)
    batch = scene.publish(file, "application/vnd.apache.parquet")

    sent_back = list(batch.quarantine.values_list("row", "errors"))
    by_rule = {
        rule: [row for row, errors in sent_back if errors[0]["rule"] == rule]
        for rule in {error["rule"] for _, errors in sent_back for error in errors}
    }
    repeated = by_rule.pop("duplicate_key")
    wrong = Counter(labels[row - 1] for rows in by_rule.values() for row in rows)
    assert wrong == {label: count for label, count in Counter(labels).items() if label in SENT_BACK}
    # Each planted second record shares its number with a clean one: the later of the two comes back.
    pairs = Counter(persons["id_number"].to_pylist())
    assert all(pairs[persons["id_number"][row - 1].as_py()] == 2 for row in repeated)
    assert len(repeated) == labels.count("dup_name_differs") == 192
    assert set(labels) == SENT_BACK | TAKEN | {"dup_name_differs"}

    assert batch.accepted + batch.quarantined == len(labels) == 100_192
    assert batch.accepted == sum(labels.count(label) for label in TAKEN)
    ((rows, lengths),) = scene.sql(f"select count(*), array_agg(distinct length(id_number)) from {scene.table.sql}")
    assert (rows, lengths) == (batch.accepted, [18])
    normal = pc.sum(pc.equal(pc.utf8_length(persons["id_number"]), 18)).as_py()
    assert normal < rows + batch.quarantined
