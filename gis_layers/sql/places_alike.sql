    -- Words in another order, words left out or too many, and typos.
    SELECT id, place, street, postcode, geometry, searched,
           word_similarity(%(text)s, searched) AS likeness
    FROM gis_layers_address
    WHERE is_active AND house_number = '' AND searched %%> %(text)s
