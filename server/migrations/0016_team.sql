-- Staff chat: rooms in which agents talk with each other.

create table rooms (
    id         text   not null primary key,
    -- Of a room for two, both agents' ids in their order; null for a group.
    pair       text   unique,
    name       text   not null default '',
    -- Who made it, under which id of the client's.
    made_by    text   not null references agents (id),
    made_id    text   not null,
    made_at    bigint not null,
    -- Position of the last entry.
    last       bigint not null default 0,
    unique (made_by, made_id)
);

create table room_members (
    room     text   not null references rooms (id) on delete cascade,
    agent    text   not null references agents (id) on delete cascade,
    -- Up to which entry they have read.
    read_seq bigint not null default 0,
    primary key (room, agent)
);
create index room_members_by_agent on room_members (agent);

create table room_entries (
    room      text   not null references rooms (id) on delete cascade,
    seq       bigint not null,
    at        bigint not null,
    sender    text   not null references agents (id),
    -- The sender's client made it; null for what didn't come as a command.
    client_id text,
    -- 'said', 'gone', 'deleted' and so on, for queries; the whole of it is in fact.
    kind      text   not null,
    fact      text   not null,
    primary key (room, seq)
);
-- Sent twice is stored once.
create unique index room_entries_by_client_id on room_entries (client_id, room, sender);
create index room_entries_said on room_entries (room, seq) where kind in ('said', 'gone');

-- A file is in a conversation or in a room. A column can't lose its "not null" everywhere, so the table is made anew.
create table files_of_all (
    id               text   not null primary key,
    conversation     text   references conversations (id) on delete cascade,
    room             text   references rooms (id) on delete cascade,
    -- 'visitor' or an agent's id.
    sender           text   not null,
    name             text   not null,
    kind             text   not null,
    bytes            bigint not null,
    thumbnail_width  bigint,
    thumbnail_height bigint,
    created_at       bigint not null,
    -- Whether a message holds it; the others are swept away.
    sent             bigint not null default 0,
    -- The client id of the message that holds the file, or is about to.
    message          text,
    check ((conversation is null) <> (room is null))
);
insert into files_of_all (id, conversation, sender, name, kind, bytes, thumbnail_width, thumbnail_height, created_at, sent, message)
    select id, conversation, sender, name, kind, bytes, thumbnail_width, thumbnail_height, created_at, sent, message from files;
drop table files;
alter table files_of_all rename to files;
create index files_by_conversation on files (conversation);
create index files_by_room on files (room);
create index files_unsent on files (created_at) where sent = 0;
