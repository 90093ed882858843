-- One party on one issue, passage by passage in the order of lists.
create index positions_cell_passage on positions
    (catalog_id, issue, party, dated_on, passage_id);
