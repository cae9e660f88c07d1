/** Holds what X's API (version 2) is asked to post, and the problems by which it refuses. */
import { z } from 'zod';

/** Source: X, "API reference", POST /2/tweets. */
export const newPost = z.looseObject({ text: z.string().optional(), reply: z.looseObject({ in_reply_to_tweet_id: z.string() }).optional() });

/** A link counts for 23 characters; letters of Latin and its neighbours for one, all others for two. Source: X, "Counting characters", configuration of twitter-text 3. */
const lengthMax = 280;
const single = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]] as const;

export function isTooLong(text: string): boolean {
  const plain = text.normalize('NFC').replaceAll(/https?:\/\/\S+/g, 'x'.repeat(23));
  let length = 0;
  for (const letter of plain) {
    const point = letter.codePointAt(0) ?? 0;
    length += single.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
  }
  return length > lengthMax;
}

export interface XProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly type: string;
  readonly errors?: readonly object[];
}

const blank = 'about:blank';
const invalidRequest = 'https://api.twitter.com/2/problems/invalid-request';

/** Source: X, "Response codes and errors"; the text about a duplicate as answers show it. */
export const problems = {
  unauthorized: { status: 401, title: 'Unauthorized', detail: 'Unauthorized', type: blank },
  forbidden: { status: 403, title: 'Forbidden', detail: 'You are not permitted to perform this action.', type: blank },
  duplicate: { status: 403, title: 'Forbidden', detail: 'You are not allowed to create a Tweet with duplicate content.', type: blank },
  tooMany: { status: 429, title: 'Too Many Requests', detail: 'Too Many Requests', type: blank },
  noPath: { status: 404, title: 'Not Found', detail: 'Not Found', type: blank },
} as const satisfies Record<string, XProblem>;

export const invalid = (message: string): XProblem => ({ status: 400, title: 'Invalid Request', detail: 'One or more parameters to your request was invalid.', type: invalidRequest, errors: [{ message }] });

/** What isn't there is said with status 200, beside what is. */
export const notFoundError = (id: string) => ({ value: id, detail: `Could not find tweet with id: [${id}].`, title: 'Not Found Error', resource_type: 'tweet', parameter: 'id', resource_id: id, type: 'https://api.twitter.com/2/problems/resource-not-found' });
