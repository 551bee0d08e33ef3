-- The log is numbered once an entry is committed, and what follows from it is kept until it is done: alerts,
-- notifications, letters, deliveries to other systems.

-- In which order they were written: whoever writes about a thing holds it, so of one thing this is the order.
ALTER TABLE events ADD COLUMN seq BIGINT;
UPDATE events SET seq = counted.place
    FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM events) AS counted
    WHERE counted.id = events.id;
CREATE SEQUENCE events_seq_seq OWNED BY events.seq;
SELECT SETVAL('events_seq_seq', COALESCE(MAX(seq), 0) + 1, FALSE) FROM events;
ALTER TABLE events ALTER COLUMN seq SET DEFAULT NEXTVAL('events_seq_seq');
ALTER TABLE events ALTER COLUMN seq SET NOT NULL;
CREATE UNIQUE INDEX events_seq ON events (seq);
-- The account that it concerns, and the device through which it came.
ALTER TABLE events ADD COLUMN owner_id TEXT;
ALTER TABLE events ADD COLUMN via_id TEXT;
-- In which order the world is told. Given after the commit; without gaps.
ALTER TABLE events ADD COLUMN number BIGINT;
UPDATE events SET number = seq;
CREATE UNIQUE INDEX events_number ON events (number) WHERE number IS NOT NULL;
CREATE INDEX events_unnumbered ON events (seq) WHERE number IS NULL;
CREATE INDEX events_owner ON events (owner_id, number) WHERE owner_id IS NOT NULL;
CREATE INDEX events_via ON events (via_id, number) WHERE via_id IS NOT NULL;

-- Who has numbered the log so far, and how far what follows from it has come. One row.
CREATE TABLE event_relay (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last_number BIGINT NOT NULL,
    -- Up to here every event has had its effects: notifications, letters, deliveries.
    dispatched BIGINT NOT NULL,
    holder TEXT NOT NULL DEFAULT '',
    held_until TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00',
    CONSTRAINT event_relay_behind CHECK (dispatched <= last_number)
);

-- What happened before has no effects any more.
INSERT INTO event_relay (id, last_number, dispatched)
    SELECT 1, COALESCE(MAX(number), 0), COALESCE(MAX(number), 0) FROM events;

-- Something that staff should know. What is about the same thing has the same topic, and only one of those is open.
CREATE TABLE alerts (
    id TEXT NOT NULL PRIMARY KEY,
    alert_type TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
    topic TEXT,
    product_id TEXT REFERENCES products (id),
    message TEXT NOT NULL,
    threshold_value BIGINT,
    current_value BIGINT,
    is_active BOOLEAN NOT NULL,
    -- The gravest that was told of, or nothing; the same is not told twice.
    told TEXT NOT NULL,
    -- Somebody raised it, and the shop has not seen the reason by itself.
    is_by_hand BOOLEAN NOT NULL,
    opened_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    snoozed_until TIMESTAMP,
    resolved_at TIMESTAMP,
    resolved_by TEXT,
    -- The person; nobody where the shop resolved it by itself.
    resolver_id TEXT REFERENCES users (id),
    resolution_notes TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL,
    CONSTRAINT alerts_resolved CHECK (is_active = (resolved_at IS NULL))
);
CREATE UNIQUE INDEX alerts_open_once ON alerts (topic) WHERE is_active AND topic IS NOT NULL;
CREATE INDEX alerts_topic ON alerts (topic, id) WHERE topic IS NOT NULL;
CREATE INDEX alerts_created ON alerts (created_at, id);
CREATE INDEX alerts_open ON alerts (created_at, id) WHERE is_active;
CREATE INDEX alerts_product ON alerts (product_id, created_at) WHERE product_id IS NOT NULL;

-- What somebody is told in the app.
CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('stock_alert', 'coupon', 'order', 'system')),
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    link TEXT,
    -- What it follows from: nobody is told twice of the same.
    cause TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP
);
CREATE UNIQUE INDEX notifications_once ON notifications (user_id, cause);
CREATE INDEX notifications_own ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (user_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notifications_created ON notifications (created_at);

-- By which ways somebody wants to be told; what is not here is as usual.
CREATE TABLE notification_preferences (
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    in_app BOOLEAN NOT NULL,
    by_mail BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, kind)
);

-- Letters that are to be sent, until they are.
CREATE TABLE letters (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT REFERENCES users (id),
    address TEXT NOT NULL,
    template TEXT NOT NULL,
    data TEXT NOT NULL,
    cause TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    last_error TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP
);
CREATE UNIQUE INDEX letters_once ON letters (address, cause);
CREATE INDEX letters_waiting ON letters (next_at, id) WHERE status = 'waiting';
CREATE INDEX letters_created ON letters (status, created_at, id);

-- Many people who are to be told of something, page by page, until all of them were.
CREATE TABLE audiences (
    -- The event.
    cause TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    -- The last account that was looked at, in the order of their ids.
    up_to TEXT NOT NULL DEFAULT '',
    told BIGINT NOT NULL DEFAULT 0,
    claimed_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP
);
CREATE INDEX audiences_waiting ON audiences (created_at, cause) WHERE settled_at IS NULL;

-- Where other systems want to be told. Signing secrets follow from the id and the generation; none is kept.
CREATE TABLE webhook_endpoints (
    id TEXT NOT NULL PRIMARY KEY,
    -- The account or the key that made it, and whose rights it has.
    user_id TEXT REFERENCES users (id),
    api_key_id TEXT REFERENCES api_keys (id),
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- A JSON list of event types; an empty one stands for all.
    event_types TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    generation INTEGER NOT NULL,
    previous_until TIMESTAMP,
    failing_since TIMESTAMP,
    disabled_at TIMESTAMP,
    disabled_reason TEXT NOT NULL DEFAULT '',
    archived_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT webhook_endpoints_owned CHECK ((user_id IS NULL) <> (api_key_id IS NULL))
);
CREATE INDEX webhook_endpoints_created ON webhook_endpoints (created_at, id) WHERE archived_at IS NULL;

-- What is to be told to one of them, until it was.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
    -- The event's id: what the receiver knows it by, however often it comes.
    cause TEXT NOT NULL,
    event_number BIGINT,
    event_type TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TIMESTAMP NOT NULL,
    claimed_until TIMESTAMP,
    last_status INTEGER,
    last_error TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CONSTRAINT webhook_deliveries_once UNIQUE (endpoint_id, cause)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (next_at, id) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at, id);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, created_at, id);

CREATE TABLE webhook_attempts (
    delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id),
    -- From 1, over all rounds.
    number INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    duration_ms INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- What is done by the clock: which hour each has come to, and who is at it now.
CREATE TABLE schedule (
    name TEXT NOT NULL PRIMARY KEY,
    -- The latest hour it was due at and is done.
    done_for TIMESTAMP,
    done_at TIMESTAMP,
    done_count BIGINT NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    held_until TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00'
);

-- What is cleared away by the clock is found by its age.
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);
CREATE INDEX password_resets_expires ON password_resets (expires_at);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
