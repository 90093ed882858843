-- Articles and their outlets.
-- Pages: /articles (by date, by negotiation, by outlet), /articles/{id}, the duplicate check on posting.
-- `dated_on` is the day of publication, or the day of posting where that is not known.
create table articles (
    id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    title text not null,
    outlet text,
    outlet_key text not null,
    author text,
    url text,
    url_key text,
    published_on text,
    dated_on text not null,
    language text not null,
    digest text not null,
    sample boolean not null,
    revision bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    body text not null
);

create unique index articles_digest on articles (negotiation_id, digest);
create unique index articles_url on articles (negotiation_id, url_key);
create index articles_dated on articles (dated_on, id);
create index articles_negotiation_dated on articles (negotiation_id, dated_on, id);
create index articles_negotiation_id on articles (negotiation_id, id);
create index articles_outlet_dated on articles (outlet_key, dated_on, id);

create table outlets (
    negotiation_id bigint not null references negotiations (id),
    outlet_key text not null,
    name text not null,
    articles bigint not null,
    primary key (negotiation_id, outlet_key)
);
