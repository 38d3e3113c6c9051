"""A worker's round: `python -m tests.hosting.archiving.alongside`."""

import django
from django.utils import timezone


def main() -> None:
    from yishu.hosting.archiving.writing import archive

    archive(timezone.now())


if __name__ == "__main__":
    django.setup()
    main()
