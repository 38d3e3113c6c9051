"""Two grants of POLICE's populations to CIVIL's system: a plain one; and one with a case, a rival, and a duty of everything that a language could take for its own."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client

from tests.cast import Cast
from yishu.catalogue.models import Resource
from yishu.hosting.invented.queries import invented_record
from yishu.sharing.models import Grant

HOSTILE = "\"; rm -rf ~ # \\u0022 \\\\u0022 \\ */ ' $(id) `id` ${key} {{key}} @key@ <b>&amp; 救助审核"
ITEMS = ("id_number", "name", "sex", "birth_date")


@dataclass
class Scene:
    cast: Cast
    police: Cast.Member
    office: Cast.Member
    civil: Cast.Member
    forestry: Cast.Member
    system: Cast.System
    folder: Path
    grants: dict[str, Grant]

    def population(self, **more: Any) -> Resource:
        """With one record, the invented one."""
        made = self.cast.resource(self.police, self.office, **more)
        assert made.current is not None
        record = invented_record(made.current)
        self.cast.publish(self.police, made, f"{','.join(record)}\n{','.join(record.values())}\n", self.folder)
        return made

    def grant(self, resource: Resource, **more: Any) -> Grant:
        return self.cast.grant(self.civil, self.police, resource, systems=(self.system,), **more)

    def page(self, grant: Grant, language: str = "zh") -> str:
        answer = signed_in(self.civil.person_a).get(
            f"/sharing/grants/{grant.pk}/", headers={"Accept-Language": language}
        )
        assert answer.status_code == 200
        return answer.content.decode()

    def program(self, grant: Grant, mode: str, language: str) -> str:
        """As whoever copies it from the page has it."""
        sections = re.findall(r'<section class="sh-calls">.*?</section>', self.page(grant), re.DOTALL)
        order = [name for name in ("verify", "query", "bulk") if name in grant.read_terms().modes]
        assert len(sections) == len(order)
        found = re.search(
            rf"<summary>{language}</summary>.*?<code>(.*?)</code>", sections[order.index(mode)], re.DOTALL
        )
        assert found is not None
        return unescape(found[1])


def set_scene(folder: Path) -> Scene:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    scene = Scene(cast, police, office, civil, forestry, civil.system(), folder, {})
    hostile = scene.population(case_required=True)
    scene.grants["plain"] = scene.grant(scene.population(), items=ITEMS)
    scene.grant(hostile, duty="低保复核", items=("name",))
    scene.grants["hostile"] = scene.grant(hostile, duty=HOSTILE, items=ITEMS)
    return scene


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client
