-- What articles and catalogs were before: nothing here is changed or deleted once it is written.
-- Pages: /articles/{id}/revisions, /articles/{id}/history, /{negotiation}/catalog/history,
-- /{negotiation}/catalog/versions/{number}, and 410 at the address of a deleted article.
-- Who, when and why stand in the audit. The newest revision equals the article; what was stored
-- before this table was made has one revision, without an entry in the audit.
create table revisions (
    article_id bigint not null,
    number bigint not null,
    audit_id bigint unique references audit (id),
    title text not null,
    outlet text,
    author text,
    url text,
    published_on text,
    language text not null,
    body text not null,
    primary key (article_id, number)
);
insert into revisions (article_id, number, title, outlet, author, url, published_on, language, body)
    select id, revision, title, outlet, author, url, published_on, language, body from articles;

-- Of a deleted article: its revisions stay, and this.
create table tombstones (
    article_id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    title text not null,
    audit_id bigint not null references audit (id)
);

-- The newest version is the catalog that waits to come in force or, when none waits, the current one.
create table catalog_versions (
    negotiation_id bigint not null references negotiations (id),
    number bigint not null,
    audit_id bigint unique references audit (id),
    source text not null,
    primary key (negotiation_id, number)
);
insert into catalog_versions (negotiation_id, number, source)
    select c.negotiation_id, row_number() over (partition by c.negotiation_id order by c.id), c.source
    from catalogs c
    where c.state = 'current'
       or (c.state = 'pending' and c.source <> (select k.source from catalogs k
            where k.negotiation_id = c.negotiation_id and k.state = 'current'));
