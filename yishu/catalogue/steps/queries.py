"""Which steps of review an agency's submissions take."""

from dataclasses import dataclass

from yishu.agencies.models import Agency
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.steps.models import AgencyStep
from yishu.core.actor import Actor
from yishu.node.models import LocalStep

AGENCY_REVIEW = LocalStep.Code.ENTRY_AGENCY_REVIEW


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether an agency's reviewer passes its submissions first: by the node's rule, by its own, or not (None)."""

    agency: Agency
    of_node: LocalStep | None
    own: AgencyStep | None

    @property
    def in_force(self) -> bool:
        return self.of_node is not None or self.own is not None


def is_reviewed_first(agency_id: int | None) -> bool:
    """Whether the agency's own reviewer comes before the secrecy reviewer."""
    by_node = LocalStep.objects.filter(pk=AGENCY_REVIEW).exists()
    return by_node or AgencyStep.objects.filter(agency=agency_id, code=AGENCY_REVIEW).exists()


def get_rule(agency: Agency) -> Rule:
    own = AgencyStep.objects.filter(agency=agency, code=AGENCY_REVIEW).first()
    return Rule(agency, LocalStep.objects.filter(pk=AGENCY_REVIEW).first(), own)


def list_rules(actor: Actor) -> list[Rule]:
    """Those of all agencies for the coordinator, else one's own agency's."""
    agencies = Agency.objects.filter(is_active=True)
    if not is_coordinator(actor):
        agencies = agencies.filter(pk=actor.agency_id)
    of_node = LocalStep.objects.filter(pk=AGENCY_REVIEW).first()
    own = {one.agency_id: one for one in AgencyStep.objects.filter(agency__in=agencies, code=AGENCY_REVIEW)}
    return [Rule(one, of_node, own.get(one.pk)) for one in agencies]
