-- The ledger, and the feed by which seats learn what changed. Times are whole seconds since 1970.

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

GRANT SELECT, INSERT ON core.entry, core.resent TO seat_writer;
GRANT SELECT, INSERT, DELETE ON core.waiting TO seat_writer;
GRANT SELECT ON core.story, core.outage TO seat_writer;
GRANT SELECT, INSERT, UPDATE ON core.contact, core.feed TO seat_writer;

RESET ROLE;
