"""POLICE provides, CIVIL holds a bulk grant and compares, FORESTRY is a stranger, OFFICE coordinates."""

import re
from pathlib import Path
from typing import Any

import pytest

PEOPLE = """id_number,name,sex,birth_date,residence_code
330102199003076015,赵一,1,1990-03-07,330102
330102199003076031,钱二,1,1990-03-07,
330102199003076058,孙三,1,1990-03-07,330106
330102199003076074,李四,1,1990-03-07,330106
"""
MINE = """身份证,姓名,出生日期,户籍地区划,备注
330102199003076015,赵　一,1990年3月7日,３３０１０２,
330102199003076031,钱贰,19900307,,"=1+1"
330102199003076058,孙三,1990-03-08,330106,
330102199003076090,周五,1990-03-07,330106,
,吴六,1990-03-07,330106,
"""
"""The first is the same, written otherwise; the second differs in its name, the third in its birth date; the fourth is only here; the fifth has no key."""


class Scene:
    def __init__(self, folder: Path, client: Any) -> None:
        from tests.cast import Cast

        self.cast, self.folder, self.client = Cast(), folder, client
        self.office = self.cast.agency("OFFICE", coordinator=True)
        self.police, self.civil = self.cast.agency("POLICE"), self.cast.agency("CIVIL")
        self.forestry = self.cast.agency("FORESTRY")
        self.resource = self.cast.resource(self.police, self.office)
        self.cast.publish(self.police, self.resource, PEOPLE, folder)

    def granted(self, **terms: Any) -> Any:
        users = terms.pop("users", (self.civil.person_a,))
        return self.cast.grant(self.civil, self.police, self.resource, users=users, **terms)

    def log_in(self, person: Any) -> None:
        self.client.force_login(person)

    def prepare(self, content: str | bytes = MINE, *, name: str = "mine.csv", **fields: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        data = content.encode() if isinstance(content, str) else content
        form = {"resource": self.resource.path_code, "file": SimpleUploadedFile(name, data), **fields}
        return self.client.post("/quality/comparisons/new/", form)

    def compare(self, content: str | bytes = MINE, **fields: str) -> Any:
        """Upload, take the proposed columns (the key by hand, its column being named otherwise), and compare; the comparison."""
        from yishu.quality.models import Comparison

        answer = self.prepare(content, **fields)
        assert answer.status_code == 302, answer.content.decode()
        page = self.client.get(answer["Location"]).content.decode()
        done = self.client.post(answer["Location"], proposed(page) | {"item_id_number": "0"})
        assert done.status_code == 302, done.content.decode()
        return Comparison.objects.get(pk=answer["Location"].split("/")[-2])

    def evidence(self, action: str) -> list[tuple[str, str]]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "select outcome, body from audit_record where action = %s and resource = %s order by id",
                [action, self.resource.code],
            )
            return cursor.fetchall()


def proposed(page: str) -> dict[str, str]:
    """What the form of columns has chosen already."""
    chosen = {}
    for name, options in re.findall(r'<select name="(item_\w+)".*?>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'value="(\d+)" selected', options)
        chosen[name] = found[1] if found else ""
    keys = re.findall(r'name="(key_\w+)"[^>]*checked', page)
    return chosen | dict.fromkeys(keys, "on")


@pytest.fixture
def scene(django_ready: str, tmp_path: Path, client: Any) -> Scene:
    return Scene(tmp_path, client)
