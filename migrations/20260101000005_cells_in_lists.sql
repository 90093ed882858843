-- One party on one issue, passage by passage in the order of lists.
create index positions_cell_passage on positions
    (catalog_id, issue, party, dated_on, passage_id);
-- An issue's months are joined by party and stance from this index alone.
create index monthly_tallies_stance on monthly_tallies
    (catalog_id, issue, party, stance, month, own_count);
