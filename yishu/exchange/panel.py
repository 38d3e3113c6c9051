"""What an application to another node asks for, on the page on which it is signed."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.exchange.course import asked_in
from yishu.exchange.signing import FOREIGN
from yishu.sharing.signing.models import Round


def sign_off_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.sign_off`; the page is of the applicant's own people only."""
    assert isinstance(thing, Round)
    if thing.subject != FOREIGN:
        return None
    return render_to_string("exchange/sign_off.html", {"asked": asked_in(thing)}, request)
