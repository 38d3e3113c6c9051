import pytest

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import issued_wrong


@pytest.fixture
def officer(scene, client):
    client.force_login(scene.police.person_a)
    return client


@pytest.fixture
def batch(scene):
    """One good record, and two sent back: a key with a wrong check digit, and a wrong code."""
    lines = (
        person(1),
        person(2, "钱二").replace(number(2), issued_wrong(2)),
        person(3, "孙三").replace(",1,1990", ",9,1990"),
    )
    return scene.publish(csv(*lines))  # fmt: skip


@pytest.fixture
def wrong_key(batch):
    return batch.quarantine.get(row=2)


@pytest.fixture
def wrong_code(batch):
    return batch.quarantine.get(row=3)
