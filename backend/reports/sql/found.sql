-- Reports of the tile, from an index alone.
SELECT * FROM ({reports}) AS report (id, map_cell, status, x, y, number, service_id)
WHERE map_cell BETWEEN %(first)s AND %(last)s
