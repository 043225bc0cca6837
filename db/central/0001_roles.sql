-- Who may do what: roles without members that own everything, two schemas, and nothing for people
-- but the functions of `api`. Roles belong to the whole cluster, so one cluster serves one centre.
--
--   seat_owner   owns the schemas and the tables, and never logs in
--   seat_writer  owns the functions; it has only the rights on tables that they need
--   seat_keeper  owns the functions that make and close log-ins, and nothing else
--   seat_people  what every log-in inherits: connect, and call the functions of `api`
--   seat_watcher what `seatapp center watch` works as: it sees who is connected, ends sessions,
--                shuts a log-in for a while, and reads nothing; the one role a site may lend

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['seat_owner', 'seat_writer', 'seat_keeper', 'seat_people',
                             'seat_watcher'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
        EXECUTE format('ALTER ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
                       ' NOREPLICATION NOBYPASSRLS', name);
    END LOOP;
END
$$;

ALTER ROLE seat_keeper CREATEROLE;
GRANT seat_people TO seat_keeper WITH ADMIN OPTION;
GRANT pg_signal_backend TO seat_keeper;
GRANT pg_signal_backend, pg_monitor TO seat_watcher;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA core AUTHORIZATION seat_owner;
CREATE SCHEMA api AUTHORIZATION seat_owner;
GRANT USAGE ON SCHEMA core TO seat_writer;
GRANT USAGE ON SCHEMA api TO seat_people;

-- A new function is nobody's until it is granted, whoever makes it.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE seat_owner, seat_writer, seat_keeper
    REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The functions of these names belong to seat_writer from now on, whatever their arguments.
CREATE PROCEDURE core.give_to_writer(VARIADIC names name[])
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    signature text;
BEGIN
    FOR signature IN
        SELECT p.oid::regprocedure::text
        FROM pg_proc p
        WHERE p.pronamespace IN ('core'::regnamespace, 'api'::regnamespace)
          AND p.prokind = 'f' AND p.proname = ANY (names)
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO seat_writer', signature);
    END LOOP;
END
$$;

-- People write no code, hold no locks of their own, keep no large objects, write nothing to the
-- log of changes, read no source, and see neither who else is connected or waits for what, nor what
-- is counted: the counters of a transaction tell how many hidden rows a function has read in it.
CREATE FUNCTION core.closed_functions() RETURNS SETOF regprocedure
LANGUAGE sql STABLE
AS $$
    SELECT p.oid::pg_catalog.regprocedure
    FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.prokind = 'f'
      AND (p.proname ~ '^(pg_(try_)?advisory_|lo_|pg_stat_get_)'
           OR p.proname ~ '^(query|table|schema|database|cursor)_to_xml'
           OR p.proname IN ('loread', 'lowrite', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until',
                            'pg_notify', 'pg_export_snapshot', 'pg_logical_emit_message',
                            'pg_lock_status', 'pg_blocking_pids', 'pg_safe_snapshot_blocking_pids',
                            'pg_get_functiondef', 'pg_get_function_sqlbody'))
$$;

CREATE FUNCTION core.closed_views() RETURNS SETOF regclass
LANGUAGE sql IMMUTABLE
AS $$
    SELECT pg_catalog.unnest('{pg_roles, pg_user, pg_group, pg_auth_members, pg_db_role_setting,
        pg_stat_activity, pg_locks, pg_proc, pg_description, pg_shdescription, pg_stat_ssl,
        pg_stat_gssapi, pg_stat_replication}'::pg_catalog.regclass[])
$$;

-- Takes all that from people; who watches a server may go on watching it. A newer PostgreSQL can
-- bring functions that were not there, so that `seatapp center init|upgrade` calls it each time, and
-- seatapp/admin/centre_lint.py looks.
CREATE PROCEDURE core.close_server()
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one text;
BEGIN
    REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
    GRANT USAGE ON LANGUAGE plpgsql, sql TO seat_owner, seat_writer, seat_keeper;
    FOR one IN SELECT core.closed_functions() LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
        IF one ~ '^pg_(stat_get_|lock_status|blocking_pids|safe_snapshot)' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor', one);
        END IF;
    END LOOP;
    FOR one IN SELECT core.closed_views() LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', one);
    END LOOP;
    GRANT SELECT ON pg_roles, pg_stat_activity, pg_locks, pg_stat_ssl, pg_db_role_setting
        TO pg_monitor;
    GRANT SELECT ON pg_roles, pg_stat_activity TO seat_keeper;
    GRANT EXECUTE ON FUNCTION pg_stat_get_activity(integer) TO seat_keeper;
END
$$;
CALL core.close_server();

-- What a caller may set for the session has no say in a function that lends rights: how a literal or
-- a moment is read and written, and whether the server tells what it works with. Without this a person
-- could change a verdict, move the end of a password, or read rows from the plans that are printed.
-- `seatapp center init|upgrade` calls it after the last file; seatapp/admin/centre_lint.py looks.
CREATE FUNCTION core.pinned_settings() RETURNS TABLE (name text, value text)
LANGUAGE sql IMMUTABLE
AS $$
    VALUES ('DateStyle', 'ISO, YMD'), ('TimeZone', 'UTC'), ('standard_conforming_strings', 'on'),
           ('transform_null_equals', 'off'), ('array_nulls', 'on'), ('bytea_output', 'hex'),
           ('client_min_messages', 'warning'), ('debug_print_parse', 'off'),
           ('debug_print_rewritten', 'off'), ('debug_print_plan', 'off')
$$;

CREATE PROCEDURE core.pin_settings()
LANGUAGE plpgsql
AS $$
DECLARE
    lending record;
BEGIN
    FOR lending IN
        SELECT p.oid::regprocedure AS signature, s.name, s.value
        FROM pg_catalog.pg_proc p, core.pinned_settings() s
        WHERE p.pronamespace IN ('api'::regnamespace, 'core'::regnamespace) AND p.prosecdef
    LOOP
        EXECUTE pg_catalog.format('ALTER FUNCTION %s SET %I = %L',
                                  lending.signature, lending.name, lending.value);
    END LOOP;
END
$$;

-- Which numbered files this database has run, and what exactly they said.
CREATE TABLE core.migration (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE core.migration OWNER TO seat_owner;
