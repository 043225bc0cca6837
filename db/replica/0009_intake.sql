-- What the intake looks things up in: facts of photos, which case shows which, places, callers.

-- What was measured in a photo when it was looked at here (`Facts` of seatapp/media); `phash` are
-- the 64 bits of the picture hash as a signed number.
CREATE TABLE photo_fact (
    sha256 TEXT PRIMARY KEY,
    phash INTEGER,
    facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which cases show a photo; kept by the triggers of case_row.
CREATE TABLE photo_use (
    sha256 TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (sha256, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_use_case ON photo_use (case_id);

-- Cases that may be the same matter: near a place (in strips of latitude, so that a small box reads
-- a few of them, all tests of the place by the index alone), in a grid cell, in one without a place
-- of their own, from the same number.
CREATE INDEX case_by_place ON case_row (lat_e7 / 20000, lon_e7, lat_e7, datum)
    WHERE lat_e7 IS NOT NULL;
CREATE INDEX case_by_grid ON case_row (grid_code, reported_at) WHERE grid_code IS NOT NULL;
CREATE INDEX case_without_place ON case_row (grid_code, reported_at)
    WHERE grid_code IS NOT NULL AND lat_e7 IS NULL;
CREATE INDEX case_by_caller ON case_row (caller_phone_masked, reported_at)
    WHERE caller_phone_masked IS NOT NULL;

CREATE TRIGGER case_photos_come AFTER INSERT ON case_row
WHEN new.photos_before IS NOT NULL OR new.photos_after IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO photo_use (sha256, case_id)
    SELECT value, new.id FROM json_each(coalesce(new.photos_before, '[]'))
    UNION SELECT value, new.id FROM json_each(coalesce(new.photos_after, '[]'));
END;

CREATE TRIGGER case_photos_change AFTER UPDATE ON case_row
WHEN new.photos_before IS NOT old.photos_before OR new.photos_after IS NOT old.photos_after
BEGIN
    DELETE FROM photo_use WHERE case_id = new.id;
    INSERT OR IGNORE INTO photo_use (sha256, case_id)
    SELECT value, new.id FROM json_each(coalesce(new.photos_before, '[]'))
    UNION SELECT value, new.id FROM json_each(coalesce(new.photos_after, '[]'));
END;

CREATE TRIGGER case_photos_go AFTER DELETE ON case_row
WHEN old.photos_before IS NOT NULL OR old.photos_after IS NOT NULL
BEGIN
    DELETE FROM photo_use WHERE case_id = old.id;
END;
