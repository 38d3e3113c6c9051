"""Templates as a form offers them."""

from yishu.sharing.refusing.models import RefusalTemplate
from yishu.sharing.refusing.queries import list_templates
from yishu.shell.fields import language


def template_choices() -> list[tuple[str, object]]:
    """By code; what is sent is the Chinese text, whichever language the signer reads."""
    return [(one.code, f"{shown_name(one)}：{one.text}") for one in list_templates()]


def shown_name(one: RefusalTemplate) -> str:
    return one.name_en or one.name if language() == "en" else one.name
