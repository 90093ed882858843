-- What SQLite's planner is told of positions and cells since they were rebuilt, and of decisions.
delete from sqlite_stat1 where tbl in ('positions', 'decisions');
insert into sqlite_stat1 (tbl, idx, stat) values
    ('positions', 'sqlite_autoindex_positions_1', '100000 100000 1'),
    ('positions', 'positions_id', '100000 1'),
    ('positions', 'positions_passage', '100000 2 2 1'),
    ('positions', 'positions_passage_issue', '100000 2 2'),
    ('positions', 'positions_article', '100000 10 10'),
    ('positions', 'positions_dated', '100000 100000 100 1 1'),
    ('positions', 'positions_issue_dated', '100000 100000 8000 10 1 1'),
    ('positions', 'positions_party_dated', '100000 100000 6000 8 1 1'),
    ('positions', 'positions_outlet_dated', '100000 100000 4000 8 1 1'),
    ('positions', 'positions_stance_passage', '100000 100000 8000 1500 4 2 2'),
    ('positions', 'positions_party_passage', '100000 100000 6000 8 2 2'),
    ('positions', 'positions_cell_passage', '100000 100000 8000 500 2 2 2'),
    ('positions', 'positions_cell_dated', '100000 100000 8000 500 2 1 1 1 1 1'),
    ('positions', 'positions_reported', '5000 5000 400 30 2 1 1 1'),
    ('positions', 'positions_review', '90000 90000 90 1 1 1 1 1 1 1'),
    ('decisions', 'decisions_place', '10000 5 2 2 1 1'),
    ('decisions', 'decisions_article', '10000 5'),
    ('decisions', 'decisions_decided', '10000 10000 1'),
    ('decisions', 'decisions_orphaned', '100 100 1'),
    ('decisions', 'decisions_corrects', '1000 1');
create table statistics_read (id bigint);
drop table statistics_read;
