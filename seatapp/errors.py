"""The two families of errors: the world's fault, told in a sentence, and our own bugs.

Everything that can go wrong outside the program (no network, refused, damaged file, bad input)
is a `WorldError`: it carries a code for programs and a sentence for people. Anything else that
is raised is a bug and ends in the crash report.
"""

from __future__ import annotations


class WorldError(Exception):
    """Something outside the program went wrong; `sentence` tells the person what to do.

    `code` is stable and meant for scripts and tests; `facts` is what scripts want to know besides;
    `sentence` says what happened, what is safe and what to do, in the language of the window, and
    holds no personal data.
    """

    code = "world"

    def __init__(self, sentence: str, code: str | None = None, **facts: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts
        if code is not None:
            self.code = code


class TableFault(WorldError):
    """A table that the program is built on is wrong; the program does not start on it.

    `file`, `line` and `column` name the cell at fault; `column` is empty for a whole line.
    """

    code = "table_fault"

    def __init__(self, sentence: str, file: str, line: int, column: str) -> None:
        super().__init__(sentence, file=file, line=line, column=column)
        self.file = file
        self.line = line
        self.column = column


class StepRefused(WorldError):
    """A step that may not be taken, by the seat's own judgement before anything is written.

    `field` names the field to mend, when one is at fault.
    """

    code = "refused"

    def __init__(self, sentence: str, code: str, field: str | None = None) -> None:
        super().__init__(sentence, code)
        self.field = field


WRONG_PASSWORD, NOT_TAKEN = "wrong_password", "not_taken"
"""Codes of `SignInRefused`; a password that is not taken is one that its owner has proved here."""


class SignInRefused(WorldError):
    """The person cannot be let in, with the reason in the sentence."""

    code = "sign_in_refused"


class CentreUnreachable(WorldError):
    """No answer from the centre; work goes on offline."""

    code = "offline"


class CentreRefused(WorldError):
    """The centre answered, and refused the connection or the whole call."""

    code = "centre_refused"


class CentreCannotRead(CentreRefused):
    """The centre failed on what the call held; without that the call might be taken."""

    code = "unreadable"


class LocalFileError(WorldError):
    """The seat's own file cannot be opened or written; nothing in it was changed."""

    code = "local_file"


class KeyTrouble(LocalFileError):
    """The keys of the seat's own file are gone or not given out; the file was not touched."""

    code = "key_trouble"


class AlreadyRunning(WorldError):
    """Another process of this workstation holds the file for writing."""

    code = "already_running"


class InputFileError(WorldError):
    """A file that somebody gave to the program cannot be used as a whole."""

    code = "input_file"
