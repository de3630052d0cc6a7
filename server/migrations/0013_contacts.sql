-- Contacts: the cards of known people, the fields that stand on them, their tags, and who of the visitors is whom.

create table contacts (
    id         text   not null primary key,
    first_name text   not null,
    last_name  text   not null,
    company    text   not null,
    notes      text   not null,
    -- What the list is sorted by: the name's words without case and accents.
    sorted     text   not null,
    -- What is searched: all words without case and accents, each after a blank.
    sought     text   not null,
    created_at bigint not null,
    updated_at bigint not null,
    -- Counts changes, so that no one overwrites what they haven't seen.
    version    bigint not null default 1
);
create index contacts_sorted on contacts (sorted, id);

create table contact_addresses (
    contact  text   not null references contacts (id) on delete cascade,
    -- 'email' or 'phone'.
    kind     text   not null,
    position bigint not null,
    -- As it was typed.
    typed    text   not null,
    -- As it is compared.
    normal   text   not null,
    primary key (contact, kind, position)
);
create index contact_addresses_by_normal on contact_addresses (normal, kind);

create table contact_fields (
    id       text   not null primary key,
    -- Empty for those that every card has.
    label    text   not null,
    -- JSON of ContactFieldKind.
    kind     text   not null,
    -- Whether it stands beside a conversation.
    shown    bigint not null default 1,
    position bigint not null,
    version  bigint not null default 1
);
insert into contact_fields (id, label, kind, position) values
    ('first_name', '', '"built_in"', 1),
    ('last_name', '', '"built_in"', 2),
    ('company', '', '"built_in"', 3),
    ('emails', '', '"built_in"', 4),
    ('phones', '', '"built_in"', 5),
    ('tags', '', '"built_in"', 6),
    ('notes', '', '"built_in"', 7);

create table contact_values (
    contact text not null references contacts (id) on delete cascade,
    field   text not null references contact_fields (id) on delete cascade,
    value   text not null,
    primary key (contact, field)
);
create index contact_values_by_field on contact_values (field);

create table contact_tags (
    id     text not null primary key,
    name   text not null,
    -- Without case and accents: what looks the same is the same tag.
    folded text not null unique,
    color  text not null
);

create table contact_taggings (
    contact text not null references contacts (id) on delete cascade,
    tag     text not null references contact_tags (id) on delete cascade,
    primary key (contact, tag)
);
create index contact_taggings_by_tag on contact_taggings (tag);

-- An agent said who a visitor is.
create table contact_visitors (
    visitor text not null primary key,
    contact text not null references contacts (id) on delete cascade
);
create index contact_visitors_by_contact on contact_visitors (contact);

-- An agent said not to mind who the visitor of a conversation is.
create table contact_ignored (
    conversation text not null primary key references conversations (id) on delete cascade
);

-- JSON of the pages that the visitor was on, the first one first; empty as long as it was one alone.
alter table conversations add column trail text not null default '[]';
create index conversations_by_email on conversations (lower(visitor_email)) where visitor_email <> '';

-- The requester's address in lower case; null for tickets from before it was kept apart from the card.
alter table tickets add column email text;
create index tickets_by_email on tickets (email) where email <> '';
create index tickets_of_old on tickets (created_at) where email is null;
