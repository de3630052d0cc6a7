/** Where the chat is, and how it is put on the page. */
export interface Options {
  /** Address of the Frontdesk server, such as `https://chat.example`. */
  chat: string;
  /** Id of the widget, as in the tag that the console shows. */
  widget: string;
  /** Language as a BCP 47 tag, such as `pl`; without it the visitor's browser decides. */
  lang?: string;
  /** Overrules the widget's own choice. */
  scheme?: Scheme;
  /** `required`: nothing is remembered on the visitor's device before `consent` was called with `true`. */
  consent?: 'required';
  /** `none`: no launcher is drawn; the page opens the chat itself. */
  launcher?: 'none';
  /** The nonce of the page's content security policy. */
  nonce?: string;
}

export type Scheme = 'light' | 'dark' | 'auto';

/** `online`: somebody is there; `away`: open, but nobody is there; `offline`: closed. */
export type Status = 'online' | 'away' | 'offline';

/** What the site knows of its user. Shown to agents; only a proof makes it more than a claim. */
export interface Traits {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
}

/** What proves who the user is; made on the site's server with the widget's secret. */
export type Proof =
  /** Hexadecimal HMAC-SHA256 of the user's id. */
  | { hash: string }
  /** Fetches a JSON Web Token (HS256 with `sub` and `exp`); called again when the one before has run out. */
  | { getToken: () => string | Promise<string> };

/** What can happen, and what a callback gets. */
export interface Events {
  /** The chat takes calls. */
  ready: undefined;
  opened: undefined;
  closed: undefined;
  /** Number of unread messages. */
  unread: number;
  /** What is known as soon as `on` is called, then every change. The event on `document` comes only while a callback listens. */
  status: Status;
  chatStarted: { topic: string };
  chatEnded: { by: 'visitor' | 'agent' | 'system' };
  messageSent: Record<string, never>;
  messageReceived: { text: string };
  agentJoined: { name: string };
  agentLeft: { name: string };
  /** Place in the line from 1, and an honest estimate where there is one. */
  queue: { position: number; waitSeconds: number | null; staffed: boolean };
  prechatSubmitted: Record<string, never>;
  /** A message was left while the office is closed; `number` is its ticket's. */
  offlineSubmitted: { number: number };
  rated: { rating: string };
  /** An invitation, the teaser (`teaser`), or what an agent says first (`agent`). */
  invitation: { id: string; outcome: 'shown' | 'opened' | 'declined' };
  /** `unreachable`, `token`, or a code of the server's. */
  error: { code: string };
}

/** What the page can say. Commands without an answer give nothing back; they wait in line until the chat is there. */
export interface Frontdesk {
  /** Shows the chat again after `shutdown`. It takes no settings: they are `load`'s, or calls. */
  (command: 'boot'): void;
  /** Takes the chat out of sight and hearing and forgets what the page has told of the user; the conversation stays. */
  (command: 'shutdown'): void;
  (command: 'open' | 'close' | 'toggle'): void;
  /** Shows or hides the launcher; hiding closes the chat. */
  (command: 'show' | 'hide'): void;
  /** Says who the visitor is. */
  (command: 'setUser', id: string | number, traits?: Traits, proof?: Proof): void;
  /** The visitor has signed out of the site. */
  (command: 'setUser', id: null): void;
  /** Adds to what agents see of the visitor. */
  (command: 'setCustomAttributes', attributes: Record<string, string | number | boolean>): void;
  (command: 'deleteCustomAttribute', name: string): void;
  /** Puts a text into the composer; never over what the visitor has typed. */
  (command: 'prefill', text: string): void;
  /** Picks a topic by its id or name. */
  (command: 'setTopic', topic: string): void;
  /** Changes the language; conversation and draft stay. */
  (command: 'setLocale', lang: string): void;
  (command: 'setColorScheme', scheme: Scheme): void;
  /** Whether anything may be remembered on the visitor's device. */
  (command: 'consent', given: boolean): void;
  /** Forgets the visitor on this device: conversation, drafts, invitations. */
  (command: 'reset'): void;
  (command: 'isOpen'): Promise<boolean>;
  /** Needs the chat's address in the page's `connect-src`. */
  (command: 'getStatus'): Promise<Status>;
  /** Calls back whenever it happens; gives back what ends that. */
  <Name extends keyof Events>(command: 'on', name: Name, callback: (detail: Events[Name]) => void): () => void;
}

/** Puts the chat on the page, once; resolves when it takes calls, rejects when its script can't be loaded. */
export function load(options: Options): Promise<void>;

/** One call. Before the chat is there, calls wait in line and give nothing back: await `load` first where an answer is needed. */
export const frontdesk: Frontdesk;

/** As `frontdesk('on', …)`, but gives back a working end even before the chat is there. */
export function on<Name extends keyof Events>(name: Name, callback: (detail: Events[Name]) => void): () => void;

declare global {
  interface Window {
    Frontdesk?: Frontdesk;
  }
  interface DocumentEventMap extends DocumentEvents {}
}

/** The same events on `document`, as `frontdesk:opened` and so on. */
export type DocumentEvents = { [Name in keyof Events as `frontdesk:${Name}`]: CustomEvent<Events[Name]> };
