/** Holds the receiver `ses`: takes what an AWS SDK sends to Amazon SES (version 1), and answers in its XML. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { readMail, textOfHtml } from '../../wire/mail-text.ts';
import { errorXml, invalidAction, invalidValue, notVerified, recipientsMax, sendEmailOf, sendRawEmailOf, sentXml, sesErrors } from '../../wire/ses.ts';
import type { SesError } from '../../wire/ses.ts';
import { idFrom } from '../ids.ts';
import { refuser, textOf, wrongCredential } from '../reading.ts';
import { receiver } from '../receiver.ts';
import type { ReceiverDesk } from '../receiver.ts';
import { addressOf, isAddress } from './addresses.ts';
import { mailFailures, mailModes, modeSetting } from './mail-modes.ts';
import { outcomes, putDown } from './put-down.ts';
import type { Letter } from './put-down.ts';

const spec = z.strictObject({ mode: modeSetting(mailFailures) });

const refusedBy: Readonly<Record<string, SesError>> = { refused: sesErrors.unavailable, 'temporary-failure': sesErrors.throttling };

/** The signature (SigV4) is not checked: a sandbox has no keys of yours. */
function notSigned({ headers }: Inbound): SesError | undefined {
  const key = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(headers['authorization'] ?? '')?.[1];
  if (key === undefined) return sesErrors.missingToken;
  return key === wrongCredential ? sesErrors.invalidToken : undefined;
}

type Asked = Omit<Letter, 'id'>;

async function askedOf(action: string, form: URLSearchParams): Promise<Asked | SesError> {
  if (action === 'SendEmail') {
    const asked = sendEmailOf(form);
    return 'code' in asked ? asked : { ...asked, text: asked.text ?? (await textOfHtml(asked.html ?? '')) };
  }
  if (action !== 'SendRawEmail') return invalidAction(action);
  const asked = sendRawEmailOf(form);
  if ('code' in asked) return asked;
  const { subject, text, from, to } = await readMail(asked.raw);
  return { subject, text, from: asked.from || from, to: asked.to.length > 0 ? asked.to : to };
}

/** What SES would not take of a message that is whole. */
function refusedFor({ from, to }: Asked): SesError | undefined {
  if (to.length === 0) return invalidValue("Missing required header 'To'.");
  if (to.length > recipientsMax) return invalidValue(`Recipient count exceeds ${recipientsMax}.`);
  if (![from, ...to].every(isAddress)) return invalidValue("Missing final '@domain'");
  return from.includes(wrongCredential) ? notVerified(from) : undefined;
}

function open(desk: ReceiverDesk, { mode: first }: z.output<typeof spec>) {
  const { clock, random } = desk;
  const mode = mailModes(first);
  const refuse = refuser(desk, 'ses');
  const id = (...lengths: readonly number[]) => lengths.map((length) => idFrom(random, length)).join('-');
  const requestId = () => id(8, 4, 4, 4, 12);
  const answer = (status: number, body: string): Outbound => ({ status, body, contentType: 'text/xml' });
  const failed = (error: SesError): Outbound => answer(error.status, errorXml(error, requestId()));
  const no = (error: SesError, got: string) => refuse(failed(error), `expected a message as Amazon SES takes it, got ${got.slice(0, 200)}: ${error.code}: ${error.message.slice(0, 200)}`);

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const set = mode.answer(request);
      if (set !== undefined) return set;
      const atMs = clock.now();
      const form = new URLSearchParams(textOf(request.body));
      const action = form.get('Action') ?? '';
      const got = `${request.method} ${request.path} ${action}`;
      const unsigned = notSigned(request);
      if (unsigned !== undefined) return no(unsigned, got);
      if (request.method !== 'POST') return no(invalidAction(''), got);
      const asked = await askedOf(action, form);
      if ('code' in asked) return no(asked, got);
      const refused = refusedFor(asked);
      if (refused !== undefined) return no(refused, got);
      const now = mode.now();
      const letter = { ...asked, to: asked.to.map(addressOf), id: `${id(16, 8, 4, 4, 4, 12)}-000000` };
      putDown(desk, 'ses', letter, atMs, outcomes[now]);
      const error = refusedBy[now];
      return error === undefined ? answer(200, sentXml(action, letter.id, requestId())) : failed(error);
    },
  };
}

export const ses = receiver({
  kind: 'ses',
  summary: "takes mail as Amazon SES does (SendEmail, SendRawEmail): set the SDK's endpoint to it",
  spec,
  settings: ({ url }) => ({ replace: `# AWS SDKs; any key will do\nAWS_ENDPOINT_URL_SES=${url}\n# To practise a failure (${mailFailures.slice(1).join(', ')}):\ncurl -X PUT -d '{"mode": "lost"}' ${url}/-/mode` }),
  open,
});
