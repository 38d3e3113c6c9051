"""The charsets in which a CSV may come: what Windows, spreadsheets and older systems here write (20.1)."""

from typing import Final

# By the name that is told, with the codec that reads it: each the widest of its kind, since files hold more than their label says.
# gb18030 reads all that gbk and gb2312 hold; cp950 is the Big5 that Windows writes.
_CODECS: Final = {
    "utf-8": ("utf-8", "utf8", "utf-8-sig", "us-ascii", "ascii"),
    "utf-16": ("utf-16", "utf16", "unicode", "ucs-2"),  # tells its byte order by its first two bytes
    "utf-16-le": ("utf-16le", "utf-16-le"),
    "utf-16-be": ("utf-16be", "utf-16-be"),
    "gb18030": ("gbk", "gb18030", "gb2312", "gb-2312", "gb2312-80", "cp936", "ms936", "windows-936", "euc-cn"),
    "hz": ("hz-gb-2312", "hz"),
    "cp950": ("big5", "big-5", "cp950", "ms950", "windows-950"),
    "big5hkscs": ("big5-hkscs", "big5hkscs"),
    "euc_jp": ("euc-jp",),
    "cp932": ("shift-jis", "sjis", "cp932", "windows-31j"),
    "cp949": ("euc-kr", "cp949"),
    "cp1252": ("windows-1252", "cp1252", "iso-8859-1", "latin-1", "latin1"),
}
_BY_NAME: Final = {name: codec for codec, names in _CODECS.items() for name in names}
NAMED: Final = (
    "utf-8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "gbk",
    "gb18030",
    "hz-gb-2312",
    "big5",
    "big5-hkscs",
    "euc-jp",
    "shift-jis",
    "euc-kr",
    "windows-1252",
)
"""As errors and documents name them; others are other names of these."""


def codec_of(name: str) -> str | None:
    """Python's codec for a declared charset; None for what is not read here."""
    return _BY_NAME.get(name.strip().strip('"').lower().replace("_", "-"))
