"""How passwords are kept: Argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Some 20 ms and 19 MiB a try: slow for a thief, cheap enough that many log-ins at nine o'clock do not stop the portal."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
