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

ALTER TABLE events DROP COLUMN number;
ALTER TABLE events DROP COLUMN via_id;
ALTER TABLE events DROP COLUMN owner_id;
ALTER TABLE events DROP COLUMN seq;
