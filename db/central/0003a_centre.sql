-- The centre itself: its city and epoch, the counter that orders everything, and its secrets.

CREATE TABLE core.centre (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    city text NOT NULL,
    city_name text NOT NULL,
    epoch bigint NOT NULL DEFAULT 1,
    reoffer_until timestamptz,
    lost_from bigint NOT NULL DEFAULT 0,
    lost_until bigint NOT NULL DEFAULT 0,
    schema int NOT NULL
);
COMMENT ON COLUMN core.centre.epoch IS 'changes at a restore or a failover';
COMMENT ON COLUMN core.centre.reoffer_until IS
    'until then workstations bring what a restore lost; what builds on it waits';
COMMENT ON COLUMN core.centre.lost_from IS
    'what was received from then to lost_until may be lost: of that time receipts tell';

CREATE TABLE core.counter (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    n bigint NOT NULL DEFAULT 0,
    day date NOT NULL DEFAULT '1970-01-01',
    serial int NOT NULL DEFAULT 0
);
COMMENT ON TABLE core.counter IS 'locked last in every transaction: commit order is number order';

CREATE TABLE core.secret (
    name text PRIMARY KEY,
    value bytea NOT NULL
);

ALTER TABLE core.centre OWNER TO seat_owner;
ALTER TABLE core.counter OWNER TO seat_owner;
ALTER TABLE core.secret OWNER TO seat_owner;
GRANT SELECT ON core.centre, core.secret TO seat_writer;
GRANT UPDATE (single) ON core.centre TO seat_writer;  -- the right to lock the row, no more
GRANT SELECT, UPDATE ON core.counter TO seat_writer;

-- 32 bytes that nobody can guess. Each random UUID brings 122 bits of the operating system's.
CREATE FUNCTION core.random_key() RETURNS bytea
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_catalog.sha256(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
        || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()))
$$;
ALTER FUNCTION core.random_key() OWNER TO seat_writer;

-- Keys that come out the same whenever they are made: a restored centre has lost those that it gave
-- out since the backup, and what they sign is still on its way.
INSERT INTO core.secret (name, value) VALUES ('key_seed', core.random_key());

CREATE FUNCTION core.derived_key(VARIADIC words text[]) RETURNS bytea
LANGUAGE sql STABLE
AS $$
    SELECT pg_catalog.sha256(s.value || pg_catalog.sha256(s.value || pg_catalog.convert_to(
        pg_catalog.array_to_string(words, E'\x1f'), 'UTF8')))
    FROM core.secret s WHERE s.name = 'key_seed'
$$;
ALTER FUNCTION core.derived_key(text[]) OWNER TO seat_writer;

-- Every byte of `data` XOR `mask`; PostgreSQL has no such operator for bytea.
CREATE FUNCTION core.xor_bytes(data bytea, mask int) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    FOR i IN 0 .. length(data) - 1 LOOP
        data := set_byte(data, i, get_byte(data, i) # mask);
    END LOOP;
    RETURN data;
END
$$;
ALTER FUNCTION core.xor_bytes(bytea, int) OWNER TO seat_writer;

-- Whether workstations are bringing what a restore lost.
CREATE FUNCTION core.asks_again() RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(c.reoffer_until > pg_catalog.statement_timestamp(), false) FROM core.centre c
$$;
ALTER FUNCTION core.asks_again() OWNER TO seat_writer;
