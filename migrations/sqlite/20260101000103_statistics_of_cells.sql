-- What SQLite's planner is told of the index of cells in lists.
insert into sqlite_stat1 (tbl, idx, stat) values
    ('positions', 'positions_cell_passage', '100000 100000 8000 500 2 2');
create table statistics_read (id bigint);
drop table statistics_read;
