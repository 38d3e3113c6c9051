"""A published population with three records, a caller with a grant, a stranger without one."""

from dataclasses import dataclass
from pathlib import Path

from tests.cast import PEOPLE_CSV, Cast
from yishu.agencies.models import Scope
from yishu.catalogue.models import Resource
from yishu.sharing.models import Grant

DUTY = "社会救助审核"
KNOWN = "330102199003076015"
NO_RESIDENCE = "330102199003076031"
ABSENT = "330102199003076074"


@dataclass
class Stage:
    """POLICE provides a population to CIVIL's system under a grant; FORESTRY has a key and no grant."""

    cast: Cast
    police: Cast.Member
    office: Cast.Member
    civil: Cast.Member
    forestry: Cast.Member
    resource: Resource
    civil_system: Cast.System
    forestry_system: Cast.System
    police_system: Cast.System
    grant: Grant
    folder: Path

    def path(self, act: str, resource: Resource | None = None) -> str:
        return f"/api/v1/data/{(resource or self.resource).path_code}/{act}"

    def purpose(self, **more: str) -> dict[str, str]:
        return {"duty": DUTY, "case": "SQ-1", **more}


def set_stage(folder: Path) -> Stage:
    cast = Cast()
    police, office, civil, forestry = (
        cast.agency("公安厅"),
        cast.agency("省政府办公厅", coordinator=True),
        cast.agency("民政厅"),
        cast.agency("林业厅"),
    )
    resource = cast.resource(police, office, case_required=True)
    cast.publish(police, resource, PEOPLE_CSV, folder)
    civil_system, forestry_system = civil.system(), forestry.system()
    police_system = police.system(Scope.PUBLISH)
    items = ("id_number", "name", "birth_date", "residence_code")
    grant = cast.grant(civil, police, resource, systems=(civil_system,), items=items)
    return Stage(
        cast, police, office, civil, forestry, resource, civil_system, forestry_system, police_system, grant, folder
    )
