"""How scores and figures are said on pages and in the report."""

from django.utils.translation import get_language

from yishu.assessment.models import Consequence, Figure, Indicator, Proposal, Score


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def name_of(indicator: Indicator) -> str:
    return indicator.name_en if in_english() else indicator.name_zh


def basis_of(indicator: Indicator) -> str:
    return indicator.basis_en if in_english() else indicator.basis_zh


def suggestion_of(score: Score) -> str:
    """In the reader's language; what the coordinator wrote is in one only."""
    return (in_english() and score.suggestion_en) or score.suggestion_zh


def proposal_of(rule: Consequence) -> str:
    return rule.proposal_en if in_english() else rule.proposal_zh


def reason_of(proposal: Proposal) -> str:
    return proposal.reason_en if in_english() else proposal.reason_zh


def fraction(figure: Figure) -> str:
    """3/5, or 1,204, or a dash."""
    return counted(figure.part, figure.whole)


def counted(part: int | None, whole: int | None) -> str:
    if part is None:
        return "—"
    return f"{part:,}" if whole is None else f"{part:,}/{whole:,}"
