-- What the whole widget needs: settings, tickets, files, bans, hours, and where tags were seen.

-- JSON of WidgetSettings; what is missing takes its default.
alter table widgets add column settings text not null default '{}';
-- Counts changes, so that no one overwrites what they haven't seen.
alter table widgets add column version bigint not null default 1;
-- Signs identities. Empty until the first identity is asked for.
alter table widgets add column secret text not null default '';

create table widget_sightings (
    widget   text   not null references widgets (id) on delete cascade,
    origin   text   not null,
    first_at bigint not null,
    last_at  bigint not null,
    loads    bigint not null,
    primary key (widget, origin)
);

-- JSON of Hours; null is open always.
alter table queues add column hours text;
-- Path of the photo on the chat's origin.
alter table agents add column photo text;
-- JSON of what VisitorCard has beside name and e-mail address.
alter table conversations add column visitor_more text not null default '{}';

create table tickets (
    id            text   not null primary key,
    number        bigint not null unique,
    visitor       text   not null,
    client_id     text   not null,
    widget        text   not null,
    queue         text   not null references queues (id),
    topic         text   not null,
    conversation  text   references conversations (id),
    -- JSON of VisitorCard.
    card          text   not null,
    body          text   not null,
    -- JSON of Page.
    page          text   not null,
    created_at    bigint not null,
    unique (visitor, client_id)
);
create index tickets_by_queue on tickets (queue, created_at);

create table files (
    id               text   not null primary key,
    conversation     text   not null references conversations (id) on delete cascade,
    -- 'visitor' or an agent's id.
    sender           text   not null,
    name             text   not null,
    kind             text   not null,
    bytes            bigint not null,
    thumbnail_width  bigint,
    thumbnail_height bigint,
    created_at       bigint not null,
    -- Whether a message holds it; the others are swept away.
    sent             bigint not null default 0
);
create index files_by_conversation on files (conversation);
create index files_unsent on files (created_at) where sent = 0;

create table pictures (
    id         text   not null primary key,
    kind       text   not null,
    created_at bigint not null
);

create table bans (
    id         text   not null primary key,
    -- An address or a range such as 203.0.113.0/24.
    network    text   not null,
    reason     text   not null,
    created_at bigint not null,
    until_at   bigint
);
