"""A node whose evidence cannot be written, or whose grants were altered: nothing is carried, and nothing is believed."""

import time

import httpx
import psycopg
import pytest

from tests.exchange.nodes import TierNode, eventually
from tests.exchange.test_through_own_node import applied, granted, path_code, state, verify


@pytest.mark.clause("32.1")
def test_a_node_that_cannot_put_a_call_on_record_does_not_carry_it(province: TierNode, county: TierNode) -> None:
    code = path_code(province.set["population"])
    granted(province, county, duty="留痕故障核验")
    asked = verify(purpose={"duty": "留痕故障核验", "case": "1"})
    refuse = """
    create function no_record() returns trigger language plpgsql as $$ begin raise 'the log is out of order'; end $$;
    create trigger no_record before insert on audit_record for each row when (new.action = 'call:carried')
    execute function no_record();
    """

    def used() -> int:
        count = "select count(*) from audit_record where action = 'data:verified' and body like %s"
        with psycopg.connect(province.environment["YISHU_DATABASE_URL"]) as there:
            found = there.execute(count, ["%留痕故障核验%"]).fetchone()
        assert found is not None
        return found[0]

    with psycopg.connect(county.environment["YISHU_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(refuse)
        try:
            answer = county.call(code, "verify", asked)
        finally:
            connection.execute("drop function no_record cascade")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed"), answer.text
    assert used() == 0
    assert county.call(code, "verify", asked).status_code == 200
    assert used() == 1


@pytest.mark.clause("37.1")
def test_terms_that_are_not_those_of_their_hash_are_not_taken_in(province: TierNode, county: TierNode) -> None:
    """A provider's node whose grants are altered in the database: it signs and opens none, and no withdrawal of one is believed until they are as they were."""
    code = province.set["population"]
    number = applied(county, code, duty="条款核对")
    waiting = eventually(lambda: state(county, number, "in_review"))
    alter = """
    create function altered() returns trigger language plpgsql as
    $$ begin new.terms := replace(new.terms, '"case_required":true', '"case_required":false'); return new; end $$;
    create trigger altered before insert or update on sharing_grant for each row execute function altered();
    """
    mend = """update sharing_grant set terms = replace(terms, '"case_required":false', '"case_required":true')"""
    with psycopg.connect(province.environment["YISHU_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(alter)
        try:
            decision = {"line": code, "outcome": "approve", "reason": "同意"}
            place = f"/api/v1/applications/{waiting['number']}/decision"
            refused = httpx.post(province.url + place, headers=province.as_("signer"), json=decision)
            assert (refused.status_code, refused.json()["code"]) == (503, "grant_not_signed")
            assert state(county, number, "in_review")
        finally:
            connection.execute("drop function altered cascade")
        made = province.post(place, decision, who="signer")
        assert eventually(lambda: state(county, number, "granted"))["grant"] == made["grant"]
        connection.execute(alter)
        try:
            withdrawal = f"{province.url}/api/v1/grants/{made['grant']}"
            answer = httpx.request("DELETE", withdrawal, headers=province.as_("signer"), json={"reason": "核查"})
            assert answer.status_code == 200
            time.sleep(1)
            assert state(county, number, "granted")
        finally:
            connection.execute("drop function altered cascade")
        connection.execute(mend + " where id = %s", [made["grant"]])
    eventually(lambda: state(county, number, "withdrawn"))
