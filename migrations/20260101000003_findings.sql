-- What an analysis found in an article under one version of a catalog. Offsets are code points,
-- end-exclusive. `dated_on` and `outlet_key` repeat the article's, so that every list is one index.
create table analyses (
    catalog_id bigint not null references catalogs (id),
    article_id bigint not null references articles (id),
    attributions text not null,
    analysed_at bigint not null,
    primary key (catalog_id, article_id)
);
create index analyses_article on analyses (article_id);

create table passages (
    id bigint not null primary key,
    catalog_id bigint not null,
    article_id bigint not null,
    span_start bigint not null,
    span_end bigint not null,
    dated_on text not null,
    outlet_key text not null,
    quote text not null,
    check (0 <= span_start and span_start < span_end),
    foreign key (catalog_id, article_id) references analyses (catalog_id, article_id)
);
create index passages_article on passages (article_id, catalog_id, span_start);
create index passages_analysis on passages (catalog_id, article_id);
create index passages_dated on passages (catalog_id, dated_on, id);
create index passages_outlet_dated on passages (catalog_id, outlet_key, dated_on, id);

create table passage_issues (
    passage_id bigint not null references passages (id),
    catalog_id bigint not null,
    issue text not null,
    dated_on text not null,
    primary key (passage_id, issue),
    foreign key (catalog_id, issue) references issues (catalog_id, slug)
);
create index passage_issues_dated on passage_issues (catalog_id, issue, dated_on, passage_id);

create table positions (
    id bigint not null primary key,
    catalog_id bigint not null,
    article_id bigint not null,
    passage_id bigint not null,
    party text not null,
    issue text not null,
    stance text not null
        check (stance in ('demands', 'offers', 'accepts', 'conditions', 'rejects', 'undecided')),
    status text not null check (status in ('suggested', 'confirmed', 'rejected')),
    rung text not null,
    speaker text,
    reported_by text,
    cue_start bigint,
    cue_end bigint,
    confidence double precision not null,
    dated_on text not null,
    outlet_key text not null,
    foreign key (passage_id, issue) references passage_issues (passage_id, issue),
    foreign key (catalog_id, article_id) references analyses (catalog_id, article_id),
    foreign key (catalog_id, party) references parties (catalog_id, slug),
    foreign key (catalog_id, reported_by) references parties (catalog_id, slug)
);
create unique index positions_passage on positions (passage_id, party, issue);
create index positions_passage_issue on positions (passage_id, issue);
create index positions_article on positions (article_id, catalog_id);
create index positions_dated on positions (catalog_id, dated_on, id);
create index positions_issue_dated on positions (catalog_id, issue, dated_on, id);
create index positions_party_dated on positions (catalog_id, party, dated_on, id);
-- A cell is derived from this index alone.
create index positions_cell_dated on positions
    (catalog_id, issue, party, dated_on, id, stance, reported_by, status);
create index positions_reported on positions (catalog_id, issue, party, dated_on, id, status)
    where reported_by is not null;
create index positions_stance_passage on positions
    (catalog_id, issue, stance, dated_on, passage_id);
create index positions_outlet_dated on positions (catalog_id, outlet_key, dated_on, id);
create index positions_party_passage on positions (catalog_id, party, dated_on, passage_id);
