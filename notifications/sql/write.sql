-- Write down what was decided, or what became of an attempt: of what still waits, and is still
-- claimed by who writes. That it was sent holds whoever has claimed it since.
UPDATE notifications_delivery AS delivery
SET state = news.state, code = news.code, attempts = news.attempts, merged = news.merged,
    urgency = news.urgency, next_attempt_at = news.next_attempt_at,
    message_id = news.message_id, sent_at = news.sent_at
FROM json_to_recordset(%(entries)s::json) AS news (
    id bigint, claim timestamptz, state text, code text, attempts int, merged int, urgency int,
    next_attempt_at timestamptz, message_id text, sent_at timestamptz
)
WHERE delivery.id = news.id AND delivery.state = 'waiting'
    AND (news.claim IS NULL OR delivery.next_attempt_at = news.claim OR news.state = 'sent')
