"""OpenID Connect as a relying party: authorization code with PKCE, state and nonce (OIDC Core 1.0, RFC 7636, RFC 9207). No Django models here.

What the provider says is believed only as far as its ID token, signed by a key that its own discovery names, says it to us, for this very login.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
_MOST_BYTES: Final = 512 * 1024
_LEEWAY: Final = 60
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderFailed(Exception):
    """The provider cannot be reached, or says what it must not."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One that the operator has named: its issuer, and how we are known there."""

    issuer: str
    client: str
    secret: str

    def discovered(self) -> "Endpoints":
        """Raises ProviderFailed, also where the document is another issuer's."""
        found = _get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise ProviderFailed("the discovery document is another issuer's")
        try:
            return Endpoints(*(_safe(found[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")))
        except KeyError:
            raise ProviderFailed("the discovery document is incomplete") from None


@dataclass(frozen=True, slots=True)
class Endpoints:
    authorization: str
    token: str
    keys: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What this browser was sent away with; kept in its session, and used once."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Attempt":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    def address(self, provider: Provider, back: str) -> str:
        """Where the browser goes to log in. Raises ProviderFailed."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": provider.client,
            "redirect_uri": back,
            "scope": "openid profile",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = provider.discovered().authorization
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def claims(self, provider: Provider, given: dict[str, str], back: str, *, now: datetime) -> dict[str, Any]:
        """What the provider says of whoever has logged in there, from what the browser brought back. Raises ProviderFailed."""
        if not hmac.compare_digest(given.get("state", "").encode(), self.state.encode()):
            raise ProviderFailed("state is another's")
        if given.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: mixed-up providers
            raise ProviderFailed("iss is another's")
        if not given.get("code"):
            raise ProviderFailed("the login was given up")
        endpoints = provider.discovered()
        token = self._redeem(provider, endpoints, given["code"], back)
        return self._read(provider, token, KeySet.import_key_set(_get(endpoints.keys)), now)  # type: ignore[arg-type]

    def _redeem(self, provider: Provider, endpoints: Endpoints, code: str, back: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": self.verifier,
            "client_id": provider.client,
        }
        headers = urllib3.make_headers(basic_auth=f"{provider.client}:{provider.secret}") if provider.secret else {}
        answer = _request("POST", endpoints.token, headers=headers, fields=form, encode_multipart=False)
        return str(answer.get("id_token", ""))

    def _read(self, provider: Provider, token: str, keys: KeySet, now: datetime) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            registry = jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=_LEEWAY,
                iss={"essential": True, "value": provider.issuer},
                aud={"essential": True, "value": provider.client},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": self.nonce},
            )
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            raise ProviderFailed(f"the ID token does not hold: {type(wrong).__name__}") from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != provider.client:
            raise ProviderFailed("the ID token is another client's")
        return claims


def _get(url: str) -> dict[str, Any]:
    return _request("GET", _safe(url))


def _request(method: str, url: str, **more: Any) -> dict[str, Any]:
    """A JSON object. No redirects: an answer of elsewhere is none of the provider's."""
    try:
        with urllib3.PoolManager(timeout=urllib3.Timeout(10.0), retries=False) as pool:
            answer = pool.request(method, url, redirect=False, preload_content=False, **more)
            body = answer.read(_MOST_BYTES + 1)
            answer.release_conn()
        found = json.loads(body) if answer.status == 200 and len(body) <= _MOST_BYTES else None
    except (urllib3.exceptions.HTTPError, ValueError, RecursionError) as wrong:
        raise ProviderFailed(type(wrong).__name__) from None
    if not isinstance(found, dict):
        raise ProviderFailed(f"{urlsplit(url).path} answers {answer.status}")
    return found


def _safe(url: object) -> str:
    """TLS, except on this machine. Raises ProviderFailed."""
    parts = urlsplit(str(url))
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return str(url)
    raise ProviderFailed("an address without TLS")
