-- Negotiations and the versions of their catalogs.
-- Pages: every page under /{negotiation} looks up the current catalog by slug.
-- A changed catalog waits as `pending` until every article has been read by it.
create table negotiations (
    id bigint not null primary key,
    slug text not null unique,
    created_at bigint not null
);

create table catalogs (
    id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    state text not null check (state in ('current', 'pending', 'retired')),
    name text not null,
    summary text not null,
    source text not null,
    reader text not null,
    created_at bigint not null
);

create unique index catalogs_current on catalogs (negotiation_id) where state = 'current';
create unique index catalogs_pending on catalogs (negotiation_id) where state = 'pending';
create index catalogs_state on catalogs (state, id);

create table parties (
    catalog_id bigint not null references catalogs (id),
    slug text not null,
    ordinal bigint not null,
    name text not null,
    primary key (catalog_id, slug)
);

create table issues (
    catalog_id bigint not null references catalogs (id),
    slug text not null,
    ordinal bigint not null,
    name text not null,
    primary key (catalog_id, slug)
);
