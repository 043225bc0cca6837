-- `api.append`: the one door by which a step reaches the ledger. One call is one transaction:
-- read, judge, number, write, answer. Lists travel between the statements as arrays: a temporary
-- table costs four times a small call, and a loop over rows in PL/pgSQL half of a large one.
--
-- Every look-up in a stored table is a sub-select with LIMIT 1, and sequential scans are off: the
-- plan is then one row by its key, also when it was made while the table was still empty. Plans are
-- made once a session (generic): planning anew took half of a call with one entry.
--
-- Errors of the whole call: SA002 no member, SA003 no session at this workstation, SA004 too large,
-- SA005 unreadable.

-- Takes a batch of a seat's entries, one a line: `q mac entry`. Answers the record `Answer` of
-- seatapp/central/messages.py. The same batch again gives the same verdicts as `repeated`.
-- `p_receipts` are those that the workstation has for entries of the batch (0007c_receipts.sql).
CREATE FUNCTION api.append(
    p_seat uuid, p_epoch bigint, p_protocol integer, p_batch text, p_receipts text DEFAULT ''
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '3s'
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_mergejoin = off
SET jit = off
SET work_mem = '64MB'
AS $$
DECLARE
    letters core.letter[];
    unjudged core.letter[];
    items core.item[];
    kept core.kept;
    held core.held[];
    final core.held[];
    protocols record;
    judged record;
    numbers record;
    seat_q bigint;
    top_q bigint;
    epoch_now bigint;
    asking boolean;
    at bigint;
    problem text;
    refuses boolean;
    roots uuid[];
    result json;
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
    IF NOT core.is_active(session_user) THEN
        RAISE EXCEPTION 'not a member' USING ERRCODE = 'SA002';
    ELSIF NOT EXISTS (
        SELECT FROM core.courier_key k
        WHERE k.person = session_user AND k.seat = p_seat AND NOT k.revoked
          AND k.accept_until > statement_timestamp()
    ) THEN
        RAISE EXCEPTION 'no session at this workstation' USING ERRCODE = 'SA003';
    END IF;
    letters := core.letters_of(p_batch);
    SELECT r.lowest, r.highest INTO STRICT protocols FROM core.protocols() r;

    SELECT s.last_q INTO STRICT seat_q FROM core.seat s WHERE s.seat = p_seat FOR UPDATE;
    SELECT c.epoch, core.asks_again() INTO STRICT epoch_now, asking FROM core.centre c;
    problem := CASE
        WHEN p_protocol IS NULL OR p_protocol < protocols.lowest THEN 'too_old'
        WHEN p_protocol > protocols.highest THEN 'too_new'
        WHEN p_epoch IS DISTINCT FROM epoch_now THEN 'new_epoch'
        WHEN (letters[1]).q > seat_q + 1 OR (letters[1]).q < 1 THEN 'gap'
        WHEN EXISTS (SELECT FROM unnest(letters) l
                     WHERE l.q <> (letters[1]).q + l.ord - 1) THEN 'gap'
        WHEN (letters[1]).q <= seat_q AND core.reuses_a_number(p_seat, letters, seat_q)
            THEN 'reused'
    END;
    top_q := seat_q;
    at := floor(extract(epoch FROM clock_timestamp()));

    IF problem IS NULL THEN
        top_q := greatest(seat_q, (letters[1]).q + cardinality(letters) - 1);
        unjudged := core.to_be_judged(p_seat, letters, seat_q);
        IF unjudged IS NOT NULL THEN
            IF asking THEN
                PERFORM core.restore_keys(p_seat, unjudged);
                kept := core.kept_of(unjudged, p_receipts);
            END IF;
            items := core.items_of(unjudged, p_seat, kept.codes);
            roots := ARRAY(SELECT i.root FROM unnest(items) i WHERE i.level > 0
                           UNION SELECT h.root
                           FROM core.each_held(core.held_of('{}', core.named(items))) h);
            -- A root that is not there yet has nothing to lock and no children to read. The ledger
            -- knows by one look into one index what would take a look into every table.
            roots := core.locked_roots(core.known_roots(roots));
            at := floor(extract(epoch FROM clock_timestamp()));
            held := core.held_of(roots, ARRAY(
                SELECT i.subject_id FROM unnest(items) i
                WHERE i.level > 0 AND i.subject_id <> i.root));
            judged := core.judged_in_turn(items, held, at, kept);
            refuses := array_remove(judged.codes, NULL) <> '{}';
            IF refuses THEN
                judged.taken := judged.taken || core.refusals_made(
                    items, judged.codes, judged.fields, held, judged.taken, at);
            END IF;

            IF kept IS NOT NULL THEN
                judged.taken := core.keep_numbers(judged.taken, kept.numbers);
                judged.taken := judged.taken || core.renumbered(
                    judged.taken, kept.numbers, core.held_after(held, judged.taken), at);
            END IF;
            numbers := core.take_numbers(
                coalesce(cardinality(judged.taken), 0),
                (SELECT count(DISTINCT t.subject_id) FROM unnest(judged.taken) t
                 WHERE t.after ->> 'case_number' = '*'),
                at);
            final := core.numbered(judged.taken, numbers.n, numbers.day, numbers.serial);
            IF refuses THEN
                PERFORM core.keep_refused(items, judged.codes, numbers.n);
            END IF;
            BEGIN
                PERFORM core.write_batch(p_seat, at, items, judged.codes, judged.fields,
                                         judged.taken, final, numbers.n, roots);
            EXCEPTION WHEN unique_violation THEN
                RAISE EXCEPTION 'another seat was first' USING ERRCODE = 'serialization_failure';
            END;
            UPDATE core.seat s SET last_q = top_q, last_seen = now() WHERE s.seat = p_seat;
            result := core.answer_to(p_seat, letters, seat_q, final, numbers.n,
                                     numbers.n + coalesce(cardinality(judged.taken), 0),
                                     epoch_now, top_q, at);
        ELSE
            result := core.answer_to(p_seat, letters, seat_q, NULL, NULL, NULL, epoch_now, top_q,
                                     at);
        END IF;
    ELSE
        result := json_build_object('problem', problem, 'epoch', epoch_now, 'last_q', seat_q,
                                    'received_at', at);
    END IF;
    RETURN result;
END
$$;

ALTER FUNCTION api.append(uuid, bigint, integer, text, text) OWNER TO seat_writer;
GRANT EXECUTE ON FUNCTION api.append(uuid, bigint, integer, text, text) TO seat_people;
