-- Who changed what, when and at whose request: written in the transaction of the change itself.
-- `before` and `after` are JSON without secrets. `actor_name` is the name at that time; without an
-- account it says what acted, such as `command line`.
create table audit (
    id bigint not null primary key,
    at bigint not null,
    actor_id bigint references accounts (id),
    actor_name text not null,
    request_id text,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    before text,
    after text,
    note text not null
);
create index audit_subject on audit (subject_kind, subject_id, id);
create index audit_actor on audit (actor_id, id);
