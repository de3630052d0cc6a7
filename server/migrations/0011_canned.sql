-- Answers that are written once and used often.

create table canned_responses (
    id         text   not null primary key,
    title      text   not null,
    shortcut   text   not null,
    category   text   not null,
    -- JSON of queues' ids; null is all of them. Queues that are gone are left out as it is read.
    queues     text,
    -- JSON of texts by language.
    texts      text   not null,
    created_at bigint not null,
    -- Counts changes, so that no one overwrites what they haven't seen.
    version    bigint not null default 1
);
