"""What is personal in the evidence is erased by two administrators, on record; the log and the receipt hold as before (5.1, 32.1)."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.operations.erasures import Scene, acted, acted_in_case, append, row
from tests.operations.erasures import scene as scene
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.models import Person
from yishu.audit import ledger, recording
from yishu.audit.models import CaseUse, Record
from yishu.audit.queries import Filters, Scope, list_records
from yishu.audit.record import Action

pytestmark = [pytest.mark.clause("32.1"), pytest.mark.clause("5.1")]


def audit(*arguments: str, by: Person | None = None) -> subprocess.CompletedProcess[str]:
    environment: dict[str, str] = {}
    if by is not None:
        credential = PersonCredential(by.pk, by.generation)
        environment["YISHU_TOKEN"] = new_token(settings.YISHU_SECRETS.tokens, credential, timezone.now()).text
    return subprocess.run(
        [sys.executable, "-m", "yishu.cli", "audit", *arguments],
        capture_output=True, text=True, check=False, env=os.environ | environment,
    )  # fmt: skip


def asked(scene: Scene, receipt: str) -> str:
    """The number of an erasure that waits."""
    done = audit(
        "erase", receipt, "--basis", "个人信息保护法第四十七条", "--reason", "当事人请求删除", by=scene.auditor
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("Erasure ")[1].split()[0]


def verified() -> dict[str, Any]:
    append()
    return json.loads(audit("verify", "--json").stdout)


def test_two_administrators_erase_a_part_and_the_log_still_holds(scene: Scene) -> None:
    receipt = acted(scene.officer)
    number = asked(scene, receipt)
    assert row(receipt).whole.detail["why"] == "应王小明要求"
    done = audit("erase", "--agree", number, by=scene.security)
    assert (done.returncode, "已抹除" in done.stdout) == (0, True), done.stderr
    told = verified()
    assert (told["holds"], told["broken"]) == (True, [])
    assert told["parts_erased"] >= 1
    left = row(receipt)
    assert (left.personal, left.whole.actor_name, "why" in left.whole.detail) == (None, "", False)
    assert left.whole.actor == f"person:{scene.officer.pk}"
    erasure = Record.objects.get(action="personal-part:erased", target=f"record:{left.pk}").whole
    assert (erasure.actor, erasure.detail["asked_by"]) == (f"person:{scene.security.pk}", f"person:{scene.auditor.pk}")
    assert (erasure.detail["basis"], erasure.detail["why"]) == ("个人信息保护法第四十七条", "当事人请求删除")
    assert audit("prove", receipt).returncode == 0


def test_a_record_is_found_by_its_erased_case_no_more(scene: Scene) -> None:
    def found() -> int:
        return len(list_records(Scope("", (), everything=True), Filters(case="BJ-2026-1")).records)

    receipts = [acted_in_case(scene.officer, "BJ-2026-1") for _ in range(2)]
    append()
    ledger.follow(timezone.now())
    assert (found(), CaseUse.objects.filter(case_number="BJ-2026-1").count()) == (2, 2)
    audit("erase", "--agree", asked(scene, receipts[0]), by=scene.security)
    ledger.follow(timezone.now())
    assert (found(), CaseUse.objects.filter(case_number="BJ-2026-1").count()) == (1, 1)


def test_the_page_of_the_record_says_that_a_part_was_erased(scene: Scene) -> None:
    receipt = acted(scene.officer)
    audit("erase", "--agree", asked(scene, receipt), by=scene.security)
    auditor = Client()
    auditor.force_login(scene.auditor)
    page = auditor.get(f"/evidence/{row(receipt).pk}/").content.decode()
    assert "个人信息部分已抹除" in page
    assert "与写入时一致" in page
    assert "应王小明要求" not in page


def test_nobody_agrees_to_what_they_asked_for(scene: Scene) -> None:
    receipt = acted(scene.officer)
    number = asked(scene, receipt)
    refused = audit("erase", "--agree", number, by=scene.auditor)
    assert refused.returncode == 1
    assert row(receipt).personal is not None
    assert number in audit("erase", "--list", by=scene.security).stdout
    assert audit("erase", "--refuse", number, "--reason", "依据不足", by=scene.security).returncode == 0
    assert audit("erase", "--agree", number, by=scene.security).returncode == 1
    assert row(receipt).personal is not None
    assert Record.objects.filter(action="erasure:refused", target=f"record:{row(receipt).pk}").count() == 1


def test_only_the_audit_administrator_asks_and_only_with_a_basis(scene: Scene) -> None:
    receipt = acted(scene.officer)
    for who in (scene.officer, scene.security):
        assert audit("erase", receipt, "--basis", "x", "--reason", "y", by=who).returncode == 1
    assert audit("erase", "--list", by=scene.officer).returncode == 1
    refused = audit("erase", receipt, "--reason", "y", by=scene.auditor)
    assert (refused.returncode, "basis" in refused.stderr) == (1, True)
    assert row(receipt).personal is not None


def test_where_nothing_is_personal_nothing_is_erased(scene: Scene) -> None:
    from yishu.core.actor import PLATFORM

    receipt = recording.record(PLATFORM, Action.RULE_CHANGED, target="rule 2")
    append()
    refused = audit("erase", receipt, "--basis", "x", "--reason", "y", by=scene.auditor)
    assert (refused.returncode, "没有可抹除" in refused.stderr) == (1, True)


def test_a_part_erased_past_the_commands_is_found(scene: Scene) -> None:
    """By whoever rules the database."""
    receipt = acted(scene.officer)
    kept = row(receipt).personal
    Record.objects.filter(pk=row(receipt).pk).update(personal=None)
    told = verified()
    Record.objects.filter(pk=row(receipt).pk).update(personal=kept)
    assert not told["holds"]
    assert {each["code"] for each in told["broken"]} == {"part_erased_unrecorded"}
