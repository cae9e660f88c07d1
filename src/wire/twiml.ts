/** Holds the part of TwiML that matters to who is called: what is said, what is asked to be pressed, and where the call goes on. */

/** `ms` is how long it takes to hear; speech is reckoned at 150 words a minute. */
export type Verb =
  | { readonly is: 'say'; readonly text: string; readonly ms: number }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'gather'; readonly prompt: readonly Verb[]; readonly timeoutMs: number; readonly keys: boolean; readonly action?: string; readonly method?: 'GET' }
  | { readonly is: 'redirect'; readonly url: string; readonly method?: 'GET' }
  | { readonly is: 'hangup' };

const msPerWord = 400;
/** Nobody fetches recordings to learn how long they are. */
const playMs = 10_000;
const spokenMs = (text: string) => text.split(/\s+/).filter(Boolean).length * msPerWord;
/** Seconds as an attribute has them; the default where it is none. */
const secondsMs = (text: string | undefined, otherwise: number) => {
  const seconds = Number(text ?? otherwise);
  return (Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 600) : otherwise) * 1000;
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const methodOf = ({ attributes }: Element) => (attributes['method']?.toUpperCase() === 'GET' ? { method: 'GET' as const } : {});

function verbOf(element: Element): readonly Verb[] {
  const { name, attributes, children } = element;
  const text = element.text.replaceAll(/\s+/g, ' ').trim();
  switch (name) {
    case 'Say': {
      const loops = Math.min(100, Math.max(1, Number(attributes['loop'] ?? 1) || 1));
      return text === '' ? [] : [{ is: 'say', text, ms: spokenMs(text) * loops }];
    }
    case 'Play': return [{ is: 'wait', ms: playMs }];
    case 'Pause': return [{ is: 'wait', ms: secondsMs(attributes['length'], 1) }];
    case 'Gather': {
      const keys = (attributes['input'] ?? 'dtmf').split(/\s+/).includes('dtmf');
      return [{ is: 'gather', prompt: children.flatMap(verbOf), timeoutMs: secondsMs(attributes['timeout'], 5), keys, ...(attributes['action'] && { action: attributes['action'] }), ...methodOf(element) }];
    }
    case 'Redirect': return [{ is: 'redirect', url: text, ...methodOf(element) }];
    case 'Hangup': case 'Reject': return [{ is: 'hangup' }];
    // What else there is (Dial, Record, Stream) says nothing to who was called.
    default: return [];
  }
}

/** Source: Twilio, "TwiML for Programmable Voice". What isn't TwiML is its error 12100, "Document parse failure". */
export async function readTwiml(text: string): Promise<{ readonly verbs: readonly Verb[] } | { readonly wrong: string }> {
  // Loaded with the first call: few drills make any.
  const { Parser } = await import('htmlparser2');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let unclosed: string | undefined;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element: Element = { name, attributes, children: [], text: '' };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (more) => {
        const at = open.at(-1);
        if (at !== undefined) at.text += more;
      },
      onclosetag: (name, implied) => {
        if (implied) unclosed ??= name;
        const closed = open.pop();
        // Within what is said there may be marks for how to say it.
        const say = open.findLast((outer) => outer.name === 'Say');
        if (closed !== undefined && say !== undefined) say.text += ` ${closed.text}`;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  const [response, ...more] = root.children;
  if (unclosed !== undefined) return { wrong: `<${unclosed}> that isn't closed` };
  if (response?.name !== 'Response' || more.length > 0) return { wrong: response === undefined ? 'no element' : `<${response.name}> instead of one <Response>` };
  return { verbs: response.children.flatMap(verbOf) };
}

/** All that is said, in order. */
export const saidIn = (verbs: readonly Verb[]): readonly string[] => verbs.flatMap((verb) => (verb.is === 'say' ? [verb.text] : verb.is === 'gather' ? saidIn(verb.prompt) : []));
/** How long all of it takes to hear. */
export const lengthMs = (verbs: readonly Verb[]): number => verbs.reduce((sum, verb) => sum + (verb.is === 'say' || verb.is === 'wait' ? verb.ms : verb.is === 'gather' ? lengthMs(verb.prompt) + verb.timeoutMs : 0), 0);
