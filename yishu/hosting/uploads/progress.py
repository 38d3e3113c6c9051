"""How far a file has been read, noted while it is: by a thread with a connection of its own, since publishing may be within a transaction."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.db import Error, connections

from yishu.hosting.staging import Staging
from yishu.hosting.uploads.models import Upload

log = logging.getLogger(__name__)
EVERY: Final = 1.0  # seconds


@contextmanager
def noting(number: UUID, staging: Staging) -> Iterator[None]:
    """Files that are read sooner than that cost no thread's work."""
    over = Event()
    thread = Thread(target=_note, args=(number, staging, over), name="progress of an upload", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _note(number: UUID, staging: Staging, over: Event) -> None:
    noted = 0
    try:
        while not over.wait(EVERY):
            if staging.records != noted:
                noted = staging.records
                Upload.objects.filter(pk=number).update(records_read=noted)
    except Error as loss:  # nobody is the worse for it
        log.warning("the progress of an upload cannot be noted: %s", type(loss).__name__)
    finally:
        connections.close_all()
