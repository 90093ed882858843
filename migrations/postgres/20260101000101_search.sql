-- Full-text search on PostgreSQL: the same two indexes as on SQLite, over the same folded words.
create table articles_search (
    id bigint not null primary key,
    title tsvector not null,
    words tsvector not null
);
create index articles_search_title on articles_search using gin (title);
create index articles_search_words on articles_search using gin (words);

create table passages_search (
    id bigint not null primary key,
    words tsvector not null
);
create index passages_search_words on passages_search using gin (words);
