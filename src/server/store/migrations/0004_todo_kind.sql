-- Callbacks are listed apart from other promises.

ALTER TABLE todos ADD COLUMN kind TEXT NOT NULL DEFAULT 'task';
UPDATE todos SET kind = 'callback' WHERE record LIKE '%"kind":"callback"%';
CREATE INDEX todos_open_by_kind ON todos (owner_id, kind, due_at, id) WHERE NOT done;
