-- What work is judged by: errors, findings, papers that are due. One table a subject, as in
-- 0005b_cases.sql.

SET LOCAL ROLE seat_owner;

-- An error in how a case was worked, confirmed by somebody with evidence.
CREATE TABLE core."mistake" (
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
    mistake_kind text,
    words text,
    person text,
    collector text,
    photos text[],
    appeal text,
    opinion text,
    marked_by text,
    marked_at bigint,
    appealed_by text,
    appealed_at bigint,
    settled_by text,
    settled_at bigint
);

-- What a check of a contractor, a unit or a room found, or points given by hand.
CREATE TABLE core."finding" (
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
    month text,
    about text,
    about_code text,
    outcome text,
    rule text,
    times bigint,
    points bigint,
    amount bigint,
    words text,
    photos text[],
    occurred_at bigint,
    appeal text,
    opinion text,
    recorded_by text,
    recorded_at bigint,
    disputed_by text,
    disputed_at bigint,
    settled_by text,
    settled_at bigint
);

-- A paper that is due to somebody above: written, reviewed and sent.
CREATE TABLE core."material" (
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
    material text,
    period text,
    addressee text,
    note text,
    opinion text,
    submitted_by text,
    submitted_at bigint,
    reviewed_by text,
    reviewed_at bigint,
    sent_by text,
    sent_at bigint
);
CREATE INDEX mistake_open ON core.mistake (root) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON core.mistake, core.finding, core.material TO seat_writer;

RESET ROLE;
