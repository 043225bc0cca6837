-- Open cases whose time ends within the present shift; what it let pass stays to its end.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND due_at >= :shift_begins
    AND due_at < :shift_ends
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at, key
