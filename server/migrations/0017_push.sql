-- Where agents' browsers hear of news while Frontdesk is closed there.

create table push_subscriptions (
    -- The device: what ends there ends with its session.
    session    text   not null primary key references sessions (token_hash) on delete cascade,
    agent      text   not null references agents (id) on delete cascade,
    -- Address at the browser's push service.
    endpoint   text   not null unique,
    -- The browser's public key and secret, base64url (RFC 8291).
    p256dh     text   not null,
    auth       text   not null,
    lang       text   not null,
    created_at bigint not null
);
create index push_subscriptions_by_agent on push_subscriptions (agent);
