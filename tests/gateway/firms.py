"""A register of legal entities whose firms are also found by their registration number, or by name and division together."""

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Any

from tests.cast import Cast
from tests.gateway.stage import Stage
from yishu.catalogue.models import Resource
from yishu.catalogue.rules import ItemDraft
from yishu.core.rows import RowRule

CREDIT, ORGANISATION = "11330000002482322Q", "002482322"
OTHER, TWIN = "002482111", "002482357"
ITEMS = (
    ItemDraft("uscc", "统一社会信用代码", is_key=True, required=True),
    ItemDraft("reg_no", "注册号", alternative="1"),
    ItemDraft("name", "名称", alternative="2"),
    ItemDraft("division", "登记地", alternative="2"),
    ItemDraft("capital", "注册资本", type="decimal"),
)
FIRMS = f"""uscc,reg_no,name,division,capital
{CREDIT},330000000012345,某局,330100,10.50
{OTHER},330000000012346,公安,330200,20
{TWIN},330000000012346,民政,330100,30
"""
ALL = tuple(item.code for item in ITEMS)


@dataclass
class Register:
    """The resource, and a system of CIVIL with a grant of it."""

    stage: Stage
    resource: Resource
    system: Cast.System

    @property
    def path(self) -> str:
        return self.stage.path("query", self.resource)

    def system_of(self, items: tuple[str, ...] = ALL, rows: RowRule | None = None, **bounds: Any) -> Cast.System:
        """Another one, with another grant."""
        system = self.stage.civil.system()
        self.stage.cast.grant(
            self.stage.civil, self.stage.police, self.resource, systems=(system,), items=items, rows=rows, bounds=bounds
        )
        return system


def set_register(stage: Stage, *, declared: bool = True) -> Register:
    items = ITEMS if declared else tuple(changed(item, alternative="") for item in ITEMS)
    resource = stage.cast.resource(stage.police, stage.office, items=items, key_kind="legal_entity", name="法人")
    stage.cast.publish(stage.police, resource, FIRMS, stage.folder)
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, resource, systems=(system,), items=ALL)
    return Register(stage, resource, system)
