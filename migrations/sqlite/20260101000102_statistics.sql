-- What SQLite's planner is told of the indexes that share their first column. Without it every
-- column counts as equally selective, and a list by party may walk the whole catalog by date. The
-- figures are rows in all, then rows for each value of the first column, of the first two, and so
-- on; they stand for some thousand articles and are never counted again.
analyze;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
    ('passages', 'passages_article', '150000 15 15 1'),
    ('passages', 'passages_analysis', '150000 150000 15'),
    ('passages', 'passages_dated', '150000 150000 150 1'),
    ('passages', 'passages_outlet_dated', '150000 150000 5000 10 1'),
    ('passage_issues', 'passage_issues_dated', '200000 200000 15000 20 1'),
    ('positions', 'positions_passage', '100000 2 2 1'),
    ('positions', 'positions_passage_issue', '100000 2 2'),
    ('positions', 'positions_article', '100000 10 10'),
    ('positions', 'positions_dated', '100000 100000 100 1'),
    ('positions', 'positions_issue_dated', '100000 100000 8000 10 1'),
    ('positions', 'positions_party_dated', '100000 100000 6000 8 1'),
    ('positions', 'positions_cell_dated', '100000 100000 8000 500 2 1 1 1 1'),
    ('positions', 'positions_reported', '5000 5000 400 30 2 1 1'),
    ('positions', 'positions_stance_passage', '100000 100000 8000 1500 4 2'),
    ('positions', 'positions_outlet_dated', '100000 100000 4000 8 1'),
    ('positions', 'positions_party_passage', '100000 100000 6000 8 2');
-- A change of the layout makes connections that are open already read the figures.
create table statistics_read (id bigint);
drop table statistics_read;
