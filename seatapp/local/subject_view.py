"""What the view tables of all subjects have, besides the columns that `fields.csv` gives each."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from seatapp.local.tables import Local


class SubjectView(Local):
    """What every view table has: key, spine, clock, `open` and `pending`."""

    __abstract__ = True

    key: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    root: Mapped[str]
    area: Mapped[str | None]
    stage: Mapped[str]
    fresh: Mapped[str | None]
    clock: Mapped[str | None]
    clock_limit: Mapped[int | None]
    clock_basis: Mapped[str | None]
    clock_used: Mapped[int | None]
    clock_since: Mapped[int | None]
    clock_calendar: Mapped[str | None]
    due_at: Mapped[int | None]
    open: Mapped[bool]
    pending: Mapped[bool]
