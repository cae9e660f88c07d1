/** Holds the receiver `x`: takes posts by X's API; that somebody with another credential reads one proves it *delivered*. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { invalid, isTooLong, newPost, notFoundError, problems, type XProblem } from '../../wire/x.ts';
import { idFrom } from '../ids.ts';
import { rateLimiter } from '../rate-limit.ts';
import { credentialOf, partsOf, readJson, refuser, wayOf } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';

const spec = z.strictObject({ per15MinutesMax: z.int().positive().default(200).describe('requests with one credential in a quarter of an hour') });

interface Post {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly atMs: number;
  delivered: boolean;
}

const wrong = (problem: XProblem, headers?: Readonly<Record<string, string>>) => json(problem.status, problem, headers);

/** Whose request it is: a bearer's token, or the token in a signed header; each signature is another, so the whole header tells nobody apart. */
const credential = (request: Inbound): string | undefined => credentialOf(request, 'Bearer') ?? /oauth_token="([^"]+)"/.exec(credentialOf(request, 'OAuth') ?? '')?.[1];

function open(desk: ReceiverDesk, { per15MinutesMax }: z.output<typeof spec>) {
  const { clock, random, hear } = desk;
  const refuse = refuser(desk, 'x');
  const waitMs = rateLimiter({ max: per15MinutesMax, perMs: 900_000 }, clock);
  const posts = new Map<string, Post>();
  const newest = new Map<string, Post>();

  const show = (post: Post, reader: string) => {
    if (!post.delivered && reader !== post.author) {
      post.delivered = true;
      hear('notice.moved', { atMs: clock.now(), notice: `x-${post.id}`, channel: 'social', rung: 'delivered', receiver: 'x' });
    }
    return { id: post.id, text: post.text, edit_history_tweet_ids: [post.id] };
  };

  const create = (request: Inbound, author: string): Outbound => {
    const read = readJson(newPost, request.body);
    if ('wrong' in read) return refuse(wrong(invalid(read.wrong)), `expected a post as JSON, got ${read.wrong}`);
    const { text = '' } = read.value;
    if (text.trim() === '') return refuse(wrong(invalid('text: must not be empty')), 'expected a post with text, got none');
    if (isTooLong(text)) return refuse(wrong(problems.forbidden), 'expected a post of at most 280 characters, got a longer one');
    if (newest.get(author)?.text === text) return refuse(wrong(problems.duplicate), 'expected a post that says something else than the one before, got the same text');
    const post: Post = { id: `1${idFrom(random, 18, 'digits')}`, text, author, atMs: clock.now(), delivered: false };
    posts.set(post.id, post);
    newest.set(author, post);
    hear('notice.moved', { atMs: post.atMs, notice: `x-${post.id}`, channel: 'social', rung: 'accepted', text, receiver: 'x' });
    return json(201, { data: show(post, author) });
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts } = partsOf(request);
      const reader = credential(request);
      if (reader === undefined) return refuse(wrong(problems.unauthorized), 'expected a token (Authorization: Bearer, or OAuth with its oauth_token), got none, or a wrong one');
      const ms = waitMs(reader);
      if (ms !== undefined) {
        const reset = String(Math.ceil((clock.now() + ms) / 1000));
        return refuse(wrong(problems.tooMany, { 'x-rate-limit-limit': String(per15MinutesMax), 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset }), `expected at most ${per15MinutesMax} requests in 15 minutes, got more`);
      }
      const [version, what, id, ...more] = parts;
      if (version !== '2' || what !== 'tweets' || more.length > 0) return refuse(wrong(problems.noPath), `expected /2/tweets, got ${wayOf(request)}`);
      if (request.method === 'POST' && id === undefined) return create(request, reader);
      if (request.method !== 'GET' || id === undefined) return refuse(wrong(problems.noPath), `expected POST of /2/tweets or GET of one of them, got ${wayOf(request)}`);
      const post = posts.get(id);
      return post === undefined ? json(200, { errors: [notFoundError(id)] }) : json(200, { data: show(post, reader) });
    },
  };
}

export const x = receiver({
  kind: 'x',
  summary: "takes posts by X's API",
  settings: ({ url }) => ({ replace: `# In place of https://api.x.com.\nX_API_BASE_URL=${url}` }),
  spec,
  open,
});
