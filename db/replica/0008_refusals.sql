-- What the centre did not accept, wherever it was taken, as screens read it.

CREATE TABLE refusal_row (
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
    owner TEXT,
    refused_entry TEXT,
    follows TEXT,
    about TEXT,
    about_id TEXT,
    about_root TEXT,
    about_step TEXT,
    code TEXT,
    about_field TEXT,
    taken_at INTEGER,
    typed TEXT,
    reason TEXT,
    refused_by TEXT,
    refused_at INTEGER,
    handed_by TEXT,
    handed_at INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;

CREATE INDEX refusal_open ON refusal_row (area) WHERE open = 1;
