-- A position keeps its id when its article is read again: the same sentence, party and issue have
-- the same id under every catalog, so that rows are told apart by catalog and id.
-- `reader` names the reader that found it; nothing where only a person did. `suggestion` is what the
-- machine reads (JSON) where a person's values stand in the other columns. `leaning` is how far the
-- confidence is from even odds: the review desk (/{negotiation}/review) begins with the least.
create table cells_kept as select * from cells;
drop table cells;

create table positions_rebuilt (
    catalog_id bigint not null,
    id bigint not null,
    article_id bigint not null,
    passage_id bigint not null,
    party text not null,
    issue text not null,
    stance text not null
        check (stance in ('demands', 'offers', 'accepts', 'conditions', 'rejects', 'undecided')),
    status text not null
        check (status in ('suggested', 'confirmed', 'corrected', 'rejected', 'added')),
    rung text not null,
    speaker text,
    reported_by text,
    cue_start bigint,
    cue_end bigint,
    holder_start bigint,
    holder_end bigint,
    attribution bigint,
    confidence double precision not null,
    doubtful boolean not null,
    reader text,
    suggestion text,
    dated_on text not null,
    outlet_key text not null,
    leaning double precision not null,
    primary key (catalog_id, id),
    foreign key (passage_id, issue) references passage_issues (passage_id, issue),
    foreign key (catalog_id, article_id) references analyses (catalog_id, article_id),
    foreign key (catalog_id, party) references parties (catalog_id, slug),
    foreign key (catalog_id, reported_by) references parties (catalog_id, slug)
);
insert into positions_rebuilt
    (catalog_id, id, article_id, passage_id, party, issue, stance, status, rung, speaker,
     reported_by, cue_start, cue_end, holder_start, holder_end, attribution, confidence, doubtful,
     reader, dated_on, outlet_key, leaning)
select x.catalog_id, x.id, x.article_id, x.passage_id, x.party, x.issue, x.stance, x.status, x.rung,
    x.speaker, x.reported_by, x.cue_start, x.cue_end, x.holder_start, x.holder_end, x.attribution,
    x.confidence, x.doubtful, c.reader, x.dated_on, x.outlet_key, abs(x.confidence - 0.5)
from positions x
join catalogs c on c.id = x.catalog_id;
drop table positions;
alter table positions_rebuilt rename to positions;

create index positions_id on positions (id);
create unique index positions_passage on positions (passage_id, party, issue);
create index positions_passage_issue on positions (passage_id, issue);
create index positions_article on positions (article_id, catalog_id);
create index positions_dated on positions (catalog_id, dated_on, id, doubtful);
create index positions_issue_dated on positions (catalog_id, issue, dated_on, id, doubtful);
create index positions_party_dated on positions (catalog_id, party, dated_on, id, doubtful);
create index positions_outlet_dated on positions
    (catalog_id, outlet_key, dated_on, id, doubtful);
create index positions_stance_passage on positions
    (catalog_id, issue, stance, dated_on, passage_id, doubtful);
create index positions_party_passage on positions
    (catalog_id, party, dated_on, passage_id, doubtful);
create index positions_cell_passage on positions
    (catalog_id, issue, party, dated_on, passage_id, doubtful);
create index positions_cell_dated on positions
    (catalog_id, issue, party, dated_on, id, stance, reported_by, status, doubtful);
create index positions_reported on positions
    (catalog_id, issue, party, dated_on, id, status, doubtful)
    where reported_by is not null;
-- The review desk finds the next suggestion, and counts those left, in this index alone.
create index positions_review on positions
    (catalog_id, leaning, id, issue, party, outlet_key, dated_on, confidence, status)
    where status = 'suggested';

create table cells (
    catalog_id bigint not null,
    issue text not null,
    party text not null,
    own_count bigint not null,
    reported_count bigint not null,
    latest_id bigint,
    latest_stance text,
    latest_on text,
    previous_id bigint,
    previous_stance text,
    moved_id bigint,
    moved_on text,
    reported_id bigint,
    primary key (catalog_id, issue, party),
    foreign key (catalog_id, issue) references issues (catalog_id, slug),
    foreign key (catalog_id, party) references parties (catalog_id, slug),
    foreign key (catalog_id, latest_id) references positions (catalog_id, id),
    foreign key (catalog_id, previous_id) references positions (catalog_id, id),
    foreign key (catalog_id, moved_id) references positions (catalog_id, id),
    foreign key (catalog_id, reported_id) references positions (catalog_id, id)
);
insert into cells
    (catalog_id, issue, party, own_count, reported_count, latest_id, latest_stance, latest_on,
     previous_id, previous_stance, moved_id, moved_on, reported_id)
select catalog_id, issue, party, own_count, reported_count, latest_id, latest_stance, latest_on,
    previous_id, previous_stance, moved_id, moved_on, reported_id
from cells_kept;
drop table cells_kept;
create index cells_moved on cells (catalog_id, moved_on, moved_id);
create index cells_party on cells (catalog_id, party);
create index cells_latest on cells (catalog_id, latest_id);
create index cells_previous on cells (catalog_id, previous_id);
create index cells_moved_id on cells (catalog_id, moved_id);
create index cells_reported on cells (catalog_id, reported_id);

-- False where a person's position needs the issue and the machine does not find it in the sentence.
alter table passage_issues add column found boolean not null default true;
