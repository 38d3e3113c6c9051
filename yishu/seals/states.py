"""A document in the wrong state, as the failure that says so."""

from yishu.seals.errors import DocumentNotADraft, DocumentNotInForce
from yishu.seals.models import Document


def not_a_draft(document: Document) -> DocumentNotADraft:
    state, state_en = document.state_words()
    return DocumentNotADraft(state=state, state_en=state_en)


def not_in_force(document: Document) -> DocumentNotInForce:
    state, state_en = document.state_words()
    return DocumentNotInForce(number=document.number, state=state, state_en=state_en)
