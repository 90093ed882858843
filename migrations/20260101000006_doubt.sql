-- Positions too unsure to be shown unless asked for; they are never counted.
alter table positions add column doubtful boolean not null default false;
-- The words that name the holder, when the sentence has them.
alter table positions add column holder_start bigint;
alter table positions add column holder_end bigint;
-- A cell is derived from these indexes alone.
drop index positions_cell_dated;
create index positions_cell_dated on positions
    (catalog_id, issue, party, dated_on, id, stance, reported_by, status, doubtful);
drop index positions_reported;
create index positions_reported on positions
    (catalog_id, issue, party, dated_on, id, status, doubtful)
    where reported_by is not null;
-- Lists pass doubtful positions over without looking at them.
drop index positions_dated;
create index positions_dated on positions (catalog_id, dated_on, id, doubtful);
drop index positions_issue_dated;
create index positions_issue_dated on positions (catalog_id, issue, dated_on, id, doubtful);
drop index positions_party_dated;
create index positions_party_dated on positions (catalog_id, party, dated_on, id, doubtful);
drop index positions_outlet_dated;
create index positions_outlet_dated on positions
    (catalog_id, outlet_key, dated_on, id, doubtful);
drop index positions_stance_passage;
create index positions_stance_passage on positions
    (catalog_id, issue, stance, dated_on, passage_id, doubtful);
drop index positions_party_passage;
create index positions_party_passage on positions
    (catalog_id, party, dated_on, passage_id, doubtful);
drop index positions_cell_passage;
create index positions_cell_passage on positions
    (catalog_id, issue, party, dated_on, passage_id, doubtful);
