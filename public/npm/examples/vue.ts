// Vue: a composable that follows the number of unread messages, and a button that opens the chat with a question.
import { defineComponent, h, onMounted, onScopeDispose, ref, type PropType, type Ref } from 'vue';
import { frontdesk, load, on, type Options } from 'frontdesk';

export function useUnread(): Readonly<Ref<number>> {
  const unread = ref(0);
  onScopeDispose(on('unread', (now) => (unread.value = now)));
  return unread;
}

export const AskButton = defineComponent({
  props: { question: { type: String, required: true } },
  setup(props) {
    const unread = useUnread();
    const ask = () => {
      frontdesk('prefill', props.question);
      frontdesk('open');
    };
    return () => h('button', { type: 'button', onClick: ask }, unread.value ? `Ask us (${unread.value} unread)` : 'Ask us');
  },
});

export const App = defineComponent({
  props: { options: { type: Object as PropType<Options>, required: true } },
  setup(props) {
    const state = ref('loading');
    onMounted(() =>
      load(props.options).then(
        () => (state.value = 'ready'),
        () => (state.value = 'unreachable'),
      ),
    );
    return () => h('main', { 'data-chat': state.value }, [h('h1', 'Vue'), h(AskButton, { question: 'Do you ship to Norway?' })]);
  },
});
