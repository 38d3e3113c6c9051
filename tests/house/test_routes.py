"""No route answers without an actor unless it is listed as public."""

from typing import Any

import pytest

PUBLIC = {
    "home",
    "login",
    "identity:verify",  # between the password and the session: without the former they lead to the login
    "identity:enrol",
    "identity:oidc_begin",  # leads to the provider, or to the login
    "identity:oidc_back",
    "identity:certificate_login",  # the certificate is what one comes by; without one it leads to the login
    "identity:invitation",  # the link is what one comes by
    "identity:first_login",
    "readyz",
    "metrics",
    "set_language",
    "catalogue:search",
    "catalogue:entry",
    "catalogue:compare",  # of what is open, as the entry itself
    "invented:sample",  # nobody's values, of the items that are open, as the entry itself
    "catalogue:bases",  # what is open of them
    "catalogue:base",
    "identifiers:resource",  # leads to the entry, which asks who looks
    "identifiers:catalogue",
    "standards:register",
    "standards:code_lists",
    "standards:standards",
    "standards:element",
    "standards:code_list",
    "standards:standard",
    "standards:download",
    "standards:download_one",
    "directories:versions",
    "directories:version",  # without login only the open part, as below
    "directories:changes",
    "directories:file",
    "directories:key",
    "sitemap",
    "sitemap_file",
    "robots",
    "seals:verify",
    "seals:authority",
    "assessment:published",
    "assessment:published_one",
    "assessment:published_pdf",
}
PUBLIC_PATHS = (
    "api/docs",
    "api/openapi.json",
    "api/v1/session",
    "api/v1/keys",  # the node's public key
    "api/v1/catalogue/resources",
    "api/v1/catalogue/base-databases",
    "api/v1/catalogue.",  # what is open to the public, in DCAT
    "api/v1/standards/",  # the register is public; proposals ask who (tests/standards/test_life.py)
    "api/v1/catalogue.",  # what is open to the public, in all forms
    "api/v1/catalogue/changes",
    "demo/tour",
    "api/v1/documents/verify",
    "tsa",  # hashes only, and only where the node is an authority
    "log/",  # salted hashes and signatures: the log is there for everybody
    "demo/sign-in",  # exists in the demo only; it is how one becomes an actor there
)


UUID = "0190a000-0000-7000-8000-000000000000"
SAMPLES = {"int": "1", "uuid": UUID, "uuidstr": UUID}


def _routes(patterns: list[Any], prefix: str = "", space: str = "") -> list[tuple[str, str]]:
    from django.urls import URLResolver

    found = []
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _routes(pattern.url_patterns, path, pattern.namespace or space)
        else:
            found.append((path, f"{space}:{pattern.name}" if space else str(pattern.name)))
    return found


@pytest.mark.clause("32.1")
def test_no_route_answers_without_an_actor_unless_listed_public(client: Any) -> None:
    import re

    from django.urls import get_resolver

    open_doors = []
    for path, name in _routes(get_resolver().url_patterns):
        if name in PUBLIC or path.startswith(PUBLIC_PATHS) or name == "api:api-root":  # the root has no page: 404
            continue
        concrete = (
            re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "", "1"), path)
            .replace("^", "")
            .replace("$", "")
        )
        for method in (client.get, client.post, client.delete):
            answer = method("/" + concrete)
            refused = answer.status_code in (401, 403, 405) or (
                answer.status_code == 302 and "/login" in answer.headers["Location"]
            )
            if not refused:
                open_doors.append((method.__name__, path, answer.status_code))
    assert not open_doors
