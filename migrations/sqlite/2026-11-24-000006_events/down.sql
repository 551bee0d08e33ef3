DROP INDEX idempotency_keys_created;
DROP INDEX password_resets_expires;
DROP INDEX refresh_tokens_expires;
DROP TABLE schedule;
DROP TABLE webhook_attempts;
DROP TABLE webhook_deliveries;
DROP TABLE webhook_endpoints;
DROP TABLE audiences;
DROP TABLE letters;
DROP TABLE notification_preferences;
DROP TABLE notifications;
DROP TABLE alerts;
DROP TABLE event_relay;

ALTER TABLE events RENAME TO events_new;
DROP INDEX events_subject;
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    done_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
) WITHOUT ROWID;
INSERT INTO events SELECT id, kind, subject, data, done_by, created_at FROM events_new;
DROP TABLE events_new;
CREATE INDEX events_subject ON events (subject);
