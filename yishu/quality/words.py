"""The rhythms of updates in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.vocabulary import Cycle
from yishu.quality.rules import FILED


def rhythm_word(rhythm: str) -> str | Promise:
    """A cycle of the catalogue, or that of a special case on file."""
    return _("每季度首月上旬（已备案）") if rhythm == FILED else Cycle(rhythm).label
