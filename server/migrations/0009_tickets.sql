-- Tickets that are worked on: where they stand, who has them, and what was done to them.

alter table tickets add column status text not null default 'open';
-- 0 to 3, from little to much.
alter table tickets add column priority bigint not null default 1;
alter table tickets add column assignee text references agents (id);
-- The number of the ticket in which it goes on.
alter table tickets add column merged_into bigint;
-- The requester's language as a tag; empty if nobody knows.
alter table tickets add column lang text not null default '';
-- What is searched, in lower case: subject, queue, and who the requester is.
alter table tickets add column sought text not null default '';
-- Counts changes, so that no one overwrites what they haven't seen.
alter table tickets add column version bigint not null default 1;
-- Position of the last entry of its thread.
alter table tickets add column last bigint not null default 0;
alter table tickets add column updated_at bigint not null default 0;
update tickets set updated_at = created_at, sought = lower(subject || ' ' || topic || ' ' ||
    replace(replace(card, '"name":', ''), '"email":', ''));
create index tickets_by_status on tickets (status, number);
create index tickets_by_assignee on tickets (assignee, number);

create table ticket_entries (
    ticket      text   not null references tickets (id) on delete cascade,
    seq         bigint not null,
    at          bigint not null,
    -- Who did it, and the name that they went by.
    agent       text   not null references agents (id),
    author      text   not null,
    -- The agent's client made it; null for what has no such id.
    client_id   text,
    -- 'reply', 'note', 'status' and so on, for queries; the whole of it is in fact.
    kind        text   not null,
    fact        text   not null,
    -- The mail that it went out by, in the outbox for as long as that is remembered there, and the mail's own name.
    mail        text,
    message_id  text,
    -- Whether the mail was thrown away before it was sent.
    undelivered bigint not null default 0,
    primary key (ticket, seq),
    unique (ticket, agent, client_id)
);
create index ticket_entries_by_mail on ticket_entries (mail);
