-- Mistakes that readers report, one row a report. Pages: /positions/{id}/report, /positions/{id},
-- /{negotiation}/review. `version` counts the position's decisions when one of them closed the
-- report: taking that decision back opens it again. How each came about stands in `audit`.
create table reports (
    id bigint not null primary key,
    negotiation_id bigint not null references negotiations (id),
    article_id bigint not null references articles (id),
    position_id bigint not null,
    kind text not null
        check (kind in ('not-said', 'wrong-party', 'wrong-issue', 'wrong-stance', 'wrong-speaker', 'other')),
    note text not null,
    reported_at bigint not null,
    state text not null check (state in ('open', 'dismissed', 'decided')),
    outcome text check (outcome in ('confirmed', 'corrected', 'rejected', 'added')),
    version bigint,
    answer text not null,
    answered_by bigint references accounts (id),
    answered_name text,
    answered_at bigint,
    check ((state = 'open') = (answered_at is null)),
    check ((state = 'open') = (answered_name is null)),
    check ((state = 'decided') = (outcome is not null)),
    check ((state = 'decided') = (version is not null))
);
create index reports_position on reports (position_id, id);
create index reports_article on reports (article_id);
create index reports_open on reports (negotiation_id, id) where state = 'open';

-- The positions of deleted articles: at their addresses stands what is told of the article.
create table buried_positions (
    id bigint not null primary key,
    article_id bigint not null
);
create index buried_positions_article on buried_positions (article_id);
