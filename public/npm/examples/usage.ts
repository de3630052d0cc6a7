// Every call and every event once, so that the compiler holds the types to what the documentation promises.
import { frontdesk, load, on, type Events, type Status } from 'frontdesk';

await load({ chat: 'https://chat.example', widget: 'shop', lang: 'pl', scheme: 'auto', consent: 'required', launcher: 'none', nonce: 'n' });

for (const command of ['boot', 'shutdown'] as const) command === 'boot' ? frontdesk(command) : frontdesk(command);
frontdesk('open');
frontdesk('close');
frontdesk('toggle');
frontdesk('show');
frontdesk('hide');
frontdesk('setUser', 42);
frontdesk('setUser', 'u-42', { name: 'Vera', email: 'vera@example.org', phone: '+48 1', company: 'Fern & Fold' }, { hash: 'ab12' });
frontdesk('setUser', 'u-42', {}, { getToken: async () => (await fetch('/chat-token')).text() });
frontdesk('setUser', null);
frontdesk('setCustomAttributes', { plan: 'gold', orders: 3, trial: false });
frontdesk('deleteCustomAttribute', 'plan');
frontdesk('prefill', 'Hello');
frontdesk('setTopic', 'Sales');
frontdesk('setLocale', 'ar');
frontdesk('setColorScheme', 'dark');
frontdesk('consent', true);
frontdesk('reset');

export const open: boolean = await frontdesk('isOpen');
export const status: Status = await frontdesk('getStatus');

const stop: () => void = on('queue', ({ position, waitSeconds, staffed }) => {
  const estimate: number | null = waitSeconds;
  console.log(position.toFixed(), estimate, staffed satisfies boolean);
});
stop();
frontdesk('on', 'unread', (unread) => unread.toFixed())();
document.addEventListener('frontdesk:messageReceived', (event) => event.detail.text.trim());
window.Frontdesk?.('open');

export const names: (keyof Events)[] = [
  'ready', 'opened', 'closed', 'unread', 'status', 'chatStarted', 'chatEnded', 'messageSent', 'messageReceived',
  'agentJoined', 'agentLeft', 'queue', 'prechatSubmitted', 'offlineSubmitted', 'rated', 'invitation', 'error',
];

// What the types must refuse.
// @ts-expect-error There is no such command.
frontdesk('explode');
// @ts-expect-error A proof is a hash or a way to a token.
frontdesk('setUser', 'u-42', {}, 'ab12');
// @ts-expect-error There is no such event.
on('exploded', () => {});
// @ts-expect-error A scheme is light, dark or auto.
frontdesk('setColorScheme', 'blue');
// @ts-expect-error Nobody can be asked without an address.
await load({ widget: 'shop' });
