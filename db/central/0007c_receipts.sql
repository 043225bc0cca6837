-- Receipts: what the centre decided about an entry, in words that it can be reminded of. A centre that
-- was restored has lost its own last words; the workstation that heard them says them again with the
-- entry, and whoever was told a number or a refusal finds both as they were.
--
-- A receipt is `<received>.<counts>.<number>.<code>.<field>.<mac>`: when the entry was received, from
-- when it counts if that was another moment, the case number if the entry is of the kind that gives
-- one, and code and field of a refusal. The mac is HMAC-SHA256 over the hash of the entry's text and
-- that, cut to 128 bits, under a key of this centre alone. It lies in core.secret, so that every backup has
-- it; the workstation cannot read in a receipt what it could not read before, and cannot make one up.
--
-- It is listened to only while the centre asks for what a restore lost, only for entries that it does
-- not have, and only if they were received in the time that was lost.

WITH made AS MATERIALIZED (
    SELECT core.random_key() || pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex') AS padded
)
INSERT INTO core.secret (name, value)
SELECT 'receipt_inner', core.xor_bytes(m.padded, 54) FROM made m
UNION ALL
SELECT 'receipt_outer', core.xor_bytes(m.padded, 92) FROM made m;

CREATE INDEX step_giving ON core.step (step) WHERE gives;

-- What is kept of the letters of a batch, each by its place: from when they count, the case number
-- that they gave, code and field with which they were refused.
CREATE TYPE core.kept AS (counts bigint[], numbers text[], codes text[], fields text[]);

-- The words of a receipt without its mac.
CREATE FUNCTION core.receipt_words(
    received_at bigint, counts_at bigint, number text, code text, field text
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT received_at::text || '.' || coalesce(nullif(counts_at, received_at)::text, '') || '.'
        || coalesce(number, '') || '.' || coalesce(code, '') || '.'
        || CASE WHEN field ~ '^[a-z_]{1,60}$' THEN field ELSE '' END
$$;

-- The words with their mac. `digest` is the SHA-256 of the entry's text, `inner_block` and
-- `outer_block` are the key of the centre.
CREATE FUNCTION core.receipt(words text, digest bytea, inner_block bytea, outer_block bytea)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT words || '.' || pg_catalog.rtrim(pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(
        outer_block || pg_catalog.sha256(
            inner_block || digest || pg_catalog.convert_to(words, 'UTF8'))), 1, 16),
        'base64'), '=')
$$;

-- What the receipts that came with a batch (one a line: number of the entry, receipt) prove about
-- its letters; NULL when they prove nothing, or the centre does not ask for anything. Raises SA004.
CREATE FUNCTION core.kept_of(letters core.letter[], receipts text) RETURNS core.kept
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    asked core.centre;
    inner_block constant bytea := (SELECT s.value FROM core.secret s WHERE s.name = 'receipt_inner');
    outer_block constant bytea := (SELECT s.value FROM core.secret s WHERE s.name = 'receipt_outer');
    kept core.kept;
BEGIN
    IF receipts = '' OR receipts IS NULL THEN
        RETURN NULL;
    ELSIF pg_catalog.octet_length(receipts) > 262144 THEN
        RAISE EXCEPTION 'more than 256 kB of receipts' USING ERRCODE = 'SA004';
    END IF;
    SELECT c.* INTO STRICT asked FROM core.centre c;
    SELECT pg_catalog.array_agg(CASE WHEN g.code = '' THEN g.counts_at END ORDER BY l.ord),
           pg_catalog.array_agg(CASE WHEN g.code = '' THEN nullif(g.number, '') END ORDER BY l.ord),
           pg_catalog.array_agg(nullif(g.code, '') ORDER BY l.ord),
           pg_catalog.array_agg(nullif(g.field, '') ORDER BY l.ord)
    INTO kept.counts, kept.numbers, kept.codes, kept.fields
    FROM core.each_letter(letters) l
    LEFT JOIN (
        SELECT w.q, w.words[3] AS number, w.words[4] AS code, w.words[5] AS field,
               coalesce(nullif(w.words[2], ''), w.words[1])::bigint AS counts_at
        FROM (
            SELECT p.q, p.receipt, x.digest,
                   pg_catalog.regexp_match(
                       p.receipt, '^([0-9]{1,12})\.([0-9]{0,12})\.([0-9]{0,30})\.([a-z_]{0,60})'
                                  '\.([a-z_]{0,60})\.[A-Za-z0-9+/]{22}$') AS words
            FROM (
                SELECT DISTINCT ON (s.q) s.q, s.receipt
                FROM (
                    SELECT pg_catalog.split_part(t.line, ' ', 1) AS q,
                           pg_catalog.split_part(t.line, ' ', 2) AS receipt
                    FROM pg_catalog.string_to_table(receipts, E'\n') t (line)
                ) s
                ORDER BY s.q
            ) p
            JOIN core.each_letter(letters) x ON x.q::text = p.q AND x.formed
            OFFSET 0
        ) w
        WHERE w.words IS NOT NULL
          AND w.receipt = core.receipt(pg_catalog.array_to_string(w.words, '.'), w.digest,
                                       inner_block, outer_block)
          AND w.words[1]::bigint BETWEEN asked.lost_from AND asked.lost_until
    ) g ON g.q = l.q::text;
    RETURN kept;
END
$$;

-- Makes the courier keys again that were given out in the time that was lost and that letters of a
-- workstation are signed with. A letter names its key; where and when it was given out is tried, at
-- this workstation and those at which the author is known to have signed in, since at all of two
-- thousand one key would take six seconds. What was taken back since (core.admin_log says so) stays
-- taken back: the row that was marked is lost too.
CREATE FUNCTION core.restore_keys(p_seat uuid, letters core.letter[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    most constant integer := 20;
    one record;
BEGIN
    FOR one IN
        SELECT m.author, s.seat, d.day::date AS day, t.turn
        FROM (
            SELECT DISTINCT (l.doc ->> 'key')::uuid AS key_id, l.doc ->> 'author' AS author
            FROM core.each_letter(letters) l
            WHERE l.formed AND NOT EXISTS (
                SELECT FROM core.courier_key k WHERE k.key_id = (l.doc ->> 'key')::uuid)
            LIMIT most
        ) m
        JOIN core.member p ON p.person = m.author
        CROSS JOIN core.centre c
        JOIN core.seat s ON s.seat = p_seat OR EXISTS (
            SELECT FROM core.courier_key k WHERE k.person = m.author AND k.seat = s.seat)
        CROSS JOIN pg_catalog.generate_series(
            pg_catalog.to_timestamp(greatest(c.lost_from, c.lost_until - 30 * 86400)) AT TIME ZONE 'UTC',
            (pg_catalog.to_timestamp(c.lost_until) AT TIME ZONE 'UTC')::date + interval '1 day',
            '1 day') d (day)
        CROSS JOIN pg_catalog.generate_series(0, 1) t (turn)
        WHERE core.courier_key_id(m.author, s.seat, d.day::date, t.turn) = m.key_id
          AND NOT EXISTS (
              SELECT FROM core.admin_log a
              WHERE a.act = 'revoke_keys' AND a.subject IN (m.author, s.code)
                AND (a.at AT TIME ZONE 'UTC')::date >= d.day::date)
    LOOP
        PERFORM core.make_courier_key(one.author, one.seat, one.day, one.turn);
    END LOOP;
END
$$;

-- The numbers that were given are given again, to the same cases, unless another case bears one; and
-- the counter goes on behind them. `taken` with these numbers in place of the sign for a new one.
CREATE FUNCTION core.keep_numbers(taken core.taken[], numbers text[]) RETURNS core.taken[]
LANGUAGE plpgsql
AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT DISTINCT ON (numbers[t.ord]) t.subject_id, numbers[t.ord] AS number
        FROM core.each_taken(taken) t
        WHERE t.seq = 0 AND numbers[t.ord] IS NOT NULL AND t.after ->> 'case_number' = '*'
          AND NOT coalesce(t.before ? 'case_number', false)
          AND NOT EXISTS (SELECT FROM core."case" c WHERE c.case_number = numbers[t.ord])
        ORDER BY numbers[t.ord], t.ord
    LOOP
        FOR place IN 1 .. pg_catalog.cardinality(taken) LOOP
            IF (taken[place]).subject_id = one.subject_id
               AND (taken[place]).after ->> 'case_number' = '*' THEN
                taken[place].after := (taken[place]).after
                    || pg_catalog.jsonb_build_object('case_number', one.number);
            END IF;
        END LOOP;
        PERFORM core.pass_number(pg_catalog.to_date(pg_catalog.substr(one.number, 7, 8), 'YYYYMMDD'),
                                 pg_catalog.substr(one.number, 15)::integer);
    END LOOP;
    RETURN taken;
END
$$;

-- The steps that say which number people had been told of a case that has to bear another one now,
-- with the duty to tell them that follows. `taken` are all steps of the batch after
-- core.keep_numbers, `held` the subjects as they stand after them.
CREATE FUNCTION core.renumbered(
    taken core.taken[], numbers text[], held core.held[], at bigint
) RETURNS core.taken[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    made core.taken[];
    calendar constant text := core.calendar_in_force();
BEGIN
    SELECT core.folded(pg_catalog.array_agg(
        ROW(given.ord, 2000000, core.derived_id(given.id, 'entry', 'renumber', given.subject_id::text),
            given.id, 'case', given.subject_id, given.root, c.schema, 'renumber', given.author,
            'system', given.claimed_at, said.told, said.told, given.area, last.after, NULL,
            renumbered.at)::core.taken ORDER BY given.ord), renumbered.at, calendar)
    INTO made
    FROM core.centre c
    CROSS JOIN core.each_taken(taken) given
    CROSS JOIN LATERAL (
        SELECT t.after FROM pg_catalog.unnest(taken) WITH ORDINALITY t
        WHERE t.subject_id = given.subject_id ORDER BY t.ordinality DESC LIMIT 1
    ) last
    CROSS JOIN LATERAL (
        SELECT pg_catalog.jsonb_build_object('told_number', numbers[given.ord]) AS told
    ) said
    WHERE given.seq = 0 AND numbers[given.ord] IS NOT NULL
      AND NOT coalesce(given.before ? 'case_number', false)
      AND last.after ->> 'case_number' = '*';
    RETURN CASE WHEN made IS NOT NULL
                THEN made || core.folded(core.consequences(made, held, NULL), at, calendar) END;
END
$$;

-- Has the counter go on behind a number that was given.
CREATE FUNCTION core.pass_number(on_day date, turn integer) RETURNS void
LANGUAGE sql
AS $$
    UPDATE core.counter c
    SET day = greatest(c.day, on_day),
        serial = CASE WHEN on_day > c.day THEN turn
                      WHEN on_day = c.day THEN greatest(c.serial, turn)
                      ELSE c.serial END
$$;

CALL core.give_to_writer('receipt_words', 'receipt', 'kept_of', 'restore_keys',
                         'keep_numbers', 'renumbered', 'pass_number');

-- After a restore or a failover to a server that may lack the last entries: a new epoch, in which
-- every workstation offers again what it has kept. For the owner of the database. Epochs are moments,
-- so that a second restore of the same backup begins another one than the first. Case numbers that
-- may have been given today are left free for those who were told them: the serial goes on behind
-- 50,000 and ten for each second of the day, so that what a second restore of the same backup loses
-- is left free too. What a call had received when the backup was made may not be in it.
CREATE FUNCTION core.begin_epoch(days int) RETURNS bigint
LANGUAGE sql
AS $$
    UPDATE core.counter c
    SET day = today.day,
        serial = greatest(
            CASE WHEN c.day = today.day THEN c.serial ELSE 0 END,
            50000 + 10 * pg_catalog.floor(pg_catalog.date_part(
                'epoch', (pg_catalog.clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::time))::integer)
    FROM (SELECT greatest(x.day, (pg_catalog.now() AT TIME ZONE 'Asia/Shanghai')::date) AS day
          FROM core.counter x) today;
    UPDATE core.centre c
    SET epoch = greatest(c.epoch + 1, pg_catalog.floor(pg_catalog.date_part(
            'epoch', pg_catalog.clock_timestamp()))::bigint),
        reoffer_until = pg_catalog.now() + pg_catalog.make_interval(days => begin_epoch.days),
        lost_from = least(
            CASE WHEN c.reoffer_until > pg_catalog.now() THEN c.lost_from END,
            coalesce((SELECT max(e.received_at) FROM core.entry e), 0) - 300),
        lost_until = pg_catalog.floor(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()))
    RETURNING c.epoch
$$;
ALTER FUNCTION core.begin_epoch(int) OWNER TO seat_owner;
