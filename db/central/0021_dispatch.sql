-- Units that help, and quarrels about who is responsible: both belong to a case in a unit's hands.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.co_task (
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
    unit text,
    urgency text,
    note text,
    response text,
    photos text[],
    handed_back_at bigint,
    until_at bigint,
    late text[],
    asked_by text,
    asked_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core.dispute (
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
    unit text,
    claimed_unit text,
    urgency text,
    reason text,
    opinion text,
    opinion_unit text,
    ruled_unit text,
    rule_cited text,
    ruling text,
    note text,
    opinions bigint,
    late text[],
    opened_by text,
    opened_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE INDEX co_task_open ON core.co_task (root) WHERE settled_at IS NULL;
CREATE INDEX dispute_open ON core.dispute (root) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON core.co_task, core.dispute TO seat_writer;

RESET ROLE;
