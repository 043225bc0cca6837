-- Open cases that are late or will be soon, each by the threshold of its clock.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND due_at < :now + :soon_most
    AND due_at < :now + coalesce(:soon_by_clock ->> clock, :soon_otherwise)
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at, key
