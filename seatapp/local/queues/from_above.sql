-- Open cases from platforms and leaders above the city, by the deadline that those have set.
SELECT key, coalesce(upper_deadline_at, case_row.due_at) AS due_at
FROM case_row
WHERE open = 1
    AND case_kind = 'superior'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY coalesce(upper_deadline_at, case_row.due_at) IS NULL,
    coalesce(upper_deadline_at, case_row.due_at), key
