"""A grant over a link is signed by the nodes of both sides; what the provider's node did not sign opens nothing here (26.5, 37.1)."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.exchange.nodes import TierNode, eventually
from tests.exchange.test_through_own_node import granted, path_code, state, verify
from tests.sharing.test_proof import said_in, verified


def proofs(province: TierNode, county: TierNode, one: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The file as each side gives it."""
    there = httpx.get(f"{province.url}/api/v1/grants/{one['grant']}/proof", headers=province.as_("signer"))
    here = httpx.get(f"{county.url}/api/v1/exchange/applications/{one['id']}/proof", headers=county.as_("handler"))
    assert (there.status_code, here.status_code) == (200, 200), (there.text, here.text)
    return there.json(), here.json()


@pytest.mark.clause("26.5", "37.1")
def test_both_nodes_sign_and_each_side_can_prove_it_without_the_other(
    province: TierNode, county: TierNode, tmp_path: Path
) -> None:
    one = granted(province, county, duty="残疾人两项补贴审核")
    eventually(lambda: "accepted" in said_in(proofs(province, county, one)[0]))
    there, here = proofs(province, county, one)
    assert sorted(said_in(there)) == sorted(said_in(here)) == ["accepted", "applied", "granted"]
    assert {(each["jws"], each["key"]) for each in there["statements"]} == {
        (each["jws"], each["key"]) for each in here["statements"]
    }
    keys = [httpx.get(f"{node.url}/api/v1/keys").json()["keys"][0]["kid"] for node in (province, county)]
    named = ("--key", keys[0], "--key", keys[1])
    for proof in (there, here):
        code, told = verified(tmp_path, proof, *named)
        assert (code, "330000" in told, "330106" in told) == (0, True, True), told
    withdrawal = f"{province.url}/api/v1/grants/{one['grant']}"
    httpx.request("DELETE", withdrawal, headers=province.as_("signer"), json={"reason": "核查"})
    eventually(lambda: state(county, one["id"], "withdrawn"))
    assert "told again opens nothing" in county.act("told_again", one["id"], "again")
    code, told = verified(tmp_path, proofs(province, county, one)[1], *named)
    assert (code, "授权已终止" in told) == (0, True), told


@pytest.mark.clause("26.5", "32.1")
def test_a_grant_that_is_not_signed_by_the_providers_node_opens_nothing(province: TierNode, county: TierNode) -> None:
    """As if somebody had written into the province's database alone: what it tells is not what it signed."""
    granted(province, county, duty="临时生活补贴审核")  # another one, whose signatures are good
    one = granted(province, county, duty="高龄津贴审核")
    assert county.act("told_again", one["id"], "unsigned") == "it is not signed"
    assert county.act("told_again", one["id"], "another") == "it speaks of another application"
    assert county.act("told_again", one["id"], "other_terms") == "another thing was signed than is told"
    asked = verify(purpose={"duty": "高龄津贴审核", "case": "1"}, grant=one["grant"])
    assert (
        county.call(path_code(province.set["population"]), "verify", asked).status_code == 200
    )  # what was proven holds on


@pytest.mark.clause("32.1")
def test_what_a_node_signs_of_another_application_is_not_kept(province: TierNode, county: TierNode) -> None:
    one, other = (granted(province, county, duty=duty) for duty in ("孤儿保障审核", "特困供养审核"))
    eventually(lambda: all("accepted" in said_in(proofs(province, county, each)[0]) for each in (one, other)))
    ours = proofs(province, county, other)[1]["statements"]
    accepted = next(each["jws"] for each in ours if "accepted" in said_in({"statements": [each]}))
    refused = json.loads(
        county.act("ask_province", "/api/v1/exchange/accepted", {"id": one["id"], "statement": accepted})
    )
    assert (refused["status"], refused["errors"][0]["field"]) == (422, "statement")
    assert len(proofs(province, county, one)[0]["statements"]) == 3
