-- Accounts, their sessions and tokens.
-- Pages: /sign-in, /account, /people; every request that shows a cookie or a token.
-- Of secrets only digests are kept, of passwords their hashes. While there is an account there is
-- an enabled one of role `admin`. An expired session counts as ended; its row goes at some later
-- sign-in.
create table accounts (
    id bigint not null primary key,
    name text not null,
    name_key text not null unique,
    role text not null check (role in ('reader', 'coder', 'editor', 'admin')),
    password text not null,
    disabled_at bigint,
    created_at bigint not null,
    updated_at bigint not null
);

create table sessions (
    id bigint not null primary key,
    account_id bigint not null references accounts (id),
    digest text not null unique,
    agent text not null,
    begun_at bigint not null,
    seen_at bigint not null,
    check (begun_at <= seen_at)
);
create index sessions_account on sessions (account_id, seen_at);

create table tokens (
    id bigint not null primary key,
    account_id bigint not null references accounts (id),
    digest text not null unique,
    name text not null,
    role text not null check (role in ('reader', 'coder', 'editor', 'admin')),
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    check (created_at < expires_at)
);
create index tokens_account on tokens (account_id, id);
