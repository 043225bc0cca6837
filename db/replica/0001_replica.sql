-- The seat's own file: what the centre said last (base), what people here did (ledger), and what
-- both add up to (the *_row tables that screens read). Lists and rows are JSON texts, times are
-- whole seconds since 1970.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Entries of this seat in the order in which they were made. `unsent` is 1 until the centre has
-- answered; `verdict` is pending, applied, refused or fallen; `head` names the refused entry with
-- which this one fell; `closed_*` tells how a person settled a refusal. `origin` names the
-- workstation that an entry was carried here from in a packet; it is empty for what was made here.
-- `receipt` is what the centre gave with its verdict, to be reminded of it after a restore.
-- An entry that the centre cannot read was set aside: it has no number, and a place before all others.
CREATE TABLE ledger (
    position INTEGER PRIMARY KEY,
    q INTEGER UNIQUE,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    root TEXT NOT NULL,
    step TEXT NOT NULL,
    author TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    mac TEXT NOT NULL,
    unsent INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    code TEXT,
    field TEXT,
    n INTEGER,
    received_at INTEGER,
    head TEXT,
    closed_how TEXT,
    closed_reason TEXT,
    closed_at INTEGER,
    origin TEXT,
    receipt TEXT
) STRICT;

CREATE INDEX ledger_unsent ON ledger (q) WHERE unsent = 1;
CREATE INDEX ledger_pending ON ledger (root) WHERE verdict = 'pending';
CREATE INDEX ledger_kept ON ledger (position) WHERE verdict = 'pending';
CREATE INDEX ledger_refused ON ledger (position) WHERE head IS NOT NULL AND closed_at IS NULL;
CREATE INDEX ledger_received ON ledger (received_at);
CREATE INDEX ledger_root ON ledger (root);

-- Roots that an entry changes besides its own, as long as it is pending.
CREATE TABLE reach (
    entry_id TEXT NOT NULL,
    root TEXT NOT NULL,
    PRIMARY KEY (entry_id, root)
) STRICT, WITHOUT ROWID;

CREATE INDEX reach_root ON reach (root);

CREATE TABLE base (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    root TEXT NOT NULL,
    n INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX base_root ON base (root);

-- What a packet told of subjects that the centre has not told here yet.
CREATE TABLE lent (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    root TEXT NOT NULL,
    area TEXT NOT NULL,
    n INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX lent_root ON lent (root);

-- Through which scopes a row came; it stays while one of them still holds it.
CREATE TABLE row_scope (
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (scope, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX row_scope_row ON row_scope (kind, id);

CREATE TABLE story (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    root TEXT NOT NULL,
    step TEXT NOT NULL,
    author TEXT NOT NULL,
    post TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    counts_at INTEGER NOT NULL,
    n INTEGER NOT NULL,
    "values" TEXT NOT NULL,
    cause TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX story_root ON story (root, n);

CREATE TABLE reference (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    n INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (kind, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
    scope TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Full personal values that came for one person only.
CREATE TABLE contact (
    scope TEXT NOT NULL,
    root TEXT NOT NULL,
    n INTEGER NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (scope, root)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    "values" TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;

-- The last frozen edition of a period that each person saw here.
CREATE TABLE kept_edition (
    person TEXT NOT NULL,
    month TEXT NOT NULL,
    area TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (person, month, area)
) STRICT, WITHOUT ROWID;

-- What each person may see (`area` is the code of an `area:` scope, empty for the others), and
-- the posts they hold with the prefix of the area.
CREATE TABLE granted (
    person TEXT NOT NULL,
    scope TEXT NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (person, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
    person TEXT NOT NULL,
    post TEXT NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (person, post, area)
) STRICT, WITHOUT ROWID;

-- Photos that an entry of this seat names, until the centre has them.
CREATE TABLE photo_owed (
    sha256 TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (sha256, entry_id)
) STRICT, WITHOUT ROWID;

-- What screens read: the row of the centre with everything pending folded on top. `open` is 0 in
-- a terminal stage; `pending` is 1 while an entry of this seat on it is not settled.
CREATE TABLE case_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    case_kind TEXT,
    source TEXT,
    source_system TEXT,
    external_id TEXT,
    upper_deadline_at INTEGER,
    acceptance_number TEXT,
    case_number TEXT,
    description TEXT,
    class_code TEXT,
    component_code TEXT,
    matter_code TEXT,
    category_text TEXT,
    nature TEXT,
    urgency TEXT,
    address TEXT,
    grid_code TEXT,
    lat_e7 INTEGER,
    lon_e7 INTEGER,
    datum TEXT,
    collector TEXT,
    photos_before TEXT,
    photos_after TEXT,
    occurred_at INTEGER,
    caller_name_masked TEXT,
    caller_phone_masked TEXT,
    caller_address_masked TEXT,
    caller_key TEXT,
    caller_told INTEGER,
    until_at INTEGER,
    extensions INTEGER,
    send_backs INTEGER,
    deferrals INTEGER,
    appeals INTEGER,
    excused TEXT,
    standard TEXT,
    original_limit INTEGER,
    granted_total INTEGER,
    link TEXT,
    author_handle_masked TEXT,
    promised_at INTEGER,
    sample TEXT,
    unit TEXT,
    suggested_unit TEXT,
    rule_cited TEXT,
    danger TEXT,
    ratified TEXT,
    verified TEXT,
    inspected TEXT,
    question TEXT,
    missing TEXT,
    override_reason TEXT,
    merged_into TEXT,
    linked_to TEXT,
    checks TEXT,
    checks_version TEXT,
    answer TEXT,
    response TEXT,
    handed_back_at INTEGER,
    hand_back_proof TEXT,
    late_reason TEXT,
    escalated_to TEXT,
    demand_met INTEGER,
    opinion TEXT,
    reason TEXT,
    note TEXT,
    letter_kind TEXT,
    letter_to TEXT,
    addressee TEXT,
    letter_text TEXT,
    reply_by_at INTEGER,
    letter_number TEXT,
    doubts TEXT,
    reworks INTEGER,
    urges INTEGER,
    demands INTEGER,
    letters INTEGER,
    escalations INTEGER,
    late TEXT,
    reported_by TEXT,
    reported_at INTEGER,
    prefiled_by TEXT,
    prefiled_at INTEGER,
    filed_by TEXT,
    filed_at INTEGER,
    dispatched_by TEXT,
    dispatched_at INTEGER,
    responded_by TEXT,
    responded_at INTEGER,
    inspected_by TEXT,
    inspected_at INTEGER,
    checked_by TEXT,
    checked_at INTEGER,
    escalated_by TEXT,
    escalated_at INTEGER,
    sampled_by TEXT,
    sampled_at INTEGER,
    closed_by TEXT,
    closed_at INTEGER
) STRICT;

CREATE TABLE verification_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    collector TEXT,
    question TEXT,
    urgency TEXT,
    photos TEXT,
    note TEXT,
    late TEXT,
    ordered_by TEXT,
    ordered_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE inspection_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    collector TEXT,
    question TEXT,
    urgency TEXT,
    photos TEXT,
    note TEXT,
    late TEXT,
    ordered_by TEXT,
    ordered_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE assignment_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    unit TEXT,
    rule_cited TEXT,
    urgency TEXT,
    note TEXT,
    late TEXT,
    sent_by TEXT,
    sent_at INTEGER,
    receipted_by TEXT,
    receipted_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE request_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    request_kind TEXT,
    unit TEXT,
    urgency TEXT,
    asked_minutes INTEGER,
    asked_until INTEGER,
    asked_unit TEXT,
    reason TEXT,
    scans TEXT,
    grants_before INTEGER,
    due_before INTEGER,
    original_limit INTEGER,
    granted_minutes INTEGER,
    granted_until INTEGER,
    opinion TEXT,
    acting_for TEXT,
    note TEXT,
    late TEXT,
    requested_by TEXT,
    requested_at INTEGER,
    endorsed_by TEXT,
    endorsed_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE callback_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    callback_kind TEXT,
    source TEXT,
    upper_deadline_at INTEGER,
    caller_key TEXT,
    proof TEXT,
    owner TEXT,
    urgency TEXT,
    result TEXT,
    satisfaction TEXT,
    solved INTEGER,
    news TEXT,
    planned_at INTEGER,
    seat_satisfaction TEXT,
    words TEXT,
    photos TEXT,
    note TEXT,
    tries INTEGER,
    half_days INTEGER,
    tried_by TEXT,
    tried_at INTEGER,
    late TEXT,
    owed_at INTEGER,
    owed_by TEXT,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE call_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    call_id TEXT,
    line TEXT,
    rang_at INTEGER,
    seconds INTEGER,
    caller_name_masked TEXT,
    caller_phone_masked TEXT,
    caller_address_masked TEXT,
    caller_key TEXT,
    known_as TEXT,
    nature TEXT,
    urgency TEXT,
    matter_code TEXT,
    description TEXT,
    answer TEXT,
    case_ref TEXT,
    invalid_reason TEXT,
    reason TEXT,
    rule_cited TEXT,
    doubts TEXT,
    note TEXT,
    rings INTEGER,
    taken_by TEXT,
    taken_at INTEGER
) STRICT;

CREATE TABLE emergency_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    level TEXT,
    title TEXT,
    occurred_at INTEGER,
    address TEXT,
    source TEXT,
    cause TEXT,
    course TEXT,
    losses TEXT,
    scope TEXT,
    trend TEXT,
    measures TEXT,
    next_steps TEXT,
    commander TEXT,
    contact TEXT,
    told TEXT,
    note TEXT,
    reason TEXT,
    call_ref TEXT,
    case_ref TEXT,
    follow_ups INTEGER,
    begun_by TEXT,
    begun_at INTEGER,
    phoned_by TEXT,
    phoned_at INTEGER,
    written_by TEXT,
    written_at INTEGER,
    finished_by TEXT,
    finished_at INTEGER
) STRICT;

CREATE TABLE notice_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    urgency TEXT,
    late TEXT,
    owed_by TEXT,
    owed_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE watch_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    site TEXT,
    note TEXT,
    case_ref TEXT,
    checked_by TEXT,
    checked_at INTEGER
) STRICT;

CREATE TABLE sample_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    from_at INTEGER,
    until_at INTEGER,
    stratum TEXT,
    quota INTEGER,
    seed TEXT,
    population INTEGER,
    frame TEXT,
    cases TEXT,
    note TEXT,
    drawn_by TEXT,
    drawn_at INTEGER
) STRICT;

CREATE TABLE mistake_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    mistake_kind TEXT,
    words TEXT,
    person TEXT,
    collector TEXT,
    photos TEXT,
    appeal TEXT,
    opinion TEXT,
    marked_by TEXT,
    marked_at INTEGER,
    appealed_by TEXT,
    appealed_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE finding_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    month TEXT,
    about TEXT,
    about_code TEXT,
    outcome TEXT,
    rule TEXT,
    times INTEGER,
    points INTEGER,
    amount INTEGER,
    words TEXT,
    photos TEXT,
    occurred_at INTEGER,
    appeal TEXT,
    opinion TEXT,
    recorded_by TEXT,
    recorded_at INTEGER,
    disputed_by TEXT,
    disputed_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE material_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    number TEXT,
    material TEXT,
    period TEXT,
    addressee TEXT,
    note TEXT,
    opinion TEXT,
    submitted_by TEXT,
    submitted_at INTEGER,
    reviewed_by TEXT,
    reviewed_at INTEGER,
    sent_by TEXT,
    sent_at INTEGER
) STRICT;

-- Queues read open work only, so what they cost does not grow with history. `key` is in every
-- index by itself.
CREATE INDEX case_open ON case_row (stage, area, due_at) WHERE open = 1;
CREATE INDEX case_due ON case_row (due_at, area) WHERE open = 1;
CREATE INDEX case_put_off ON case_row (until_at) WHERE open = 1 AND stage = 'deferred';
CREATE INDEX case_to_ratify ON case_row (area, due_at) WHERE open = 1 AND ratified = 'owed';
CREATE INDEX case_from_above ON case_row (area, upper_deadline_at, due_at)
    WHERE open = 1 AND case_kind = 'superior';
CREATE INDEX case_closed ON case_row (closed_at, area) WHERE open = 0;
CREATE INDEX verification_open ON verification_row (stage, area, due_at, root) WHERE open = 1;
CREATE INDEX inspection_open ON inspection_row (stage, area, due_at, root) WHERE open = 1;
CREATE INDEX assignment_open ON assignment_row (stage, area, due_at, root) WHERE open = 1;
CREATE INDEX request_open ON request_row (stage, area, due_at) WHERE open = 1;
CREATE INDEX callback_open ON callback_row (owner, stage, area, due_at) WHERE open = 1;

CREATE INDEX callback_number ON callback_row (caller_key)
    WHERE open = 1 AND caller_key IS NOT NULL;
CREATE INDEX verification_root ON verification_row (root);
CREATE INDEX inspection_root ON inspection_row (root);
CREATE INDEX assignment_root ON assignment_row (root);
CREATE INDEX request_root ON request_row (root);
CREATE INDEX callback_root ON callback_row (root);
CREATE INDEX notice_root ON notice_row (root);
CREATE INDEX mistake_root ON mistake_row (root);
CREATE INDEX emergency_open ON emergency_row (area) WHERE open = 1;
CREATE INDEX watch_site ON watch_row (site, checked_at);

-- What a number has said before, and what is owed to it.
CREATE INDEX case_caller ON case_row (caller_key, reported_at) WHERE caller_key IS NOT NULL;
CREATE INDEX call_caller ON call_row (caller_key, taken_at) WHERE caller_key IS NOT NULL;
CREATE INDEX call_known_as ON call_row (known_as, taken_at) WHERE known_as IS NOT NULL;
CREATE INDEX case_phone_tail ON case_row (substr(caller_phone_masked, -4), reported_at)
    WHERE caller_key IS NOT NULL;
CREATE INDEX case_caller_name ON case_row (caller_name_masked, reported_at)
    WHERE caller_key IS NOT NULL;
CREATE INDEX call_phone_tail ON call_row (substr(caller_phone_masked, -4), taken_at)
    WHERE caller_key IS NOT NULL;
CREATE INDEX call_caller_name ON call_row (caller_name_masked, taken_at)
    WHERE caller_key IS NOT NULL;
CREATE INDEX call_recent ON call_row (taken_at);

-- A number is found whole, and by its last four characters.
CREATE INDEX case_by_acceptance_number ON case_row (acceptance_number);
CREATE INDEX case_by_case_number ON case_row (case_number);
CREATE INDEX case_by_acceptance_tail ON case_row (substr(acceptance_number, -4));
CREATE INDEX case_by_case_tail ON case_row (substr(case_number, -4));

-- What was taken out of the program as a file on this workstation; `finished_at` is empty while
-- it is being made, and stays so when it was called off or failed.
CREATE TABLE export (
    number TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    person TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    finished_at INTEGER,
    file_name TEXT,
    lines INTEGER,
    sha256 TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX export_begun ON export (begun_at);

-- A change of a component: open until it is stored.
CREATE TABLE component_change_row (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    area TEXT,
    stage TEXT NOT NULL,
    fresh TEXT,
    clock TEXT,
    clock_limit INTEGER,
    clock_basis TEXT,
    clock_used INTEGER,
    clock_since INTEGER,
    clock_calendar TEXT,
    due_at INTEGER,
    open INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    late TEXT,
    number TEXT,
    change_kind TEXT,
    component_code TEXT,
    component_name TEXT,
    new_code TEXT,
    collector TEXT,
    found_at INTEGER,
    case_ref TEXT,
    address TEXT,
    lat_e7 INTEGER,
    lon_e7 INTEGER,
    datum TEXT,
    photos TEXT,
    note TEXT,
    reason TEXT,
    noted_by TEXT,
    noted_at INTEGER,
    passed_by TEXT,
    passed_at INTEGER,
    stored_by TEXT,
    stored_at INTEGER
) STRICT;

CREATE INDEX component_change_open ON component_change_row (area, due_at) WHERE open = 1;
CREATE INDEX component_change_case ON component_change_row (case_ref) WHERE case_ref IS NOT NULL;
CREATE INDEX component_change_of ON component_change_row (component_code)
    WHERE component_code IS NOT NULL;
