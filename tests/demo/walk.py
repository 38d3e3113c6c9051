"""The whole way over HTTP with nothing but `demo.json` and Python's standard library: `python walk.py demo.json`.

Publish, find, apply, decide, verify, query, copy, be refused, withdraw. Prints each step; ends with an error at the first thing that is not so.
"""

import csv
import io
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

DEMO = json.loads(Path(sys.argv[1]).read_text("utf-8"))


def call(method: str, path: str, key: str = "", body: object = None, **headers: str) -> tuple[int, Any, Any]:
    """Status, decoded body, headers."""
    sent = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(DEMO["url"] + path, data=sent, method=method, headers=headers)
    request.add_header("Content-Type", headers.get("Content-Type", "application/json"))
    if key:
        request.add_header("Authorization", f"Bearer {key}")
    try:
        answer: Any = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    raw = answer.read()
    is_json = "json" in (answer.headers.get("Content-Type") or "")
    return answer.status, json.loads(raw) if is_json else raw, answer.headers


def expect(what: str, holds: bool, seen: object = "") -> None:
    print(("ok    " if holds else "WRONG ") + what, seen if not holds else "")
    if not holds:
        sys.exit(1)


def data_path(resource: str, act: str) -> str:
    return f"/api/v1/data/{resource.replace('/', '-')}/{act}"


def token(login: str) -> str:
    person = next(each for each in DEMO["people"] if each["login"] == login)
    status, body, _ = call("POST", "/api/v1/session", body={"login": login, "password": person["password"]})
    expect(f"{login} opens a session", status == 200, body)
    return body["token"]


def resource(name: str) -> dict[str, Any]:
    return next(each for each in DEMO["resources"] if name in each["name"])


def system(name: str) -> dict[str, Any]:
    return next(each for each in DEMO["systems"] if each["name"] == name)


def grant_of(resource_code: str, mode: str) -> dict[str, Any]:
    return next(each for each in DEMO["grants"] if each["resource"] == resource_code and mode in each["modes"])


def every_grant_works() -> None:
    for grant in DEMO["grants"]:
        offered = next(each for each in DEMO["resources"] if each["code"] == grant["resource"])
        key = system(grant["system"])["key"]
        purpose = {"duty": grant["duty"], "case": "SQ-2026-0001"}
        for subject in offered["sample_subjects"] if "query" in grant["modes"] else []:
            body = {"purpose": purpose, "subject": subject, "items": grant["items"]}
            status, answer, _ = call("POST", data_path(grant["resource"], "query"), key, body)
            expect(f"{offered['name']}: a sample is found", status == 200 and answer["found"], answer)
            expect(
                "  with a receipt", "." in answer["receipt"] and set(answer["record"]) == set(grant["items"]), answer
            )
        if "bulk" in grant["modes"]:
            status, raw, _ = call("GET", data_path(grant["resource"], "bulk?format=csv"), key)
            rows = list(csv.reader(io.StringIO(raw.decode()))) if status == 200 else []
            expect(
                f"{offered['name']}: copied, {len(rows) - 1} rows",
                status == 200 and rows[0] == grant["items"],
                raw[:300],
            )


def verify() -> None:
    population = resource("人口")
    grant = grant_of(population["code"], "verify")
    key = system(grant["system"])["key"]
    purpose = {"duty": grant["duty"], "case": "SQ-2026-0002"}
    path = data_path(population["code"], "verify")
    subject = population["sample_subjects"][0]
    body = {
        "purpose": purpose,
        "subject": subject,
        "claims": {"name": "温芳梅", "sex": "1", "birth_date": "1985-06-04"},
    }
    _, answer, _ = call("POST", path, key, body)
    expect(
        "verify says match and mismatch",
        answer.get("result") == {"name": "match", "sex": "mismatch", "birth_date": "match"},
        answer,
    )
    many = {
        "purpose": purpose,
        "subjects": [
            {"subject": subject, "claims": {"sex": "2"}},
            {"subject": "110101199003070011", "claims": {"sex": "1"}},
        ],
    }
    _, answer, _ = call("POST", path, key, many)
    expect("two subjects, in order", [each["found"] for each in answer.get("results", [])] == [True, False], answer)
    refusals(population["code"], key, purpose, subject)


def refusals(code: str, key: str, purpose: dict[str, str], subject: object) -> None:
    path = data_path(code, "verify")
    good = {"purpose": purpose, "subject": subject, "claims": {"name": "温芳梅"}}
    stranger = system("林地审批系统")["key"]
    wrong: list[tuple[str, str, object, int, str]] = [
        ("a wrong key", "ysk_wrong", good, 401, "wrong_key"),
        ("no grant", stranger, good, 403, "no_grant"),
        ("an item not granted", key, good | {"claims": {"residence_code": "330681"}}, 403, "item_not_granted"),
        ("another purpose", key, good | {"purpose": {"duty": "市场调查", "case": "1"}}, 403, "purpose_not_granted"),
        ("no case", key, good | {"purpose": {"duty": purpose["duty"]}}, 403, "case_required"),
        ("malformed JSON", key, b"{", 400, "malformed_json"),
        ("a malformed subject", key, good | {"subject": {"kind": 1}}, 422, "malformed_subject"),
        ("a body of 11 MB", key, b" " * (11 << 20), 413, "body_too_large"),
    ]
    for what, caller, body, status, code_wanted in wrong:
        seen, answer, headers = call("POST", path, caller, body)
        expect(f"refused: {what}", (seen, answer["code"]) == (status, code_wanted), answer)
        expect("  as a problem", headers["Content-Type"].startswith("application/problem+json"), headers)
    seen, answer, _ = call("POST", data_path("999999999/000001", "verify"), key, good)
    expect("refused: an unknown resource", (seen, answer["code"]) == (404, "resource_not_found"), answer)


def apply_decide_withdraw() -> None:
    population, wanted = resource("人口"), system("入学资格审核系统")
    status, found, _ = call("GET", "/api/v1/catalogue/resources?q=%E4%BA%BA%E5%8F%A3", wanted["key"])
    expect("search finds the population", population["code"] in [each["code"] for each in found["items"]], found)
    line = {
        "resource": population["code"],
        "items": ["id_number", "name"],
        "modes": ["verify"],
        "systems": [wanted["name"]],
        "until": "2027-06-30",
    }
    status, made, _ = call(
        "POST",
        "/api/v1/applications",
        token("jiaoyu-jingban"),
        {"duty": "学籍核对", "basis": "《义务教育法》", "lines": [line]},
    )
    expect(
        "an application for what is restricted waits", status == 201 and made["lines"][0]["state"] == "in_review", made
    )
    signer = token("gongan-shenhe")
    refusal = {"line": population["code"], "outcome": "refuse"}
    status, answer, _ = call("POST", f"/api/v1/applications/{made['id']}/decision", signer, refusal)
    expect("a refusal without a reason is stopped", (status, answer["code"]) == (422, "reason_required"), answer)
    status, answer, _ = call(
        "POST",
        f"/api/v1/applications/{made['id']}/decision",
        signer,
        {"line": population["code"], "outcome": "approve", "items": ["name"]},
    )
    expect("the provider approves a part", status == 200 and answer["grant"], answer)
    body = {
        "purpose": {"duty": "学籍核对", "case": "1"},
        "subject": population["sample_subjects"][1],
        "claims": {"name": "杨珍荣"},
    }
    path = data_path(population["code"], "verify")
    status, verdict, _ = call("POST", path, wanted["key"], body)
    expect("the next call is answered", status == 200 and verdict["result"] == {"name": "match"}, verdict)
    status, answer, _ = call("DELETE", f"/api/v1/grants/{answer['grant']}", signer, {"reason": "事项已办结"})
    expect("the grant is withdrawn", status == 200 and answer["state"] == "withdrawn", answer)
    status, answer, _ = call("POST", path, wanted["key"], body)
    expect("the call after is refused", (status, answer["code"]) == (403, "no_grant"), answer)


def publish() -> None:
    stations, publisher = resource("监测点"), system("环境监测数据发布系统")
    rows = (
        ",".join(stations["items"])
        + "\n9001A,新站,杭州,120.1,30.2,N,浙江省,杭州市\n9002A,,杭州,120.1,30.2,N,浙江省,杭州市\n"
    )
    path = data_path(stations["code"], "batches")
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "walk-1"}
    status, receipt, _ = call("POST", path, publisher["key"], rows.encode(), **headers)
    expect("a batch is published", status == 200 and receipt["accepted"] == 1 and receipt["quarantined"] == 1, receipt)
    status, again, _ = call("POST", path, publisher["key"], rows.encode(), **headers)
    expect("sent twice is once", again["batch"] == receipt["batch"] and again["version"] == receipt["version"], again)
    status, sent_back, _ = call(
        "GET", data_path(stations["code"], f"quarantine?batch={receipt['batch']}"), publisher["key"]
    )
    expect("the bad row is in quarantine with its field", "station_name" in json.dumps(sent_back), sent_back)


if __name__ == "__main__":
    status, _, _ = call("GET", "/readyz")
    expect("ready", status == 200, status)
    every_grant_works()
    verify()
    apply_decide_withdraw()
    publish()
    print("the whole way walked")
