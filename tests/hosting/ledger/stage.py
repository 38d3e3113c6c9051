"""Run in a process of its own, whose Django is set up over a cluster of its own: a resource to publish, and how to publish it."""

import json
import sys

import django


def main() -> None:
    django.setup()
    from tests.cast import Cast
    from yishu.agencies.models import Scope
    from yishu.node.own_key import own_jwk

    cast = Cast()
    office, police = cast.agency("OFFICE", coordinator=True), cast.agency("POLICE")
    resource, system = cast.resource(police, office), police.system(Scope.PUBLISH)
    told = {
        "code": resource.code,
        "path": f"/api/v1/data/{resource.path_code}/batches",
        "headers": system.headers,
        "key": own_jwk(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
