"""Text cut into tokens of two characters, by which the search finds Chinese words of any length.

`文昌街道` becomes `文昌 昌街 街道 道`: two characters side by side are one token, and the last one
stands alone so that a single character can be asked for as a beginning. White space and the case
of Latin letters do not count.
"""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

BLANKS = " \n\t\r\u3000"
OPEN = "open"
"""The token of open cases; no token of text has four characters."""

_plain = str.maketrans(ascii_uppercase, ascii_lowercase, BLANKS)


def bare(text: str) -> str:
    """`text` without white space, in small letters."""
    return text.translate(_plain)


def word_pairs(is_open: int, *texts: object) -> str:
    """The tokens of the texts of one case; SQLite calls this while a row is written."""
    tokens = [OPEN] if is_open else []
    for text in texts:
        plain = bare(str(text)) if text is not None else ""
        tokens += [plain[at : at + 2] for at in range(len(plain))]
    return " ".join(tokens)


def question(words: list[str], *, only_open: bool) -> str:
    """What to ask the index for cases that may hold all of `words` (bare, none empty)."""
    tokens = [_token(pair) for word in words for pair in _pairs(word)]
    return " AND ".join([*dict.fromkeys(tokens), *([OPEN] if only_open else [])])


def _pairs(word: str) -> list[str]:
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]


def _token(pair: str) -> str:
    quoted = '"' + pair.replace('"', '""') + '"'
    return quoted if len(pair) == 2 else quoted + " *"


def bare_in_sql(column: str) -> str:
    """The SQL for `bare` of a column."""
    for blank in BLANKS:
        column = f"replace({column}, char({ord(blank)}), '')"
    return f"lower({column})"
