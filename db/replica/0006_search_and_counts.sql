-- What makes a full file quick to search and to count.

-- The words of every case as tokens of two characters (seatapp/local/words.py), so that Chinese
-- text is found by any part of it. Only the tokens are kept, not where they stand: whoever finds
-- a case here looks at its text again. The token `open` stands for open cases.
CREATE VIRTUAL TABLE case_words USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cf'"
);

CREATE TRIGGER case_words_new AFTER INSERT ON case_row BEGIN
    INSERT INTO case_words (rowid, words)
    VALUES (new.key, word_pairs(
        new.open, new.acceptance_number, new.case_number, new.external_id, new.address,
        new.description, new.category_text, new.caller_phone_masked, new.response, new.answer
    ));
END;

CREATE TRIGGER case_words_changed
AFTER UPDATE OF open, acceptance_number, case_number, external_id, address, description,
    category_text, caller_phone_masked, response, answer ON case_row
WHEN (old.open, old.acceptance_number, old.case_number, old.external_id, old.address,
    old.description, old.category_text, old.caller_phone_masked, old.response, old.answer)
    IS NOT (new.open, new.acceptance_number, new.case_number, new.external_id, new.address,
    new.description, new.category_text, new.caller_phone_masked, new.response, new.answer)
BEGIN
    UPDATE case_words SET words = word_pairs(
        new.open, new.acceptance_number, new.case_number, new.external_id, new.address,
        new.description, new.category_text, new.caller_phone_masked, new.response, new.answer
    ) WHERE rowid = new.key;
END;

CREATE TRIGGER case_words_gone AFTER DELETE ON case_row BEGIN
    DELETE FROM case_words WHERE rowid = old.key;
END;

-- How many open cases there are by stage, area and the hour in which they are due (-1: never);
-- under the empty stage ended cases by the hour in which they were closed. A count of a queue
-- adds up these rows and looks at single cases of one hour only.
CREATE TABLE case_tally (
    stage TEXT NOT NULL,
    area TEXT NOT NULL,
    hour INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (stage, area, hour)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER case_tally_new AFTER INSERT ON case_row
WHEN (new.open OR new.closed_at IS NOT NULL) AND new.area IS NOT NULL
BEGIN
    INSERT INTO case_tally VALUES (
        iif(new.open, new.stage, ''), new.area,
        coalesce(iif(new.open, new.due_at, new.closed_at) / 3600, -1), 1
    ) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER case_tally_gone AFTER DELETE ON case_row
WHEN (old.open OR old.closed_at IS NOT NULL) AND old.area IS NOT NULL
BEGIN
    UPDATE case_tally SET n = n - 1
    WHERE stage = iif(old.open, old.stage, '') AND area = old.area
        AND hour = coalesce(iif(old.open, old.due_at, old.closed_at) / 3600, -1);
    DELETE FROM case_tally
    WHERE stage = iif(old.open, old.stage, '') AND area = old.area
        AND hour = coalesce(iif(old.open, old.due_at, old.closed_at) / 3600, -1) AND n = 0;
END;

CREATE TRIGGER case_tally_moved AFTER UPDATE OF stage, area, open, due_at, closed_at ON case_row
WHEN (old.stage, old.area, old.open, old.due_at, old.closed_at)
    IS NOT (new.stage, new.area, new.open, new.due_at, new.closed_at)
BEGIN
    UPDATE case_tally SET n = n - 1
    WHERE (old.open OR old.closed_at IS NOT NULL)
        AND stage = iif(old.open, old.stage, '') AND area = old.area
        AND hour = coalesce(iif(old.open, old.due_at, old.closed_at) / 3600, -1);
    DELETE FROM case_tally
    WHERE stage = iif(old.open, old.stage, '') AND area = old.area
        AND hour = coalesce(iif(old.open, old.due_at, old.closed_at) / 3600, -1) AND n = 0;
    INSERT INTO case_tally
    SELECT iif(new.open, new.stage, ''), new.area,
        coalesce(iif(new.open, new.due_at, new.closed_at) / 3600, -1), 1
    WHERE (new.open OR new.closed_at IS NOT NULL) AND new.area IS NOT NULL
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Cases that a person wants to keep an eye on, from this workstation.
CREATE TABLE followed (
    person TEXT NOT NULL,
    case_id TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    PRIMARY KEY (person, case_id)
) STRICT, WITHOUT ROWID;
