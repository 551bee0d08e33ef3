//! What is true of the log.

use super::Law;

pub(super) const LAWS: &[Law] = &[Law {
    // What is not numbered yet has just happened: that is no breach.
    name: "events",
    rule: "events are numbered 1, 2, 3 and so on, each once and without a gap; what follows from them has been written \
           down of none that has no number",
    table: "events",
    breach: "SELECT id AS entry FROM (SELECT id, number, ROW_NUMBER() OVER (ORDER BY number) AS place FROM events \
             WHERE number IS NOT NULL) numbered WHERE number <> place \
             UNION ALL SELECT 'number ' || CAST(last_number AS TEXT) FROM event_relay \
             WHERE last_number <> (SELECT COUNT(number) FROM events) OR dispatched > last_number LIMIT 1",
}];
