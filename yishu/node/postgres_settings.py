"""Settings of the embedded server, for a machine of 2 to 24 GiB that it shares with everything else of the node."""

import os
from pathlib import Path

MIB = 1024 * 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def server_settings(*, fsync: bool, memory: int | None = None) -> dict[str, str]:
    """By PostgreSQL's names; `memory` in bytes, else the machine's or the container's."""
    memory = memory or machine_memory()
    durable = "on" if fsync else "off"
    return {
        "listen_addresses": "",
        "max_connections": "200",
        "shared_buffers": _share(memory, 8, least=128, most=2048),
        "effective_cache_size": _share(memory, 2, least=512, most=16384),
        "maintenance_work_mem": _share(memory, 32, least=64, most=512),
        "work_mem": "16MB",
        "max_wal_size": "2GB",
        "min_wal_size": "1GB",  # log segments once filled are written over: a new one is filled with zeros first, in the middle of somebody's commit
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",  # no spinning disks
        "jit": "off",  # short statements; compiling costs more than it saves
        "timezone": "UTC",
        "fsync": durable,
        "full_page_writes": durable,
        "synchronous_commit": durable,
        # Values of records (identity numbers among them) must not get into a log file.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_timezone": "UTC",
    }


def machine_memory() -> int:
    """Bytes: the machine's, or less if a control group says so."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, int(CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):  # no such file, or "max"
        return machine


def _share(memory: int, part: int, *, least: int, most: int) -> str:
    return f"{min(max(memory // part // MIB, least), most)}MB"
