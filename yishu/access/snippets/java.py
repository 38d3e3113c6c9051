"""For Java 11 and later, one file without libraries: `java Verify.java`.

The source is ASCII: a compiler reads it by the machine's own charset, which on many Chinese machines is GBK. What is not ASCII stands as `\\uXXXX`, which Java reads before
anything else; a backslash of the text itself is always doubled, and one of a pair begins no such escape (JLS 3.3).
Without TLS Java's client offers HTTP/2 by an upgrade of its first request, which costs a server that declines it the body: HTTP/1.1 is named.
"""

import json
from typing import Any, Final
from urllib.parse import urlencode

from yishu.access.snippets.facts import KEY, Facts

CLASSES: Final = {"verify": "Verify", "query": "Query", "bulk": "Copy"}
_ASKING: Final = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

public class @class@ {
    public static void main(String[] arguments) throws Exception {
        String key = Objects.requireNonNull(System.getenv("@key@"), "@key@ is not set");
        String body = @body@;
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create(@url@))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.body().trim());
        System.exit(answer.statusCode() == 200 ? 0 : 1);
    }
}
"""
_COPYING: Final = """\
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

public class @class@ {
    public static void main(String[] arguments) throws Exception {
        String key = Objects.requireNonNull(System.getenv("@key@"), "@key@ is not set");
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create(@url@))
            .header("Authorization", "Bearer " + key)
            .build();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream content = answer.body()) {
            if (answer.statusCode() != 200) {
                System.err.println(new String(content.readAllBytes(), StandardCharsets.UTF_8));
                System.exit(1);
            }
            Files.copy(content, Path.of(@file@), StandardCopyOption.REPLACE_EXISTING);
        }
        System.out.println(answer.headers().firstValue("Yishu-Version").orElse(""));
        System.out.println(answer.headers().firstValue("Yishu-Receipt").orElse(""));
        System.exit(0);
    }
}
"""


def java(facts: Facts, mode: str) -> str:
    """A program that prints the answer, or saves the copy and prints its version and receipt; it ends with 1 where it was refused."""
    url = facts.base + facts.path(mode)
    if mode == "bulk":
        query = urlencode(facts.parameters())
        given = {"url": literal(f"{url}?{query}"), "file": literal(f"{facts.code}.csv")}
    else:
        given = {"url": literal(url), "body": _body(facts.body(mode))}
    return _filled(_COPYING if mode == "bulk" else _ASKING, given | {"class": CLASSES[mode], "key": KEY})


def _filled(template: str, given: dict[str, str]) -> str:
    """At one pass, so that nothing is looked for in what was filled in."""
    first, *rest = template.split("@")
    return first + "".join(given[part] if n % 2 == 0 else part for n, part in enumerate(rest))


def _body(body: dict[str, Any]) -> str:
    """JSON, a line for each of its fields."""
    rows = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in body.items()]
    marks = ["{", *[", "] * (len(rows) - 1)]
    lines = [literal(mark + row) for mark, row in zip(marks, rows, strict=True)]
    return "\n            + ".join([*lines, literal("}")])


def literal(text: str) -> str:
    """A text as Java writes it."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if " " <= one <= "~":
        return one
    if one < " " or one == "\x7f":  # as \\uXXXX a line break would be one in the source
        return f"\\{ord(one):03o}"
    units = one.encode("utf-16-be")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
