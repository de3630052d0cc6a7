-- Outgoing mail: how it is sent, and what is to be sent.

-- One row, as soon as it was set up.
create table mail_settings (
    one      bigint not null primary key check (one = 1),
    -- JSON of MailDraft.
    settings text   not null,
    -- Encrypted; empty if there is none.
    password text   not null,
    -- Counts changes, so that no one overwrites what they haven't seen.
    version  bigint not null
);

create table outbox (
    id         text   not null primary key,
    -- 'agent_link' and so on.
    kind       text   not null,
    -- What brought it about, such as an agent's id.
    cause      text   not null,
    -- In lower case.
    recipient  text   not null,
    subject    text   not null,
    -- Encrypted JSON of what stands in it; null as soon as it was sent.
    content    text,
    message_id text   not null unique,
    created_at bigint not null,
    -- When it is tried next; for what is on its way, when it counts as lost.
    due_at     bigint not null,
    -- When what stands in it is worth nothing any more; null if never.
    expires_at bigint,
    attempts   bigint not null default 0,
    -- How many attempts may have succeeded though nobody was told.
    unclear    bigint not null default 0,
    -- 'waiting', 'sending', 'sent' or 'dead'.
    state      text   not null,
    -- What was in the way the last time, a word and the server's own words.
    trouble    text,
    answer     text   not null default '',
    sent_at    bigint
);
create index outbox_due on outbox (due_at) where state in ('waiting', 'sending');
create index outbox_by_recipient on outbox (recipient, created_at);
create index outbox_by_cause on outbox (cause);
create index outbox_by_state on outbox (state, id);
