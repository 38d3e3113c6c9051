"""Numbers of the standards' form, check characters included, that nobody bears: their division is none.

GB/T 2260 has no province 59, so no office could assign them, and `identifiers.check` refuses them. Organisation codes within them begin with YY, which none was ever given.
"""

from datetime import date, timedelta
from typing import Final

from yishu.core.identifiers import USCC_ALPHABET, org_check_character, resident_check_digit, uscc_check_character

NO_PROVINCE: Final = "59"
_FIRST_DAY: Final = date(1940, 1, 1)
_DAYS: Final = (date(2010, 1, 1) - _FIRST_DAY).days
_DIVISIONS: Final = 10_000
_SEQUENCES: Final = 1000
_ORG_PLACES: Final = 6
RESIDENTS: Final = _DIVISIONS * _DAYS * _SEQUENCES
CREDIT_CODES: Final = _DIVISIONS * len(USCC_ALPHABET) ** _ORG_PLACES


def resident_number(index: int) -> str:
    """One of RESIDENTS resident identity numbers, each by one index."""
    rest, sequence = divmod(index, _SEQUENCES)
    division, day = divmod(rest, _DAYS)
    first17 = f"{NO_PROVINCE}{division:04}{_FIRST_DAY + timedelta(days=day):%Y%m%d}{sequence:03}"
    return first17 + resident_check_digit(first17)


def credit_code(index: int) -> str:
    """One of CREDIT_CODES unified social credit codes, each by one index."""
    rest, division = divmod(index, _DIVISIONS)
    places = []
    for _ in range(_ORG_PLACES):
        rest, place = divmod(rest, len(USCC_ALPHABET))
        places.append(USCC_ALPHABET[place])
    first8 = "YY" + "".join(places)
    first17 = f"91{NO_PROVINCE}{division:04}{first8}{org_check_character(first8)}"
    return first17 + uscc_check_character(first17)
