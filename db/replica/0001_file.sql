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
