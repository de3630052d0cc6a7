-- Ids and JSON are text, instants are Unix milliseconds: one text for SQLite and PostgreSQL.

create table settings (
    name  text not null primary key,
    value text not null
);

create table agents (
    id            text   not null primary key,
    email         text   not null unique,
    name          text   not null,
    role          text   not null,
    password_hash text,
    created_at    bigint not null
);

-- Only hashes of secrets are stored.
create table sessions (
    token_hash text   not null primary key,
    agent      text   not null references agents (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null
);
create index sessions_by_agent on sessions (agent);

create table one_time_links (
    token_hash text   not null primary key,
    agent      text   not null references agents (id) on delete cascade,
    expires_at bigint not null
);

create table queues (
    id       text   not null primary key,
    name     text   not null unique,
    position bigint not null
);

create table queue_members (
    queue text not null references queues (id) on delete cascade,
    agent text not null references agents (id) on delete cascade,
    primary key (queue, agent)
);
create index queue_members_by_agent on queue_members (agent);

create table widgets (
    id    text not null primary key,
    name  text not null,
    -- JSON array of origins such as "https://shop.example"; "*" allows every site.
    sites text not null
);

create table conversations (
    id                text   not null primary key,
    visitor           text   not null,
    open_id           text   not null,
    widget            text   not null,
    queue             text   not null references queues (id),
    topic             text   not null,
    visitor_name      text   not null,
    visitor_email     text   not null,
    page              text   not null,
    browser           text   not null,
    stage             text   not null,
    owner             text,
    last              bigint not null,
    opened_at         bigint not null,
    ended_at          bigint,
    rating            text,
    visitor_delivered bigint not null default 0,
    visitor_read      bigint not null default 0,
    staff_delivered   bigint not null default 0,
    staff_read        bigint not null default 0,
    unique (visitor, open_id)
);
-- A visitor has at most one open conversation.
create unique index conversations_open_by_visitor on conversations (visitor) where ended_at is null;
create index conversations_waiting on conversations (queue, opened_at) where stage = 'waiting';
create index conversations_by_owner on conversations (owner, ended_at);
create index conversations_by_visitor on conversations (visitor, opened_at);

create table events (
    conversation text   not null references conversations (id) on delete cascade,
    seq          bigint not null,
    at           bigint not null,
    -- Who caused it: 'visitor', an agent's id, or 'system'.
    sender       text   not null,
    -- The sender's client made it; null for what follows from something else.
    client_id    text,
    -- 'message', 'ended' and so on, for queries; the whole of it is in fact.
    kind         text   not null,
    fact         text   not null,
    primary key (conversation, seq)
);
-- Sent twice is stored once. Clients' ids begin with the time, so with the id first new ones stand side by side.
create unique index events_by_client_id on events (client_id, conversation, sender);
