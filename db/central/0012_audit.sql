-- Looks whether the ledger is as it was written, and the log of admins and that of looks with it.
-- Each entry's link hashes it with the link before it in its chain (core.write_batch), each line's
-- that of the same person before it (core.chain_line). At the end of each day of the city one head
-- hashes all links of the day with the head before it: whoever has noted it outside can tell that
-- nothing up to there was changed or taken away since, whatever rights somebody has here.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.audit_head (
    day date PRIMARY KEY,
    entries bigint NOT NULL,
    head bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
GRANT SELECT, INSERT ON core.audit_head TO seat_writer;
GRANT USAGE ON SCHEMA core TO seat_watcher;

-- Entries come in the order of their receipt, so this index costs next to nothing.
CREATE INDEX entry_received ON core.entry USING brin (received_at) WITH (pages_per_range = 32);

RESET ROLE;

-- The day of the city on which something was received.
CREATE FUNCTION core.city_day(received_at bigint) RETURNS date
LANGUAGE sql STABLE
AS $$
    SELECT (pg_catalog.to_timestamp(received_at) AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- Every line of the two logs beside the ledger, with the words that its link hashes.
CREATE FUNCTION core.log_lines()
RETURNS TABLE (log text, id uuid, at timestamptz, person text, place bigint, link bytea, words bytea)
LANGUAGE plpgsql STABLE
SET timezone = 'UTC'
AS $$
BEGIN
    RETURN QUERY
    SELECT 'admin_log', l.id, l.at, l.person, l.place, l.link,
           core.log_words(pg_catalog.to_jsonb(l))
    FROM core.admin_log l
    UNION ALL
    SELECT 'reveal', r.id, r.at, r.person, r.place, r.link, core.log_words(pg_catalog.to_jsonb(r))
    FROM core.reveal r;
END
$$;

-- How many entries and lines were written on a day, and the head over them after the head before.
CREATE FUNCTION core.head_of(p_day date, before bytea, OUT entries bigint, OUT head bytea)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    begun constant bigint := pg_catalog.date_part(
        'epoch', p_day::timestamp AT TIME ZONE 'Asia/Shanghai');
BEGIN
    SELECT count(*), pg_catalog.sha256(coalesce(before, '') || coalesce(
               pg_catalog.string_agg(u.link, ''::bytea ORDER BY u.log, u.chain COLLATE "C", u.place),
               ''))
    INTO entries, head
    FROM (
        SELECT '' AS log, e.chain::text AS chain, e.place, e.link
        FROM core.entry e
        WHERE e.received_at >= begun AND e.received_at < begun + 86400
        UNION ALL
        SELECT 'admin_log', l.person, l.place, l.link
        FROM core.admin_log l
        WHERE l.at >= pg_catalog.to_timestamp(begun) AND l.at < pg_catalog.to_timestamp(begun + 86400)
        UNION ALL
        SELECT 'reveal', r.person, r.place, r.link
        FROM core.reveal r
        WHERE r.at >= pg_catalog.to_timestamp(begun) AND r.at < pg_catalog.to_timestamp(begun + 86400)
    ) u;
END
$$;

-- The last day that has ended for good: more than ten minutes ago.
CREATE FUNCTION core.last_day_over() RETURNS date
LANGUAGE sql STABLE
AS $$
    SELECT core.city_day((pg_catalog.date_part(
        'epoch', pg_catalog.clock_timestamp()) - 600)::bigint) - 1
$$;

-- The first day without a head; NULL before the first entry and the first line.
CREATE FUNCTION core.first_open_day() RETURNS date
LANGUAGE sql STABLE
AS $$
    SELECT coalesce((SELECT max(h.day) + 1 FROM core.audit_head h),
                    core.city_day(least(
                        (SELECT min(e.received_at) FROM core.entry e),
                        (SELECT pg_catalog.floor(pg_catalog.date_part('epoch', min(l.at)))::bigint
                         FROM core.admin_log l),
                        (SELECT pg_catalog.floor(pg_catalog.date_part('epoch', min(r.at)))::bigint
                         FROM core.reveal r))))
$$;

-- Whether there are days to close, and every call is over that was writing entries or lines. Run it in a
-- transaction of its own before `core.close_days`, so that no entry of a day comes after its head.
CREATE FUNCTION core.may_close_days() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $$
BEGIN
    IF coalesce(core.first_open_day() > core.last_day_over(), true) THEN
        RETURN false;
    END IF;
    PERFORM FROM core.counter FOR UPDATE;
    PERFORM FROM core.log_gate FOR UPDATE;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false;
END
$$;

-- Makes the heads of the days that have ended; answers the new ones.
CREATE FUNCTION core.close_days() RETURNS TABLE (day date, entries bigint, head text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last core.audit_head;
    made record;
    next date := core.first_open_day();
BEGIN
    SELECT h.* INTO last FROM core.audit_head h ORDER BY h.day DESC LIMIT 1;
    WHILE next <= core.last_day_over() LOOP
        made := core.head_of(next, last.head);
        INSERT INTO core.audit_head AS h (day, entries, head)
        VALUES (next, made.entries, made.head)
        ON CONFLICT DO NOTHING
        RETURNING h.* INTO last;
        EXIT WHEN NOT FOUND;  -- somebody else is at it
        RETURN QUERY SELECT last.day, last.entries, encode(last.head, 'hex');
        next := next + 1;
    END LOOP;
END
$$;

-- What is wrong with the ledger and the logs: the entry, line or day, and one of `changed` (it is
-- not what was hashed), `missing` (one before it is gone), `number_missing` (a workstation's number,
-- with the workstation), `head` (the day is not what its head says), `clock_back` (from here on the
-- clock of the server stood more than five minutes before where it had been already, in the last 31
-- days: whoever sets it back makes a late answer count as in time).
CREATE FUNCTION core.audit_faults() RETURNS TABLE (subject text, fault text)
LANGUAGE plpgsql STABLE
SET work_mem = '64MB'
AS $$
DECLARE
    one core.audit_head;
    made record;
    before bytea;
BEGIN
    RETURN QUERY
    SELECT c.id::text, CASE WHEN c.place <> c.place_before + 1 THEN 'missing' ELSE 'changed' END
    FROM (
        SELECT e.id, e.place, e.link,
               coalesce(pg_catalog.lag(e.place) OVER along, 0) AS place_before,
               pg_catalog.sha256(
                   coalesce(pg_catalog.lag(e.link) OVER along, pg_catalog.uuid_send(e.chain))
                   || pg_catalog.record_send(ROW(
                       e.id, e.n, e.seat, e.q, e.subject, e.subject_id, e.root, e.step, e.author,
                       e.courier, e.post, e.parent, e.claimed_at, e.received_at, e.counts_at,
                       e.schema, pg_catalog.sha256(pg_catalog.convert_to(e.body, 'UTF8')), e.mac,
                       e.verdict, e.code, e.field, e.cause, e.public))) AS due
        FROM core.entry e
        WINDOW along AS (PARTITION BY e.chain ORDER BY e.place)
    ) c
    WHERE c.place <> c.place_before + 1 OR c.link <> c.due;

    RETURN QUERY
    SELECT c.log || ' ' || c.id, CASE WHEN c.place <> c.place_before + 1 THEN 'missing'
                                      ELSE 'changed' END
    FROM (
        SELECT l.*, coalesce(pg_catalog.lag(l.place) OVER along, 0) AS place_before,
               pg_catalog.sha256(
                   coalesce(pg_catalog.lag(l.link) OVER along,
                            pg_catalog.convert_to(l.person, 'UTF8')) || l.words) AS due
        FROM core.log_lines() l
        WINDOW along AS (PARTITION BY l.log, l.person ORDER BY l.place)
    ) c
    WHERE c.place <> c.place_before + 1 OR c.link <> c.due;

    RETURN QUERY
    SELECT s.seat || ' ' || (s.last_q - coalesce(k.amount, 0)), 'number_missing'
    FROM core.seat s
    LEFT JOIN (
        SELECT u.seat, count(DISTINCT u.q) AS amount
        FROM (SELECT e.seat, e.q FROM core.entry e WHERE e.seat IS NOT NULL
              UNION ALL
              SELECT r.seat, r.q FROM core.resent r) u
        GROUP BY u.seat
    ) k ON k.seat = s.seat
    WHERE coalesce(k.amount, 0) < s.last_q;

    FOR one IN SELECT h.* FROM core.audit_head h ORDER BY h.day LOOP
        made := core.head_of(one.day, before);
        IF made.head <> one.head OR made.entries <> one.entries THEN
            subject := one.day::text;
            fault := 'head';
            RETURN NEXT;
        END IF;
        before := one.head;
    END LOOP;

    RETURN QUERY
    SELECT f.id, 'clock_back'
    FROM (
        SELECT b.*, coalesce(pg_catalog.lag(b.back) OVER along, false) AS back_before
        FROM (
            SELECT t.*, t.at < t.latest - interval '5 minutes' AS back
            FROM (
                SELECT w.*, max(w.at) OVER (PARTITION BY w.log, w.person ORDER BY w.place
                                            ROWS UNBOUNDED PRECEDING) AS latest
                FROM (
                    SELECT '' AS log, e.id::text AS id, '' AS person, e.n AS place,
                           pg_catalog.to_timestamp(e.received_at) AS at
                    FROM core.entry e WHERE e.verdict = 'applied'
                    UNION ALL
                    SELECT l.log, l.log || ' ' || l.id, l.person, l.place, l.at
                    FROM core.log_lines() l
                ) w
            ) t
        ) b
        WINDOW along AS (PARTITION BY b.log, b.person ORDER BY b.place)
    ) f
    WHERE f.back AND NOT f.back_before
      AND f.latest > pg_catalog.clock_timestamp() - interval '31 days';
END
$$;

ALTER FUNCTION core.city_day(bigint) OWNER TO seat_writer;
ALTER FUNCTION core.log_lines() OWNER TO seat_writer;
ALTER FUNCTION core.head_of(date, bytea) OWNER TO seat_writer;
ALTER FUNCTION core.last_day_over() OWNER TO seat_writer;
ALTER FUNCTION core.first_open_day() OWNER TO seat_writer;
ALTER FUNCTION core.may_close_days() OWNER TO seat_writer;
ALTER FUNCTION core.close_days() OWNER TO seat_writer;
ALTER FUNCTION core.audit_faults() OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION core.may_close_days(), core.close_days() TO seat_watcher;
