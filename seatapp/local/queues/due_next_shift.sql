-- Open cases whose time ends within the shift after the present one.
SELECT key, due_at
FROM case_row
WHERE open = 1
    AND due_at >= :shift_ends
    AND due_at < :next_shift_ends
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at, key
