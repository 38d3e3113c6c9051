"""Setting up an authenticator application: the secret waits in the session until a code confirms it."""

import base64
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from yishu.agencies.identity.pictures import qr_code
from yishu.agencies.models import Person
from yishu.core import one_time
from yishu.node import enciphering

_PLACE: Final = "enrolment"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`text` is the secret in groups of four, as people type it; `address` opens the application on the same telephone."""

    secret: bytes
    text: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, person: Person) -> "Enrolment":
        """The same for every look at the page. In the session's row it stands enciphered."""
        kept, cipher = request.session.get(_PLACE), settings.YISHU_SECRETS.tokens
        if kept is None:
            secret = one_time.new_secret()
            request.session[_PLACE] = enciphering.encipher(cipher, base64.b64encode(secret).decode())
        else:
            secret = base64.b64decode(enciphering.decipher(cipher, kept))
        text = one_time.secret_text(secret)
        groups = " ".join(text[place : place + 4] for place in range(0, len(text), 4))
        address = one_time.address(secret, issuer=settings.YISHU_NODE_NAME, account=person.login)
        return cls(secret, groups, address)

    @property
    def picture(self) -> SafeString:
        """The address, to be read by the telephone's camera."""
        return qr_code(self.address, gettext("二维码：用验证器应用扫描"))

    @staticmethod
    def forget(request: HttpRequest) -> None:
        request.session.pop(_PLACE, None)
