-- What is due, each with its phone. The phones stay locked until the end of the transaction, so that
-- one worker at a time decides what a phone gets; another passes over them and takes the next ones.
SELECT delivery.topic, device.id, device.is_active, device.off_reason, device.kinds,
       device.quiet_from, device.quiet_to, device.kind, device.value, device.language,
       device.platform
FROM notifications_delivery AS delivery
JOIN notifications_device AS device ON device.id = delivery.device_id
WHERE delivery.state = 'waiting' AND delivery.channel = 'fcm'
    AND delivery.urgency = %(urgency)s AND delivery.next_attempt_at <= %(now)s
    -- Counted, for PostgreSQL would read all that waits to answer NOT EXISTS; and less than one,
    -- for it takes it that hardly any row is equal to 0, and would sort all that is due.
    AND (
        SELECT count(*) FROM notifications_delivery AS sibling
        WHERE sibling.device_id = delivery.device_id AND sibling.topic = delivery.topic
            AND sibling.state = 'waiting' AND sibling.attempts > 0 AND sibling.code = ''
            AND sibling.next_attempt_at > %(now)s
    ) < 1
ORDER BY delivery.next_attempt_at, delivery.id
LIMIT %(limit)s
FOR NO KEY UPDATE OF device SKIP LOCKED
