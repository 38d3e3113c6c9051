"""What differs, as the provider's entry in force delivers it: a mask set after a comparison was computed holds for what is still kept of it (6.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from yishu.core.text import MaskKind, mask
from yishu.hosting.masking import NO_MASKS, Masks, masks_of
from yishu.quality.comparing import Row
from yishu.quality.models import Comparison


def masks_for(made: Comparison) -> Masks:
    """The masks that hold for the agency that compared; none for the provider itself."""
    return NO_MASKS if made.resource.provider_id == made.agency_id else masks_of(made.resource.current)


def as_delivered(made: Comparison, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with the provider's values masked; what came masked stays as it is."""
    masks = masks_for(made)
    kinds = [masks.get(pair["item"]) for pair in made.pairs]
    if not any(kinds):
        yield from rows
        return
    for row in rows:
        yield replace(row, theirs=tuple(map(_masked, kinds, row.theirs)))


def _masked(kind: MaskKind | None, value: str | None) -> str | None:
    return mask(kind, value) if kind and value else value
