-- What SQLite's planner is told of the indexes that came last or changed.
delete from sqlite_stat1 where idx in ('positions_cell_dated', 'positions_reported',
    'positions_dated', 'positions_issue_dated', 'positions_party_dated', 'positions_outlet_dated',
    'positions_stance_passage', 'positions_party_passage', 'positions_cell_passage');
insert into sqlite_stat1 (tbl, idx, stat) values
    ('positions', 'positions_cell_dated', '100000 100000 8000 500 2 1 1 1 1 1'),
    ('positions', 'positions_reported', '5000 5000 400 30 2 1 1 1'),
    ('positions', 'positions_dated', '100000 100000 100 1 1'),
    ('positions', 'positions_issue_dated', '100000 100000 8000 10 1 1'),
    ('positions', 'positions_party_dated', '100000 100000 6000 8 1 1'),
    ('positions', 'positions_outlet_dated', '100000 100000 4000 8 1 1'),
    ('positions', 'positions_stance_passage', '100000 100000 8000 1500 4 2 2'),
    ('positions', 'positions_party_passage', '100000 100000 6000 8 2 2'),
    ('positions', 'positions_cell_passage', '100000 100000 8000 500 2 2 2'),
    ('monthly_tallies', 'sqlite_autoindex_monthly_tallies_1', '18000 18000 1400 100 2 1'),
    ('monthly_tallies', 'monthly_tallies_stance', '18000 18000 1400 100 16 1 1');
create table statistics_read (id bigint);
drop table statistics_read;
