"""Time stamps (RFC 3161) on the log's checkpoints: by when the log had a root, said by somebody who has neither its database nor its key (32.1).

`tokens`, `trust` and `examining` are pure: no Django, no database.
"""
