-- What waits, and for how many seconds the oldest has been due.
SELECT channel, urgency, count(*),
       greatest(0, coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0))
FROM notifications_delivery
WHERE state = 'waiting'
GROUP BY channel, urgency
ORDER BY channel, urgency
