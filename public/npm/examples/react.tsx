// React: a hook that follows the number of unread messages, and a button that opens the chat with a question.
import { useEffect, useState } from 'react';
import { frontdesk, load, on, type Options } from 'frontdesk';

export function useUnread(): number {
  const [unread, setUnread] = useState(0);
  // What `on` gives back is what React calls at the end.
  useEffect(() => on('unread', setUnread), []);
  return unread;
}

export function AskButton({ question }: { question: string }) {
  const unread = useUnread();
  const ask = () => {
    frontdesk('prefill', question);
    frontdesk('open');
  };
  return (
    <button type="button" onClick={ask}>
      Ask us{unread > 0 && ` (${unread} unread)`}
    </button>
  );
}

export function App({ options }: { options: Options }) {
  const [state, setState] = useState('loading');
  useEffect(() => {
    load(options).then(
      () => setState('ready'),
      () => setState('unreachable'),
    );
  }, [options]);
  return (
    <main data-chat={state}>
      <h1>React</h1>
      <AskButton question="Do you ship to Norway?" />
    </main>
  );
}
