-- Units that help and quarrels about who is responsible, as screens read them.

CREATE TABLE co_task_row (
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
    urgency TEXT,
    note TEXT,
    response TEXT,
    photos TEXT,
    handed_back_at INTEGER,
    until_at INTEGER,
    late TEXT,
    asked_by TEXT,
    asked_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE TABLE dispute_row (
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
    claimed_unit TEXT,
    urgency TEXT,
    reason TEXT,
    opinion TEXT,
    opinion_unit TEXT,
    ruled_unit TEXT,
    rule_cited TEXT,
    ruling TEXT,
    note TEXT,
    opinions INTEGER,
    late TEXT,
    opened_by TEXT,
    opened_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE INDEX co_task_open ON co_task_row (stage, area, due_at, root) WHERE open = 1;
CREATE INDEX dispute_open ON dispute_row (stage, area, due_at, root) WHERE open = 1;
CREATE INDEX co_task_root ON co_task_row (root);
CREATE INDEX dispute_root ON dispute_row (root);
CREATE INDEX case_escalated ON case_row (escalated_to, area, due_at)
    WHERE open = 1 AND escalated_to IS NOT NULL;
