-- Reports counted one by one.
SELECT map_cell >> %(shift)s, 1, (status = ANY (%(open)s))::int, floor(x), floor(y)
FROM ({reports}) AS report (id, map_cell, status, x, y, number, service_id)
WHERE map_cell BETWEEN %(first)s AND %(last)s
