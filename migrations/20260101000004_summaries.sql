-- Summaries kept in the transaction that changes what they summarise, so that no page counts rows:
-- the matrix (/{negotiation}), what moved lately (/), the timeline pictures, the counts on every page.
-- `check` derives each again from the positions and compares.
create table cells (
    catalog_id bigint not null,
    issue text not null,
    party text not null,
    own_count bigint not null,
    reported_count bigint not null,
    latest_id bigint references positions (id),
    latest_stance text,
    latest_on text,
    previous_id bigint references positions (id),
    previous_stance text,
    moved_id bigint references positions (id),
    moved_on text,
    reported_id bigint references positions (id),
    primary key (catalog_id, issue, party),
    foreign key (catalog_id, issue) references issues (catalog_id, slug),
    foreign key (catalog_id, party) references parties (catalog_id, slug)
);
create index cells_moved on cells (catalog_id, moved_on, moved_id);
create index cells_party on cells (catalog_id, party);
create index cells_latest on cells (latest_id);
create index cells_previous on cells (previous_id);
create index cells_moved_id on cells (moved_id);
create index cells_reported on cells (reported_id);

create table monthly_tallies (
    catalog_id bigint not null references catalogs (id),
    issue text not null,
    party text not null,
    month text not null,
    stance text not null,
    own_count bigint not null,
    primary key (catalog_id, issue, party, month, stance)
);

create table issue_tallies (
    catalog_id bigint not null references catalogs (id),
    issue text not null,
    passages bigint not null,
    primary key (catalog_id, issue)
);

create table catalog_tallies (
    catalog_id bigint not null primary key references catalogs (id),
    articles bigint not null,
    passages bigint not null,
    positions bigint not null,
    suggested bigint not null
);
