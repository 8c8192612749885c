    -- The names hold what was typed, from the beginning of a word on; whole words are better.
    SELECT id, place, street, postcode, geometry, searched,
           CASE WHEN ' ' || searched || ' ' LIKE '%% ' || %(text)s || ' %%' THEN 1.0 ELSE 0.9 END
               AS likeness
    FROM gis_layers_address
    WHERE is_active AND house_number = ''
      AND (searched LIKE %(text)s || '%%' OR searched LIKE '%% ' || %(text)s || '%%')
