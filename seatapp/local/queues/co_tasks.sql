-- What helping units still owe an answer to.
SELECT key, due_at
FROM co_task_row
WHERE open = 1
    AND stage = 'asked'
    AND area IN (SELECT value FROM json_each(:areas))
ORDER BY due_at IS NULL, due_at, key
