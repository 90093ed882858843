-- What people hold of positions, one row a position; `id` is the position's. The rows in `positions`
-- are what the machine reads, with these laid over it. Pages: /positions/{id}, /{negotiation}/review.
-- `status` is what was decided last, `suggested` where that was taken back. An orphaned decision has
-- lost its sentence: `span_start`, `span_end` and `quote` say where it stood last. A position of
-- another party or issue that a person puts in a suggestion's place `corrects` it, and the suggestion
-- is rejected in its favour. How each came about stands in `audit`; replaying it yields these rows.
create table decisions (
    id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    article_id bigint not null references articles (id),
    span_start bigint not null,
    span_end bigint not null,
    quote text not null,
    party text not null,
    issue text not null,
    stance text not null
        check (stance in ('demands', 'offers', 'accepts', 'conditions', 'rejects', 'undecided')),
    speaker text,
    reported_by text,
    rung text not null,
    status text not null
        check (status in ('suggested', 'confirmed', 'corrected', 'rejected', 'added')),
    orphaned boolean not null,
    version bigint not null check (version > 0),
    corrects bigint references decisions (id),
    favours bigint,
    decided_by bigint references accounts (id),
    decided_name text not null,
    decided_at bigint not null,
    note text not null,
    check (0 <= span_start and span_start < span_end)
);
create unique index decisions_place on decisions (article_id, span_start, span_end, party, issue)
    where not orphaned;
create index decisions_article on decisions (article_id);
create index decisions_decided on decisions (negotiation_id, decided_at);
create index decisions_orphaned on decisions (negotiation_id, id) where orphaned;
create index decisions_corrects on decisions (corrects);

-- What reading a negotiation's articles again has changed: shown on /{negotiation}.
create table rereadings (
    catalog_id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    finished_at bigint not null,
    appeared bigint not null,
    withdrawn bigint not null,
    changed bigint not null,
    decisions bigint not null
);
create index rereadings_negotiation on rereadings (negotiation_id, catalog_id);
