-- Time that counts (seatapp/domain/clock.py and worktime.py).

-- Calendar of seatapp/domain/clock.py lies in core.calendar_frame: open frames in order, with the
-- open seconds before each. A look-up is one row by its key, either way.
SET LOCAL ROLE seat_owner;
CREATE INDEX calendar_frame_before ON core.calendar_frame (version, before, starts);
RESET ROLE;

-- The version in force: the last name among the calendars; NULL when none was loaded.
CREATE FUNCTION core.calendar_in_force() RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT r.code FROM core.reference r WHERE r.kind = 'calendar'
            ORDER BY r.code COLLATE "C" DESC LIMIT 1);
END
$$;

-- Calendar.counted: open seconds until `at`; NULL outside the loaded years.
CREATE FUNCTION core.counted(calendar text, at bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT f.before + least(at, f.ends) - f.starts
        FROM (
            SELECT x.starts, x.ends, x.before FROM core.calendar_frame x
            WHERE x.version = calendar AND x.starts <= at ORDER BY x.starts DESC LIMIT 1
        ) f
        WHERE at <= (SELECT x.ends FROM core.calendar_frame x
                     WHERE x.version = calendar ORDER BY x.starts DESC LIMIT 1));
END
$$;

-- Calendar.moment: the first moment at which `counted` open seconds have passed; NULL if never.
-- The empty frame at the border of the years has as much before it as the first opening.
CREATE FUNCTION core.moment(calendar text, counted bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT f.starts + counted - f.before
        FROM (
            SELECT x.starts, x.before FROM core.calendar_frame x
            WHERE x.version = calendar AND x.before < counted
            ORDER BY x.before DESC, x.starts DESC LIMIT 1
        ) f
        WHERE counted <= (SELECT x.before + x.ends - x.starts FROM core.calendar_frame x
                          WHERE x.version = calendar ORDER BY x.starts DESC LIMIT 1));
END
$$;

-- used_between: seconds that count between two moments, 0 where the calendar has no answer.
CREATE FUNCTION core.used_between(calendar text, basis text, since bigint, until bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF basis <> 'work' THEN
        RETURN greatest(0, until - since);
    END IF;
    RETURN greatest(0, coalesce(
        core.counted(calendar, until) - core.counted(calendar, since), 0));
END
$$;

-- due_after: the moment when `seconds` that count have passed since `since`; NULL if not loaded.
CREATE FUNCTION core.due_after(calendar text, basis text, since bigint, seconds bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    IF seconds <= 0 THEN
        RETURN since;
    ELSIF basis <> 'work' THEN
        RETURN since + seconds;
    END IF;
    RETURN core.moment(calendar, core.counted(calendar, since) + seconds);
END
$$;

-- StatedLimit.seconds of seatapp/domain/worktime.py for whole working days: the open seconds until
-- the close of the n-th working day after `start`, or until the same time of that day; NULL when
-- the days are not all known.
CREATE FUNCTION core.day_seconds(calendar text, reading text, start bigint, days bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    counted constant bigint := core.counted(calendar, start);
    begins bigint;
    first core.calendar_day;
    last core.calendar_day;
BEGIN
    IF days = 0 THEN
        RETURN 0;
    ELSIF reading = 'end_of_day' THEN
        SELECT d.* INTO first FROM core.calendar_day d
        WHERE d.version = calendar AND d.day > (start + 28800) / 86400 ORDER BY d.day LIMIT 1;
        RETURN (SELECT d.until - counted FROM core.calendar_day d
                WHERE d.version = calendar AND d.place = first.place + days - 1);
    END IF;
    begins := core.moment(calendar, counted + 1) - 1;
    SELECT d.* INTO first FROM core.calendar_day d
    WHERE d.version = calendar AND d.day >= (begins + 28800) / 86400 ORDER BY d.day LIMIT 1;
    IF counted = first.before THEN
        RETURN (SELECT d.until - counted FROM core.calendar_day d
                WHERE d.version = calendar AND d.place = first.place + days - 1);
    END IF;
    SELECT d.* INTO last FROM core.calendar_day d
    WHERE d.version = calendar AND d.place = first.place + days;
    RETURN core.counted(calendar, least(begins + (last.day - first.day) * 86400, last.closes))
           - counted;
END
$$;

-- The moment that counts for clocks: when the entry came, or what its author's clock said if that
-- lies within an outage that the centre knows of (never later than it came).
CREATE FUNCTION core.counting_time(claimed_at text, received bigint, outages int8multirange)
RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN outages IS NULL THEN received
        ELSE (SELECT CASE WHEN outages @> c.at AND c.at <= received THEN c.at ELSE received END
              FROM (SELECT pg_catalog.floor(pg_catalog.date_part(
                        'epoch', claimed_at::timestamptz))::bigint AS at) c)
    END
$$;

CALL core.give_to_writer(
    'calendar_in_force', 'counted', 'moment', 'used_between', 'due_after', 'day_seconds',
    'counting_time');
