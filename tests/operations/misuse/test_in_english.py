"""What an inspector reads in English has no Chinese sentence of the platform's own in it."""

import re

from django.test import Client

from tests.gateway.stage import KNOWN, Stage
from tests.operations.misuse.scene import ask, canary, newcomer, of, watch

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_why_use_is_held_back_and_what_documents_there_are(stage: Stage, gateways: tuple[str, str]) -> None:
    touched = canary(stage)
    system, _ = newcomer(stage)
    assert ask(gateways[0], stage, system, [touched, KNOWN]).status_code == 200
    watch()
    (finding,) = of(system)
    client = Client(headers={"accept-language": "en"})
    client.force_login(stage.cast.inspector())
    page = client.get(f"/operations/misuse/{finding.number}/").content.decode()
    assert f"Unusual use {finding.number}, by the rules" in page
    assert "calls that asked about a canary: 1" in page
    lookup = client.get("/operations/subject-uses/").content.decode()
    options = re.findall("<option[^>]*>([^<]*)</option>", lookup.partition('name="type"')[2].partition("</select>")[0])
    assert options
    assert not [each for each in options if CHINESE.search(each)]
