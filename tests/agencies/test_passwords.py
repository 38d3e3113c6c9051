"""How passwords are kept."""


def test_a_password_is_kept_by_argon2id_at_the_cost_that_owasp_names(django_ready: str) -> None:
    from django.contrib.auth.hashers import check_password, make_password

    kept = make_password("correct horse battery")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse battery", kept)
    assert not check_password("correct horse batterz", kept)
