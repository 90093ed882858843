-- What people mark in articles independently of each other, and how their differences were settled.
-- Pages: /articles/{id}/code, /articles/{id}/adjudicate, /{negotiation}/agreement.
-- A coding is one person's of one revision of an article; it stays as it is when the article is
-- edited. `marks` is a sorted JSON list; `sentences` is the number of sentences that could be marked.
-- How a coding came about stands in `audit`; replaying it yields the row.
create table codings (
    id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    article_id bigint not null references articles (id),
    account_id bigint not null references accounts (id),
    revision bigint not null,
    sentences bigint not null,
    version bigint not null check (version > 0),
    begun_at bigint not null,
    done_at bigint,
    marks text not null,
    unique (article_id, account_id, revision)
);
create index codings_negotiation on codings (negotiation_id, article_id, revision);

-- `outcome` is a JSON list of the positions that were held or rejected by it.
create table adjudications (
    article_id bigint not null references articles (id),
    revision bigint not null,
    negotiation_id bigint not null references negotiations (id),
    first_coding bigint not null references codings (id),
    second_coding bigint not null references codings (id),
    audit_id bigint not null unique references audit (id),
    outcome text not null,
    primary key (article_id, revision)
);
create index adjudications_negotiation on adjudications (negotiation_id, article_id);

-- Whether those who code see neither the machine's suggestions nor others' marks until they are done.
alter table negotiations add column blind boolean not null default true;
