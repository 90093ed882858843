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
