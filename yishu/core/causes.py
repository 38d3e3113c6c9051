"""Why a connection failed, from an exception that wraps others."""


def root_cause(error: BaseException) -> str:
    """What happened at the bottom of it, without the address once more."""
    for _ in range(5):
        around = (getattr(error, "reason", None), error.__cause__, *error.args)
        inner = next((each for each in around if isinstance(each, BaseException)), None)
        if inner is None:
            break
        error = inner
    return str(getattr(error, "verify_message", "") or getattr(error, "strerror", "") or type(error).__name__)
