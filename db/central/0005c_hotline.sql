-- What the hotline and the watch over the public take in: calls, emergencies, sites, samples.
-- One table a subject, as in 0005b_cases.sql.

SET LOCAL ROLE seat_owner;

-- A telephone call: who rang, what about, and what became of it.
CREATE TABLE core."call" (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    number text,
    call_id text,
    line text,
    rang_at bigint,
    seconds bigint,
    caller_name_masked text,
    caller_phone_masked text,
    caller_address_masked text,
    caller_key text,
    known_as text,
    nature text,
    urgency text,
    matter_code text,
    description text,
    answer text,
    case_ref text,
    invalid_reason text,
    reason text,
    rule_cited text,
    doubts text[],
    note text,
    rings bigint,
    taken_by text,
    taken_at bigint
);

-- An emergency that is reported upwards by telephone and in writing.
CREATE TABLE core."emergency" (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    number text,
    level text,
    title text,
    occurred_at bigint,
    address text,
    source text,
    cause text,
    course text,
    losses text,
    scope text,
    trend text,
    measures text,
    next_steps text,
    commander text,
    contact text,
    told text,
    note text,
    reason text,
    call_ref text,
    case_ref text,
    follow_ups bigint,
    begun_by text,
    begun_at bigint,
    phoned_by text,
    phoned_at bigint,
    written_by text,
    written_at bigint,
    finished_by text,
    finished_at bigint
);

-- A report on an emergency that is owed by a certain time.
CREATE TABLE core."notice" (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    urgency text,
    late text[],
    owed_by text,
    owed_at bigint,
    settled_by text,
    settled_at bigint
);

-- A look at one site where the public speaks, and what was found.
CREATE TABLE core."watch" (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    number text,
    site text,
    note text,
    case_ref text,
    checked_by text,
    checked_at bigint
);

-- Closed cases drawn for callbacks, with everything needed to draw them again.
CREATE TABLE core."sample" (
    id uuid PRIMARY KEY,
    root uuid NOT NULL,
    n bigint NOT NULL,
    area text NOT NULL,
    stage text NOT NULL,
    fresh uuid NOT NULL,
    clock text,
    clock_limit bigint,
    clock_basis text,
    clock_used bigint,
    clock_since bigint,
    clock_calendar text,
    due_at bigint,
    number text,
    from_at bigint,
    until_at bigint,
    stratum text,
    quota bigint,
    seed text,
    population bigint,
    frame text,
    cases text[],
    note text,
    drawn_by text,
    drawn_at bigint
);
CREATE INDEX notice_open ON core.notice (root) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON core.call, core.emergency, core.notice, core.watch,
    core.sample TO seat_writer;

RESET ROLE;
