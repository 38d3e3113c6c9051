"""A population that CIVIL's system and handler use, a register of identity documents and one of legal entities, and what the worker does with the evidence."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone

from tests.cast import PEOPLE_CSV, PERSON_ITEMS, Cast
from tests.gateway.stage import DUTY, Stage, set_stage
from yishu.agencies.models import Person
from yishu.audit import ledger, subject_lists
from yishu.audit.log.running import open_sequencer
from yishu.catalogue.models import Resource
from yishu.sharing.models import Grant


@dataclass
class Scene:
    """`clerk` handles at a counter of FORESTRY, whom the data is none of; `boss` coordinates, `inspector` inspects."""

    stage: Stage
    documents: Resource
    bodies: Resource
    page_grant: Grant
    inspector: Person

    @property
    def cast(self) -> Cast:
        return self.stage.cast

    @property
    def clerk(self) -> Person:
        return self.stage.forestry.person_a

    @property
    def boss(self) -> Person:
        return self.stage.office.person_b

    @property
    def caller(self) -> Person:
        return self.stage.civil.person_a


def set_scene(folder: Path) -> Scene:
    stage = set_stage(folder)
    cast, police, office, civil = stage.cast, stage.police, stage.office, stage.civil
    number = replace(PERSON_ITEMS[0], code="document", name="证件号码")
    documents = cast.resource(
        police, office, items=(number, *PERSON_ITEMS[1:]), key_kind="identity_document", name="证件"
    )
    key = replace(PERSON_ITEMS[0], code="entity", name="主体代码", sensitivity="ordinary")
    bodies = cast.resource(police, office, items=(key, *PERSON_ITEMS[1:]), key_kind="plain", name="登记号")
    for resource, first in ((documents, "document"), (bodies, "entity")):
        cast.publish(police, resource, PEOPLE_CSV.replace("id_number", first), folder)
        cast.grant(civil, police, resource, systems=(stage.civil_system,))
    page_grant = cast.grant(civil, police, stage.resource, users=(civil.person_a,))
    return Scene(stage, documents, bodies, page_grant, cast.inspector())


def work() -> None:
    """One round of the worker: the log, the lists, the ledger."""
    sequencer = open_sequencer()
    while sequencer.append():
        pass
    sequencer.close()
    subject_lists.expand(timezone.now())
    ledger.follow(timezone.now())


PURPOSE = {"duty": DUTY, "case": "SQ-1"}
