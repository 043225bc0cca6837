-- The ledger, the state of every subject, and the feed by which seats learn what changed.
-- Times are whole seconds since 1970, photos are SHA-256 in hex.

SET LOCAL ROLE seat_owner;

-- Every step that was sent in or that followed from one, with the verdict. `body` is the exact
-- text that was signed. `public` holds the values of an applied entry without anything personal,
-- `counts_at` the moment that it counts from for clocks.
-- System entries have a cause and neither seat, number, body nor signature.
-- What was applied stands in the chain of its case, what was not in that of its workstation: `link`
-- hashes the entry with the link before it, so that a change shows (0012_audit.sql).
CREATE TABLE core.entry (
    id uuid PRIMARY KEY,
    n bigint UNIQUE,
    seat uuid,
    q bigint,
    subject text,
    subject_id uuid,
    root uuid,
    step text,
    author text,
    courier text,
    post text,
    parent uuid,
    claimed_at text,
    received_at bigint NOT NULL,
    counts_at bigint,
    schema integer,
    body text,
    mac text,
    verdict text NOT NULL CHECK (verdict IN ('applied', 'refused', 'fallen')),
    code text,
    field text,
    cause uuid,
    public jsonb,
    chain uuid NOT NULL,
    place bigint NOT NULL,
    link bytea NOT NULL,
    UNIQUE (seat, q),
    UNIQUE (chain, place)
);
CREATE INDEX entry_story ON core.entry (subject_id, n) WHERE verdict = 'applied';
CREATE INDEX entry_cause ON core.entry (cause) WHERE cause IS NOT NULL;

-- The history of a subject, as `StoryLine` of seatapp/central/messages.py has it.
CREATE VIEW core.story AS
SELECT e.id, e.subject, e.subject_id, e.root, e.step, e.author, e.post, e.claimed_at,
       e.received_at, e.counts_at, e.n, e.public AS "values", e.cause
FROM core.entry e
WHERE e.verdict = 'applied';

-- An entry that came again under another number: from a seat that was given a new identity.
CREATE TABLE core.resent (
    seat uuid,
    q bigint,
    id uuid NOT NULL,
    PRIMARY KEY (seat, q)
);

-- Entries made on something that the centre lost in a restore: each waits until another workstation
-- has brought that back, or the time to ask for it is over, and its own one sends it again.
CREATE TABLE core.waiting (
    seat uuid,
    q bigint,
    id uuid NOT NULL,
    body text NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (seat, q)
);
CREATE INDEX waiting_entry ON core.waiting (id);

-- One table a subject: the spine, the clock, and the columns of fields.csv that may be shown.
CREATE TABLE core."case" (
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
    case_kind text,
    source text,
    source_system text,
    external_id text,
    upper_deadline_at bigint,
    acceptance_number text,
    case_number text,
    description text,
    class_code text,
    component_code text,
    matter_code text,
    category_text text,
    nature text,
    urgency text,
    address text,
    grid_code text,
    lat_e7 bigint,
    lon_e7 bigint,
    datum text,
    collector text,
    photos_before text[],
    photos_after text[],
    occurred_at bigint,
    caller_name_masked text,
    caller_phone_masked text,
    caller_address_masked text,
    caller_key text,
    caller_told boolean,
    until_at bigint,
    extensions bigint,
    send_backs bigint,
    deferrals bigint,
    appeals bigint,
    excused text,
    standard text,
    original_limit bigint,
    granted_total bigint,
    link text,
    author_handle_masked text,
    promised_at bigint,
    sample text,
    unit text,
    suggested_unit text,
    rule_cited text,
    danger text,
    ratified text,
    verified text,
    inspected text,
    question text,
    missing text,
    override_reason text,
    merged_into text,
    linked_to text,
    checks text[],
    checks_version text,
    answer text,
    response text,
    handed_back_at bigint,
    hand_back_proof text[],
    late_reason text,
    escalated_to text,
    demand_met boolean,
    opinion text,
    reason text,
    note text,
    letter_kind text,
    letter_to text,
    addressee text,
    letter_text text,
    reply_by_at bigint,
    letter_number text,
    doubts text[],
    reworks bigint,
    urges bigint,
    demands bigint,
    letters bigint,
    escalations bigint,
    late text[],
    reported_by text,
    reported_at bigint,
    prefiled_by text,
    prefiled_at bigint,
    filed_by text,
    filed_at bigint,
    dispatched_by text,
    dispatched_at bigint,
    responded_by text,
    responded_at bigint,
    inspected_by text,
    inspected_at bigint,
    checked_by text,
    checked_at bigint,
    escalated_by text,
    escalated_at bigint,
    sampled_by text,
    sampled_at bigint,
    closed_by text,
    closed_at bigint
);

CREATE TABLE core."verification" (
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
    collector text,
    question text,
    urgency text,
    photos text[],
    note text,
    late text[],
    ordered_by text,
    ordered_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core."inspection" (
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
    collector text,
    question text,
    urgency text,
    photos text[],
    note text,
    late text[],
    ordered_by text,
    ordered_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core."assignment" (
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
    rule_cited text,
    urgency text,
    note text,
    late text[],
    sent_by text,
    sent_at bigint,
    receipted_by text,
    receipted_at bigint,
    settled_by text,
    settled_at bigint
);

CREATE TABLE core."callback" (
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
    callback_kind text,
    source text,
    upper_deadline_at bigint,
    caller_key text,
    proof text,
    owner text,
    urgency text,
    result text,
    satisfaction text,
    solved boolean,
    news text,
    planned_at bigint,
    seat_satisfaction text,
    words text,
    photos text[],
    note text,
    tries bigint,
    half_days bigint,
    tried_by text,
    tried_at bigint,
    late text[],
    owed_at bigint,
    owed_by text,
    settled_by text,
    settled_at bigint
);

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

-- A change of a component that a collector found: reported in a day, stored in three.
CREATE TABLE core."component_change" (
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
    late text[],
    number text,
    change_kind text,
    component_code text,
    component_name text,
    new_code text,
    collector text,
    found_at bigint,
    case_ref text,
    address text,
    lat_e7 bigint,
    lon_e7 bigint,
    datum text,
    photos text[],
    note text,
    reason text,
    noted_by text,
    noted_at bigint,
    passed_by text,
    passed_at bigint,
    stored_by text,
    stored_at bigint
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

-- What a unit asks of those who decide.
CREATE TABLE core."request" (
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
    request_kind text,
    unit text,
    urgency text,
    asked_minutes bigint,
    asked_until bigint,
    asked_unit text,
    reason text,
    scans text[],
    grants_before bigint,
    due_before bigint,
    original_limit bigint,
    granted_minutes bigint,
    granted_until bigint,
    opinion text,
    acting_for text,
    note text,
    late text[],
    requested_by text,
    requested_at bigint,
    endorsed_by text,
    endorsed_at bigint,
    settled_by text,
    settled_at bigint
);

-- No two cases bear one number.
CREATE UNIQUE INDEX case_numbered ON core."case" (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX case_due ON core."case" (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX verification_open ON core.verification (root) WHERE settled_at IS NULL;
CREATE INDEX inspection_open ON core.inspection (root) WHERE settled_at IS NULL;
CREATE INDEX assignment_open ON core.assignment (root) WHERE settled_at IS NULL;
CREATE INDEX request_open ON core.request (root) WHERE settled_at IS NULL;
CREATE INDEX callback_open ON core.callback (root) WHERE settled_at IS NULL;
CREATE INDEX mistake_open ON core.mistake (root) WHERE settled_at IS NULL;
CREATE INDEX notice_open ON core.notice (root) WHERE settled_at IS NULL;

-- Full personal values of a root; they reach a replica only in `person:` scopes.
CREATE TABLE core.contact (
    root uuid PRIMARY KEY,
    n bigint NOT NULL,
    "row" jsonb NOT NULL
);

-- Who has to learn of which subject: one line a scope and subject, at the number of its last
-- change. Leaving a scope is a line of its own (`out`). Collation C makes the order of lines the
-- same in every locale, and lets a scope made of session_user be found by the index.
CREATE TABLE core.feed (
    scope text COLLATE "C",
    kind text,
    subject text COLLATE "C",
    n bigint NOT NULL,
    op text NOT NULL CHECK (op IN ('in', 'out')),
    PRIMARY KEY (scope, kind, subject)
);
CREATE INDEX feed_order ON core.feed (scope, n, subject);
CREATE INDEX feed_contact ON core.feed (subject) WHERE kind = 'contact';

-- When the centre was out of reach, in seconds since 1970: within such a time the moments that
-- seats claim count for clocks. Entered by the owner of the database.
CREATE TABLE core.outage (
    begun bigint NOT NULL,
    ended bigint NOT NULL,
    reason text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CHECK (begun <= ended)
);

-- Words that somebody writes again and again.
CREATE TABLE core."phrase" (
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
    words text,
    kept_by text,
    kept_at bigint,
    settled_by text,
    settled_at bigint
);

GRANT SELECT, INSERT ON core.entry, core.resent TO seat_writer;
GRANT SELECT, INSERT, DELETE ON core.waiting TO seat_writer;
GRANT SELECT ON core.story, core.outage TO seat_writer;
GRANT SELECT, INSERT, UPDATE ON core."case", core.verification, core.inspection,
    core.assignment, core.callback, core.request, core.call, core.emergency,
    core.notice, core.watch, core.sample, core.mistake, core.finding, core.material,
    core.component_change, core.phrase, core.contact, core.feed TO seat_writer;

RESET ROLE;
