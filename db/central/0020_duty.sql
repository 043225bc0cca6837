-- Handovers with their items, swaps of duty, attendance, and the duty log. Who stands on the roster
-- is a reference row; what people do about it are steps on these subjects.

SET LOCAL ROLE seat_owner;

CREATE TABLE core.handover (
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
    duty_post text,
    turn text,
    border_at bigint,
    counts text[],
    items text[],
    answers text[],
    callbacks text[],
    attachments text[],
    remarks text,
    content_hash text,
    rule_version text,
    taker text,
    taker_remarks text,
    alone text,
    addendum text,
    reason text,
    addenda bigint,
    drafted_by text,
    drafted_at bigint,
    signed_out_by text,
    signed_out_at bigint,
    signed_in_by text,
    signed_in_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core.handover_item (
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
    line text,
    note text,
    reason text,
    ruling text,
    ruled_for text,
    listed_by text,
    listed_at bigint,
    disputed_by text,
    disputed_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core.swap (
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
    given text,
    taken text,
    colleague text,
    reason text,
    asked_by text,
    asked_at bigint,
    agreed_by text,
    agreed_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core.attendance (
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
    seat_code text,
    arrived_by text,
    arrived_at bigint,
    locked_by text,
    locked_at bigint,
    returned_by text,
    returned_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core.log_note (
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
    log_kind text,
    fault_kind text,
    words text,
    occurred_at bigint,
    ended_at bigint,
    valid_until bigint,
    result text,
    attachments text[],
    addendum text,
    reads bigint,
    written_by text,
    written_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE INDEX handover_item_open ON core.handover_item (root) WHERE settled_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON core.handover, core.handover_item, core.swap, core.attendance,
    core.log_note TO seat_writer;

RESET ROLE;

CALL core.make_subject_functions();
CALL core.make_rows_behind();
